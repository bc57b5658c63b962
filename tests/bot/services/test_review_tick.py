"""The tick of reviews: one that was moved at the last moment leaves nothing behind."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.services import Services
from bot.services.ticks import pass_to, tick
from bot.store.tables import Model
from flows.workload.model import Workload
from tests.faults.conftest import installed, services_on

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def kept(services: Services, home: str, due: Mapping[str, datetime]) -> None:
    """Approved models by the moment at which their review falls due."""
    common: dict[str, Any] = {
        "workspace_id": home,
        "owner": "U1",
        "channel": "C1",
        "state": "approved",
        "created_by": "U1",
    }
    with services.store.write(home) as unit:
        for key, moment in due.items():
            drawn = Workload(id=key, name=key).model_dump(mode="json", by_alias=True, exclude_none=True)
            unit.session.add(Model(id=key, name=key, structure=drawn, created_at=NOW, review_due=moment, **common))


def test_one_that_cannot_be_looked_at_holds_up_no_clock(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    services = services_on(database_url, NOW)
    home = installed(services)
    days = {"early": 1, "broken": 2, "late": 3}
    kept(services, home, {key: NOW + timedelta(days=day) for key, day in days.items()})
    with services.store.write(home) as unit:
        unit.session.get_one(Model, (home, "broken")).structure = {"name": "without an id"}
    pass_to(services, NOW + timedelta(days=4))
    assert services.clock.now() == NOW + timedelta(days=4)
    with services.store.engine.connect() as connection:
        fired = connection.execute(text("SELECT model_id FROM review ORDER BY model_id")).all()
        assert fired == [("early",), ("late",)]
    assert "a tick for model broken" in caplog.text
    services.store.engine.dispose()


def test_a_review_moved_at_the_last_moment_is_not_noted_and_not_nudged(database_url: str) -> None:
    services = services_on(database_url, NOW)
    home = installed(services)
    kept(services, home, {key: NOW - timedelta(days=days) for days, key in ((2, "first"), (1, "moved"))})

    def move() -> None:
        """After the first model's commit, before the second's turn: somebody snoozes it."""
        services.store.on_commit = lambda: None
        with services.store.write(home) as unit:
            moved = unit.session.get(Model, (home, "moved"))
            assert moved is not None
            moved.review_due = NOW + timedelta(days=7)
            unit.session.add(moved)

    services.store.on_commit = move
    assert tick(services) == 1
    with services.store.engine.connect() as connection:
        assert connection.execute(text("SELECT model_id FROM review")).all() == [("first",)]
        assert connection.execute(text("SELECT model_id FROM surface WHERE kind = 'nudge'")).all() == [("first",)]
    services.store.engine.dispose()
