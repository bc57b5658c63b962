"""What was decided when less was at stake is open again once the level rises, and everybody who decided hears of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.services import decisions, history
from bot.store import threats
from bot.store.tables import Decision, Surface
from tests.bot.services.desk import NOW, OWNER, Desk, bucket

RANSOM, KEPT_AWAY = "aws.s3/ransom-wipe", "aws.s3/versions-kept-away"
ANYONE, OPERATIONS, SECURITY = "U4ANYONE", "U5OPERATIONS", "U2SECURITY"
CALM = {"facts": {"workload/attractive_target": "nobody"}}
LITTLE = [{"id": "files", "name": "Files", "confidentiality": 1, "integrity": 3, "availability": 3}]


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A bucket of little worth."""
    made = Desk.on(database_url, bucket("one"), assets=LITTLE, **CALM)
    assert made.entry(RANSOM).threat.standing in ("low", "medium")
    yield made
    made.services.store.engine.dispose()


def takes_on(desk: Desk, days: int) -> None:
    """Somebody takes it on."""
    with desk.writes() as unit:
        ids = [desk.entry(RANSOM).threat.id]
        day = (desk.services.clock.now() + timedelta(days=days)).date()
        decisions.mitigate(unit, desk.model, ids, [KEPT_AWAY], OPERATIONS, day, ANYONE)


def told(desk: Desk) -> list[str]:
    """Why threats were said to be open again."""
    with desk.read() as unit:
        found = unit.session.exec(select(Surface).where(Surface.kind == "reopened").order_by(col(Surface.id)))
        return [one.payload["why"] for one in found]


def rises(desk: Desk) -> str:
    """The files turn out to be health records; gives the level before."""
    before = desk.entry(RANSOM).threat.standing
    desk.draw(bucket("one"), **CALM)
    assert desk.entry(RANSOM).threat.standing == "high"
    return before


def test_what_was_set_aside_is_open_again(desk: Desk) -> None:
    desk.set_aside(ANYONE, desk.entry(RANSOM))
    before = rises(desk)
    entry = desk.entry(RANSOM)
    why = f"The level rose from {before} to high: it was set aside when less was at stake."
    assert (entry.status, entry.may_decide, entry.reopened) == ("open", True, why)
    assert told(desk) == [why]
    with desk.read() as unit:
        lines = history.history(unit, desk.stored(unit), {}, {})
    assert any(f"holds no longer: {why.rstrip('.')}" in line for line in lines)
    desk.set_aside(ANYONE, entry)
    desk.draw(bucket("one"), **CALM)
    assert desk.entry(RANSOM).status == "not applicable", "who sets it aside at high means it at high"


def test_what_was_taken_on_for_too_late_a_day_is_open_again(desk: Desk) -> None:
    takes_on(desk, 200)
    before = rises(desk)
    entry = desk.entry(RANSOM)
    day = "18 December 2026"
    why = f"The level rose from {before} to high, and {day} is later than High may wait."
    assert (entry.status, entry.may_decide, entry.reopened) == ("open", True, why)
    takes_on(desk, 80)
    assert desk.entry(RANSOM).status == "mitigating"
    with desk.read() as unit:
        (item,) = threats.actions(unit, desk.model)
        assert (item.due - NOW).days == 80


def test_after_the_level_rose_it_may_be_taken_on_for_as_long_as_the_new_one_allows(desk: Desk) -> None:
    takes_on(desk, 360)
    desk.services.clock.move(NOW + timedelta(days=200))
    rises(desk)
    takes_on(desk, 90)
    assert desk.entry(RANSOM).status == "mitigating", "it is no fault of theirs that it was high only now"


def test_what_is_done_in_time_for_the_new_level_stays(desk: Desk) -> None:
    takes_on(desk, 60)
    rises(desk)
    assert (desk.entry(RANSOM).status, told(desk)) == ("mitigating", [])


def test_rows_from_before_the_level_was_kept_are_left_as_they_are(desk: Desk) -> None:
    desk.set_aside(ANYONE, desk.entry(RANSOM))
    with desk.writes() as unit:
        for row in unit.session.exec(select(Decision)):
            row.rests_on = {name: value for name, value in row.rests_on.items() if name != "level"}
            unit.session.add(row)
    rises(desk)
    assert (desk.entry(RANSOM).status, told(desk)) == ("not applicable", [])


def test_a_new_generation_that_brings_nothing_keeps_it(desk: Desk) -> None:
    takes_on(desk, 200)
    desk.draw(bucket("one"), assets=LITTLE, **CALM)
    assert desk.entry(RANSOM).status == "mitigating"
    assert desk.entry(RANSOM).decided is not None
    assert desk.undo(OWNER, desk.entry(RANSOM))
