"""The tick of reviews: one that was moved at the last moment leaves nothing behind."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from bot.services.reviews import tick
from bot.store.tables import Model
from flows.workload.model import Workload
from tests.faults.conftest import installed, services_on

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_review_moved_at_the_last_moment_is_not_noted_and_not_nudged(database_url: str) -> None:
    services = services_on(database_url, NOW)
    home = installed(services)
    common: dict[str, Any] = {
        "workspace_id": home,
        "owner": "U1",
        "channel": "C1",
        "state": "approved",
        "created_by": "U1",
    }
    with services.store.write(home) as unit:
        for days, key in ((2, "first"), (1, "moved")):
            due = NOW - timedelta(days=days)
            drawn = Workload(id=key, name=key).model_dump(mode="json", by_alias=True, exclude_none=True)
            unit.session.add(Model(id=key, name=key, structure=drawn, created_at=NOW, review_due=due, **common))

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
