"""What an older database had is told of as in a new one: it is taken one version back, and brought up again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from sqlmodel import col, select

from bot.services.ticks import tick
from bot.store import schema
from bot.store.engine import IMMEDIATE
from bot.store.tables import Action, Model, Review
from bot.store.tables import Threat as Row
from tests.bot.services.desk import NOW, Desk, bucket
from tests.bot.services.test_coming_back import KEPT, RANSOM, approve, shown, taken_on, waits


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Two buckets, both well kept."""
    made = Desk.on(database_url, bucket("one", **KEPT), bucket("two", **KEPT))
    yield made
    made.services.store.engine.dispose()


def back_and_forth(desk: Desk) -> None:
    """Down to before anything came back, and up again."""
    engine = desk.services.store.engine
    with engine.execution_options(**IMMEDIATE).connect() as connection:
        command.downgrade(schema._config(connection), "0002")
        connection.commit()
    assert schema.current(engine) == "0002"
    schema.upgrade(engine)
    assert schema.current(engine) == schema.NEWEST


def kept(desk: Desk, *columns: Any) -> list[Any]:  # noqa: ANN401  of any type
    """Columns of every row, in their order."""
    with desk.read() as unit:
        return list(unit.session.exec(select(*columns).order_by(*columns)).all())


def test_what_is_awaited_is_told_of_after_its_day(desk: Desk) -> None:
    taken_on(desk)
    first, second = desk.entries(RANSOM)
    desk.undo("U1OWNER", first)
    before = kept(desk, Action.on, Action.mitigation, Action.remind_at, Action.reminded)
    assert {remind_at is None for _, _, remind_at, _ in before} == {True, False}
    back_and_forth(desk)
    assert kept(desk, Action.on, Action.mitigation, Action.remind_at, Action.reminded) == before
    desk.services.clock.move(NOW + timedelta(days=30))
    tick(desk.services)
    (told,) = shown(desk, "overdue")
    assert len(told.payload["asked"]) == sum(on == second.threat.on for on, *_ in before)


def test_a_review_that_waits_is_asked_about(desk: Desk) -> None:
    waits(desk)
    (before,) = kept(desk, Review.remind_at)
    back_and_forth(desk)
    assert kept(desk, Review.remind_at) == [before]
    tick(desk.services)
    assert len(shown(desk, "nudge")) == 2


def test_an_approved_list_stands_as_it_was(desk: Desk) -> None:
    approve(desk)
    back_and_forth(desk)
    with desk.read() as unit:
        for row in unit.session.exec(select(Row)):
            held = row.told["holds"] if row.told else None
            assert row.told == {"state": row.state, "level": row.level, "holds": held}
            assert bool(held) == (row.state == "mitigated"), row.rule
    desk.draw(bucket("one"), bucket("two", **KEPT))
    assert kept(desk, Model.worse_due) != [None]
    desk.services.clock.move(NOW + timedelta(hours=1))
    tick(desk.services)
    (told,) = shown(desk, "worse")
    assert [one["number"] for one in told.payload["threats"]] == [desk.entries(RANSOM)[0].number]


@pytest.mark.parametrize("state", ["triage", "intake"])
def test_one_that_is_worked_on_again_stands_as_it_was_too(desk: Desk, state: str) -> None:
    desk.draw(bucket("one"), bucket("two", **KEPT))
    approve(desk)
    with desk.writes() as unit:
        desk.stored(unit).state = state
    back_and_forth(desk)
    assert kept(desk, col(Row.told).is_(None)) == [False] * len(kept(desk, Row.id))
    with desk.writes() as unit:
        desk.stored(unit).state = "review"
    desk.draw(bucket("one"), bucket("two", **KEPT))
    assert kept(desk, Model.worse_due) == [None], "what was open at the upgrade is no news"


def test_one_that_nobody_approved_stands_as_nothing(desk: Desk) -> None:
    back_and_forth(desk)
    assert kept(desk, col(Row.told).is_(None)) == [True] * len(kept(desk, Row.id))
