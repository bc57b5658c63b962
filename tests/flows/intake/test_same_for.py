"""Of which other things the same is to be asked: those alike that still wait, also once the first is answered."""

from flows.intake.questions import next_questions, waiting_for_same
from flows.threats.types import Context, Voice
from flows.workload.model import Component, Fact, Workload
from tests.flows.models import fixture_library

LIBRARY = fixture_library()
REACH = "web.app/reach"


def model(**reach: str) -> Workload:
    parts = [Component(id=f"app{n}", name=f"App {n}", type="web.app") for n in range(4)]
    parts.append(Component(id="odd", name="Odd", type="other"))
    known = [
        one.model_copy(update={"facts": {REACH: Fact(value=reach[one.id])}}) if one.id in reach else one
        for one in parts
    ]
    return Workload(id="m", name="M", components=tuple(known))


def test_an_answered_question_names_those_that_still_wait() -> None:
    assert waiting_for_same(model(app0="internet"), LIBRARY, (REACH, "app0")) == (
        ("app1", "App 1"),
        ("app2", "App 2"),
        ("app3", "App 3"),
    )
    assert waiting_for_same(model(app0="internet", app1="staff", app2="staff"), LIBRARY, (REACH, "app0")) == (
        ("app3", "App 3"),
    )
    everything = model(app0="internet", app1="staff", app2="staff", app3="staff")
    assert waiting_for_same(everything, LIBRARY, (REACH, "app0")) == ()


def test_it_says_the_same_as_the_open_question() -> None:
    for one in next_questions(model(), LIBRARY):
        assert waiting_for_same(model(), LIBRARY, (one.fact, one.on)) == one.same_for


def test_what_people_differ_about_is_answered_by_nobody_else() -> None:
    voices = (Voice("security", "a", "internet"), Voice("architect", "b", "staff"))
    context = Context(contested={(REACH, "app2"): voices})
    found = waiting_for_same(model(app0="internet"), LIBRARY, (REACH, "app0"), context)
    assert [on for on, _ in found] == ["app1", "app3"]


def test_a_fact_that_nothing_waits_for_has_no_others() -> None:
    assert waiting_for_same(model(), LIBRARY, ("web.app/no-such", "app0")) == ()
