"""Which question comes next: a pure function of the workload, the packs and what was put off.

Only facts are asked whose answer can still change the state or the level of some threat. Recording answers is
``flows.intake.answers``'s; showing questions is the bot's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, merge
from itertools import islice
from typing import Any, Final

from flows.lazy import Each
from flows.packs.index import Library
from flows.packs.schema import Level, Presumed, Role
from flows.risk import LEVELS, Table, table_of
from flows.threats.alike import Kindred, Memo, Want, joined, memo_of
from flows.threats.confirm import asked_of
from flows.threats.found import Found, Scene
from flows.threats.generate import NO_CONTEXT, judged
from flows.threats.landscape import Landscape, Subject
from flows.threats.platform import asks_for
from flows.threats.types import Ask, Asked, Context, Voice
from flows.workload.model import WORKLOAD, Facts, Workload

QUESTIONS_A_COMPONENT: Final = 2
FEWEST_QUESTIONS: Final = 8
MOST_QUESTIONS: Final = 24
SAME_THING_FACTOR: Final = 0.7


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
    return Each(_few_jumps([asking.open(fact, on) for fact, on, *_ in asking.waiting()]), asking.question)


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
    asking = _Asking(workload, library, deferred, table, context)
    budget = max(0, length(workload) - (said(workload) - before) - len(deferred))
    answered = {one.id: len(one.facts) for one in workload.components}
    places, around = asking.places, defaultdict[str, list[_Waiting]](list)
    for fact, on, subject, want in asking.waiting(least=1):  # nothing above low waits for the others
        around[_near(on, subject, want)].append((*want.order, places.get(on, 0), fact, on))
    fading = merge(*(_fading(near, places.get(near, 0), some, answered) for near, some in around.items()))
    return Each(_few_jumps([asking.open(fact, on) for *_, fact, on in islice(fading, budget)]), asking.question)


_Waiting = tuple[bool, float, int, int, int, str, str]
"""A want's order, the place of what it is of, its fact and the id of what it is of."""


def _fading(
    near: str, place: int, waiting: list[_Waiting], answered: Mapping[str, int]
) -> Iterator[tuple[bool, float, int, int, int, int, str, str]]:
    """What waits near one thing, the weightiest first, each further one counting less; then as ``_Open.order``."""
    factor = 1.0 if near == WORKLOAD else SAME_THING_FACTOR
    heapify(waiting)
    before = answered.get(near, 0)
    while waiting:
        hygiene, lightness, worst, written, own, fact, on = heappop(waiting)
        yield hygiene, lightness * factor**before, worst, written, place, own, fact, on
        before += 1


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
        self.places = _places(workload)
        found = judged(self._scene.landscape, library, table, context)
        wanted = _wanted(found, memo_of(library, table or table_of(library))).items()
        self._wanted = {fact: there for fact, there in wanted if asks_for(workload, library, fact)}
        for fact, on in deferred:
            self._wanted.get(fact, {}).pop(on, None)

    def waiting(self, least: int = 0) -> list[tuple[str, str, Subject, Want]]:
        """Each question: its fact and the id of what it is of; the first subject that wants it, and what all want.

        Only those for which something at the level with place ``least`` in ``flows.risk.LEVELS``, or above, waits.
        """
        return [
            (fact, on, subject, want)
            for fact, there in self._wanted.items()
            for on, (subject, want) in there.items()
            if want.rank >= least
        ]

    def open(self, fact: str, on: str) -> "_Open":
        """The question of which these are the fact and the id of what it is of."""
        subject, want = self._wanted[fact][on]
        return _Open((fact, on), _near(on, subject, want), subject, want, self.places)

    def question(self, one: "_Open") -> Question:
        """The question in words."""
        fact, asked = self._scene.library.facts[one.ask[0]], self._asked(one)
        return Question(
            fact=one.ask[0],
            on=one.ask[1],
            on_name=asked.on_name,
            text=asked.question,
            why=fact.why,
            choices=tuple(fact.choices.items()),
            who=fact.who,
            settles=one.want.settles,
            worst=LEVELS[one.want.rank],
            presumed=fact.presumed,
            unknown_leads_to=fact.unknown_leads_to,
            same_for=tuple(self.same(one.ask)),
            contested=self._context.contested.get(one.ask, ()),
        )

    def _asked(self, one: "_Open") -> Asked:
        return asked_of(one.ask, Found(one.want.ruling, one.subject, self._scene))

    def same(self, ask: Ask) -> Iterator[tuple[str, str]]:
        """Of a component's fact the other components of its type, of a flow's or an asset's all others."""
        for on in self._wanted.get(ask[0], {}):
            other, alike = (ask[0], on), self._types.get(on) == self._types.get(ask[1])
            if other != ask and alike and other not in self._context.contested:
                yield on, self._asked(self.open(*other)).on_name


class _Open:
    """A question, the first subject and the rules that want it, and the id of what it is to be asked near to.

    ``order`` is its want's; then component by component in turn; then by what it is of there, and its name.
    """

    __slots__ = ("ask", "near", "order", "place", "subject", "want")

    def __init__(self, ask: Ask, near: str, subject: Subject, want: Want, places: Mapping[str, int]) -> None:
        self.ask, self.near, self.subject, self.want = ask, near, subject, want
        self.place = places.get(near, 0)
        self.order = (*want.order, self.place, places.get(ask[1], 0), ask[0])


_ITSELF: Final = frozenset({"component", "flow"})
_WHOLE: Final = frozenset({"asset", "workload"})
"""Places that are no part to go to: whichever rule wants such a fact, it is asked about the thing itself."""


def _near(on: str, subject: Subject, want: Want) -> str:
    """The id of what a question is asked near to: the part to mend first, or the thing itself."""
    return on if want.place in _WHOLE else subject.near


def _wanted(found: Iterable[tuple[Subject, Kindred]], memo: Memo) -> dict[str, dict[str, tuple[Subject, Want]]]:
    """What is wanted, by fact and the id of what it is of, with the first subject that wants it."""
    wanted: defaultdict[str, dict[str, tuple[Subject, Want]]] = defaultdict(dict)
    shared: defaultdict[Ask, list[Want]] = defaultdict(list)
    for subject, kindred in found:
        for want in memo.wants(kindred):
            on = subject.on if want.place in _ITSELF else want.held.on_of(subject)
            there = wanted[want.fact]
            if on in there:
                shared[want.fact, on].append(want)
            else:
                there[on] = subject, want
    for (fact, on), more in shared.items():
        subject, first = wanted[fact][on]
        wanted[fact][on] = subject, joined([first, *more])
    return wanted


def _places(workload: Workload) -> dict[str, int]:
    """The order of things in the model; the workload itself is not in it, and comes first."""
    groups = (workload.components, workload.flows, workload.assets)
    return {id_: place for place, id_ in enumerate(dict.fromkeys(one.id for group in groups for one in group), 1)}


def _few_jumps(questions: list[_Open]) -> list[_Open]:
    """Hygiene last, then by level; within a level component by component, the weightiest first."""
    best: defaultdict[tuple[bool, int, str], float] = defaultdict(float)
    for one in questions:
        place = (one.want.hygiene, one.want.rank, one.near)
        best[place] = max(best[place], one.want.weight)

    def order(one: _Open) -> tuple[bool, int, float, int, str, tuple[Any, ...]]:
        want = one.want
        return want.hygiene, -want.rank, -best[want.hygiene, want.rank, one.near], one.place, one.near, one.order

    return sorted(questions, key=order)
