"""A platform model holds what is answered once for all teams: what it asks and lists is of that alone.

A rule belongs to it where a fact of scope ``platform`` can decide it; what only one system could answer is left to
the models above.
"""

from typing import TYPE_CHECKING

from flows.packs.index import Library
from flows.threats.types import Ask
from flows.workload.model import Workload

if TYPE_CHECKING:
    from flows.threats.found import Found


def asks_for(workload: Workload, library: Library, ask: Ask) -> bool:
    """Whether a model of this kind asks for the fact."""
    return workload.kind != "platform" or library.facts[ask[0]].scope == "platform"


def concerns(found: "Found", library: Library) -> bool:
    """Whether a platform model lists what a rule came to; what waits for a system's answer alone is not its."""
    if found.state == "to confirm":
        return any(library.facts[fact].scope == "platform" for fact, _ in found.waits_for())
    return any(library.facts[fact].scope == "platform" for fact in found.ruling.rule.loaded.facts)
