"""Which threats come first, how many of them are enough, and the headline over all of them.

Levels count as they are now (the residual), of threats to confirm as they are if the answers are bad.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Generic, TypeVar, get_args

from flows.packs.schema import Level
from flows.risk import LEVELS, level_rank
from flows.threats.types import CONFIDENCES, Ask, Asking, Confidence, Generation, Ranked, State, Threat

WEIGHTS: Final[dict[Level, float]] = {"critical": 8.0, "high": 4.0, "medium": 2.0, "low": 1.0}
SAME_FAMILY: Final = 0.7
SAME_COMPONENT: Final = 0.85
LAST_WEIGHT: Final = 1.0
FEWEST: Final = 5
MOST: Final = 25
WEIGHED: Final = 200
"""How many are put in order by weight beside the urgent ones; nobody reads the order of those beyond."""

One = TypeVar("One", bound=Ranked)
Question = TypeVar("Question", bound=Asking)

_STATES: Final = ("open", "to confirm", "mitigated")
_PLACES: Final[dict[State, int]] = {state: place for place, state in enumerate(get_args(State))}
_HEAVIEST: Final[dict[Level, int]] = {level: -level_rank(level) for level in LEVELS}
_SUREST: Final[dict[Confidence, int]] = {word: place for place, word in enumerate(CONFIDENCES)}
_SEVERE: Final[tuple[Level, ...]] = ("critical", "high")


def standing(threat: Ranked) -> Level:
    """The level by which a threat is ordered and counted: residual now, or the worst where it is to confirm."""
    return threat.standing


def in_order(threats: Iterable[One]) -> tuple[One, ...]:
    """All threats, first things first.

    Open critical and high ones lead, by level. Then comes, again and again, the heaviest of the rest, each further
    one of the same family and of the same component counting less; after the first ``WEIGHED`` of these the rest
    follows by level. Mitigated ones follow those that are not, and hygiene is last. Ties go to the surer one, then by
    rule and what it stands on.
    """
    known = sorted(threats, key=_plain_order)
    urgent, live, mitigated, hygiene = _sorted_out(known)
    picked = [threat for threat, _ in _by_weight(live, urgent)]
    taken = set(map(id, picked))
    return (*urgent, *picked, *(one for one in live if id(one) not in taken), *mitigated, *hygiene)


def first(generation: Generation, n: int = MOST) -> tuple[Threat, ...]:
    """The short list: at most ``n`` threats, more only where there are more open criticals.

    It ends where weight x factors falls to 1, but never before five; a threat for each actor and for each boundary
    of the most sensitive asset is in it, as far as ``n`` allows; threats to confirm are at most a third, criticals
    apart. The rest is never hidden: whoever shows the list says how many more there are.
    """
    every = generation.ranked
    live = [threat for threat in every if threat.state != "mitigated" and not threat.hygiene]
    urgent = [threat for threat in live if _is_urgent(threat)]
    rest = _by_weight([threat for threat in live if not _is_urgent(threat)], urgent)
    heavy = [*urgent, *(one for one, weight in rest if weight > LAST_WEIGHT)]
    light = [one for one, weight in rest if weight <= LAST_WEIGHT][: max(0, FEWEST - len(heavy))]
    wanted = {id(one): one for one in (*urgent, *_one_for_each(live, urgent), *heavy, *light)}
    kept = _within(list(wanted.values()), n)
    return tuple(generation.threats[place] for place, threat in enumerate(every) if id(threat) in kept)


def ranked(asks: Iterable[Question], lowered: frozenset[Ask] = frozenset()) -> tuple[Question, ...]:
    """Facts to confirm: level if bad x threats settled, by minute of effort; presumed ones and hygiene at half."""

    def worth(ask: Asking) -> float:
        half = 0.5 if (ask.fact, ask.on) in lowered else 1.0
        return WEIGHTS[ask.worst] * len(ask.settles) * half / ask.minutes

    return tuple(sorted(asks, key=lambda ask: (-worth(ask), ask.fact, ask.on)))


def headline(generation: Generation) -> str:
    """One line over all: "open 9 (2 critical, 3 high, 4 medium), unconfirmed 14 (worst: High), mitigated 3"."""
    every = generation.ranked
    by_state = {state: [t for t in every if t.state == state and not t.hygiene] for state in _STATES}
    hygiene = sum(threat.hygiene and threat.state != "mitigated" for threat in every)
    parts = [f"open {_counted(by_state['open'])}"]
    if by_state["to confirm"]:
        worst = max((threat.standing for threat in by_state["to confirm"]), key=level_rank)
        parts.append(f"unconfirmed {len(by_state['to confirm'])} (worst: {worst.capitalize()})")
    if by_state["mitigated"]:
        parts.append(f"mitigated {len(by_state['mitigated'])}")
    if hygiene:
        parts.append(f"{hygiene} point{'s' if hygiene > 1 else ''} of hygiene")
    return ", ".join(parts)


def _counted(threats: Sequence[Ranked]) -> str:
    counts = Counter(threat.standing for threat in threats)
    levels = ", ".join(f"{counts[level]} {level}" for level in reversed(LEVELS) if counts[level])
    return f"{len(threats)} ({levels})" if levels else "0"


def _sorted_out(known: Sequence[One]) -> tuple[list[One], list[One], list[One], list[One]]:
    """Urgent ones, others that are live, mitigated ones, and hygiene."""
    urgent: list[One] = []
    live: list[One] = []
    mitigated: list[One] = []
    hygiene: list[One] = []
    for threat in known:
        if threat.hygiene:
            hygiene.append(threat)
        elif threat.state == "mitigated":
            mitigated.append(threat)
        else:
            (urgent if _is_urgent(threat) else live).append(threat)
    return urgent, live, mitigated, hygiene


def _is_urgent(threat: Ranked) -> bool:
    return threat.state == "open" and not threat.hygiene and threat.standing in _SEVERE


def _plain_order(threat: Ranked) -> tuple[int, int, int, str, str]:
    return (_HEAVIEST[threat.standing], _PLACES[threat.state], _SUREST[threat.confidence], threat.rule, threat.on)


class _Queue(Generic[One]):
    """Threats by weight, each further one of a family and of a component counting less.

    All of one family fall together, so they are kept in a heap of their own, and the families' tops in another; what
    an entry weighs only falls, so a stale one is weighed again when it comes up, and waits its turn.
    """

    def __init__(self, threats: Sequence[One], before: Sequence[Ranked]) -> None:
        self._families: Counter[str] = Counter(threat.family for threat in before)
        self._components: Counter[str] = Counter(threat.near for threat in before)
        self._heaps: dict[str, list[tuple[float, int, One]]] = {}
        counts = self._components
        for place, threat in enumerate(threats):
            weight = WEIGHTS[threat.standing]
            if threat.near in counts:
                weight *= SAME_COMPONENT ** counts[threat.near]
            self._heaps.setdefault(threat.family, []).append((-weight, place, threat))
        for heap in self._heaps.values():
            heapq.heapify(heap)
        self._tops = [self._top(family) for family in self._heaps]
        heapq.heapify(self._tops)

    def picked(self) -> Iterator[tuple[One, float]]:
        """Heaviest first, each with the weight it had when its turn came."""
        while self._tops:
            family = self._tops[0][2]
            now = self._top(family)
            if now != self._tops[0]:
                heapq.heapreplace(self._tops, now)
                continue
            _, _, threat = heapq.heappop(self._heaps[family])
            self._families[family] += 1
            self._components[threat.near] += 1
            if self._heaps[family]:
                heapq.heapreplace(self._tops, self._top(family))
            else:
                heapq.heappop(self._tops)
            yield threat, -now[0]

    def _alone(self, threat: Ranked) -> float:
        return WEIGHTS[threat.standing] * SAME_COMPONENT ** self._components[threat.near]

    def _top(self, family: str) -> tuple[float, int, str]:
        heap = self._heaps[family]
        while -heap[0][0] > (now := self._alone(heap[0][2])):
            heapq.heapreplace(heap, (-now, *heap[0][1:]))
        return heap[0][0] * SAME_FAMILY ** self._families[family], heap[0][1], family


def _by_weight(threats: Sequence[One], before: Sequence[Ranked]) -> list[tuple[One, float]]:
    return list(islice(_Queue(threats, before).picked(), WEIGHED))


def _one_for_each(live: Sequence[Ranked], present: Sequence[Ranked]) -> Iterator[Ranked]:
    """The first threat of each actor, and at each boundary, that ``present`` leaves out."""
    covered = {key for threat in present for key in _covers(threat)}
    for threat in live:
        if not covered.issuperset(_covers(threat)):
            covered.update(_covers(threat))
            yield threat


def _covers(threat: Ranked) -> tuple[str, ...]:
    actor = f"actor {threat.actor}"
    return (actor, f"boundary {threat.boundary}") if threat.boundary else (actor,)


def _within(wanted: Sequence[Ranked], n: int) -> set[int]:
    """Those that fit, by identity: open criticals always, then in order, unconfirmed ones to a third of ``n``."""
    criticals = {id(one) for one in wanted if one.state == "open" and one.standing == "critical"}
    kept: set[int] = set()
    unconfirmed = 0
    for threat in wanted:
        doubtful = threat.state == "to confirm" and threat.standing != "critical"
        if id(threat) in criticals or len(criticals) + len(kept) >= n or (doubtful and unconfirmed >= n // 3):
            continue
        unconfirmed += doubtful
        kept.add(id(threat))
    return criticals | kept
