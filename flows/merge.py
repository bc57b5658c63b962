"""A new generation against what the store keeps: what came, what stayed, what changed, what is gone.

Human decisions are never lost or overwritten: every row that was known is in ``Merge.rows``. An acceptance that no
longer holds is not deleted either; it is marked as reopened, with the reason. Storing rows is the bot's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from flows.packs.schema import Level
from flows.risk import level_rank
from flows.threats.priority import standing
from flows.threats.types import Generation, RuledOut, State, Threat

Decision = Literal["none", "mitigate", "accept", "not-applicable"]
Status = Literal["open", "to confirm", "mitigating", "mitigated", "accepted", "not applicable", "ruled out"]
Stood = tuple[str, str, str]
"""A fact's full id, what it stands on, and its value."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an acceptance rests on: the threat as it was then, and its last day."""

    level: Level
    state: State
    facts: tuple[Stood, ...]
    meaning: str
    until: date


@dataclass(frozen=True, slots=True)
class Known:
    """What the store keeps of a threat.

    Attributes:
        id: UUIDv5 of ``model/rule/on``; a rule that is renamed keeps the first.
        level: residual level now, or the worst of a threat to confirm.
        number: the 12 of ``T-12``, per model, never reused.
        facts: the answers that the state rested on.
        basis: of an acceptance; see ``basis_of``.
        reopened: why the acceptance no longer holds; None while it does. A new decision clears it.
        present: whether the last generation had it at all; its row stays either way.
    """

    id: str
    rule: str
    on: str
    state: State
    level: Level
    number: int
    decision: Decision = "none"
    facts: tuple[Stood, ...] = ()
    meaning: str = ""
    basis: Basis | None = None
    reopened: str | None = None
    present: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of a known threat (rule, state, level, facts, meaning, returned), and why, as a sentence."""

    id: str
    what: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """An acceptance that no longer holds, and why."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Merge:
    """The difference, all ids those of the rows.

    Attributes:
        added: threats that were not known.
        unchanged: ids of the rows of which nothing changed.
        changed: what changed, ruled out included.
        gone: rows whose subject or rule is no longer there; kept with their decisions.
        reopened: acceptances that ended by this merge.
        rows: every row to keep, in the order of their numbers.
        renamed: (id in the generation, id of its row) where a rule's new name makes them differ.
    """

    added: tuple[Threat, ...]
    unchanged: tuple[str, ...]
    changed: tuple[Change, ...]
    gone: tuple[Known, ...]
    reopened: tuple[Reopened, ...]
    rows: tuple[Known, ...]
    renamed: tuple[tuple[str, str], ...] = ()


def status(state: State, decision: Decision, *, reopened: bool = False) -> Status:
    """The one word shown: the computed state and the human decision together."""
    if state == "ruled out":
        return "ruled out"
    if decision == "not-applicable":
        return "not applicable"
    if state == "mitigated":
        return "mitigated"
    if decision == "accept" and not reopened:
        return "accepted"
    return "mitigating" if decision == "mitigate" else state


def basis_of(known: Known, until: date) -> Basis:
    """What an acceptance of the threat as it stands now rests on."""
    return Basis(known.level, known.state, known.facts, known.meaning, until)


def merge(previous: Sequence[Known], generation: Generation, today: date | None = None) -> Merge:
    """What a new generation changes.

    Args:
        previous: all rows of the model, those long gone included.
        generation: the new one, of the same model.
        today: for acceptances whose date has passed; None leaves dates alone.
    """
    rows = _Rows(previous)
    pairs: list[tuple[Known, Threat | RuledOut]] = []
    added: list[Threat] = []
    for threat in generation.threats:
        known = rows.take(threat.rule, threat.was, threat.on)
        if known is None:
            added.append(threat)
        else:
            pairs.append((known, threat))
    for out in generation.ruled_out:
        known = rows.take(out.rule, out.was, out.on)
        if known is not None:
            pairs.append((known, out))
    news = [_new_row(threat, number) for number, threat in enumerate(added, rows.next_number)]
    kept = [_outcome(known, found, today) for known, found in pairs]
    gone = tuple(_gone(known) for known in rows.left())
    return Merge(
        added=tuple(added),
        unchanged=tuple(row.id for row, change, _ in kept if change is None),
        changed=tuple(change for _, change, _ in kept if change is not None),
        gone=gone,
        reopened=tuple(reopened for _, _, reopened in kept if reopened is not None),
        rows=tuple(sorted((*(row for row, _, _ in kept), *gone, *news), key=lambda row: row.number)),
        renamed=tuple((one.id, row.id) for row, one in pairs if isinstance(one, Threat) and one.id != row.id),
    )


class _Rows:
    """The known rows, each taken at most once: by its rule's present name first, then by the names it had."""

    def __init__(self, previous: Sequence[Known]) -> None:
        self._by_place = {(row.rule, row.on): row for row in sorted(previous, key=lambda row: -row.number)}
        self._waiting = {row.number: row for row in previous}
        self.next_number = max((row.number for row in previous), default=0) + 1

    def take(self, rule: str, was: Iterable[str], on: str) -> Known | None:
        for name in (rule, *was):
            row = self._by_place.get((name, on))
            if row is not None and self._waiting.pop(row.number, None) is not None:
                return row
        return None

    def left(self) -> Iterator[Known]:
        yield from self._waiting.values()


def _new_row(threat: Threat, number: int) -> Known:
    level, facts = standing(threat), _facts(threat)
    return Known(threat.id, threat.rule, threat.on, threat.state, level, number, facts=facts, meaning=threat.meaning)


def _gone(known: Known) -> Known:
    return replace(known, state="ruled out", present=False)


def _outcome(
    known: Known, found: Threat | RuledOut, today: date | None
) -> tuple[Known, Change | None, Reopened | None]:
    if isinstance(found, RuledOut):
        row = replace(known, rule=found.rule, state="ruled out", present=True)
    else:
        row = replace(
            known,
            rule=found.rule,
            state=found.state,
            level=standing(found),
            facts=_facts(found),
            meaning=found.meaning,
            present=True,
        )
    why = _no_longer(row, today)
    reopened = Reopened(row.id, why) if why else None
    row = replace(row, reopened=why or row.reopened)
    return row, _change(known, row, found), reopened


def _no_longer(row: Known, today: date | None) -> str | None:
    """Why a standing acceptance ends now; None where there is none, or it still holds."""
    basis = row.basis
    if row.decision != "accept" or basis is None or row.reopened or row.state == "ruled out":
        return None
    if today is not None and today > basis.until:
        return f"The acceptance ended on {basis.until.isoformat()}."
    if level_rank(row.level) > level_rank(basis.level):
        return f"The level rose from {basis.level} to {row.level}."
    if row.meaning != basis.meaning:
        return "What the rule says has changed."
    if basis.state != "open" and row.state == "open":
        return f"It was {basis.state} and is open now."
    flipped = _flipped(basis.facts, row.facts)
    return f"An answer under it changed: {flipped}." if flipped else None


def _flipped(before: Sequence[Stood], now: Sequence[Stood]) -> str:
    """The first answer that is another or no longer counts, in words; empty where there is none."""
    values = _values(now)
    for fact, on, value in before:
        current = values.get((fact, on))
        if current != value:
            return f"{fact} on {on} was {value}, {f'now {current}' if current else 'and no longer counts'}"
    return ""


def _values(facts: Sequence[Stood]) -> Mapping[tuple[str, str], str]:
    return {(fact, on): value for fact, on, value in facts}


def _facts(threat: Threat) -> tuple[Stood, ...]:
    return tuple((one.fact, one.on, one.value) for one in threat.because if one.fact and one.value is not None)


def _change(before: Known, row: Known, found: Threat | RuledOut) -> Change | None:
    what = {
        "rule": before.rule != row.rule,
        "returned": not before.present,
        "state": before.state != row.state,
        "level": before.level != row.level,
        "facts": set(before.facts) != set(row.facts),
        "meaning": before.meaning != row.meaning,
    }
    changed = tuple(word for word, differs in what.items() if differs)
    return Change(row.id, changed, " ".join(_why(before, row, found, changed))) if changed else None


def _why(before: Known, row: Known, found: Threat | RuledOut, changed: Sequence[str]) -> Iterator[str]:
    if "rule" in changed:
        yield f"The rule {before.rule} is now called {row.rule}."
    if "returned" in changed:
        yield "It applies again."
    if "state" in changed:
        yield f"{before.state.capitalize()} before, {row.state} now."
    if "level" in changed:
        yield f"{before.level.capitalize()} before, {row.level} now."
    if "meaning" in changed:
        yield "What the rule says has changed."
    if isinstance(found, RuledOut):
        yield found.because
    elif "facts" in changed:
        known = set(before.facts)
        new = [one for one in found.because if (one.fact, one.on, one.value) not in known and one.value is not None]
        yield from (f"“{one.question}” — {one.words.rstrip('.')}." for one in new)
