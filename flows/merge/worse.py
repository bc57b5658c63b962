"""What got worse of a threat since people were last told how it stands. What got better needs no alarm."""

from dataclasses import dataclass
from typing import Final, Literal

from flows.packs.schema import Level
from flows.risk import level_rank
from flows.threats.types import State

Worse = Literal["new", "state", "level", "control"]
_RANK: Final[dict[State, int]] = {"ruled out": 0, "mitigated": 1, "to confirm": 2, "open": 3}


@dataclass(frozen=True, slots=True)
class Told:
    """A threat as people were told of it.

    Attributes:
        state: computed; ``ruled out`` also where it is gone.
        level: residual level, or the worst of a threat to confirm.
        holds: full ids of the mitigations in place, be it only claimed.
    """

    state: State
    level: Level
    holds: frozenset[str] = frozenset()


def worse(before: Told | None, now: Told) -> tuple[Worse, ...]:
    """In which ways a threat is worse than it was told; empty where it is in none.

    ``new``: it was not there, or ruled out, and is not mitigated. ``state``: it is less settled. ``level``: it rose.
    ``control``: a mitigation that held does not hold any more.
    """
    if now.state == "ruled out":
        return ()
    if before is None or before.state == "ruled out":
        return () if now.state == "mitigated" else ("new",)
    found: dict[Worse, bool] = {
        "state": _RANK[now.state] > _RANK[before.state],
        "level": level_rank(now.level) > level_rank(before.level),
        "control": not before.holds <= now.holds,
    }
    return tuple(way for way, is_so in found.items() if is_so)
