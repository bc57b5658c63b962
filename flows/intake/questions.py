"""Which question comes next: a pure function of the workload, the packs and what was put off.

Only facts are asked whose answer can still change the state or the level of some threat. Recording answers is
``flows.intake.answers``'s; showing questions is the bot's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flows.packs.index import Library
from flows.packs.schema import Level, Presumed, Role
from flows.risk import DEFAULT_TABLE, Table, level_rank
from flows.threats.generate import Survey, survey
from flows.threats.priority import WEIGHTS
from flows.threats.types import Ask, Threat
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


def next_questions(
    workload: Workload, library: Library, deferred: frozenset[Ask] = frozenset(), table: Table = DEFAULT_TABLE
) -> tuple[Question, ...]:
    """The questions that are left, the riskiest first, those around one component together where levels are alike.

    Questions follow from answers: call again after each.
    """
    return tuple(one.question for one in _few_jumps(_all_open(workload, library, deferred, table)))


def short_intake(
    workload: Workload,
    library: Library,
    deferred: frozenset[Ask] = frozenset(),
    table: Table = DEFAULT_TABLE,
    *,
    before: int = 0,
) -> tuple[Question, ...]:
    """What an intake of ``length`` still asks: the weightiest, a further one about the same thing counting less.

    So that a short intake looks at each part of the workload, and not only at the one with the most questions.
    ``before`` is how many answers stood when this intake began.
    """
    answered = Counter({WORKLOAD: len(workload.facts), **{one.id: len(one.facts) for one in workload.components}})
    budget = max(0, length(workload) - (said(workload) - before) - len(deferred))
    open_ones = sorted(_all_open(workload, library, deferred, table), key=lambda one: (one.hygiene, *one.order))
    scored = []
    for one in open_ones:
        scored.append((one.hygiene, -one.weight * SAME_THING_FACTOR ** answered[one.near], *one.order[1:], one))
        answered[one.near] += 1
    scored.sort(key=lambda each: each[:-1])
    return tuple(one.question for one in _few_jumps([each[-1] for each in scored[:budget]]))


def _all_open(workload: Workload, library: Library, deferred: frozenset[Ask], table: Table) -> "list[_Open]":
    found = survey(workload, library, table)
    waiting = _waiting(found, deferred)
    places = _Places(workload, library)
    return [_Open(_question(ask, threats, found, library), threats, places) for ask, threats in waiting.items()]


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


def _waiting(found: Survey, deferred: frozenset[Ask]) -> dict[Ask, list[Threat]]:
    waiting: defaultdict[Ask, list[Threat]] = defaultdict(list)
    for threat in found.threats:
        for ask in threat.decisive:
            if ask not in deferred:
                waiting[ask].append(threat)
    return waiting


def _question(ask: Ask, threats: list[Threat], found: Survey, library: Library) -> Question:
    fact, asked = library.facts[ask[0]], found.asked[ask]
    return Question(
        fact=ask[0],
        on=ask[1],
        on_name=asked.on_name,
        text=asked.question,
        why=fact.why,
        choices=tuple(fact.choices.items()),
        who=fact.who,
        settles=len(threats),
        worst=max((threat.risk.worst.level for threat in threats), key=level_rank),
        presumed=fact.presumed,
        unknown_leads_to=fact.unknown_leads_to,
    )


class _Places:
    """The order in which authors wrote facts, and the model its components."""

    def __init__(self, workload: Workload, library: Library) -> None:
        self._facts = {
            f"{name}/{key}": place for name, pack in library.packs.items() for place, key in enumerate(pack.facts)
        }
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

    def __init__(self, question: Question, threats: list[Threat], places: _Places) -> None:
        self.question = question
        self.hygiene = all(threat.hygiene for threat in threats)
        near = threats[0].components[:1]
        self.near = near[0] if near else question.on
        presumed = PRESUMED_FACTOR if question.presumed else 1.0
        self.weight = WEIGHTS[question.worst] * question.settles * presumed
        self.tier = (self.hygiene, -level_rank(question.worst))
        self.place = places.thing(self.near)
        worst = max(threat.risk.worst.likelihood * threat.risk.worst.impact for threat in threats)
        self.order = (
            -self.weight,
            -worst,
            places.fact(question.fact),
            self.place,
            places.thing(question.on),
            question.fact,
        )


def _few_jumps(questions: list[_Open]) -> Iterator[_Open]:
    """Hygiene last, then by level; within a level component by component, the weightiest first."""
    best: defaultdict[tuple[tuple[bool, int], str], float] = defaultdict(float)
    for one in questions:
        place = (one.tier, one.near)
        best[place] = max(best[place], one.weight)
    yield from sorted(
        questions,
        key=lambda one: (one.tier, -best[one.tier, one.near], one.place, one.near, *one.order),
    )
