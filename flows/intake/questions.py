"""Which question comes next: a pure function of the workload, the packs and what was put off.

Only facts are asked whose answer can still change the state or the level of some threat. Recording answers is
``flows.intake.answers``'s; showing questions is the bot's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from operator import attrgetter
from typing import Final
from weakref import WeakKeyDictionary

from flows.lazy import Each
from flows.packs.index import Library
from flows.packs.schema import FactDef, Level, Presumed, Role
from flows.risk import LEVELS, Table
from flows.threats.alike import Kindred, Want
from flows.threats.confirm import asked_of
from flows.threats.found import Found, Scene
from flows.threats.generate import NO_CONTEXT, judged
from flows.threats.landscape import Landscape, Subject
from flows.threats.platform import asks_for
from flows.threats.priority import WEIGHTS
from flows.threats.types import Ask, Asked, Context, Voice
from flows.workload.model import WORKLOAD, Facts, Workload

QUESTIONS_A_COMPONENT: Final = 2
FEWEST_QUESTIONS: Final = 8
MOST_QUESTIONS: Final = 24
PRESUMED_FACTOR: Final = 0.5
SAME_THING_FACTOR: Final = 0.7
_WEIGHTS: Final = tuple(WEIGHTS[level] for level in LEVELS)
_ORDER: Final = attrgetter("order")


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask about.

    Attributes:
        fact: full id; ``on`` what it stands on, ``on_name`` the name of that.
        text: placeholders filled; plain text.
        why: why it is asked.
        choices: (value, words) in the pack's order; "don't know" is always possible besides.
        who: the roles that know.
        settles: how many threats wait for it.
        worst: the highest level that these reach if the answer is bad.
        presumed: what holds by default, with its source; never an answer.
        unknown_leads_to: what follows from "don't know".
        same_for: (id, name) of the other things of the same type of which the same is still to be asked.
        contested: where people who know differ, what each of them says.
    """

    fact: str
    on: str
    on_name: str
    text: str
    why: str
    choices: tuple[tuple[str, str], ...]
    who: tuple[Role, ...]
    settles: int
    worst: Level
    presumed: Presumed | None
    unknown_leads_to: str | None
    same_for: tuple[tuple[str, str], ...] = ()
    contested: tuple[Voice, ...] = ()


def next_questions(
    workload: Workload,
    library: Library,
    deferred: frozenset[Ask] = frozenset(),
    table: Table | None = None,
    context: Context = NO_CONTEXT,
) -> Sequence[Question]:
    """The questions that are left, the riskiest first, those around one component together where levels are alike.

    Questions follow from answers: call again after each.
    """
    asking = _Asking(workload, library, deferred, table, context)
    return Each(_few_jumps(asking.open), asking.question)


def waiting_for_same(
    workload: Workload, library: Library, ask: Ask, context: Context = NO_CONTEXT
) -> tuple[tuple[str, str], ...]:
    """(id, name) of the things of which the same is to be asked: ``Question.same_for``, also once ``ask`` is answered.

    What people who know differ about is left out: nobody answers that for them.
    """
    asking = _Asking(workload, library, frozenset(), None, context)
    return tuple(asking.same(ask))


def short_intake(
    workload: Workload,
    library: Library,
    deferred: frozenset[Ask] = frozenset(),
    table: Table | None = None,
    context: Context = NO_CONTEXT,
    *,
    before: int = 0,
) -> Sequence[Question]:
    """What an intake of ``length`` still asks: the weightiest, a further one about the same thing counting less.

    So that a short intake looks at each part of the workload, and not only at the one with the most questions; what is
    asked about the whole is about every part, and counts in full. It ends early where no answer can move anything above
    low. ``before`` is how many answers stood when this intake began.
    """
    answered = Counter({one.id: len(one.facts) for one in workload.components})
    budget = max(0, length(workload) - (said(workload) - before) - len(deferred))
    asking = _Asking(workload, library, deferred, table, context)
    scored = []
    for one in sorted((one for one in asking.open if one.rank), key=_ORDER):
        scored.append((one.hygiene, -one.weight * SAME_THING_FACTOR ** answered[one.near], *one.order[2:], one))
        answered[one.near] += one.near != WORKLOAD
    return Each(_few_jumps([each[-1] for each in nsmallest(budget, scored)]), asking.question)


def length(workload: Workload) -> int:
    """How many questions an intake of the workload asks at most: twelve for six components."""
    return max(FEWEST_QUESTIONS, min(MOST_QUESTIONS, QUESTIONS_A_COMPONENT * len(workload.components)))


def said(workload: Workload) -> int:
    """How many facts somebody has said; what templates and tools show does not count."""
    return sum(fact.proof == "said" for facts in _all_facts(workload) for fact in facts.values())


def _all_facts(workload: Workload) -> Iterator[Facts]:
    yield workload.facts
    for things in (workload.components, workload.flows, workload.assets, workload.zones):
        yield from (one.facts for one in things)


class _Asking:
    """All that is open in one workload, and how it reads."""

    def __init__(
        self, workload: Workload, library: Library, deferred: frozenset[Ask], table: Table | None, context: Context
    ) -> None:
        self._context = context
        self._scene = Scene(Landscape(workload), library, context)
        self._types = {one.id: one.type for one in workload.components}
        places = _Places(workload, library)
        wanted = _wanted(judged(self._scene.landscape, library, table, context), deferred)
        self.open = [
            _Open(ask, wants, library.facts[ask[0]], places)
            for ask, wants in wanted.items()
            if asks_for(workload, library, ask)
        ]

    def question(self, one: "_Open") -> Question:
        """The question in words."""
        fact, asked = one.fact, self._asked(one)
        return Question(
            fact=one.ask[0],
            on=one.ask[1],
            on_name=asked.on_name,
            text=asked.question,
            why=fact.why,
            choices=tuple(fact.choices.items()),
            who=fact.who,
            settles=one.settles,
            worst=one.worst,
            presumed=fact.presumed,
            unknown_leads_to=fact.unknown_leads_to,
            same_for=tuple(self.same(one.ask)),
            contested=self._context.contested.get(one.ask, ()),
        )

    def _asked(self, one: "_Open") -> Asked:
        subject, want = one.wants[0]
        return asked_of(one.ask, Found(want.ruling, subject, self._scene))

    def same(self, ask: Ask) -> Iterator[tuple[str, str]]:
        """Of a component's fact the other components of its type, of a flow's or an asset's all others."""
        for other in self._by_fact.get(ask[0], ()):
            alike = self._types.get(other.ask[1]) == self._types.get(ask[1])
            if other.ask != ask and alike and other.ask not in self._context.contested:
                yield other.ask[1], self._asked(other).on_name

    @cached_property
    def _by_fact(self) -> "dict[str, list[_Open]]":
        found: defaultdict[str, list[_Open]] = defaultdict(list)
        for one in self.open:
            found[one.ask[0]].append(one)
        return found


Wants = list[tuple[Subject, Want]]


def _wanted(found: Iterable[tuple[Subject, Kindred]], deferred: frozenset[Ask]) -> dict[Ask, Wants]:
    """What is wanted, by question, each with the subjects that want it."""
    wanted: dict[Ask, Wants] = {}
    for subject, kindred in found:
        for want in kindred.wants():
            held = want.held
            ask = (held.fact, subject.on if held.place in _ITSELF else held.on_of(subject))
            if ask not in wanted:
                wanted[ask] = [(subject, want)]
            else:
                wanted[ask].append((subject, want))
    for ask in deferred:
        wanted.pop(ask, None)
    return wanted


_ITSELF: Final = frozenset({"component", "flow"})
_WHOLE: Final = frozenset({"asset", "workload"})
"""Places that are no part to go to: whichever rule wants such a fact, it is asked about the thing itself."""


_WRITTEN: WeakKeyDictionary[Library, dict[str, int]] = WeakKeyDictionary()


def _as_written(library: Library) -> dict[str, int]:
    """Each fact's place in its author's file."""
    if library not in _WRITTEN:
        _WRITTEN[library] = {
            f"{name}/{key}": place for name, pack in library.packs.items() for place, key in enumerate(pack.facts)
        }
    return _WRITTEN[library]


class _Places:
    """The order in which authors wrote facts, and the model its components."""

    def __init__(self, workload: Workload, library: Library) -> None:
        self.facts = _as_written(library)
        groups = (workload.components, workload.flows, workload.assets)
        ids = dict.fromkeys(one.id for group in groups for one in group)
        self.things = {id_: place for place, id_ in enumerate(ids, 1)}
        """The workload itself is not in it, and comes first."""


class _Open:
    """A question with what orders it: where it is, its weight, and whether only hygiene waits for it.

    ``order`` is by weight; what weighs the same goes by the worst likelihood x impact, then as the pack's author wrote
    the facts, then component by component in turn.
    """

    __slots__ = ("ask", "fact", "hygiene", "near", "order", "place", "rank", "settles", "tier", "wants", "weight")

    def __init__(self, ask: Ask, wants: Wants, fact: FactDef, places: _Places) -> None:
        self.ask, self.wants, self.fact = ask, wants, fact
        subject, first = wants[0]
        rank, worst, settles, hygiene = first.rank, first.worst, first.settles, first.hygiene
        if len(wants) > 1:
            every = [want for _, want in wants]
            rank, worst = max(one.rank for one in every), max(one.worst for one in every)
            settles, hygiene = sum(one.settles for one in every), all(one.hygiene for one in every)
        self.rank, self.settles, self.hygiene = rank, settles, hygiene
        self.near = near = ask[1] if first.held.place in _WHOLE else subject.near
        weight = _WEIGHTS[rank] * settles
        self.weight = weight if fact.presumed is None else weight * PRESUMED_FACTOR
        self.tier = (hygiene, -rank)
        things = places.things
        self.place = things.get(near, 0)
        self.order = (hygiene, -self.weight, -worst, places.facts[ask[0]], self.place, things.get(ask[1], 0), ask[0])

    @property
    def worst(self) -> Level:
        """The highest level that those reach which wait for it, if the answer is bad."""
        return LEVELS[self.rank]


def _few_jumps(questions: "list[_Open]") -> "list[_Open]":
    """Hygiene last, then by level; within a level component by component, the weightiest first."""
    best: defaultdict[tuple[tuple[bool, int], str], float] = defaultdict(float)
    for one in questions:
        place = (one.tier, one.near)
        best[place] = max(best[place], one.weight)
    return sorted(questions, key=lambda one: (one.tier, -best[one.tier, one.near], one.place, one.near, *one.order[1:]))
