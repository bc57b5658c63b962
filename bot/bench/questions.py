"""The next question of an intake, at 500 rules and 50 components: from an answer to the question in words."""

import gc
import statistics
import time
from collections.abc import Callable

from bot.bench import Figure
from flows.intake.questions import Question, short_intake
from flows.packs.loader import Library, library_of, parse_pack
from flows.workload.model import Asset, Component, Fact, Flow, Workload

TYPES, RULES, COMPONENTS = 25, 20, 50
ROUNDS = 5
LIMIT_MS = 5.0
_FAMILIES = ("exposure", "secrets", "injection", "insider", "recovery")


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Whole intakes, each answer followed by the next question; the median over all questions, and the slowest."""
    library = made_up()
    gc.collect()
    gc.freeze()  # as the bot does once its packs are read
    taken = [seconds * 1000 for _ in range(ROUNDS) for seconds in _intake(library)]
    gc.unfreeze()
    usual, slowest = statistics.median(taken), max(taken)
    say(f"{len(taken)} questions at {len(library.rules)} rules and {COMPONENTS} components; slowest {slowest:.1f} ms")
    return [Figure("next question", usual, "ms", f"{LIMIT_MS:.0f} ms", LIMIT_MS / usual, 1.0)]


def _intake(library: Library) -> list[float]:
    workload, taken = drawn(), list[float]()
    short_intake(workload, library)
    while True:
        started = time.perf_counter()
        waiting = short_intake(workload, library)
        if not waiting:
            return taken
        question = waiting[0]
        taken.append(time.perf_counter() - started)
        workload = _answered(workload, question)


def _answered(workload: Workload, question: Question) -> Workload:
    said = {question.fact: Fact(value=question.choices[0][0])}
    if question.on == "workload":
        return workload.model_copy(update={"facts": workload.facts | said})
    parts = tuple(
        one.model_copy(update={"facts": one.facts | said}) if one.id == question.on else one
        for one in workload.components
    )
    return workload.model_copy(update={"components": parts})


def drawn() -> Workload:
    """Fifty components of all types in a ring, half of them with personal details."""
    assets = (Asset(id="a", name="Details", category=("personal",)), Asset(id="b", name="Prices", category=("public",)))
    parts = tuple(
        Component(id=f"c{n}", name=f"Part {n}", type=f"made.t{n % TYPES}", holds=("a",) if n % 2 else ("b",))
        for n in range(COMPONENTS)
    )
    ring = tuple(
        Flow(id=f"f{n}", from_=f"c{n}", to=f"c{(n + 1) % COMPONENTS}", carries=("a",)) for n in range(COMPONENTS)
    )
    return Workload(id="bench", name="Bench", assets=assets, components=parts, flows=ring)


def made_up() -> Library:
    """Packs of twenty-five types, twenty rules each; a rule rests on facts of its own and on one of the workload."""
    return library_of([parse_pack(_pack(number), f"made.t{number}.yaml") for number in range(TYPES)])


def _pack(number: int) -> str:
    facts, mitigations, rules = [], [], []
    for n in range(RULES):
        facts += [_FACT.format(key=f"{kind}{n}") for kind in "abc"]
        mitigations += [_MITIGATION.format(key=f"m{n}", fact=f"b{n}"), _MITIGATION.format(key=f"k{n}", fact=f"c{n}")]
        rules.append(_RULE.format(n=n, type=number, family=_FAMILIES[n % len(_FAMILIES)], base=2 + n % 3))
    parts = (_HEAD.format(type=number), *facts, "mitigations:\n", *mitigations, "threats:\n", *rules)
    return "".join(parts)


_HEAD = """pack: made.t{type}
version: 1.0.0
title: Made up {type}
facts:
  wanted: {{on: workload, ask: "Who?", choices: {{many: Many, none: None}}, why: w, who: product}}
"""
_FACT = """  {key}: {{on: component, ask: "Which {key}?", choices: {{x: X, y: Y, z: Z}}, why: w, who: developer}}
"""
_MITIGATION = """  {key}: {{title: {key}, how: [do it], effort: low, does: prevent, done_when: {{fact: {fact}, is: x}},
    action: roadmap}}
"""
_RULE = """  - id: r{n}
    family: {family}
    on: {{component: made.t{type}}}
    applies: {{fact: a{n}, in: [x, y]}}
    secured_by:
      - {{all: [m{n}, k{n}], leaves: {{likelihood: 1}}}}
      - {{all: [m{n}], leaves: {{likelihood: 2}}, status: open}}
    vulnerability: "weak {{component}}"
    actor: customer
    prerequisite: "who has an account"
    action: "misuses {{component}}"
    impact: "loss of {{assets}}"
    first_step: "look"
    red_team: "try"
    stride: [tampering]
    refs: {{attack_reason: made up}}
    responsibility: {{customer: all}}
    likelihood: {{base: {base}, because: b, moves: [{{when: {{fact: wanted, is: many}}, by: 1, because: m}}]}}
    impact_of: {{assets: held-by-component, lost: [confidentiality]}}
    not_this_when: "never"
"""
