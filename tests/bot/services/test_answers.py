"""Answering on both databases: one for many, in which role, contested and settled, all or nothing."""

from collections.abc import Iterator

import pytest
from sqlmodel import col, select

from bot.errors import NotFound, Refused
from bot.services import answers, intake, people
from bot.services.picture import picture, voices_of
from bot.store import models
from bot.store.tables import Answer, Surface
from tests.bot.services.made import OPEN_TO, OUTSIDE, Place, place_on

UPLOADS, EXPORTS, LOGS = ((OPEN_TO, on) for on in ("uploads", "exports", "logs"))
WAYS = (OUTSIDE, "workload")


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    """A workspace on each database in turn."""
    made = place_on(database_url)
    yield made
    made.services.store.engine.dispose()


def state_of(place: Place, model_id: str, ask: tuple[str, str]) -> str:
    """How a question stands."""
    with place.services.store.read(place.home) as unit:
        return models.asks(unit, model_id)[ask].state


@pytest.mark.parametrize(("value", "stands"), [("nobody", "answered"), ("unknown", "deferred")])
def test_what_was_opened_again_is_kept_without_a_new_answer(place: Place, value: str, stands: str) -> None:
    model_id = place.model()
    place.says(model_id, UPLOADS, value, "U1")
    with place.unit() as unit:
        intake.reopen(unit, model_id, *UPLOADS)
    assert state_of(place, model_id, UPLOADS) == "changing"
    for _ in range(2):  # the second finds it as it was
        with place.unit() as unit:
            intake.keep(unit, place.services, model_id, *UPLOADS)
        assert state_of(place, model_id, UPLOADS) == stands
    assert rows(place, model_id) == [("uploads", value, "U1", None)]
    with pytest.raises(NotFound), place.unit() as unit:
        intake.keep(unit, place.services, model_id, OPEN_TO, "no-such")


class PulledPlugError(Exception):
    """The process ends here."""


def rows(place: Place, model_id: str) -> list[tuple[str, str, str, str | None]]:
    """Every answer: on, value, by, role."""
    with place.services.store.read(place.home) as unit:
        return [(one.on, one.value, one.by, one.role) for one in models.answers(unit, model_id)]


def test_the_same_is_said_of_others_in_one_transaction_each_with_a_row(place: Place) -> None:
    model_id = place.model()
    place.says(model_id, UPLOADS, "nobody", "U1")
    with place.unit() as unit:
        offered = intake.same_for(unit, place.services, models.model(unit, model_id), UPLOADS)
        assert sorted(offered) == [("exports", "Exports"), ("logs", "Logs")]
        found = answers.same(unit, place.services, model_id, (*UPLOADS, 1), [on for on, _ in offered], "U2")
    assert sorted(found.done) == ["exports", "logs"]
    assert found.left_alone == ()
    assert sorted(rows(place, model_id)[1:]) == [("exports", "nobody", "U2", None), ("logs", "nobody", "U2", None)]
    with place.unit() as unit:
        version = models.model(unit, model_id).version
        shown = unit.session.exec(select(Surface).where(Surface.kind == "question")).all()
        assert {one.subject for one in shown} >= {f"{OPEN_TO}|exports", f"{OPEN_TO}|logs"}
        assert answers.said_of(unit, model_id, UPLOADS, ["exports", "logs"], "U2").left_alone == ()
    assert version == 3, "the list is made anew once, not once for each"


def test_who_answered_meanwhile_or_did_not_know_is_left_alone(place: Place) -> None:
    model_id = place.model()
    for ask, value, by in ((UPLOADS, "nobody", "U1"), (EXPORTS, "some", "U2"), (LOGS, "unknown", "U3")):
        place.says(model_id, ask, value, by)
    with place.unit() as unit:
        found = answers.same(unit, place.services, model_id, (*UPLOADS, 1), ["exports", "logs", "no-such"], "U1")
    assert found == answers.SameFor((), ("exports", "logs", "no-such"))
    assert len(rows(place, model_id)) == 3


def test_a_source_that_changed_since_says_nothing_of_others(place: Place) -> None:
    model_id = place.model()
    place.says(model_id, UPLOADS, "nobody", "U1")
    place.says(model_id, UPLOADS, "all", "U2")
    with pytest.raises(Refused, match="has changed since"), place.unit() as unit:
        answers.same(unit, place.services, model_id, (*UPLOADS, 1), ["exports"], "U1")
    with pytest.raises(NotFound), place.unit() as unit:
        answers.same(unit, place.services, model_id, (*EXPORTS, 0), ["logs"], "U1")
    assert len(rows(place, model_id)) == 2


def test_a_fault_in_the_middle_leaves_no_half(place: Place) -> None:
    model_id = place.model()
    place.says(model_id, UPLOADS, "nobody", "U1")

    def half() -> None:
        with place.unit() as unit:
            answers.same(unit, place.services, model_id, (*UPLOADS, 1), ["exports", "logs"], "U1")
            raise PulledPlugError

    with pytest.raises(PulledPlugError):
        half()
    assert len(rows(place, model_id)) == 1


def roles(place: Place, **held: tuple[str, ...]) -> None:
    """Who holds what."""
    with place.unit() as unit:
        for member, named in held.items():
            for role in named:
                people.declare(unit, member, role)


def test_two_roles_that_know_contest_and_settle(place: Place) -> None:
    roles(place, U1=("security",), U2=("architect",), U3=("product",))
    model_id = place.model()
    asked = select(Surface).where(Surface.subject == f"{OUTSIDE}|workload")
    place.says(model_id, WAYS, "nobody", "U1")
    place.says(model_id, WAYS, "shared", "U3")
    with place.unit() as unit:
        assert voices_of(unit, place.services, model_id) == {}, "a role that the question does not name"
    place.says(model_id, WAYS, "standing", "U2")
    with place.unit() as unit:
        assert [(one.role, one.by, one.value) for one in voices_of(unit, place.services, model_id)[WAYS]] == [
            ("security", "U1", "nobody"),
            ("architect", "U2", "standing"),
        ]
        seen = picture(unit, place.services, models.model(unit, model_id))
        assert OUTSIDE not in seen.workload.facts, "it counts as unknown"
        assert models.asks(unit, model_id)[WAYS].state == "contested"
        put = unit.session.exec(asked.order_by(col(Surface.id))).all()
        assert [one.payload["contested"] for one in put] == [False, True], "put anew, once"
        offered = intake.remaining(unit, place.services, models.model(unit, model_id))
        assert WAYS not in [(one.fact, one.on) for one in offered]
    place.says(model_id, WAYS, "standing", "U1")
    with place.unit() as unit:
        assert voices_of(unit, place.services, model_id) == {}
        assert models.asks(unit, model_id)[WAYS].state == "answered"
        assert len(unit.session.exec(asked).all()) == 2


def test_in_which_role_somebody_speaks_is_asked_once(place: Place) -> None:
    roles(place, U1=("security", "operations", "product"), U2=("product", "compliance"), U3=("developer",))
    model_id = place.model()
    who = place.services.library.facts[OUTSIDE].who
    with place.unit() as unit:
        assert people.answers_as(unit, "U1", who) == ("operations", "security"), "in the question's order"
        assert people.answers_as(unit, "U2", who) == (), "none of theirs matters"
        assert people.answers_as(unit, "U3", who) == ("developer",)
        assert people.answers_as(unit, "U4", who) == ()
    place.says(model_id, WAYS, "nobody", "U1", "security")
    with place.unit() as unit:
        assert people.answers_as(unit, "U1", who) == ("security",)
    assert rows(place, model_id) == [("workload", "nobody", "U1", "security")]
    with pytest.raises(Refused, match="do not hold the role architect"):
        place.says(model_id, WAYS, "shared", "U1", "architect")


def test_the_window_tells_who_was_faster(place: Place) -> None:
    model_id = place.model()
    place.says(model_id, UPLOADS, "nobody", "U1")
    with place.unit() as unit:
        late = answers.answer_listed(unit, place.services, model_id, (*UPLOADS, 0), "all", "U2")
        assert late == answers.Meanwhile("U1", "nobody")
        with pytest.raises(NotFound):
            answers.answer_listed(unit, place.services, model_id, (*UPLOADS, 1), "no-such-choice", "U2")
    assert [one.by for one in said(place, model_id)] == ["U1"]


def said(place: Place, model_id: str) -> list[Answer]:
    with place.services.store.read(place.home) as unit:
        return models.answers(unit, model_id)
