"""Whoever is asked again is asked by one message, of all that is theirs, and nobody is told of what they work on."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.blocks.text import person
from bot.renderers import Renderers
from bot.services import decisions, overdue, reviews
from bot.services.ticks import tick
from bot.store import threats
from tests.bot.services.desk import OWNER, Desk, bucket
from tests.bot.services.test_coming_back import (
    DAY,
    HOUR,
    KEPT,
    OPERATIONS,
    RANSOM,
    SECURITY,
    approve,
    got_worse,
    later,
    past_its_day,
    shown,
)

OTHER = "U7OTHER"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Two buckets, both well kept."""
    made = Desk.on(database_url, bucket("one", **KEPT), bucket("two", **KEPT))
    made.holds(SECURITY, "security")
    yield made
    made.services.store.engine.dispose()


def words(desk: Desk, kind: str) -> list[str]:
    """What every message of a kind says now, the oldest first."""
    render = Renderers(desk.services)
    with desk.read() as unit:
        made = [getattr(render, kind)(unit, surface) for surface in shown(desk, kind)]
    return ["\n".join(block.text.text for block in one.blocks if getattr(block, "text", None)) for one in made]


def asking(desk: Desk) -> list[str]:
    """The messages on what is past its day that ask, the oldest first."""
    return [text for text in words(desk, "overdue") if "the day has passed" in text]


def today(desk: Desk) -> date:
    """The day on the bot's clock."""
    return desk.services.clock.now().date()


def mitigate(desk: Desk, owner: str, day: date, on: str = "") -> None:
    """Somebody takes on all that helps against the threats, or against those to one part."""
    for entry in (one for one in desk.entries(RANSOM) if on in ("", one.threat.on)):
        helps = [one.id for one in entry.threat.mitigations]
        with desk.writes() as unit:
            decisions.mitigate(unit, desk.model, [entry.threat.id], helps, owner, day, OWNER)


def test_after_another_day_the_later_message_asks(desk: Desk) -> None:
    past_its_day(desk)
    tick(desk.services)
    (first,) = shown(desk, "overdue")
    for item in first.payload["asked"]:
        with desk.writes() as unit:
            overdue.move(unit, desk.model, int(item), today(desk) + timedelta(days=3), SECURITY)
    assert asking(desk) == []
    later(desk, 5 * DAY)
    assert [("the day has passed" in text) for text in words(desk, "overdue")] == [False, True]


def test_another_owner_alone_is_asked(desk: Desk) -> None:
    past_its_day(desk)
    tick(desk.services)
    for entry in desk.entries(RANSOM):
        desk.undo(OWNER, entry)
    mitigate(desk, OTHER, today(desk) + timedelta(days=3))
    later(desk, 5 * DAY)
    (asked,) = asking(desk)
    assert person(OTHER) in asked
    assert person(OPERATIONS) not in asked


def test_what_was_mended_and_waits_again_is_asked_once_and_goes_on_as_often(desk: Desk) -> None:
    past_its_day(desk)
    tick(desk.services)
    desk.draw(bucket("one", **KEPT), bucket("two", **KEPT))
    desk.draw(bucket("one"), bucket("two"))
    tick(desk.services)
    assert [("the day has passed" in text) for text in words(desk, "overdue")] == [False, True]
    with desk.read() as unit:
        assert {item.reminded for item in threats.actions(unit, desk.model)} == {2}, "the second time for the same day"


def test_of_a_list_that_is_worked_on_again_nobody_is_told_that_it_is_worse(desk: Desk) -> None:
    approve(desk)
    desk.draw(bucket("one"), bucket("two", **KEPT))
    with desk.writes() as unit:
        reviews.something_changed(unit, desk.services, desk.model, "more", [], OWNER)
    later(desk, HOUR)
    assert shown(desk, "worse") == []
    with desk.writes() as unit:
        desk.stored(unit).state = "review"
    desk.draw(bucket("one"), bucket("two", **KEPT))
    later(desk, HOUR)
    assert len(shown(desk, "worse")) == 1, "what is not told yet is told once somebody relies on the approval again"


def test_what_was_worse_does_not_say_that_nobody_approved_what_somebody_has(desk: Desk) -> None:
    got_worse(desk)
    tick(desk.services)
    (before,) = words(desk, "worse")
    assert "is worse than what was approved" in before
    assert "which nobody has approved" in before
    approve(desk)
    (now,) = words(desk, "worse")
    assert "was worse than what was approved" in now
    assert "nobody has approved" not in now
    assert "which has all this" in now
