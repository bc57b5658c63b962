"""Which threats are written beside what on a drawing: the first few numbers, how many more, and the worst level."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from flows.packs.schema import Level
from flows.report.types import Report
from flows.risk import level_rank
from flows.threats.priority import standing
from flows.threats.types import Ranked

MOST: Final = 3
"""More numbers at one place would be a list; the tables have it."""
_LIVE: Final = frozenset({"open", "to confirm", "mitigating", "accepted"})


@dataclass(frozen=True, slots=True)
class Mark:
    """The threats at one place: the first numbers, how many are left out, and the worst level of all."""

    numbers: tuple[str, ...]
    more: int
    level: Level

    @property
    def words(self) -> str:
        """``T-1 T-2 T-5 +3``."""
        return " ".join((*self.numbers, *((f"+{self.more}",) if self.more else ())))


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks by the ids of components and of flows, which may be alike."""

    components: Mapping[str, Mark] = field(default_factory=dict)
    flows: Mapping[str, Mark] = field(default_factory=dict)


def at_places(report: Report) -> tuple[dict[str, list[Ranked]], dict[str, list[Ranked]]]:
    """The threats that stand on each component and on each flow, in order of priority; hygiene left out."""
    flows = {flow.id for flow in report.workload.flows}
    on_components: defaultdict[str, list[Ranked]] = defaultdict(list)
    on_flows: defaultdict[str, list[Ranked]] = defaultdict(list)
    for threat in report.generation.ranked:
        if threat.hygiene:
            continue
        if threat.components == (threat.on,):
            on_components[threat.on].append(threat)
        elif threat.components and threat.on in flows:
            on_flows[threat.on].append(threat)
    return on_components, on_flows


def marks(report: Report) -> Marks:
    """What a drawing shows: threats that are open, to confirm, being mitigated or accepted."""
    on_components, on_flows = at_places(report)
    return Marks(_marked(report, on_components), _marked(report, on_flows))


def _marked(report: Report, found: Mapping[str, list[Ranked]]) -> dict[str, Mark]:
    live = {on: [one for one in threats if report.status(one) in _LIVE] for on, threats in found.items()}
    return {on: _mark(report, threats) for on, threats in live.items() if threats}


def _mark(report: Report, threats: list[Ranked]) -> Mark:
    numbers = tuple(report.number(one) for one in threats)
    return Mark(numbers[:MOST], len(numbers[MOST:]), _worst(threats))


def _worst(threats: Iterable[Ranked]) -> Level:
    return max((standing(one) for one in threats), key=level_rank)
