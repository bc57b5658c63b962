"""A second form that is put off: its lines are kept, or it is said that they are not; and what is told of it."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from bot.blocks.text import count
from bot.listeners.new import flows_of
from bot.renderers import Renderers
from bot.services import drafts, reviews
from bot.store import models
from bot.store.tables import Surface
from flows.workload.draft import ComponentRow, FlowRow, Form
from tests.bot.services.made import BUCKETS, Place, place_on

THERE, BACK = FlowRow("uploads", "exports", "data", ("customer",)), FlowRow("exports", "uploads", "data", ())
VAULT = ComponentRow("Vault", "aws.s3", "account")
GONE = FlowRow("uploads", "part-of-old", "data", ())
BY = "U1"


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    """A workspace on each database in turn."""
    made = place_on(database_url)
    yield made
    made.services.store.engine.dispose()


def draft(place: Place) -> tuple[str, int]:
    """A draft at its second form, as that carries it."""
    form = Form("Lamp shop", "", BY, None, ("customer",), "customer", (), BUCKETS)
    with place.unit() as unit:
        made = drafts.draft(unit, place.services, form, "C1", BY)
        return made.id, made.revision


def puts_off(place: Place, drawn_at: tuple[str, int], *rows: FlowRow) -> None:
    """Close the form with these lines."""
    with place.unit() as unit:
        drafts.put_off(unit, place.services, drawn_at, rows, BY)


def begins(place: Place, drawn_at: tuple[str, int]) -> None:
    """Send the form without a line."""
    with place.unit() as unit:
        drafts.connect(unit, place.services, drawn_at, (), BY)


def drawn(place: Place, model_id: str) -> list[tuple[str, str]]:
    """The lines that are kept."""
    return [(one.from_, one.to) for one in models.workload(place.stands(model_id)).flows]


def told(place: Place) -> list[str]:
    """What is said of it, as it would be shown now: the summary and the whole of it."""
    with place.services.store.read(place.home) as unit:
        shown = unit.session.exec(select(Surface).where(Surface.kind == "kept")).all()
        messages = [Renderers(place.services).kept(unit, one) for one in shown]
        return [f"{one.text}: {[block.to_dict() for block in one.blocks or ()]}" for one in messages]


def test_one_draft_in_two_windows_keeps_the_lines_of_both(place: Place) -> None:
    at = draft(place)
    puts_off(place, at, THERE)
    puts_off(place, at, BACK)
    assert drawn(place, at[0]) == [("uploads", "exports"), ("exports", "uploads")]
    assert all("3 parts and 2 lines" in one for one in told(place))


def test_the_same_line_in_two_windows_is_one(place: Place) -> None:
    at = draft(place)
    puts_off(place, at, THERE)
    revision = place.stands(at[0]).revision
    puts_off(place, at, THERE)
    assert drawn(place, at[0]) == [("uploads", "exports")]
    assert place.stands(at[0]).revision == revision, "a form that is open stays good"


@pytest.mark.parametrize("rows", [(GONE,), (THERE, GONE)])
def test_lines_that_cannot_be_kept_are_said_to_be_left_out_and_the_draft_stays(
    place: Place, rows: tuple[FlowRow, ...]
) -> None:
    at = draft(place)
    puts_off(place, at, *rows)
    assert drawn(place, at[0]) == []
    (one,) = told(place)
    assert "is kept as a draft" in one
    assert "no line yet" in one
    assert f"{count(len(rows), 'line')} that you had chosen" in one
    assert "does not have" in one, "and why"
    assert "kept.finish" in one


def test_what_has_begun_before_it_is_told_is_not_called_a_draft(place: Place) -> None:
    at = draft(place)
    puts_off(place, at)
    begins(place, at)
    (one,) = told(place)
    assert "has begun" in one
    assert "draft" not in one
    assert "kept.finish" not in one
    assert "left out" not in one


def test_lines_put_off_of_what_has_begun_in_another_window_are_said_to_be_left_out(place: Place) -> None:
    at = draft(place)
    begins(place, at)
    puts_off(place, at, THERE)
    assert drawn(place, at[0]) == []
    (one,) = told(place)
    assert "has begun" in one
    assert "1 line that you had chosen" in one
    assert "Add lines" in one


def test_only_the_form_of_a_draft_promises_to_keep_what_is_chosen(place: Place) -> None:
    at = draft(place)
    promises = []
    for _ in range(2):
        with place.services.store.read(place.home) as unit:
            view = flows_of(unit, place.services, models.model(unit, at[0]), 2).to_dict()
        promises.append((view["close"]["text"], view.get("notify_on_close", False)))
        if len(promises) == 1:
            begins(place, at)
    assert promises == [("Later", True), ("Cancel", False)]


def test_the_form_after_something_changed_is_put_off_as_that_of_a_draft_is(place: Place) -> None:
    model_id, revision = draft(place)
    begins(place, (model_id, revision))
    with place.unit() as unit:
        reviews.something_changed(unit, place.services, model_id, "A vault.", [VAULT], BY)
        at = (model_id, models.model(unit, model_id).revision)
    for rows, drawn_at in ([THERE], at), ([THERE, BACK], at):
        with place.unit() as unit:
            drafts.put_off(unit, place.services, drawn_at, tuple(rows), BY, changed=True)
    first, second = told(place)
    assert drawn(place, model_id) == [(THERE.from_, THERE.to)], "kept once"
    assert "is kept with what changed" in first
    assert "Finish the form" in first
    assert "1 line that you had chosen could not be kept. This threat model has changed" in second
