"""What Threatbot comes back for, on both databases: told once, by two processes too, and after one that died."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from bot.clock import Clock
from bot.errors import Refused
from bot.services import Services, decisions, dues, overdue, reviews, ticks, worse
from bot.services.postponing import Asker
from bot.services.ticks import next_moment, pass_to, tick
from bot.store import threats
from bot.store.engine import connect
from bot.store.tables import Action, Approval, Review, Surface
from bot.store.unit_of_work import Store
from flows.review import pause
from tests.bot.services.desk import NOW, OWNER, Desk, bucket

RANSOM = "aws.s3/ransom-wipe"
SECURITY, OPERATIONS = "U2SECURITY", "U5OPERATIONS"
KEPT = {"aws.s3/final_delete": "keeper"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def well_kept(database_url: str) -> Iterator[Desk]:
    """Two buckets, both well kept."""
    made = Desk.on(database_url, bucket("one", **KEPT), bucket("two", **KEPT))
    made.holds(SECURITY, "security")
    yield made
    made.services.store.engine.dispose()


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """As it begins here."""
    yield from well_kept(database_url)


class Died(Exception):
    """A process ends here."""


def approve(desk: Desk) -> None:
    """As an approval leaves the model."""
    with desk.writes() as unit:
        model = desk.stored(unit)
        unit.insert(Approval, model_id=model.id, version=model.version, by=SECURITY, at=unit.now, roles=["security"])
        model.state, model.review_due = "approved", unit.now + 180 * DAY
        worse.stands(unit, model)


def shown(desk: Desk, kind: str) -> Sequence[Surface]:
    """What is to be shown of a kind, the oldest first."""
    with desk.read() as unit:
        return list(unit.session.exec(select(Surface).where(col(Surface.kind) == kind).order_by(col(Surface.id))))


def later(desk: Desk, by: timedelta) -> None:
    """Let time pass, whatever falls due in it."""
    pass_to(desk.services, desk.services.clock.now() + by)


def got_worse(desk: Desk) -> None:
    """One of the buckets is no longer kept well, and the gathering is over."""
    approve(desk)
    desk.draw(bucket("one"), bucket("two", **KEPT))
    desk.services.clock.move(desk.services.clock.now() + worse.GATHERED)


def waits(desk: Desk) -> None:
    """A review that nobody answered for a week."""
    approve(desk)
    later(desk, 180 * DAY)
    desk.services.clock.move(desk.services.clock.now() + pause(1))


def taken_on(desk: Desk, *, zone: str = "UTC", days: int = 5) -> None:
    """All that helps against two threats is one person's to do, by one day."""
    desk.draw(bucket("one"), bucket("two"))
    for entry in desk.entries(RANSOM):
        helps = [one.id for one in entry.threat.mitigations]
        day = (desk.services.clock.now() + days * DAY).date()
        with desk.writes() as unit:
            decisions.mitigate(unit, desk.model, [entry.threat.id], helps, OPERATIONS, day, OWNER, zone=zone)


def past_its_day(desk: Desk) -> None:
    """That day has passed."""
    taken_on(desk)
    desk.services.clock.move(desk.services.clock.now() + 7 * DAY)


CASES = [(got_worse, "worse", 1), (waits, "nudge", 2), (past_its_day, "overdue", 1)]


@pytest.mark.parametrize(("comes", "kind", "number"), CASES, ids=[kind for _, kind, _ in CASES])
def test_of_two_processes_one_tells(
    desk: Desk, database_url: str, comes: Callable[[Desk], None], kind: str, number: int
) -> None:
    comes(desk)
    barrier = Barrier(2)

    def other() -> int:
        engine = connect(database_url)
        one = desk.services
        mine = Services(Store(engine, Clock(frozen_at=one.clock.now())), one.library, one.clock, one.new_id)
        barrier.wait(10)
        try:
            return tick(mine)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(2) as pool:
        done = [each.result() for each in [pool.submit(other) for _ in range(2)]]
    assert sum(done) == 1
    assert len(shown(desk, kind)) == number
    assert tick(desk.services) == 0


@pytest.mark.parametrize(("comes", "kind", "number"), CASES, ids=[kind for _, kind, _ in CASES])
def test_one_that_dies_before_its_commit_has_told_nothing_and_the_next_tells(
    desk: Desk, comes: Callable[[Desk], None], kind: str, number: int
) -> None:
    comes(desk)
    before = len(shown(desk, kind))

    def acts_and_dies(moment: ticks.Moment, row: Sequence[Any]) -> None:
        with desk.writes() as unit:
            assert moment.act(unit, desk.services, ticks.Due(*row))
            raise Died

    for moment in ticks.MOMENTS:
        with desk.services.store.engine.connect() as connection:
            rows = connection.execute(moment.due(), {"now": desk.services.clock.now()}).all()
        for row in rows:
            with pytest.raises(Died):
                acts_and_dies(moment, row)
    assert len(shown(desk, kind)) == before
    assert tick(desk.services) == 1
    assert len(shown(desk, kind)) == number


def test_changes_are_gathered_from_the_first_on(desk: Desk) -> None:
    approve(desk)
    desk.draw(bucket("one"), bucket("two", **KEPT))
    first = next_moment(desk.services, NOW + DAY)
    assert first == NOW + worse.GATHERED
    desk.services.clock.move(NOW + worse.GATHERED / 2)
    desk.draw(bucket("one"), bucket("two"))
    assert next_moment(desk.services, NOW + DAY) == first
    later(desk, HOUR)
    (told,) = shown(desk, "worse")
    assert [one["number"] for one in told.payload["threats"]] == [entry.number for entry in desk.entries(RANSOM)]
    assert {tuple(one["was"]) for one in told.payload["threats"]} == {
        ("mitigated", told.payload["threats"][0]["was"][1])
    }
    assert told.payload["to"] == [OWNER, SECURITY]


def test_what_is_mended_while_changes_are_gathered_is_told_to_nobody(desk: Desk) -> None:
    approve(desk)
    desk.draw(bucket("one"), bucket("two", **KEPT))
    desk.draw(bucket("one", **KEPT), bucket("two", **KEPT))
    assert next_moment(desk.services, NOW + DAY) is None
    later(desk, DAY)
    assert shown(desk, "worse") == []


def test_what_was_told_is_not_told_again_and_what_comes_then_is(desk: Desk) -> None:
    got_worse(desk)
    later(desk, HOUR)
    desk.draw(bucket("one"), bucket("two", **KEPT))
    later(desk, HOUR)
    assert len(shown(desk, "worse")) == 1
    desk.draw(bucket("one"), bucket("two"))
    later(desk, HOUR)
    _, second = shown(desk, "worse")
    assert [one["number"] for one in second.payload["threats"]] == [desk.entries(RANSOM)[1].number]


def test_what_was_mended_and_gets_worse_again_is_told_again(desk: Desk) -> None:
    got_worse(desk)
    later(desk, HOUR)
    desk.draw(bucket("one", **KEPT), bucket("two", **KEPT))
    later(desk, HOUR)
    assert len(shown(desk, "worse")) == 1
    desk.draw(bucket("one"), bucket("two", **KEPT))
    later(desk, HOUR)
    assert len(shown(desk, "worse")) == 2


def test_a_new_part_brings_new_threats(desk: Desk) -> None:
    approve(desk)
    desk.draw(bucket("one", **KEPT), bucket("two", **KEPT), bucket("three"))
    later(desk, HOUR)
    (told,) = shown(desk, "worse")
    assert told.payload["threats"]
    assert all(one["was"] == [] for one in told.payload["threats"])
    open_ = [entry for entry in desk.entries() if entry.threat.on == "three" and entry.status == "open"]
    assert [number for number, _ in told.payload["decide"]] == [entry.number for entry in open_]


def test_who_decided_on_what_got_worse_hears_of_it(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two", **KEPT), facts={"workload/attractive_target": "nobody"})
    entry = next(one for one in desk.entries(RANSOM) if one.status == "open")
    with desk.writes() as unit:
        helps = [one.id for one in entry.threat.mitigations]
        day = (NOW + 5 * DAY).date()
        decisions.mitigate(unit, desk.model, [entry.threat.id], helps, OPERATIONS, day, "U9DECIDED")
    approve(desk)
    desk.draw(bucket("one"), bucket("two", **KEPT), facts={"workload/attractive_target": "named"})
    later(desk, HOUR)
    (told,) = shown(desk, "worse")
    assert told.payload["to"] == [OWNER, SECURITY, "U9DECIDED", OPERATIONS]
    assert entry.number in [one["number"] for one in told.payload["threats"]]


def test_a_list_that_nobody_approved_alarms_nobody(desk: Desk) -> None:
    desk.draw(bucket("one"), bucket("two"))
    later(desk, DAY)
    assert shown(desk, "worse") == []


def test_a_review_is_asked_about_after_seven_fourteen_and_every_thirty_days(desk: Desk) -> None:
    approve(desk)
    later(desk, 180 * DAY)
    fired = desk.services.clock.now()
    later(desk, 120 * DAY)
    first, *again = shown(desk, "nudge")
    assert [(one.created_at - fired).days for one in (first, *again)] == [0, 7, 21, 51, 81, 111]
    assert [one.subject.split("|")[2:] for one in again] == [[str(number)] for number in range(1, 6)]


def test_after_an_outage_it_is_asked_about_once(desk: Desk) -> None:
    approve(desk)
    later(desk, 180 * DAY)
    desk.services.clock.move(desk.services.clock.now() + 100 * DAY)
    assert tick(desk.services) == 1
    assert tick(desk.services) == 0
    assert len(shown(desk, "nudge")) == 2
    assert next_moment(desk.services, datetime.max.replace(tzinfo=UTC)) == desk.services.clock.now() + pause(2)


def test_an_answered_review_is_not_asked_about(desk: Desk) -> None:
    waits(desk)
    with desk.writes() as unit:
        reviews.snooze(unit, desk.model, OWNER)
    assert tick(desk.services) == 0
    with desk.read() as unit:
        assert unit.session.exec(select(Review.remind_at)).all() == [None]


@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", 9), ("America/Los_Angeles", 16), ("Asia/Tokyo", 0), ("Not/AZone", 9)]
)
def test_the_morning_after_is_the_owners(desk: Desk, zone: str, hour: int) -> None:
    taken_on(desk, zone=zone)
    assert next_moment(desk.services, NOW + 20 * DAY) == datetime(2026, 6, 7, hour, tzinfo=UTC)
    with desk.read() as unit:
        item = threats.actions(unit, desk.model)[0]
        ends = {"America/Los_Angeles": 31, "Asia/Tokyo": 15}.get(zone, 24)
        midnight = datetime(2026, 6, 6, tzinfo=UTC) + ends * HOUR
        assert not dues.has_passed(item, midnight - timedelta(seconds=1))
        assert dues.has_passed(item, midnight)


def test_it_is_nine_where_they_live_also_when_the_clocks_have_changed(desk: Desk) -> None:
    taken_on(desk, zone="Europe/London")
    later(desk, 170 * DAY)
    local = [one.created_at.astimezone(ZoneInfo("Europe/London")) for one in shown(desk, "overdue")]
    assert {moment.utcoffset() for moment in local} == {timedelta(0), HOUR}
    assert {(moment.hour, moment.minute) for moment in local} == {(9, 0)}


def test_what_is_said_to_be_there_is_not_asked_about(desk: Desk) -> None:
    taken_on(desk)
    with desk.writes() as unit:
        for row in threats.rows(unit, desk.model):
            row.body = row.body | {"mitigations": [m | {"state": "claimed"} for m in row.body["mitigations"]]}
            unit.session.add(row)
    with desk.read() as unit:
        assert dues.awaited(unit, desk.model) == {}


def test_many_of_one_owner_are_one_message_and_come_again_more_seldom(desk: Desk) -> None:
    past_its_day(desk)
    told_at = desk.services.clock.now()
    later(desk, 60 * DAY)
    said = shown(desk, "overdue")
    assert [(one.created_at.date() - told_at.date()).days for one in said] == [0, 7, 21, 51]
    with desk.read() as unit:
        every = {str(item.id) for item in threats.actions(unit, desk.model)}
        assert len(every) > 2
        assert all(one.payload["asked"].keys() == every for one in said)
        assert {one.again for one in dues.owed(unit, desk.model, said[0].payload["asked"])} == {True}
        assert {one.again for one in dues.owed(unit, desk.model, said[-1].payload["asked"])} == {False}


def test_what_no_threat_waits_for_any_more_is_not_asked_about(desk: Desk) -> None:
    taken_on(desk)
    desk.undo(OWNER, desk.entries(RANSOM)[0])
    desk.draw(bucket("one"), bucket("two", **KEPT))
    with desk.read() as unit:
        assert set(unit.session.exec(select(Action.remind_at))) == {None}
    later(desk, 60 * DAY)
    assert shown(desk, "overdue") == []
    desk.draw(bucket("one"), bucket("two"))
    later(desk, HOUR)
    (told,) = shown(desk, "overdue")
    with desk.read() as unit:
        left = dues.owed(unit, desk.model, told.payload["asked"])
    assert {number for one in left for number in one.numbers} == {desk.entries(RANSOM)[1].number}


def test_another_day_is_told_and_kept_within_what_an_acceptance_may_last(desk: Desk) -> None:
    past_its_day(desk)
    tick(desk.services)
    today = desk.services.clock.now().date()
    with desk.read() as unit:
        one = dues.owed(unit, desk.model, shown(desk, "overdue")[0].payload["asked"])[0]
        last = overdue.days(unit, desk.model, one.id, SECURITY).last
    for wrong in (today - DAY, last + DAY):
        with pytest.raises(Refused), desk.writes() as unit:
            overdue.move(unit, desk.model, one.id, wrong, "It takes longer.", Asker(SECURITY))
    with desk.writes() as unit:
        overdue.move(unit, desk.model, one.id, last, "It takes longer.", Asker(SECURITY))
    (told,) = shown(desk, "put off")
    assert (told.payload["by"], told.payload["due"], told.payload["owner"]) == (SECURITY, last.isoformat(), OPERATIONS)
    with desk.read() as unit:
        (moved,) = [each for each in dues.owed(unit, desk.model, {str(one.id): ""}) if each.id == one.id]
        assert (moved.due, moved.late) == (last, False)
    wait = (desk.services.clock.now() + pause(1)).replace(hour=9)
    assert next_moment(desk.services, NOW + 300 * DAY) == wait, "the others wait"


def test_what_is_settled_has_nothing_to_be_done(desk: Desk) -> None:
    past_its_day(desk)
    tick(desk.services)
    (item, *_) = shown(desk, "overdue")[0].payload["asked"]
    for entry in desk.entries(RANSOM):
        desk.undo(OWNER, entry)
    day = (desk.services.clock.now() + DAY).date()
    with pytest.raises(Refused, match="Nothing waits for that any more"), desk.writes() as unit:
        overdue.move(unit, desk.model, int(item), day, "It takes longer.", Asker(OWNER))
    with pytest.raises(Refused, match="Nothing waits"), desk.writes() as unit:
        overdue.done(unit, desk.services, desk.model, int(item))
