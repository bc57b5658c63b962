"""A day that was promised and is put off: how late it may be, who may agree to more, and how it reads.

Until it is done a risk is borne as an accepted one is. So the days count from when it was first taken on, and a later
day is given by somebody who could accept the risk.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flows.decisions import acceptance, guests, longest_acceptance, passed
from flows.packs.schema import Accept, Level, Role
from flows.risk import is_severe
from flows.words import day_in_words, how_often


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody who is about to agree that a risk is borne for longer.

    Attributes:
        roles: theirs.
        owns: whether they own the model; ``does_it`` whether what was promised is theirs to do.
        is_member: whether they are a full member of the workspace.
    """

    roles: Collection[Role]
    owns: bool = False
    does_it: bool = False
    is_member: bool = True


def postponed(
    level: Level, day: date, today: date, since: date, bearer: Bearer, accept: Accept | None = None
) -> str | None:
    """Why what is done about a threat may not be put off to a day by this person; None where it may.

    Args:
        level: the threat's level now.
        day: the new day.
        today: the day of the decision.
        since: the day on which it was first taken on.
        bearer: who gives the day.
        accept: the rule's own limit.
    """
    if day < today:
        return passed(day, today)
    if not is_beyond(level, day, since, accept):
        return None
    why = _not_theirs(level, today, bearer, accept)
    most = longest_acceptance(level, today, accept)
    if not why and day > most:
        why = f"You can agree to {day_in_words(most)} at the latest."
    return f"{_limit(level, since, accept)} {why}" if why else None


def is_beyond(level: Level, day: date, since: date, accept: Accept | None = None) -> bool:
    """Whether a day is later than the level allows to what was first taken on at ``since``."""
    return day > longest_acceptance(level, since, accept)


def put_off(times: int, promised: date | None) -> str:
    """``put off twice, first promised for 12 March 2026``; empty where it never was."""
    return f"put off {how_often(times)}, first promised for {day_in_words(promised)}" if times and promised else ""


def _not_theirs(level: Level, today: date, bearer: Bearer, accept: Accept | None) -> str:
    if not bearer.is_member:
        return guests("agree to more")
    if bearer.does_it:
        role = " with the role security" if is_severe(level) else ""
        return f"Whoever does it cannot agree to more themselves; ask somebody else{role}."
    last = longest_acceptance(level, today, accept)
    return acceptance(level, last, today, bearer.roles, is_owner=bearer.owns, accept=accept) or ""


def _limit(level: Level, since: date, accept: Accept | None) -> str:
    last = longest_acceptance(level, since, accept)
    counted = f"{(last - since).days} days from when it was taken on"
    return f"{level.capitalize()} may wait until {day_in_words(last)}, {counted}; a later date is bearing the risk."
