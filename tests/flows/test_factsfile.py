"""Answers in a file of their own, laid over a workload."""

from pathlib import Path

import pytest

from flows.errors import InputRefused
from flows.factsfile import apply_facts
from flows.modelfile import read
from flows.packs.loader import library_of, parse_pack
from flows.workload.model import Facts, Workload
from flows.yaml12 import load

DOOR = (Path(__file__).parent / "fixtures" / "app.door.yaml").read_text(encoding="utf-8")
LIBRARY = library_of([parse_pack(DOOR, "app.door.yaml")])
MODEL = """
id: m
name: M
assets: [{id: gold, name: Gold}, {id: tin, name: Tin}, {id: lead, name: Lead}]
zones: [{id: z, kind: account}]
components:
  - {id: front, name: Front, type: app.door, holds: [gold], facts: {locked: no}}
  - {id: back, name: Back, type: app.door}
  - {id: van, name: Van, type: saas, holds: [lead]}
flows:
  - {id: in, from: van, to: front, carries: [tin]}
  - {id: out, from: back, to: van}
"""


@pytest.fixture
def workload() -> Workload:
    return read(MODEL, "m", LIBRARY, lambda: "x")[0]


def applied(workload: Workload, text: str) -> tuple[Workload, tuple[str, ...]]:
    return apply_facts(workload, load(text, "facts.yaml"), LIBRARY)


def values(facts: Facts) -> dict[str, str]:
    return {name.removeprefix("app.door/"): fact.value for name, fact in facts.items()}


def standing(workload: Workload) -> dict[str, dict[str, str]]:
    found = {"workload": workload.facts}
    found |= {each.id: each.facts for each in workload.components}
    found |= {each.id: each.facts for each in workload.flows}
    found |= {each.id: each.facts for each in workload.assets}
    return {on: values(facts) for on, facts in found.items() if facts}


def test_a_fact_is_set_wherever_a_rule_asks_for_it(workload: Workload) -> None:
    laid, notes = applied(workload, "{locked: yes, knocks: no, treasure: yes, known_address: yes}")
    assert notes == ()
    assert standing(laid) == {
        "front": {"locked": "yes"},
        "back": {"locked": "yes"},
        "in": {"knocks": "no"},
        "tin": {"treasure": "yes"},
        "workload": {"known_address": "yes"},
    }


def test_a_flow_that_says_nothing_carries_what_its_ends_hold(workload: Workload) -> None:
    empty = workload.model_copy(update={"flows": tuple(f.model_copy(update={"carries": ()}) for f in workload.flows)})
    assert set(standing(applied(empty, "treasure: no")[0])) == {"front", "gold", "lead"}


def test_a_fact_under_an_id_is_set_there_alone(workload: Workload) -> None:
    laid, notes = applied(
        workload,
        "{back: {locked: yes}, in: {knocks: {value: yes, by: developer, proof: test}}, gold: {treasure: yes},"
        " workload: {known_address: no}}",
    )
    assert notes == ()
    assert standing(laid) == {
        "front": {"locked": "no"},
        "back": {"locked": "yes"},
        "in": {"knocks": "yes"},
        "gold": {"treasure": "yes"},
        "workload": {"known_address": "no"},
    }
    assert laid.flows[0].facts["app.door/knocks"].proof == "test"


def test_unknown_takes_an_answer_back_and_an_id_goes_before_everywhere(workload: Workload) -> None:
    assert standing(applied(workload, "{front: {locked: unknown}, locked: yes}")[0]) == {"back": {"locked": "yes"}}
    assert standing(applied(workload, "locked: unknown")[0]) == {}


def test_an_id_in_two_kinds_means_the_one_on_which_the_fact_can_stand() -> None:
    text = MODEL.replace("{id: tin, name: Tin}", "{id: front, name: Tin}").replace("[tin]", "[front]")
    workload = read(text, "m", LIBRARY, lambda: "x")[0]
    laid, _ = applied(workload, "front: {treasure: yes, locked: yes}")
    assert values(laid.assets[1].facts) == {"treasure": "yes"}
    assert values(laid.components[0].facts) == {"locked": "yes"}


def test_what_no_pack_knows_goes_on_the_workload_with_a_note(workload: Workload) -> None:
    laid, notes = applied(workload, "{lockd: yes, front: {zzz: q}}")
    assert values(laid.facts) == {"lockd": "yes"}
    assert "did you mean locked?" in notes[0]
    assert "`zzz` (first in on/front)" in notes[1]


def test_an_answer_that_nothing_asks_for_is_noted_and_not_used() -> None:
    workload = read("{id: m, name: M, components: [{id: c, name: C, type: saas}]}", "m", LIBRARY, lambda: "x")[0]
    laid, notes = applied(workload, "locked: yes")
    assert laid == workload
    assert notes == ("nothing in this model has the fact `locked`; the answer is not used",)


def test_an_empty_file_changes_nothing(workload: Workload) -> None:
    assert applied(workload, "") == (workload, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nlocked: ajar", "facts.yaml:2 (locked): `ajar` is no answer to app.door/locked"),
        ("front:\n  locked: yess", "facts.yaml:2 (front/locked): `yess` is no answer"),
        (
            "front:\n  app.door/knocks: yes",
            "facts.yaml:2 (front/app.door/knocks): app.door/knocks is a fact on the flow",
        ),
        ("locked: true", "facts.yaml:1 (facts/locked): a fact is a word"),
        ("locked: {value: yes, proof: proven}", "`proven` is not one of said"),
        ("front: {locked: {valu: yes}}", "`valu` is not a field here; did you mean `value`?"),
        ("nobody: {locked: yes}", "`locked` is not a field here"),
        ("[locked]", "expected a mapping such as"),
        ("locked", "expected a mapping such as"),
    ],
)
def test_faults_are_said_with_their_line(workload: Workload, text: str, said: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        applied(workload, text)
    assert said in str(refusal.value)
