"""What chosen mitigations leave of a threat once they are done: by its sets, as they were judged with it.

Nothing is judged anew here: a set counts whole or not at all, and leaves what ``flows.threats.judge`` said of it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flows.packs.schema import Level
from flows.risk import Outcome, best
from flows.threats.types import MitigationState, Threat


@dataclass(frozen=True, slots=True)
class Left:
    """What is left once chosen mitigations are done and proved.

    Attributes:
        level: of the risk then.
        lower: whether likelihood or impact is lower than with what is said to be in place, were that proved.
        enough: whether the threat is mitigated by it.
        in_vain: whether nothing is gained even if all were in place of which nobody knows.
    """

    level: Level
    lower: bool
    enough: bool
    in_vain: bool

    @property
    def helps(self) -> bool:
        """Whether anything is gained, by what is known."""
        return self.lower or self.enough


def left_by(threat: Threat, chosen: Collection[str]) -> Left | None:
    """What the mitigations chosen, by full id, leave beside those that are in place or said to be.

    None where nothing is known of its sets: a list from before that was kept.
    """
    if not threat.outcomes:
        return None
    there = _in_state(threat, "in place", "claimed")
    before = best([one.leaves for one in _whole(threat, there)], threat.stands_at)
    whole = _whole(threat, there.union(chosen))
    left = best([one.leaves for one in whole], before)
    hoped = _whole(threat, there.union(chosen, _in_state(threat, "unknown")))
    ours = [one for one in hoped if not set(chosen).isdisjoint(one.all)]
    in_vain = not any(one.enough or best([one.leaves], before) != before for one in ours)
    return Left(left.level, left != before, any(one.enough for one in whole), in_vain)


def _in_state(threat: Threat, *states: MitigationState) -> set[str]:
    return {one.id for one in threat.mitigations if one.state in states}


def _whole(threat: Threat, present: Collection[str]) -> list[Outcome]:
    """The sets of which nothing is lacking."""
    return [one for one in threat.outcomes if set(one.all).issubset(present)]


def together(threat: Threat) -> Iterator[tuple[str, ...]]:
    """Of each set that lacks several mitigations, these, by full id: none of them does it alone."""
    there = _in_state(threat, "in place", "claimed")
    lacking = (tuple(id_ for id_ in one.all if id_ not in there) for one in threat.outcomes)
    yield from dict.fromkeys(each for each in lacking if len(each) > 1)
