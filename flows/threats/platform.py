"""A platform model holds what is answered once for all teams: what it asks and lists is of that alone.

A rule belongs to it where a fact of scope ``platform`` can decide it; what only one system could answer is left to
the models above.
"""

from flows.packs.index import Library
from flows.threats.alike import Kindred
from flows.threats.judge import Ruling
from flows.workload.model import Workload


def asks_for(workload: Workload, library: Library, fact: str) -> bool:
    """Whether a model of this kind asks for the fact."""
    return workload.kind != "platform" or library.facts[fact].scope == "platform"


def of_platform(kindred: Kindred, library: Library) -> Kindred:
    """What a platform model lists of what the rules came to."""
    return Kindred(tuple(ruling for ruling in kindred.rulings if _concerns(ruling, library)))


def _concerns(ruling: Ruling, library: Library) -> bool:
    """Whether a fact of the platform decides it; what waits for a system's answer alone is not its."""
    judgement = ruling.judgement
    facts = {held.fact for held in judgement.settling} if judgement.state == "to confirm" else ruling.rule.loaded.facts
    return any(library.facts[fact].scope == "platform" for fact in facts)
