"""One rule by itself: the engine over a library that has no other, so that a proof takes a millisecond.

What is proved with it is left to ``flows.authoring.examples``, ``mutation`` and ``twins``.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeGuard

from flows.packs.index import Library, LoadedRule
from flows.risk import level_rank
from flows.threats.found import Found
from flows.threats.generate import survey
from flows.workload.model import Workload

ABSENT = "absent"
"""The state of a rule that did not stand on anything in the workload."""


def found(loaded: LoadedRule, workload: Workload, library: Library) -> Found | None:
    """What the engine says of this one rule on the workload, of the first thing that it stands on."""
    seen = survey(workload, _alone(loaded, library))
    return next(iter((*seen.threats, *seen.ruled_out)), None)


@lru_cache(maxsize=256)
def _alone(loaded: LoadedRule, library: Library) -> Library:
    """Kept, because the engine remembers by library what it has prepared and judged."""
    return replace(library, rules=(loaded,))


def is_threat(one: Found | None) -> TypeGuard[Found]:
    """Whether it stands on something and is not ruled out, so that it has a risk."""
    return one is not None and one.state != "ruled out"


def state_of(one: Found | None) -> str:
    """The state as examples write it."""
    return one.state if one else ABSENT


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finding's state, and its likelihood and level (a rank from 1) if all claims hold; both 0 without a threat."""

    state: str
    likelihood: int = 0
    level: int = 0

    def is_better_than(self, other: "Outcome") -> bool:
        """Whether the threat is gone or lower here; to confirm is neither."""
        if self.state == "to confirm":
            return False
        return self.state != "open" or (self.level, self.likelihood) < (other.level, other.likelihood)


def outcome(loaded: LoadedRule, workload: Workload, library: Library) -> Outcome:
    """The rule's outcome on the workload."""
    one = found(loaded, workload, library)
    if not is_threat(one):
        return Outcome(state_of(one))
    held = one.risk.if_claims_hold
    return Outcome(one.state, held.likelihood, level_rank(held.level) + 1)
