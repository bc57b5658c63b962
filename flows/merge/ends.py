"""Why a decision ends by itself: its date, its level, what it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flows.decisions import longest_acceptance
from flows.merge.names import Names
from flows.merge.types import Basis, Known, Stood
from flows.risk import is_severe, level_rank
from flows.words import day_in_words

ROSE = "The level rose"
"""How the reason begins for which a decision ended that was made when less was at stake."""


def no_longer(row: Known, today: date | None, names: Names) -> str | None:
    """Why a standing decision ends now; None where there is none, or it still holds."""
    if row.decision == "none" or row.reopened or row.state == "ruled out":
        return None
    if row.decision == "mitigate":
        return _too_late(row, today)
    if broken := names.why_broken(row.rule, row.on, today, row.knowing):
        return broken
    if row.decision == "not-applicable":
        risen = _risen(row) if is_severe(row.level) else ""
        return f"{risen}: it was set aside when less was at stake." if risen else None
    return next(_ends(row.basis, row, today, names), None) if row.basis is not None else None


def _risen(row: Known) -> str:
    """That the level has risen since it was decided, without a full stop; empty where it has not, or nobody kept it."""
    if row.judged is None or level_rank(row.level) <= level_rank(row.judged):
        return ""
    return f"{ROSE} from {row.judged} to {row.level}"


def _too_late(row: Known, today: date | None) -> str | None:
    """What is done about a threat is promised for a day; it ends where the level rose and may not wait that long."""
    risen = _risen(row)
    if not risen or today is None or row.due is None or row.state == "mitigated":
        return None
    if row.due <= longest_acceptance(row.level, today, row.accept):
        return None
    return f"{risen}, and {day_in_words(row.due)} is later than {row.level.capitalize()} may wait."


def void(half: Basis, row: Known, today: date | None, names: Names) -> str | None:
    """Why a half acceptance, which rests on ``half``, holds no longer; None while others may still complete it.

    Args:
        half: what it rests on.
        row: the threat as it stands now; ``knowing`` are the assumptions that were broken already.
        today: None leaves dates alone.
        names: what things were called before, and the assumptions under decisions.
    """
    return no_longer(replace(row, decision="accept", basis=half, reopened=None), today, names)


def _ends(basis: Basis, row: Known, today: date | None, names: Names) -> Iterator[str]:
    if today is not None and today > basis.until:
        yield f"The acceptance ended on {day_in_words(basis.until)}."
    if level_rank(row.level) > level_rank(basis.level):
        yield f"{ROSE} from {basis.level} to {row.level}."
    if row.meaning != basis.meaning:
        yield "What the rule says has changed."
    if basis.state != "open" and row.state == "open":
        yield f"It was {basis.state} and is open now."
    before = {new: grade for asset, grade in basis.grades for new in names.now(asset)}
    if risen := [asset for asset, grade in row.grades if basis.grades and grade > before.get(asset, 0)]:
        yield f"More is at stake than was accepted: {', '.join(map(names.called, risen))}."
    there = {new for part in basis.parts for new in names.now(part)}
    if joined := [part for part in row.parts if basis.parts and part not in there]:
        yield f"It is about more than was accepted: {', '.join(map(names.called, joined))}."
    if flipped := _flipped(basis.facts, row.facts, names):
        yield f"An answer under it changed: {flipped}."


def _flipped(before: Sequence[Stood], now: Sequence[Stood], names: Names) -> str:
    """The first answer that is another or no longer counts, in words; empty where there is none."""
    values = _values(now)
    for fact, on, value in before:
        current = next((values[fact, each] for each in names.now(on) if (fact, each) in values), None)
        if current != value:
            told = f"now {current}" if current else "and no longer counts"
            return f"{fact} on {names.called(on)} was {value}, {told}"
    return ""


def _values(facts: Sequence[Stood]) -> Mapping[tuple[str, str], str]:
    return {(fact, on): value for fact, on, value in facts}
