"""A threat under triage: with its number, its one word, and what was decided; cards of threats. Shown by blocks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flows.merge import Status
from flows.packs.schema import Level, Role
from flows.report.types import Decided, Half
from flows.risk import LEVELS, level_rank
from flows.threats.cards import cards
from flows.threats.priority import standing
from flows.threats.types import Threat, ToConfirm

STATUSES: Final[tuple[Status, ...]] = ("open", "to confirm", "mitigating", "accepted", "mitigated", "not applicable")


@dataclass(frozen=True)
class Entry:
    """A threat of one model as it stands.

    Attributes:
        number: the 12 of ``T-12``.
        status: open, to confirm, mitigating, mitigated, accepted, not applicable.
        decided: the decision that stands; None where there is none.
        reopened: why an acceptance, or the half of one, no longer holds; empty where none ended.
        waits_for: what is to be looked up before it can be called open or mitigated.
        halves: those who accepted their part of the risk, while others have still to.
        still: the roles that have still to accept it.
        act: what is the same for threats that somebody decided in one go; empty where nothing stands.
        accepted: how often it has been accepted.
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
    """One line, decisions counted: ``open 2 (1 critical, 1 high), unconfirmed 3 (worst: High), accepted 1``."""
    real = [entry for entry in entries if not is_hygiene(entry)]
    by_status = {word: [standing(entry.threat) for entry in real if entry.status == word] for word in STATUSES}
    parts = [f"open {_counted(by_status['open'])}"]
    if unconfirmed := by_status["to confirm"]:
        parts.append(f"unconfirmed {len(unconfirmed)} (worst: {max(unconfirmed, key=level_rank).capitalize()})")
    parts += [f"{word} {len(by_status[word])}" for word in STATUSES[2:] if by_status[word]]
    if hygiene := hygiene_words(entries):
        parts.append(hygiene)
    return ", ".join(parts)


def hygiene_words(entries: Sequence[Entry]) -> str:
    """``3 points of hygiene``, those that are in order apart; empty where there are none."""
    live = sum(is_hygiene(entry) and entry.status in STATUSES[:3] for entry in entries)
    return f"{live} {'point' if live == 1 else 'points'} of hygiene" if live else ""


def _counted(levels: Sequence[Level]) -> str:
    counts = Counter(levels)
    named = ", ".join(f"{counts[level]} {level}" for level in reversed(LEVELS) if counts[level])
    return f"{len(levels)} ({named})" if named else "0"
