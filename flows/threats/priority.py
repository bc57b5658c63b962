"""Which threats come first, how many of them are enough, and the headline over all of them.

Levels count as they are now (the residual), of threats to confirm as they are if the answers are bad.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from flows.packs.schema import Level
from flows.risk import LEVELS, level_rank
from flows.threats.types import CONFIDENCES, Ask, Generation, Threat, ToConfirm

WEIGHTS: Final[dict[Level, float]] = {"critical": 8.0, "high": 4.0, "medium": 2.0, "low": 1.0}
SAME_FAMILY: Final = 0.7
SAME_COMPONENT: Final = 0.85
LAST_WEIGHT: Final = 1.0
FEWEST: Final = 5
MOST: Final = 25

_STATES: Final = ("open", "to confirm", "mitigated")


def standing(threat: Threat) -> Level:
    """The level by which a threat is ordered and counted: residual now, or the worst where it is to confirm."""
    return threat.risk.worst.level if threat.state == "to confirm" else threat.risk.residual.level


def in_order(threats: Iterable[Threat]) -> tuple[Threat, ...]:
    """All threats, first things first.

    Open critical and high ones lead, by level. Then comes, again and again, the heaviest of the rest, each further
    one of the same family and of the same component counting less. Mitigated ones follow those that are not, and
    hygiene is last. Ties go to the surer one, then by id.
    """
    known = sorted(threats, key=_plain_order)
    urgent = [threat for threat in known if _is_urgent(threat)]
    others = [threat for threat in known if not _is_urgent(threat)]
    live = [threat for threat in others if threat.state != "mitigated" and not threat.hygiene]
    mitigated = [threat for threat in others if threat.state == "mitigated" and not threat.hygiene]
    hygiene = [threat for threat in others if threat.hygiene]
    return (*urgent, *(threat for threat, _ in _by_weight(live, urgent)), *mitigated, *hygiene)


def first(generation: Generation, n: int = MOST) -> tuple[Threat, ...]:
    """The short list: at most ``n`` threats, more only where there are more open criticals.

    It ends where weight x factors falls to 1, but never before five; a threat for each actor and for each boundary
    of the most sensitive asset is in it, as far as ``n`` allows; threats to confirm are at most a third, criticals
    apart. The rest is never hidden: whoever shows the list says how many more there are.
    """
    live = [threat for threat in generation.threats if threat.state != "mitigated" and not threat.hygiene]
    urgent = [threat for threat in live if _is_urgent(threat)]
    rest = _by_weight([threat for threat in live if not _is_urgent(threat)], urgent)
    heavy = [*urgent, *(one for one, weight in rest if weight > LAST_WEIGHT)]
    light = [one for one, weight in rest if weight <= LAST_WEIGHT][: max(0, FEWEST - len(heavy))]
    wanted = {one.id: one for one in (*urgent, *_one_for_each(live, urgent), *heavy, *light)}
    kept = _within(list(wanted.values()), n)
    return tuple(threat for threat in generation.threats if threat.id in kept)


def ranked(asks: Iterable[ToConfirm], lowered: frozenset[Ask] = frozenset()) -> tuple[ToConfirm, ...]:
    """Facts to confirm: level if bad x threats settled, by minute of effort; presumed ones and hygiene at half."""

    def worth(ask: ToConfirm) -> float:
        half = 0.5 if (ask.fact, ask.on) in lowered else 1.0
        return WEIGHTS[ask.worst] * len(ask.settles) * half / ask.minutes

    return tuple(sorted(asks, key=lambda ask: (-worth(ask), ask.fact, ask.on)))


def headline(generation: Generation) -> str:
    """One line over all: "open 9 (2 critical, 3 high, 4 medium), unconfirmed 14 (worst: High), mitigated 3"."""
    by_state = {state: [t for t in generation.threats if t.state == state and not t.hygiene] for state in _STATES}
    hygiene = sum(threat.hygiene and threat.state != "mitigated" for threat in generation.threats)
    parts = [f"open {_counted(by_state['open'])}"]
    if by_state["to confirm"]:
        worst = max((standing(threat) for threat in by_state["to confirm"]), key=level_rank)
        parts.append(f"unconfirmed {len(by_state['to confirm'])} (worst: {worst.capitalize()})")
    if by_state["mitigated"]:
        parts.append(f"mitigated {len(by_state['mitigated'])}")
    if hygiene:
        parts.append(f"{hygiene} point{'s' if hygiene > 1 else ''} of hygiene")
    return ", ".join(parts)


def _counted(threats: Sequence[Threat]) -> str:
    counts = Counter(standing(threat) for threat in threats)
    levels = ", ".join(f"{counts[level]} {level}" for level in reversed(LEVELS) if counts[level])
    return f"{len(threats)} ({levels})" if levels else "0"


def _is_urgent(threat: Threat) -> bool:
    return threat.state == "open" and not threat.hygiene and level_rank(standing(threat)) >= level_rank("high")


def _plain_order(threat: Threat) -> tuple[int, int, int, str, str, str]:
    return (
        -level_rank(standing(threat)),
        _STATES.index(threat.state),
        CONFIDENCES.index(threat.confidence),
        threat.rule,
        threat.on,
        threat.id,
    )


def _component(threat: Threat) -> str:
    return threat.components[0] if threat.components else threat.on


class _Queue:
    """Threats by weight, each further one of a family and of a component counting less.

    All of one family fall together, so they are kept in a heap of their own; only the component's factor can make an
    entry stale, and weights only fall: a stale one goes back and waits its turn. Picking all is n log n.
    """

    def __init__(self, threats: Sequence[Threat], before: Sequence[Threat]) -> None:
        self._families: Counter[str] = Counter(threat.family for threat in before)
        self._components: Counter[str] = Counter(_component(threat) for threat in before)
        self._heaps: dict[str, list[tuple[float, int, Threat]]] = {}
        for place, threat in enumerate(threats):
            self._heaps.setdefault(threat.family, []).append((-self._alone(threat), place, threat))
        for heap in self._heaps.values():
            heapq.heapify(heap)

    def picked(self) -> Iterator[tuple[Threat, float]]:
        """Heaviest first, each with the weight it had when its turn came."""
        while tops := [self._top(family) for family, heap in self._heaps.items() if heap]:
            weight, _, family = min(tops)
            _, _, threat = heapq.heappop(self._heaps[family])
            self._families[family] += 1
            self._components[_component(threat)] += 1
            yield threat, -weight

    def _alone(self, threat: Threat) -> float:
        return WEIGHTS[standing(threat)] * SAME_COMPONENT ** self._components[_component(threat)]

    def _top(self, family: str) -> tuple[float, int, str]:
        heap = self._heaps[family]
        while -heap[0][0] > (now := self._alone(heap[0][2])):
            heapq.heapreplace(heap, (-now, *heap[0][1:]))
        return heap[0][0] * SAME_FAMILY ** self._families[family], heap[0][1], family


def _by_weight(threats: Sequence[Threat], before: Sequence[Threat]) -> list[tuple[Threat, float]]:
    return list(_Queue(threats, before).picked())


def _one_for_each(live: Sequence[Threat], present: Sequence[Threat]) -> Iterator[Threat]:
    """The first threat of each actor, and at each boundary, that ``present`` leaves out."""
    covered = {key for threat in present for key in _covers(threat)}
    for threat in live:
        if not covered.issuperset(_covers(threat)):
            covered.update(_covers(threat))
            yield threat


def _covers(threat: Threat) -> tuple[str, ...]:
    actor = f"actor {threat.actor}"
    return (actor, f"boundary {threat.boundary}") if threat.boundary else (actor,)


def _within(wanted: Sequence[Threat], n: int) -> set[str]:
    """The ids that fit: open criticals always, then those wanted in order, unconfirmed ones to a third of ``n``."""
    criticals = {t.id for t in wanted if t.state == "open" and standing(t) == "critical"}
    kept: set[str] = set()
    unconfirmed = 0
    for threat in wanted:
        doubtful = threat.state == "to confirm" and standing(threat) != "critical"
        if threat.id in criticals or len(criticals) + len(kept) >= n or (doubtful and unconfirmed >= n // 3):
            continue
        unconfirmed += doubtful
        kept.add(threat.id)
    return criticals | kept
