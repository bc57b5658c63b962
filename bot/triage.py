"""A threat under triage: with its number, its one word, and what was decided. Made by services, shown by blocks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flows.merge import Status
from flows.packs.schema import Level
from flows.report.types import Decided
from flows.risk import LEVELS, level_rank
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
        reopened: why an acceptance no longer holds; empty where none ended.
        waits_for: what is to be looked up before it can be called open or mitigated.
    """

    model_id: str
    number: int
    status: Status
    threat: Threat
    decided: Decided | None
    reopened: str = ""
    waits_for: tuple[ToConfirm, ...] = ()


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
    real = [entry for entry in entries if not entry.threat.hygiene]
    by_status = {word: [standing(entry.threat) for entry in real if entry.status == word] for word in STATUSES}
    parts = [f"open {_counted(by_status['open'])}"]
    if unconfirmed := by_status["to confirm"]:
        parts.append(f"unconfirmed {len(unconfirmed)} (worst: {max(unconfirmed, key=level_rank).capitalize()})")
    parts += [f"{word} {len(by_status[word])}" for word in STATUSES[2:] if by_status[word]]
    hygiene = sum(entry.threat.hygiene and entry.status in STATUSES[:3] for entry in entries)
    if hygiene:
        parts.append(f"{hygiene} {'point' if hygiene == 1 else 'points'} of hygiene")
    return ", ".join(parts)


def _counted(levels: Sequence[Level]) -> str:
    counts = Counter(levels)
    named = ", ".join(f"{counts[level]} {level}" for level in reversed(LEVELS) if counts[level])
    return f"{len(levels)} ({named})" if named else "0"
