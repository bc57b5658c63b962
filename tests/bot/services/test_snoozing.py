"""A review is put off four times in a row at most; how often is said where it is asked."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.errors import Refused
from bot.renderers import Renderers
from bot.services import reviews
from bot.store.tables import Review, Surface
from bot.work.rendered import Message
from tests.bot.services.desk import OWNER, Desk, bucket
from tests.bot.services.test_coming_back import DAY, KEPT, SECURITY, approve, later

BUTTON = "'review.snooze'"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A bucket that is well kept, approved, whose review is due."""
    made = Desk.on(database_url, bucket("one", **KEPT))
    made.holds(SECURITY, "security")
    approve(made)
    later(made, 180 * DAY)
    yield made
    made.services.store.engine.dispose()


def puts_off(desk: Desk) -> None:
    """Somebody presses *In a week*, and the week passes."""
    with desk.writes() as unit:
        reviews.snooze(unit, desk.model, OWNER)
    later(desk, timedelta(days=7, hours=1))


def asked(desk: Desk) -> str:
    """The newest nudge as it reads."""
    with desk.read() as unit:
        last = select(Surface).where(Surface.kind == "nudge").order_by(col(Surface.id).desc()).limit(1)
        shown = Renderers(desk.services).nudge(unit, unit.session.exec(last).one())
    assert isinstance(shown, Message)
    return str([block.to_dict() for block in shown.blocks])


def test_after_four_in_a_row_it_is_put_off_no_more(desk: Desk) -> None:
    assert "put off" not in asked(desk)
    for words in ("once", "twice in a row", "3 times in a row"):
        puts_off(desk)
        assert f"It was put off {words}." in asked(desk)
        assert BUTTON in asked(desk)
    puts_off(desk)
    assert "It was put off 4 times in a row, which is as often as it may be: say how it stands." in asked(desk)
    assert BUTTON not in asked(desk)
    with pytest.raises(Refused, match="This review was put off 4 times in a row"):
        puts_off(desk)


def test_what_was_said_in_between_begins_the_row_anew(desk: Desk) -> None:
    for _ in range(4):
        puts_off(desk)
    with desk.writes() as unit:
        reviews.something_changed(unit, desk.services, desk.model, "Another team has it now.", (), OWNER)
    later(desk, 366 * DAY)
    assert "put off" not in asked(desk)
    puts_off(desk)
    assert "It was put off once." in asked(desk)


def test_one_that_nobody_approves_after_a_change_is_asked_about_without_end(desk: Desk) -> None:
    with desk.writes() as unit:
        reviews.something_changed(unit, desk.services, desk.model, "Another team has it now.", (), OWNER)
    later(desk, 366 * DAY)
    with desk.read() as unit:
        (waits,) = unit.session.exec(select(Review).where(Review.outcome == ""))
        before = waits.reminded
    later(desk, 365 * DAY)
    with desk.read() as unit:
        (waits,) = unit.session.exec(select(Review).where(Review.outcome == ""))
        assert waits.reminded >= before + 11
