"""Lays a generation over the known rows and says what differs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from flows.merge.ends import no_longer
from flows.merge.names import Names
from flows.merge.rows import Rows
from flows.merge.types import Change, Known, Merge, Reopened, Stood
from flows.threats.types import Generation, RuledOut, Threat


def merge(
    previous: Sequence[Known],
    generation: Generation,
    today: date | None = None,
    names: Names | None = None,
    base: Sequence[Known] = (),
) -> Merge:
    """What a new generation changes.

    Args:
        previous: all rows of the model, those long gone included.
        generation: the new one, of the same model.
        today: for acceptances and assumptions whose date has passed; None leaves dates alone.
        names: what things of the workload were called before, and the assumptions that decisions rest on.
        base: the rows of the model that this one extends: what it makes worse comes with what was decided there.
    """
    names = names or Names()
    rows = Rows(previous, base)
    found: list[Threat | RuledOut] = [*generation.threats, *generation.ruled_out]
    taken = rows.pair(found)
    pairs = [(row, one) for one in found if (row := taken.get((one.rule, one.on))) is not None]
    added = [one for one in generation.threats if (one.rule, one.on) not in taken]
    used = {row.id for row in previous}
    news = [_new_row(threat, number, used) for number, threat in enumerate(added, rows.next_number)]
    carried = [_carried(row, rows.origin(one), one) for row, one in zip(news, added, strict=True)]
    kept = [_outcome(known, one, today, names) for known, one in [*pairs, *zip(carried, added, strict=True)]]
    old, new = kept[: len(pairs)], kept[len(pairs) :]
    gone = tuple(_gone(known) for known in rows.left())
    return Merge(
        added=tuple(added),
        unchanged=tuple(row.id for row, change, _ in old if change is None),
        changed=tuple(change for _, change, _ in old if change is not None),
        gone=gone,
        reopened=tuple(reopened for _, _, reopened in kept if reopened is not None),
        rows=tuple(sorted((*(row for row, _, _ in (*old, *new)), *gone), key=lambda row: row.number)),
        renamed=tuple(
            (one.id, row.id)
            for row, one in [*pairs, *zip(news, added, strict=True)]
            if isinstance(one, Threat) and one.id != row.id
        ),
        carried=tuple(
            (row.id, origin.id) for row, one in zip(news, added, strict=True) if (origin := rows.origin(one))
        ),
        absorbed=tuple(rows.absorbed(taken)),
    )


def _new_row(threat: Threat, number: int, used: set[str]) -> Known:
    """A new row; its id is the threat's, unless a row has it whose thing is called otherwise by now."""
    id_ = threat.id if threat.id not in used else str(uuid5(UUID(threat.id), str(number)))
    return _as_found(Known(id_, threat.rule, threat.on, threat.state, threat.standing, number), threat)


def _as_found(known: Known, threat: Threat) -> Known:
    return replace(
        known,
        rule=threat.rule,
        on=threat.on,
        state=threat.state,
        level=threat.standing,
        facts=_facts(threat),
        meaning=threat.meaning,
        present=True,
        grades=threat.grades,
        parts=threat.parts,
        pack=threat.pack_version,
        was=threat.was,
        on_was=threat.on_was,
        accept=threat.accept,
    )


def _carried(row: Known, origin: Known | None, threat: Threat) -> Known:
    """A new row; that of a part of something else with the decision that was taken on the whole."""
    if origin is None:
        return row
    told = replace(origin, id=row.id, number=row.number)
    return _as_found(told, threat)


def _gone(known: Known) -> Known:
    return replace(known, state="ruled out", present=False)


def _outcome(
    known: Known, found: Threat | RuledOut, today: date | None, names: Names
) -> tuple[Known, Change | None, Reopened | None]:
    if isinstance(found, RuledOut):
        row = replace(
            known, rule=found.rule, on=found.on, state="ruled out", present=True, was=found.was, on_was=found.on_was
        )
    else:
        row = _as_found(known, found)
    why = no_longer(row, today, names)
    reopened = Reopened(row.id, why) if why else None
    row = replace(row, reopened=why or row.reopened)
    return row, _change(known, row, found, names), reopened


def _facts(threat: Threat) -> tuple[Stood, ...]:
    return tuple((one.fact, one.on, one.value) for one in threat.because if one.fact and one.value is not None)


def _change(before: Known, row: Known, found: Threat | RuledOut, names: Names) -> Change | None:
    what = {
        "rule": before.rule != row.rule,
        "place": before.on != row.on,
        "returned": not before.present,
        "state": before.state != row.state,
        "level": before.level != row.level,
        "facts": _differ(before.facts, row.facts, names),
        "meaning": before.meaning != row.meaning,
    }
    changed = tuple(word for word, differs in what.items() if differs)
    return Change(row.id, changed, " ".join(_why(before, row, found, changed))) if changed else None


def _differ(before: Sequence[Stood], now: Sequence[Stood], names: Names) -> bool:
    """Whether the answers are others, new names of what they stand on apart."""
    told = [{(fact, each, value) for each in names.now(on)} for fact, on, value in before]
    current = set(now)
    return not current <= set().union(*told) or any(current.isdisjoint(each) for each in told)


def _why(before: Known, row: Known, found: Threat | RuledOut, changed: Sequence[str]) -> Iterator[str]:
    told = {
        "rule": f"The rule {before.rule} is now called {row.rule}.",
        "place": f"What it stands on was {before.on} and is {row.on} now.",
        "returned": "It applies again.",
        "state": f"{before.state.capitalize()} before, {row.state} now.",
        "level": f"{before.level.capitalize()} before, {row.level} now.",
        "meaning": "What the rule says has changed.",
    }
    yield from (sentence for word, sentence in told.items() if word in changed)
    if isinstance(found, RuledOut):
        yield found.because
    elif "facts" in changed:
        known = set(before.facts)
        new = [one for one in found.because if (one.fact, one.on, one.value) not in known and one.value is not None]
        yield from (f"“{one.question}” — {one.words.rstrip('.')}." for one in new)
