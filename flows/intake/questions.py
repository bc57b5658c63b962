"""Which question comes next: a pure function of the workload, the packs and what was put off.

Only facts are asked whose answer can still change the state or the level of some threat. Recording answers is
``flows.intake.answers``'s; showing questions is the bot's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

from flows.lazy import Each
from flows.packs.index import Library
from flows.packs.schema import FactDef, Level, Presumed, Role
from flows.risk import DEFAULT_TABLE, Table, level_rank
from flows.threats.confirm import asked_of
from flows.threats.found import Found
from flows.threats.generate import NO_CONTEXT, Survey, survey
from flows.threats.platform import asks_for
from flows.threats.priority import WEIGHTS
from flows.threats.types import Ask, Context, Voice
from flows.workload.model import WORKLOAD, Facts, Workload

QUESTIONS_A_COMPONENT: Final = 2
FEWEST_QUESTIONS: Final = 8
MOST_QUESTIONS: Final = 24
PRESUMED_FACTOR: Final = 0.5
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
    table: Table = DEFAULT_TABLE,
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
    asking = _Asking(workload, library, frozenset(), DEFAULT_TABLE, context)
    return tuple(asking.same(ask))


def short_intake(
    workload: Workload,
    library: Library,
    deferred: frozenset[Ask] = frozenset(),
    table: Table = DEFAULT_TABLE,
    context: Context = NO_CONTEXT,
    *,
    before: int = 0,
) -> Sequence[Question]:
    """What an intake of ``length`` still asks: the weightiest, a further one about the same thing counting less.

    So that a short intake looks at each part of the workload, and not only at the one with the most questions. It ends
    early where no answer can move anything above low. ``before`` is how many answers stood when this intake began.
    """
    answered = Counter({WORKLOAD: len(workload.facts), **{one.id: len(one.facts) for one in workload.components}})
    budget = max(0, length(workload) - (said(workload) - before) - len(deferred))
    asking = _Asking(workload, library, deferred, table, context)
    scored = []
    for one in sorted(asking.open, key=lambda one: (one.hygiene, *one.order)):
        if one.worst != "low":
            scored.append((one.hygiene, -one.weight * SAME_THING_FACTOR ** answered[one.near], *one.order[1:], one))
            answered[one.near] += 1
    scored.sort(key=lambda each: each[:-1])
    return Each(_few_jumps([each[-1] for each in scored[:budget]]), asking.question)


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
        self, workload: Workload, library: Library, deferred: frozenset[Ask], table: Table, context: Context
    ) -> None:
        self._library, self._context = library, context
        self._types = {one.id: one.type for one in workload.components}
        places = _Places(workload, library)
        waiting = _waiting(survey(workload, library, table, context), deferred)
        waiting = {ask: threats for ask, threats in waiting.items() if asks_for(workload, library, ask)}
        self.open = [_Open(ask, threats, library.facts[ask[0]], places) for ask, threats in waiting.items()]

    def question(self, one: "_Open") -> Question:
        """The question in words."""
        fact, asked = one.fact, asked_of(one.ask, one.threats[0])
        return Question(
            fact=one.ask[0],
            on=one.ask[1],
            on_name=asked.on_name,
            text=asked.question,
            why=fact.why,
            choices=tuple(fact.choices.items()),
            who=fact.who,
            settles=len(one.threats),
            worst=one.worst,
            presumed=fact.presumed,
            unknown_leads_to=fact.unknown_leads_to,
            same_for=tuple(self.same(one.ask)),
            contested=self._context.contested.get(one.ask, ()),
        )

    def same(self, ask: Ask) -> Iterator[tuple[str, str]]:
        """Of a component's fact the other components of its type, of a flow's or an asset's all others."""
        for other in self._by_fact.get(ask[0], ()):
            alike = self._types.get(other.ask[1]) == self._types.get(ask[1])
            if other.ask != ask and alike and other.ask not in self._context.contested:
                yield other.ask[1], asked_of(other.ask, other.threats[0]).on_name

    @cached_property
    def _by_fact(self) -> "dict[str, list[_Open]]":
        found: defaultdict[str, list[_Open]] = defaultdict(list)
        for one in self.open:
            found[one.ask[0]].append(one)
        return found


def _waiting(found: Survey, deferred: frozenset[Ask]) -> dict[Ask, list[Found]]:
    waiting: defaultdict[Ask, list[Found]] = defaultdict(list)
    for threat in found.threats:
        for ask in threat.decisive():
            if ask not in deferred:
                waiting[ask].append(threat)
    return waiting


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
        self._facts = _as_written(library)
        groups = (workload.components, workload.flows, workload.assets)
        ids = dict.fromkeys(one.id for group in groups for one in group)
        self._things = {id_: place for place, id_ in enumerate(ids, 1)}

    def fact(self, full_id: str) -> int:
        return self._facts[full_id]

    def thing(self, id_: str) -> int:
        """The workload itself comes first."""
        return self._things.get(id_, 0)


class _Open:
    """A question with what orders it: where it is, its weight, and whether only hygiene waits for it.

    ``order`` is by weight; what weighs the same goes by the worst likelihood x impact, then as the pack's author wrote
    the facts, then component by component in turn.
    """

    def __init__(self, ask: Ask, threats: list[Found], fact: FactDef, places: _Places) -> None:
        self.ask, self.threats, self.fact = ask, threats, fact
        self.hygiene = all(threat.hygiene for threat in threats)
        worst = [threat.risk.worst for threat in threats]
        self.worst: Level = max((rating.level for rating in worst), key=level_rank)
        subject = threats[0].subject
        self.near = subject.near if subject.main is not None else ask[1]
        self.weight = WEIGHTS[self.worst] * len(threats) * (PRESUMED_FACTOR if fact.presumed else 1.0)
        self.tier = (self.hygiene, -level_rank(self.worst))
        self.place = places.thing(self.near)
        self.order = (
            -self.weight,
            -max(rating.likelihood * rating.impact for rating in worst),
            places.fact(ask[0]),
            self.place,
            places.thing(ask[1]),
            ask[0],
        )


def _few_jumps(questions: "list[_Open]") -> "list[_Open]":
    """Hygiene last, then by level; within a level component by component, the weightiest first."""
    best: defaultdict[tuple[tuple[bool, int], str], float] = defaultdict(float)
    for one in questions:
        place = (one.tier, one.near)
        best[place] = max(best[place], one.weight)
    return sorted(questions, key=lambda one: (one.tier, -best[one.tier, one.near], one.place, one.near, *one.order))
