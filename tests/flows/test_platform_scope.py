"""A platform model asks and lists what is answered once for all teams, and nothing of any one system."""

from flows.intake.questions import next_questions
from flows.threats.generate import generate
from flows.workload.model import Component, Fact, Workload
from tests.flows.test_extends import LIBRARY, PLATFORM_FACTS

APP = Component(id="app", name="App", type="web.app")


def model(kind: str, **facts: str) -> Workload:
    known = {f"web.app/{name}": Fact(value=value) for name, value in facts.items()}
    return Workload(id="m", name="Model", kind=kind, components=(APP,), facts=known)  # type: ignore[arg-type]


def asked(workload: Workload) -> set[str]:
    return {one.fact for one in next_questions(workload, LIBRARY)}


def test_a_platform_asks_for_what_is_answered_once_alone() -> None:
    assert asked(model("platform")) == PLATFORM_FACTS
    assert asked(model("system")) > PLATFORM_FACTS, "a system without a platform is asked them too"


def test_what_waits_for_a_systems_answer_is_not_on_the_platforms_list() -> None:
    found = generate(model("platform"), LIBRARY)
    assert {one.fact for one in found.to_confirm} == PLATFORM_FACTS
    assert all({ask[0] for ask in one.settled_by} & PLATFORM_FACTS for one in found.threats)
    assert len(found.threats) < len(generate(model("system"), LIBRARY).threats)


def test_what_a_platforms_answer_decides_is_on_its_list_whatever_it_comes_to() -> None:
    states = {
        value: {one.state for one in generate(model("platform", alone=value), LIBRARY).threats}
        for value in ("nobody", "anyone")
    }
    assert states == {"nobody": {"mitigated"}, "anyone": {"open"}}
    assert asked(model("platform", alone="anyone")) == set()


def test_rules_ruled_out_by_a_systems_answers_are_no_record_of_the_platform() -> None:
    shipped = generate(model("platform"), LIBRARY).ruled_out
    assert {one.rule for one in shipped} <= {one.rule for one in generate(model("system"), LIBRARY).ruled_out}
