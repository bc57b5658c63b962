"""A promise that is put off: why, how often, how late, and who may agree to more; on both databases."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from bot.errors import Refused
from bot.renderers import Renderers
from bot.services import decisions, overdue, reports, ticks
from bot.services.history import history
from bot.services.postponing import Asker
from bot.store import threats
from bot.store.tables import Action, Audit, Surface
from bot.work.rendered import Message
from flows.report.actions import items
from tests.bot.services.desk import NOW, OWNER, Desk, bucket

RANSOM, KEPT_AWAY = "aws.s3/ransom-wipe", "aws.s3/versions-kept-away"
KEPT = {"aws.s3/final_delete": "keeper"}
CALM = {"facts": {"workload/attractive_target": "nobody"}}
"""So that the risk is high, not critical."""
SECURITY, OPERATIONS, DEVELOPER = "U2SECURITY", "U5OPERATIONS", "U6DEVELOPER"
WHY = "The supplier is late."
DAY = timedelta(days=1)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A bucket whose one high risk operations is to mend within twenty days."""
    made = Desk.on(database_url, bucket("one"), **CALM)
    made.holds(SECURITY, "security")
    made.holds(OPERATIONS, "security", "operations")
    made.holds(DEVELOPER, "developer")
    takes_on(made, NOW.date() + 20 * DAY)
    yield made
    made.services.store.engine.dispose()


def takes_on(
    desk: Desk, day: date, by: str = DEVELOPER, *, doer: str = OPERATIONS, what: str = KEPT_AWAY, guest: bool = False
) -> None:
    """Somebody takes it on, for operations to do unless told otherwise."""
    with desk.writes() as unit:
        ids = [desk.entry(RANSOM).threat.id]
        decisions.mitigate(unit, desk.model, ids, [what], doer, day, by, guest=guest)


def puts_off(desk: Desk, day: date, by: str = DEVELOPER, why: str = WHY, *, guest: bool = False) -> None:
    """Somebody gives it another day."""
    with desk.writes() as unit:
        overdue.move(unit, desk.model, item(desk).id or 0, day, why, Asker(by, guest))


def item(desk: Desk) -> Action:
    """What was taken on."""
    with desk.read() as unit:
        (found,) = threats.actions(unit, desk.model)
        unit.session.expunge(found)
        return found


def at_day(desk: Desk, days: int) -> date:
    """Let time pass until so many days after it was taken on; gives the day."""
    ticks.pass_to(desk.services, NOW + days * DAY)
    return (NOW + days * DAY).date()


def told(desk: Desk, kind: str) -> Sequence[str]:
    """What the thread was told of a kind, the oldest first, as it reads now."""
    with desk.read() as unit:
        found = unit.session.exec(select(Surface).where(col(Surface.kind) == kind).order_by(col(Surface.id)))
        shown = [getattr(Renderers(desk.services), kind.replace(" ", "_"))(unit, one) for one in found]
        assert all(isinstance(one, Message) for one in shown)
        return ["\n".join(str(block.to_dict()) for block in one.blocks) for one in shown]


def test_it_is_put_off_with_a_reason_that_stands_on_record_and_in_the_thread(desk: Desk) -> None:
    at_day(desk, 22)
    with pytest.raises(Refused, match="why it takes longer in a whole sentence") as refused:
        puts_off(desk, NOW.date() + 40 * DAY, why="late")
    assert refused.value.fields == ("reason",)
    puts_off(desk, NOW.date() + 40 * DAY)
    with desk.read() as unit:
        (entry,) = unit.session.exec(select(Audit).where(Audit.what == "mitigation put off"))
        assert (entry.by, entry.detail["reason"]) == (DEVELOPER, WHY)
    (said,) = told(desk, "put off")
    assert WHY in said
    assert "from 21 June 2026 to 11 July 2026. It is" in said
    assert "beyond" not in said


def test_how_often_it_was_put_off_is_counted_and_shown_wherever_its_day_is(desk: Desk) -> None:
    for days in (22, 42):
        at_day(desk, days)
        puts_off(desk, NOW.date() + (days + 18) * DAY)
    at_day(desk, 62)
    again = "put off twice, first promised for 21 June 2026"
    assert f"It is {again}" in told(desk, "put off")[-1]
    assert again in told(desk, "overdue")[-1]
    assert [one.put_off for one in desk.entry(RANSOM).taken] == [again]
    with desk.read() as unit:
        report = reports.report(unit, desk.services, desk.stored(unit), {})
    assert report is not None
    assert [one.put_off for group in items(report, ()) for one in group.items] == [again]
    for form in reports.rendered(report):
        assert again in form.body.decode()


def test_the_limit_counts_from_when_it_was_taken_on(desk: Desk) -> None:
    today, last = at_day(desk, 80), NOW.date() + 90 * DAY
    with pytest.raises(Refused, match="High may wait until 30 August 2026, 90 days from when it was taken on") as late:
        puts_off(desk, last + DAY)
    assert late.value.fields == ("due",)
    puts_off(desk, last)
    assert item(desk).due.date() == last
    assert last < today + 90 * DAY


@pytest.mark.parametrize(
    ("by", "guest", "says"),
    [
        (DEVELOPER, False, "accepted by somebody with the role security"),
        (OWNER, False, "owner cannot accept"),
        (OPERATIONS, False, "Whoever does it cannot agree to more"),
        (SECURITY, True, "Guests cannot agree to more"),
    ],
)
def test_beyond_it_only_who_could_bear_the_risk_gives_a_day(desk: Desk, by: str, guest: bool, says: str) -> None:
    today = at_day(desk, 92)
    desk.holds(OWNER, "security")
    with pytest.raises(Refused, match=says):
        puts_off(desk, today + 5 * DAY, by, guest=guest)
    if not guest:
        with pytest.raises(Refused, match=says), desk.read() as unit:
            overdue.days(unit, desk.model, item(desk).id or 0, by)
    assert told(desk, "put off") == []


def test_who_bears_it_gives_one_more_such_span_and_the_thread_is_told(desk: Desk) -> None:
    today = at_day(desk, 92)
    with pytest.raises(Refused, match="at the latest"):
        puts_off(desk, today + 91 * DAY, SECURITY)
    puts_off(desk, today + 90 * DAY, SECURITY)
    (said,) = told(desk, "put off")
    assert f"beyond what High allows, agreed by <@{SECURITY}> (security)" in said
    today = at_day(desk, 184)
    with pytest.raises(Refused, match="role security"):
        puts_off(desk, today + 5 * DAY)
    puts_off(desk, today + 5 * DAY, SECURITY)
    assert len(told(desk, "put off")) == 2


def test_taking_it_back_and_on_anew_is_no_way_around(desk: Desk) -> None:
    today = at_day(desk, 85)
    desk.undo(DEVELOPER, desk.entry(RANSOM))
    with pytest.raises(Refused, match="90 days from when it was taken on") as refused:
        takes_on(desk, today + 6 * DAY)
    assert refused.value.fields == ("due",)
    with pytest.raises(Refused, match="Guests cannot"):
        takes_on(desk, today + 6 * DAY, SECURITY, guest=True)
    takes_on(desk, today + 5 * DAY)
    assert (item(desk).at, len(item(desk).moved)) == (NOW, 1), "it is put off by that, too"
    desk.undo(DEVELOPER, desk.entry(RANSOM))
    takes_on(desk, today + 30 * DAY, SECURITY)
    assert f"beyond what High allows, agreed by <@{SECURITY}> (security)" in told(desk, "put off")[-1]
    assert desk.entry(RANSOM).taken[0].put_off == "put off twice, first promised for 21 June 2026"


def test_another_measure_is_no_way_around(desk: Desk) -> None:
    today = at_day(desk, 85)
    desk.undo(DEVELOPER, desk.entry(RANSOM))
    other = next(one.id for one in desk.entry(RANSOM).threat.mitigations if one.id != KEPT_AWAY)
    with pytest.raises(Refused, match="90 days from when it was taken on"):
        takes_on(desk, today + 6 * DAY, what=other)
    takes_on(desk, today + 5 * DAY, what=other)
    with desk.read() as unit:
        assert {one.at for one in threats.actions(unit, desk.model)} == {NOW}


def test_an_acceptance_that_ended_is_no_way_around(desk: Desk) -> None:
    today = at_day(desk, 80)
    desk.undo(DEVELOPER, desk.entry(RANSOM))
    desk.accept(SECURITY, desk.entry(RANSOM), until=today + 2 * DAY, reason="It is only for two days.")
    today = at_day(desk, 83)
    assert desk.entry(RANSOM).status == "open"
    with pytest.raises(Refused, match="90 days from when it was taken on"):
        takes_on(desk, today + 8 * DAY)


def test_whoever_did_it_agrees_to_no_more_by_naming_somebody_else(desk: Desk) -> None:
    today = at_day(desk, 85)
    desk.undo(DEVELOPER, desk.entry(RANSOM))
    with pytest.raises(Refused, match="Whoever does it cannot agree to more themselves"):
        takes_on(desk, today + 30 * DAY, OPERATIONS, doer=DEVELOPER)
    takes_on(desk, today + 30 * DAY, SECURITY, doer=DEVELOPER)


def test_an_answer_that_is_taken_back_soon_begins_nothing_anew(desk: Desk) -> None:
    at_day(desk, 25)
    puts_off(desk, NOW.date() + 50 * DAY)
    desk.draw(bucket("one", **KEPT), **CALM)
    assert item(desk).state == "done"
    at_day(desk, 54)
    desk.draw(bucket("one"), **CALM)
    assert (item(desk).state, item(desk).at, len(item(desk).moved)) == ("open", NOW, 1)


def test_what_was_done_and_is_taken_on_anew_starts_anew(desk: Desk) -> None:
    at_day(desk, 25)
    puts_off(desk, NOW.date() + 50 * DAY)
    desk.draw(bucket("one", **KEPT), **CALM)
    assert item(desk).state == "done"
    today = at_day(desk, 200)
    desk.draw(bucket("one"), **CALM)
    found = item(desk)
    assert (found.state, found.at.date(), found.moved) == ("open", today, [])
    desk.undo(DEVELOPER, desk.entry(RANSOM))
    takes_on(desk, today + 90 * DAY)
    desk.undo(DEVELOPER, desk.entry(RANSOM))
    desk.draw(bucket("one", **KEPT), **CALM)
    assert item(desk).state == "open", "nobody relied on it when it came to be so"


def test_an_earlier_day_is_anybodys_to_give_and_puts_nothing_off(desk: Desk) -> None:
    today = at_day(desk, 85)
    puts_off(desk, today + 80 * DAY, SECURITY)
    puts_off(desk, today + 10 * DAY)
    assert (item(desk).due.date(), len(item(desk).moved)) == (today + 10 * DAY, 1)
    assert len(told(desk, "put off")) == 1
    with pytest.raises(Refused, match="stands already"):
        puts_off(desk, today + 10 * DAY)
    with pytest.raises(Refused, match="has passed"):
        puts_off(desk, today - DAY)


HOLE, FOUND = "datastore/known-hole-in-the-engine", "datastore/found-and-emptied"
FEW, FIXES = "datastore/reached-by-few", "datastore/fixes-within-days"


def base(engine: str) -> dict[str, object]:
    """A database that the internet reaches, and that asks nobody who they are."""
    facts = {"datastore/reached_from": "internet", "datastore/asks_login": "open", "datastore/engine_fixes": engine}
    return {"id": "db", "name": "Db", "type": "datastore", "facts": facts}


@pytest.fixture
def shared(database_url: str) -> Iterator[Desk]:
    """Two threats to one thing, against both of which the same can be done."""
    made = Desk.on(database_url, base("never"))
    made.holds(DEVELOPER, "developer")
    yield made
    made.services.store.engine.dispose()


def takes_few(desk: Desk, rule: str, day: date) -> Action:
    """Somebody lets fewer reach it, against one of them."""
    with desk.writes() as unit:
        decisions.mitigate(unit, desk.model, [desk.entry(rule).threat.id], [FEW, FIXES], OPERATIONS, day, DEVELOPER)
    with desk.read() as unit:
        (found,) = (one for one in threats.actions(unit, desk.model) if one.mitigation == FEW)
        unit.session.expunge(found)
        return found


def test_what_others_wait_for_becomes_due_no_later(shared: Desk) -> None:
    first = takes_few(shared, HOLE, NOW.date() + 10 * DAY)
    assert takes_few(shared, FOUND, NOW.date() + 20 * DAY).due == first.due


def test_what_nothing_waits_for_any_more_has_the_day_that_is_given_now(shared: Desk) -> None:
    takes_few(shared, HOLE, NOW.date() + 10 * DAY)
    shared.undo(DEVELOPER, shared.entry(HOLE))
    assert takes_few(shared, FOUND, NOW.date() + 20 * DAY).due.date() == NOW.date() + 20 * DAY


def test_one_threat_that_is_worse_gives_the_others_no_more_time(shared: Desk) -> None:
    takes_few(shared, HOLE, NOW.date() + 10 * DAY)
    takes_few(shared, FOUND, NOW.date() + 10 * DAY)
    at_day(shared, 5)
    with shared.writes() as unit:
        row = threats.row(unit, shared.model, shared.entry(HOLE).threat.id)
        row.reopened = "The level rose from high to critical."
        unit.session.add(row)
    assert takes_few(shared, HOLE, NOW.date() + 9 * DAY).at == NOW


def test_what_was_put_off_by_an_earlier_threatbot_still_reads(desk: Desk) -> None:
    with desk.writes() as unit:
        payload = {"title": "Keep versions", "before": "2026-06-21", "due": "2026-07-01", "by": DEVELOPER,
                   "owner": OPERATIONS, "threats": [1]}  # fmt: skip
        unit.insert(Surface, kind="put off", channel="C1", lane="l", model_id=desk.model, payload=payload,
                    created_at=NOW, parent_id=None, subject="", ts=None)  # fmt: skip
    (said,) = told(desk, "put off")
    assert "from 21 June 2026 to 1 July 2026. It is <@U5OPERATIONS>'s to do" in said


def test_one_decision_that_puts_off_several_is_one_line_of_the_history(database_url: str) -> None:
    desk = Desk.on(database_url, bucket("one"), bucket("two"), **CALM)
    entries = desk.entries(RANSOM)

    def take_on(day: date) -> None:
        with desk.writes() as unit:
            ids = [one.threat.id for one in entries]
            decisions.mitigate(unit, desk.model, ids, [KEPT_AWAY], OPERATIONS, day, DEVELOPER)

    take_on(NOW.date() + 20 * DAY)
    desk.undo(DEVELOPER, entries[0], whole=True)
    take_on(NOW.date() + 30 * DAY)
    with desk.read() as unit:
        lines = history(unit, desk.stored(unit), {}, desk.services.library.types)
    (line,) = [one for one in lines if "was put off from" in one]
    numbers = ", ".join(f"T-{number}" for number in sorted(one.number for one in entries))
    assert f"was put off from 21 June 2026 to 1 July 2026 ({numbers}), by" in line
    desk.services.store.engine.dispose()
