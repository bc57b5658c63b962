"""What chosen mitigations leave of a threat once they are done: by its sets, as they were judged with it.

Nothing is judged anew here: a set counts whole or not at all, and leaves what ``flows.threats.judge`` said of it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flows.packs.schema import Level
from flows.risk import best
from flows.threats.types import Threat


@dataclass(frozen=True, slots=True)
class Left:
    """What is left once chosen mitigations are done and proved.

    Attributes:
        level: of the risk then.
        lower: whether likelihood or impact is lower than now.
        enough: whether the threat is mitigated by it.
    """

    level: Level
    lower: bool
    enough: bool

    @property
    def helps(self) -> bool:
        """Whether anything is gained."""
        return self.lower or self.enough


def left_by(threat: Threat, chosen: Collection[str]) -> Left | None:
    """What the mitigations chosen, by full id, leave beside those that are in place or said to be.

    None where nothing is known of its sets: a list from before that was kept.
    """
    if not threat.outcomes:
        return None
    there = {one.id for one in threat.mitigations if one.state in ("in place", "claimed")}
    whole = [one for one in threat.outcomes if there.union(chosen).issuperset(one.all)]
    left = best([one.leaves for one in whole], threat.stands_at)
    return Left(left.level, left != threat.stands_at, any(one.enough for one in whole))


def together(threat: Threat) -> Iterator[tuple[str, ...]]:
    """Of each set that lacks several mitigations, these, by full id: none of them does it alone."""
    there = {one.id for one in threat.mitigations if one.state in ("in place", "claimed")}
    lacking = (tuple(id_ for id_ in one.all if id_ not in there) for one in threat.outcomes)
    yield from dict.fromkeys(each for each in lacking if len(each) > 1)
