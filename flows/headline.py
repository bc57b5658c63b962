"""The one line over a list of threats, the same wherever it is shown; what was decided is counted by its own word."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from flows.merge import Status
from flows.packs.schema import Level
from flows.risk import LEVELS, level_rank
from flows.threats.types import Ranked

STATUSES: Final[tuple[Status, ...]] = ("open", "to confirm", "mitigating", "accepted", "mitigated", "not applicable")
"""In the order in which they are told."""
LIVE: Final = STATUSES[:3]
"""What still waits for somebody to decide, to look or to do."""


def headline(listed: Iterable[tuple[Status, Ranked]]) -> str:
    """``open 2 (1 critical, 1 high), unconfirmed 3 (worst: High), accepted 1, 2 points of hygiene (worst: Low)``."""
    known = list(listed)
    real = [(status, threat.standing) for status, threat in known if not threat.hygiene]
    levels = {word: [level for status, level in real if status == word] for word in STATUSES}
    parts = [f"open {_counted(levels['open'])}"]
    if unconfirmed := levels["to confirm"]:
        parts.append(f"unconfirmed {len(unconfirmed)} ({_worst(unconfirmed)})")
    parts += [f"{word} {len(levels[word])}" for word in STATUSES[2:] if levels[word]]
    if points := points_of_hygiene(known):
        parts.append(points)
    return ", ".join(parts)


def points_of_hygiene(listed: Iterable[tuple[Status, Ranked]]) -> str:
    """``3 points of hygiene (worst: Critical)``, those that are in order apart; empty where there are none."""
    live = [threat.standing for status, threat in listed if threat.hygiene and status in LIVE]
    counted = f"{len(live)} {'point' if len(live) == 1 else 'points'} of hygiene"
    return f"{counted} ({_worst(live)})" if live else ""


def _worst(levels: Sequence[Level]) -> str:
    return f"worst: {max(levels, key=level_rank).capitalize()}"


def _counted(levels: Sequence[Level]) -> str:
    counts = Counter(levels)
    named = ", ".join(f"{counts[level]} {level}" for level in reversed(LEVELS) if counts[level])
    return f"{len(levels)} ({named})" if named else "0"
