"""Which threats come first, and how many of them are enough.

Levels count as they are now (the residual), of threats to confirm as they are if the answers are bad.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Generic, TypeVar

from flows.packs.schema import Level
from flows.threats.types import Ask, Asking, Cause, Generation, Order, Ranked, Threat

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
    """The short list: at most ``n`` threats, more only where there are more open criticals; one for each cause.

    Others of the same cause stand on its card (``flows.threats.cards``). It ends where weight x factors falls to 1,
    but never before five; a threat for each actor and for each boundary of the most sensitive asset is in it, as far as
    ``n`` allows; threats to confirm are at most a third, criticals apart. The rest is never hidden: whoever shows the
    list says how many more there are.
    """
    every = generation.ranked
    severe, others, *_ = _sorted_out(every)
    live = [*severe, *others]
    new = _Causes()
    urgent = [threat for threat in severe if new(threat)]
    rest = _Queue(others, urgent).picked(new)
    heavy: list[Ranked] = list(urgent)
    light: list[Ranked] = []
    for one, weight in islice(rest, WEIGHED):
        if weight > LAST_WEIGHT:
            heavy.append(one)
        elif len(heavy) + len(light) < FEWEST:
            light.append(one)
        else:
            break
    there = {one.cause for one in (*heavy, *light)}
    lone = [one for one in _one_for_each(live, [*heavy, *light]) if one.cause not in there]
    wanted = {id(one): one for one in (*urgent, *lone, *heavy, *light)}
    kept = _within(list(wanted.values()), n)
    return tuple(generation.threats[place] for place, threat in enumerate(every) if id(threat) in kept)


class _Causes:
    """Whether a threat is the first of its cause that is asked of."""

    def __init__(self) -> None:
        self._seen: set[Cause] = set()

    def __call__(self, threat: Ranked) -> bool:
        before = len(self._seen)
        self._seen.add(threat.cause)
        return len(self._seen) > before


def ranked(asks: Iterable[Question], lowered: frozenset[Ask] = frozenset()) -> tuple[Question, ...]:
    """Facts to confirm: level if bad x threats settled, by minute of effort; presumed ones and hygiene at half."""

    def worth(ask: Asking) -> float:
        half = 0.5 if (ask.fact, ask.on) in lowered else 1.0
        return WEIGHTS[ask.worst] * len(ask.settles) * half / ask.minutes

    return tuple(sorted(asks, key=lambda ask: (-worth(ask), ask.fact, ask.on)))


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


def _plain_order(threat: Ranked) -> tuple[Order, str]:
    return threat.order, threat.on


class _Line(Generic[One]):
    """The threats of one family by weight: those of untouched components as they come, the others in a heap.

    What a threat weighs only falls, so that one that is in the heap is weighed again when it comes up.
    """

    def __init__(self, threats: Sequence[One], waiting: list[int], components: Counter[str]) -> None:
        """``waiting`` has the places of its own among ``threats`` in plain order, which is by weight."""
        self._threats = threats
        self._waiting = waiting
        self._next = 0
        self._components = components
        self._touched: list[tuple[float, int, One]] = []

    def top(self) -> tuple[float, int, One] | None:
        """(-weight, place, threat) of the heaviest; None where none is left."""
        fresh = self._fresh()
        touched = self._touched
        while touched and -touched[0][0] > (now := self._weight(touched[0][2])):
            heapq.heapreplace(touched, (-now, *touched[0][1:]))
        if fresh is None or (touched and touched[0][:2] < fresh[:2]):
            return touched[0] if touched else None
        return fresh

    def take(self, taken: tuple[float, int, One]) -> None:
        """Take out what ``top`` gave."""
        if self._touched and self._touched[0] is taken:
            heapq.heappop(self._touched)
        else:
            self._next += 1

    def _fresh(self) -> tuple[float, int, One] | None:
        while self._next < len(self._waiting):
            place = self._waiting[self._next]
            threat = self._threats[place]
            if threat.near not in self._components:
                return (-WEIGHTS[threat.standing], place, threat)
            heapq.heappush(self._touched, (-self._weight(threat), place, threat))
            self._next += 1
        return None

    def _weight(self, threat: Ranked) -> float:
        return WEIGHTS[threat.standing] * SAME_COMPONENT ** self._components[threat.near]


class _Queue(Generic[One]):
    """Threats by weight, each further one of a family and of a component counting less.

    All of one family fall together, so each family has a line of its own, and the lines' tops stand in a heap.
    """

    def __init__(self, threats: Sequence[One], before: Sequence[Ranked]) -> None:
        self._families: Counter[str] = Counter(threat.family for threat in before)
        self._components: Counter[str] = Counter(threat.near for threat in before)
        waiting: defaultdict[str, list[int]] = defaultdict(list)
        for place, threat in enumerate(threats):
            waiting[threat.family].append(place)
        self._lines = {family: _Line(threats, places, self._components) for family, places in waiting.items()}

    def picked(self, wanted: Callable[[One], bool] = lambda _: True) -> Iterator[tuple[One, float]]:
        """Heaviest first, each with the weight it had when its turn came; what is not wanted counts for nothing."""
        tops = [top for family in self._lines if (top := self._top(family)) is not None]
        heapq.heapify(tops)
        while tops:
            weight, _, family, entry = tops[0]
            now = self._top(family)
            if now is not None and now[:3] != tops[0][:3]:
                heapq.heapreplace(tops, now)
                continue
            self._lines[family].take(entry)
            taken = wanted(entry[2])
            if taken:
                self._families[family] += 1
                self._components[entry[2].near] += 1
            following = self._top(family)
            if following is None:
                heapq.heappop(tops)
            else:
                heapq.heapreplace(tops, following)
            if taken:
                yield entry[2], -weight

    def _top(self, family: str) -> tuple[float, int, str, tuple[float, int, One]] | None:
        top = self._lines[family].top()
        return None if top is None else (top[0] * SAME_FAMILY ** self._families[family], top[1], family, top)


def _by_weight(threats: Sequence[One], before: Sequence[Ranked]) -> list[tuple[One, float]]:
    return list(islice(_Queue(threats, before).picked(), WEIGHED))


def _one_for_each(live: Sequence[Ranked], present: Sequence[Ranked]) -> Iterator[Ranked]:
    """The first threat of each actor, and at each boundary, that ``present`` leaves out."""
    covered = {key for threat in present for key in _covers(threat)}
    looked_at: set[tuple[str, str]] = set()
    for threat in live:
        both = (threat.actor, threat.boundary)
        if both not in looked_at:
            looked_at.add(both)
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
