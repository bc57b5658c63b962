"""A list that is not what would be found now is made anew first: before a report, an approval, the end of a review.

That ends nobody's intake, and what is told is of one moment.
"""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import object_session

from bot.services import approval, generation, intake, reports, reviews, ticks
from bot.store import models, threats
from bot.store.tables import Model, Threat
from bot.store.unit_of_work import UnitOfWork
from flows.report.types import Report
from tests.bot.services.desk import Desk, bucket, shop
from tests.bot.services.made import OPEN_TO, Place, place_on

SECURITY, DEVELOPER, ARCHITECT = "U2SECURITY", "U3DEVELOPER", "U4ARCHITECT"
BACK = "cross.tenancy/customer_back"


@pytest.fixture
def place(database_url: str) -> Place:
    return place_on(database_url)


def asked_again(place: Place) -> str:
    """A model that was approved, reviewed, changed, and of which one of several questions is answered since."""
    id_ = place.model()
    with place.unit() as unit:
        model = models.model(unit, id_, for_update=True)
        model.state, model.review_due = "approved", unit.now + timedelta(days=180)
        model.baseline = reviews.baseline_of(unit, place.services, model)
        unit.session.add(model)
    place.later(180)
    ticks.tick(place.services)
    with place.unit() as unit:
        reviews.something_changed(unit, place.services, id_, "New clients.", (), "U1")
    with place.services.store.read(place.home) as unit:
        first = next(ask for ask, one in models.asks(unit, id_).items() if one.state == "open")
    place.says(id_, first, list(place.services.library.facts[first[0]].choices)[-1], "U1")
    assert place.stands(id_).state == "intake"
    return id_


def told(desk: Desk) -> Report:
    """The report as the worker makes it."""
    with desk.read() as unit:
        found = reports.report(unit, desk.services, desk.stored(unit), {})
    if found is not None:
        return found
    with desk.writes() as unit:
        return reports.regenerated(unit, desk.services, models.model(unit, desk.model, for_update=True), {})


def report_is_made(unit: UnitOfWork, place: Place, model: Model) -> None:
    assert reports.report(unit, place.services, model, {}) is None
    reports.regenerated(unit, place.services, model, {})


def packs_are_others(unit: UnitOfWork, place: Place, model: Model) -> None:
    model.pack_digest = "older"
    unit.session.add(model)
    unit.session.flush()
    assert generation.renew(unit, place.services, model, "threatbot")


def acceptance_ends(unit: UnitOfWork, place: Place, model: Model) -> None:
    model.acceptance_ends = unit.now
    unit.session.add(model)


@pytest.mark.parametrize("event", [report_is_made, packs_are_others, acceptance_ends], ids=lambda one: one.__name__)
def test_whoever_is_being_asked_goes_on_being_asked(place: Place, event: object) -> None:
    id_ = asked_again(place)
    before = place.stands(id_).version
    with place.unit() as unit:
        event(unit, place, models.model(unit, id_, for_update=True))  # type: ignore[operator]
    ticks.tick(place.services)
    assert (place.stands(id_).state, place.stands(id_).version) == ("intake", before + 1)
    with place.services.store.read(place.home) as unit:
        assert intake.remaining(unit, place.services, models.model(unit, id_))


def aged(database_url: str) -> Desk:
    """A list of which one level has risen since, because what was tried is too long ago."""
    tried = {BACK: {"value": "tried", "at": "2026-06-01", "proof": "plan"}}
    assets = [{"id": "files", "name": "Files", "category": ["customer"]}]
    desk = Desk.on(database_url, {"id": "app", "name": "App", "type": "datastore"}, facts=tried, assets=assets)
    desk.services.clock.move(desk.services.clock.now() + timedelta(days=200))
    desk.holds(SECURITY, "security")
    desk.holds(DEVELOPER, "developer")
    desk.holds(ARCHITECT, "architect")
    for number, one in enumerate(one for one in desk.entries() if one.status in ("open", "to confirm")):
        desk.set_aside(ARCHITECT if number else DEVELOPER, one)
    return desk


def approve(desk: Desk) -> Model | None:
    with desk.writes() as unit:
        revision = desk.stored(unit).revision
        return approval.approve(unit, desk.services, desk.model, revision, SECURITY)


def test_a_list_that_time_has_overtaken_is_looked_at_again_before_it_is_approved(database_url: str) -> None:
    desk = aged(database_url)
    with desk.read() as unit:
        before = desk.stored(unit).version
    assert approve(desk) is None
    assert approve(desk) is not None
    with desk.read() as unit:
        assert (desk.stored(unit).state, desk.stored(unit).version) == ("approved", before + 1)
    found = told(desk)
    assert [one.version for one in found.approvals] == [found.version] == [before + 1]


def test_what_was_set_aside_counts_for_the_next_review_however_the_last_one_ended(database_url: str) -> None:
    desk = Desk.on(database_url, bucket("one"))
    desk.holds(SECURITY, "security")
    desk.holds(DEVELOPER, "developer")
    desk.holds(ARCHITECT, "architect")
    for number, one in enumerate(one for one in desk.entries() if one.status in ("open", "to confirm")):
        desk.set_aside(ARCHITECT if number else DEVELOPER, one)
    assert approve(desk) is not None
    dated = []
    for _ in range(2):
        with desk.read() as unit:
            due = desk.stored(unit).review_due
        assert due is not None
        dated.append((due.date() - desk.services.clock.now().date()).days)
        desk.services.clock.move(due)
        ticks.tick(desk.services)
        with desk.writes() as unit:
            revision = desk.stored(unit).revision
            assert approval.stand_by(unit, desk.services, desk.model, revision, SECURITY) is not None
    assert dated == [180, 180]


def test_half_an_acceptance_that_holds_no_longer_is_told_by_no_report(database_url: str) -> None:
    desk = Desk.on(database_url, shop())
    desk.holds(SECURITY, "security")
    desk.accept(SECURITY, desk.entry("web.app/someone-elses-record"), until=date(2026, 6, 10))
    assert told(desk).halves
    desk.services.clock.move(desk.services.clock.now() + timedelta(days=12))
    assert not told(desk).halves


def test_a_report_is_of_one_moment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its reading of the list and of the decisions somebody takes one back."""
    desk = Desk.on(database_url, bucket("b"))
    desk.holds(SECURITY, "security")
    first = next(one for one in desk.entries() if one.status == "open")
    desk.set_aside(SECURITY, first)

    def meanwhile(*arguments: object) -> bool:
        current = generation.is_current(*arguments)  # type: ignore[arg-type]
        desk.undo(SECURITY, desk.entry(first.threat.rule))
        return current

    monkeypatch.setattr(reports, "is_current", meanwhile)
    with desk.read() as unit:
        found = reports.report(unit, desk.services, desk.stored(unit), {})
    assert found is not None
    assert [one.kind for one in found.decisions.values()] == ["not-applicable"]
    with desk.services.store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM decision")).scalar() == 2


def test_a_list_made_anew_writes_the_threats_that_changed_and_no_others(place: Place) -> None:
    id_ = place.model()
    written: list[object] = []

    @event.listens_for(Threat, "before_update")
    def _before(_mapper: object, _connection: object, row: Threat) -> None:
        if object_session(row).is_modified(row):
            written.append(row.id)

    try:
        with place.unit() as unit:
            generation.regenerate(unit, place.services, models.model(unit, id_, for_update=True), "U1")
        assert written == []
        place.says(id_, (OPEN_TO, "uploads"), "all", "U1")
    finally:
        event.remove(Threat, "before_update", _before)
    with place.unit() as unit:
        rows = threats.rows(unit, id_, everything=True)
    assert 0 < len(set(written)) < len(rows), "its place in the list is a threat's own too"
