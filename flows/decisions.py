"""Who may accept a risk, set a threat aside or approve a model, and until when: refusals in sentences, or none.

Who somebody is and which roles they have is the bot's to know; what a decision changes is ``flows.merge``'s.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Final, Literal, get_args

from flows.packs.schema import Accept, Level, Role
from flows.risk import is_severe
from flows.words import day_in_words

ACCEPTED_DAYS: Final[dict[Level, int]] = {"critical": 30, "high": 90, "medium": 365, "low": 365}
"""The longest that an acceptance may hold."""

NotApplicable = Literal["fact-wrong", "rule-wrong-here", "covered-elsewhere"]
NOT_APPLICABLE: Final[dict[NotApplicable, str]] = {
    "fact-wrong": "An answer that it rests on is wrong",
    "rule-wrong-here": "The rule does not fit here",
    "covered-elsewhere": "It is covered in another model or by another threat",
}
"""The coded reasons for not applicable, in words."""

BEARERS: Final = "somebody with the role security who does not own the model"
"""Who may accept a risk at high or critical, a rule's own limit apart; below that anyone may."""

MOST_NAMED: Final = 10
"""How many threats a refusal names."""

FLAGGED_ABOVE: Final = 0.3
FLAGGED_FROM: Final = 5
"""Above which share of "the rule does not fit here", of at least how many decided threats, a rule is flagged."""


def longest_acceptance(level: Level, today: date, accept: Accept | None = None) -> date:
    """The last day to which a risk of this level may be accepted, under the rule's own limit where it has one."""
    days = ACCEPTED_DAYS[level]
    if accept is not None and accept.at_most_days is not None:
        days = min(days, accept.at_most_days)
    return today + timedelta(days=days)


def acceptance(
    level: Level,
    wants_until: date,
    today: date,
    roles: Collection[Role],
    *,
    is_owner: bool,
    accept: Accept | None = None,
) -> str | None:
    """Why the risk may not be accepted so; None where it may.

    Args:
        level: the threat's level now.
        wants_until: the last day of the acceptance.
        today: the day of the decision.
        roles: the roles of all who accept it together.
        is_owner: whether one of them owns the model.
        accept: the rule's own limit.
    """
    if refusal := _owners_own(level, accept, is_owner=is_owner):
        return refusal
    if is_severe(level) and "security" not in roles:
        return f"A {level} risk is accepted by somebody with the role security; ask them to."
    missing = [role for role in needed(level, accept) if role not in roles]
    if missing:
        return f"This risk is another's to bear too: it also needs {_named(missing)} to accept it."
    return duration(level, wants_until, today, accept)


def duration(level: Level, wants_until: date, today: date, accept: Accept | None) -> str | None:
    """Why an acceptance may not end on a day, whoever gives it; None where it may."""
    last = longest_acceptance(level, today, accept)
    if wants_until <= today:
        ends = f"the last day allowed is {day_in_words(last)}"
        return f"The acceptance must end after today ({day_in_words(today)}, UTC); {ends}."
    if wants_until > last:
        days = (last - today).days
        return f"This {level} risk can be accepted for {days} days at most, to {day_in_words(last)}."
    return None


def passed(day: date, today: date) -> str:
    """That a day cannot be chosen any more."""
    return f"The date {day_in_words(day)} has passed; choose one from today on ({day_in_words(today)}, UTC)."


def mitigation(level: Level, due: date, today: date, accept: Accept | None = None) -> str | None:
    """Why what is done about a threat of this level may not be due on a day; None where it may.

    Until it is done the risk is borne as an accepted one is, so that it is due when an acceptance would end.
    """
    last = longest_acceptance(level, today, accept)
    if due < today:
        return passed(due, today)
    if due > last:
        within = f"within {(last - today).days} days, by {day_in_words(last)}"
        return f"What is done about this {level} risk is due {within}: no later than an acceptance would end."
    return None


def needed(level: Level, accept: Accept | None = None) -> tuple[Role, ...]:
    """The roles that have to accept a risk of this level, together where they are several: the level's, the rule's."""
    own: tuple[Role, ...] = ("security",) if is_severe(level) else ()
    return tuple(dict.fromkeys((*own, *(accept.needs if accept else ()))))


def half_acceptance(
    level: Level,
    wants_until: date,
    today: date,
    roles: Collection[Role],
    agreed: Collection[Role],
    *,
    is_owner: bool,
    accept: Accept | None = None,
) -> str | None:
    """Why somebody may not even accept their part of a risk that several roles bear; None where they may.

    Args:
        level: the threat's level now.
        wants_until: the last day of the acceptance.
        today: the day of the decision.
        roles: those of the one who accepts.
        agreed: the roles that have accepted their parts before.
        is_owner: whether one of all of them owns the model.
        accept: the rule's own limit.
    """
    if refusal := _owners_own(level, accept, is_owner=is_owner):
        return refusal
    left = [role for role in needed(level, accept) if role not in agreed]
    if not set(left) & set(roles):
        told = f"It still takes {_named(left)}" if agreed else f"This {level} risk takes {_named(left)}"
        return f"{told} to accept it; ask somebody who holds {'it' if len(left) == 1 else 'one of them'}."
    return duration(level, wants_until, today, accept)


@dataclass(frozen=True, slots=True)
class Precision:
    """A rule in the field: of how many of its decided threats people said that the rule does not fit there.

    Attributes:
        rule: its full id.
        decided: on how many of its threats a decision stands, one at least.
        misfits: on how many of these it is that the rule does not fit.
    """

    rule: str
    decided: int
    misfits: int

    @property
    def share(self) -> float:
        """The share of misfits, 0 to 1."""
        return self.misfits / self.decided

    @property
    def flagged(self) -> bool:
        """Whether its author should look at it."""
        return self.decided >= FLAGGED_FROM and self.share > FLAGGED_ABOVE


def not_applicable(code: str) -> str | None:
    """Why the reason will not do; None where it is one of the codes."""
    if code in get_args(NotApplicable):
        return None
    return f"Say why it does not apply: {'; '.join(f'{words} ({each})' for each, words in NOT_APPLICABLE.items())}."


def approval(
    worst: Level | None,
    roles: Collection[Role],
    touched_by: Collection[Collection[Role]],
    *,
    is_owner: bool,
    is_member: bool = True,
) -> tuple[str, ...]:
    """All that stands against approving the model so, a sentence each; empty where nothing does.

    Args:
        worst: the highest level among threats that are open or to confirm; None where there are none.
        roles: the approver's.
        touched_by: of each person who answered or decided anything in the model their roles.
        is_owner: whether the approver owns the model.
        is_member: whether the approver is a full member of the workspace.
    """
    if not is_member:
        return (guests("approve a model"),)
    missing = ["The model's owner cannot approve it; ask somebody else."] * is_owner
    if worst is not None and is_severe(worst):
        if "security" not in roles:
            missing.append(f"The worst risk is {worst}: somebody with the role security approves it.")
        if not two_look(touched_by):
            first = "somebody else, of another role, answers a question or decides on a threat"
            told = "no two people of different roles have answered or decided anything in the model"
            missing.append(f"The worst risk is {worst}, and {told}: first {first}.")
    return tuple(missing)


def guests(what: str) -> str:
    """Why a guest of the workspace may not do something that a full member may."""
    return f"Guests cannot {what}; ask a full member."


def two_look(touched_by: Collection[Collection[Role]]) -> bool:
    """Whether two people, not one with two roles, have looked at it in different roles."""
    return any(len({*one, *other}) > 1 for one, other in combinations(touched_by, 2))


def own_word(numbers: Sequence[int]) -> str | None:
    """Why somebody may not approve what they set aside themselves at high or critical, by number; None where none."""
    if not numbers:
        return None
    named = ", ".join(f"T-{number}" for number in numbers[:MOST_NAMED]) + (
        " and others" if numbers[MOST_NAMED:] else ""
    )
    it = "it" if len(numbers) == 1 else "them"
    return (
        f"You set {named} aside yourself, at high or critical: somebody else has to approve, or has to set {it} aside."
    )


def approvers(worst: Level | None) -> str:
    """Who may approve a model of which the worst that is left is at this level, in words."""
    if worst is not None and is_severe(worst):
        both = "once two people of different roles have each answered a question or decided on a threat"
        return f"a member other than the owner who holds the role security, {both}"
    return "any full member but the owner"


def _owners_own(level: Level, accept: Accept | None, *, is_owner: bool) -> str | None:
    if is_owner and (is_severe(level) or (accept is not None and accept.not_by == "owner-team")):
        return f"The model's owner cannot accept this {level} risk; ask somebody from outside the team."
    return None


def _named(roles: Collection[Role]) -> str:
    return " and ".join(f"the role {role}" for role in roles)
