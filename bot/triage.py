"""A threat under triage: with its number, its one word, and what was decided; cards of threats. Shown by blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import flows.headline
from flows.merge import Status
from flows.packs.schema import Level, Role
from flows.report.types import Decided, Half
from flows.risk import level_rank
from flows.threats.cards import cards
from flows.threats.priority import standing
from flows.threats.types import Threat, ToConfirm


@dataclass(frozen=True)
class Taken:
    """A mitigation that somebody took on: who does it, the last day on which it is in time, whether that has passed."""

    title: str
    owner: str
    due: date
    overdue: bool = False
    put_off: str = ""
    """How often it was put off, in words."""


@dataclass(frozen=True)
class Owed:
    """A mitigation that somebody took on, in a message on what is past its day, as it stands now.

    Attributes:
        id: of the after-action item.
        numbers: of the threats that wait for it; none where it is settled. ``first`` is the id of the first of them.
        again: whether it was asked about in a later message, or dated anew, since.
        late: whether its day has passed.
        put_off: how often it was put off and for when it was first promised, in words; empty where never.
        done: when it was noted as done, and by whose doing; None where it is not.
    """

    id: int
    title: str
    owner: str
    due: date
    numbers: tuple[int, ...]
    first: str
    again: bool
    late: bool
    put_off: str = ""
    done: tuple[datetime, str] | None = None


@dataclass(frozen=True)
class Days:
    """How late a day may be that somebody gives.

    Attributes:
        anyone: the last day that anybody may give; it may have passed.
        last: the last day that this person may give; the same where they can agree to no more.
        why_not: why they cannot agree to more; empty where they can.
    """

    anyone: date
    last: date
    why_not: str = ""


@dataclass(frozen=True)
class Entry:
    """A threat of one model as it stands.

    Attributes:
        number: the 12 of ``T-12``.
        status: open, to confirm, mitigating, mitigated, accepted, not applicable.
        decided: the decision that stands; None where there is none.
        reopened: why a decision, or half an acceptance, no longer holds; empty where none ended.
        waits_for: what is to be looked up before it can be called open or mitigated.
        halves: those who accepted their part of the risk, while others have still to.
        still: the roles that have still to accept it.
        act: what is the same for threats that somebody decided in one go; empty where nothing stands.
        accepted: how often it has been accepted.
        taken: what is being done about it, the soonest due first.
        leaves: the level that this leaves once it is done; None where nothing is, or nobody knows.
    """

    model_id: str
    number: int
    status: Status
    threat: Threat
    decided: Decided | None
    reopened: str = ""
    waits_for: tuple[ToConfirm, ...] = ()
    halves: tuple[Half, ...] = ()
    still: tuple[Role, ...] = ()
    act: str = ""
    accepted: int = 0
    taken: tuple[Taken, ...] = ()
    leaves: Level | None = None

    @property
    def half_accepted(self) -> bool:
        """Whether it waits for others to accept their parts."""
        return bool(self.halves) and not self.reopened

    @property
    def may_decide(self) -> bool:
        """Whether somebody has still to decide on it."""
        return (self.decided is None or bool(self.reopened)) and self.status in ("open", "to confirm")

    @property
    def may_take_back(self) -> bool:
        """Whether something stands that can be taken back."""
        return self.half_accepted or (self.decided is not None and not self.reopened)


Card = tuple[Entry, ...]
"""Threats of one root cause, the one that comes first in front; never empty."""


def cards_of(entries: Sequence[Entry]) -> tuple[Card, ...]:
    """The threats by root cause; what is decided, or was decided in another go, stands on a card of its own."""
    return cards(entries, lambda entry: entry.threat, lambda entry: (entry.status, entry.act))


def card_with(entries: Sequence[Entry], threat_id: str) -> Card:
    """The card on which one of the threats stands, that threat in front."""
    found = next(card for card in cards_of(entries) if any(one.threat.id == threat_id for one in card))
    return tuple(sorted(found, key=lambda one: one.threat.id != threat_id))


def worst_left(entries: Sequence[Entry]) -> Level | None:
    """The highest level among the threats that nothing is in place against, those set aside among them.

    Whoever approves stands by that, and anybody may set a threat aside.
    """
    live = [standing(entry.threat) for entry in entries if entry.status != "mitigated"]
    return max(live, key=level_rank, default=None)


APPROVABLE: Final = ("triage", "review", "snoozed")
"""States of a model of which the list waits to be approved."""


def is_newer(state: str, version: int, approved: int | None) -> bool:
    """Whether an approved list is another by now than the version that somebody ``approved`` last."""
    return state == "approved" and approved is not None and approved < version


def may_be_approved(state: str, version: int, approved: int | None) -> bool:
    """Whether there is something to approve: a list that waits for it, or that has changed since."""
    return state in APPROVABLE or is_newer(state, version, approved)


def is_hygiene(entry: Entry) -> bool:
    """Whether it is told in one line with its like, and never among the first."""
    return entry.threat.hygiene


@dataclass(frozen=True)
class Check:
    """An answer of which a review asks whether it is still so.

    Attributes:
        fact: full id; ``on`` what it stands on.
        question: as it was asked.
        words: the answer that stands.
        by: who gave it last, and ``at`` when.
        old: it is too old to count on; else it was drawn by lot.
    """

    fact: str
    on: str
    question: str
    words: str
    by: str
    at: datetime
    old: bool


def headline(entries: Sequence[Entry]) -> str:
    """The one line over a model's list."""
    return flows.headline.headline((entry.status, entry.threat) for entry in entries)


def hygiene_words(entries: Sequence[Entry]) -> str:
    """``3 points of hygiene (worst: Critical)``, those that are in order apart; empty where there are none."""
    return flows.headline.points_of_hygiene((entry.status, entry.threat) for entry in entries)
