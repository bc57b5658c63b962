"""One rule by itself: the engine over a library that has no other, so that a proof takes a millisecond.

What is proved with it is left to ``flows.authoring.examples``, ``mutation`` and ``twins``.
"""

from dataclasses import dataclass, replace

from flows.packs.index import Library, LoadedRule
from flows.risk import level_rank
from flows.threats.generate import survey
from flows.threats.types import RuledOut, Threat
from flows.workload.model import Workload

ABSENT = "absent"
"""The state of a rule that did not stand on anything in the workload."""
Found = Threat | RuledOut | None


def found(loaded: LoadedRule, workload: Workload, library: Library) -> Found:
    """What the engine says of this one rule on the workload, of the first thing that it stands on."""
    seen = survey(workload, replace(library, rules=(loaded,)))
    every: tuple[Threat | RuledOut, ...] = (*seen.threats, *seen.ruled_out)
    return next(iter(every), None)


def state_of(one: Found) -> str:
    """The state as examples write it."""
    return one.state if isinstance(one, Threat) else "ruled out" if one else ABSENT


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
    if not isinstance(one, Threat):
        return Outcome(state_of(one))
    held = one.risk.if_claims_hold
    return Outcome(one.state, held.likelihood, level_rank(held.level) + 1)
