"""Whoever is asked again is asked by one message, of all that is theirs, and nobody is told of what they work on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.blocks.text import person
from bot.renderers import Renderers
from bot.services import approval, decisions, dues, overdue, reviews
from bot.services.postponing import Asker
from bot.services.ticks import tick
from bot.store import models, threats
from bot.triage import worst_left
from flows.threats.priority import standing
from tests.bot.services.desk import NOW, OWNER, Desk, bucket
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
    well_kept,
)

OTHER = "U7OTHER"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Two buckets, both well kept."""
    yield from well_kept(database_url)


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
            overdue.move(unit, desk.model, int(item), today(desk) + timedelta(days=3), "It is late.", Asker(SECURITY))
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
    assert "has got worse since it was approved" in before
    assert "which nobody has approved" in before
    approve(desk)
    (now,) = words(desk, "worse")
    assert "had got worse since it was approved" in now
    assert "nobody has approved" not in now
    assert "which has all this" in now


def test_what_becomes_due_day_by_day_is_gathered(desk: Desk) -> None:
    parts = [bucket(f"b{number}") for number in range(5)]
    desk.draw(*parts)
    for number, part in enumerate(parts):
        mitigate(desk, OPERATIONS, (NOW + (3 + number) * DAY).date(), on=part["id"])
    later(desk, 60 * DAY)
    said = shown(desk, "overdue")
    days = [(one.created_at.date() - NOW.date()).days for one in said]
    assert days == [4, 5, 6, 7, 8, 15, 29, 59], "each is told of on its morning, and from then on with the others"
    with desk.read() as unit:
        every = {str(item.id) for item in threats.actions(unit, desk.model)}
    assert [len(one.payload["asked"]) for one in said] == [len(every) * n // 5 for n in (1, 2, 3, 4, 5, 5, 5, 5)]
    assert len(asking(desk)) == 1
    assert asking(desk)[0].startswith(":alarm_clock:")
    assert said[-1].payload["asked"].keys() == every


def test_of_another_owner_or_before_its_day_nothing_is_gathered(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two"), bucket("three"))
    for on, owner, days in (("one", OPERATIONS, 3), ("two", OTHER, 2), ("three", OPERATIONS, 9)):
        mitigate(desk, owner, (NOW + days * DAY).date(), on=on)
    later(desk, 5 * DAY)
    with desk.read() as unit:
        places = {str(item.id): item.on for item in threats.actions(unit, desk.model)}
    assert [{places[id_] for id_ in one.payload["asked"]} for one in shown(desk, "overdue")] == [{"two"}, {"one"}]


def test_from_the_second_reminder_on_the_models_owner_is_asked_too(desk: Desk) -> None:
    past_its_day(desk)
    later(desk, 30 * DAY)
    first, second, third = shown(desk, "overdue")
    assert [one.payload.get("also") for one in (first, second, third)] == [None, OWNER, OWNER]
    (asked,) = asking(desk)
    assert f"{person(OPERATIONS)}, and {person(OWNER)} as its owner: the day has passed of what" in asked


def test_a_day_that_passed_yesterday_is_no_second_reminder(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two"))
    mitigate(desk, OPERATIONS, (NOW + 3 * DAY).date(), on="one")
    mitigate(desk, OPERATIONS, (NOW + 4 * DAY).date(), on="two")
    later(desk, 6 * DAY)
    assert [one.payload.get("also") for one in shown(desk, "overdue")] == [None, None]


def test_who_owns_the_model_and_took_it_on_is_named_once(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two", **KEPT))
    mitigate(desk, OWNER, (NOW + 3 * DAY).date(), on="one")
    later(desk, 20 * DAY)
    assert [one.payload.get("also") for one in shown(desk, "overdue")] == [None, None]


def awaited(desk: Desk) -> dict[str, list[str]]:
    """Part -> who is to do what is awaited there."""
    with desk.read() as unit:
        rows, items = dues.awaited(unit, desk.model), threats.actions(unit, desk.model)
    found: dict[str, list[str]] = {}
    for item in items:
        assert (item.id in rows) == (item.remind_at is not None)
        found.setdefault(item.on, []).extend([item.owner] if item.id in rows else [])
    return found


def test_what_was_taken_on_follows_a_part_to_its_new_id(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two"))
    mitigate(desk, OPERATIONS, today(desk) + 3 * DAY, on="one")
    before = awaited(desk)["one"]
    desk.draw({**bucket("uno"), "was": ["one"]}, bucket("two"))
    assert awaited(desk) == {"uno": before}
    later(desk, 5 * DAY)
    (asked,) = asking(desk)
    assert f"T-{next(one.number for one in desk.entries(RANSOM) if one.threat.on == 'uno')}" in asked


def test_of_two_parts_that_become_one_what_is_due_first_stays(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two"))
    mitigate(desk, OPERATIONS, today(desk) + 5 * DAY, on="one")
    mitigate(desk, OTHER, today(desk) + 3 * DAY, on="two")
    count = len(awaited(desk)["one"])
    desk.draw({**bucket("both"), "was": ["one", "two"]})
    assert awaited(desk) == {"both": [OTHER] * count}
    later(desk, 20 * DAY)
    assert {one.payload["owner"] for one in shown(desk, "overdue")} == {OTHER}


def test_of_two_parts_that_become_one_what_is_settled_gives_way(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two"))
    mitigate(desk, OTHER, today(desk) + 3 * DAY, on="two")
    mitigate(desk, OPERATIONS, today(desk) + 5 * DAY, on="one")
    desk.draw(bucket("one"), bucket("two", **KEPT))
    count = len(awaited(desk)["one"])
    desk.draw({**bucket("one"), "was": ["two"]})
    assert awaited(desk) == {"one": [OPERATIONS] * count}


def test_what_was_taken_on_for_a_part_that_is_split_is_to_be_done_for_each(desk: Desk) -> None:
    desk.draw(bucket("one"))
    mitigate(desk, OPERATIONS, today(desk) + 3 * DAY)
    before = awaited(desk)["one"]
    desk.draw({**bucket("a"), "was": ["one"]}, {**bucket("b"), "was": ["one"]})
    assert {one.status for one in desk.entries(RANSOM) if one.threat.on in ("a", "b")} == {"mitigating"}
    assert awaited(desk) == {"a": before, "b": before}


def test_a_part_may_take_the_id_that_another_leaves(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two"))
    mitigate(desk, OPERATIONS, today(desk) + 3 * DAY, on="one")
    mitigate(desk, OTHER, today(desk) + 4 * DAY, on="two")
    before = awaited(desk)
    desk.draw({**bucket("two"), "was": ["one"]}, {**bucket("three"), "was": ["two"]})
    assert awaited(desk) == {"two": before["one"], "three": before["two"]}


def test_who_stood_by_the_list_hears_of_it_before_another_approves_it_anew(desk: Desk) -> None:
    approve(desk)
    desk.draw(bucket("one"), bucket("two", **KEPT))
    mitigate(desk, OWNER, today(desk) + timedelta(days=5))
    desk.holds(OTHER, "security")
    desk.holds(OWNER, "developer", "architect")
    looks = next(one for one in desk.entries() if one.may_decide)
    desk.set_aside("U7LOOKS", looks)
    desk.undo("U7LOOKS", looks)
    assert shown(desk, "worse") == []
    with desk.writes() as unit:
        revision = models.model(unit, desk.model).revision
        assert approval.approve(unit, desk.services, desk.model, revision, OTHER) is not None
    (told,) = shown(desk, "worse")
    assert SECURITY in told.payload["to"]
    later(desk, DAY)
    assert len(shown(desk, "worse")) == 1


def test_what_was_set_aside_counts_for_who_may_approve(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two"))
    (entry, *_) = desk.entries(RANSOM)
    assert worst_left([replace(entry, status="not applicable")]) == standing(entry.threat)
    assert worst_left([replace(entry, status="mitigated")]) is None
