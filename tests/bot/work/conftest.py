"""A shop, a feature of it, and a worker's hand on what is wanted of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import text

from bot.services import Services
from bot.services.generation import regenerate
from bot.services.reports import want_report
from bot.slack import web_client
from bot.store import models
from bot.store.tables import Model
from bot.work.jobs import Jobs
from bot.work.lists import make_anew
from bot.work.render import Renders
from tests.bot.work.fake_slack import Slack
from tests.faults.conftest import installed, services_on

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
STRUCTURE = {
    "threatbot": 1,
    "id": "shop",
    "name": "Shop",
    "components": [{"id": "files", "name": "Files", "type": "aws.s3", "facts": {"aws.s3/open_to": {"value": "some"}}}],
    "assumptions": [{"id": "a", "text": "Nobody looks.", "broken": "somebody did", "threats": ["aws.s3/side-door"]}],
}
CHAT = {
    "threatbot": 1,
    "id": "chat",
    "name": "Chat",
    "kind": "feature",
    "extends": "shop",
    "components": [{"id": "mine", "name": "Mine", "type": "aws.s3"}],
}


@dataclass
class House:
    """Services with a shop and a feature of it, and a worker that renders."""

    services: Services
    home: str
    slack: Slack

    def jobs(self, lease: float = 60.0) -> Jobs:
        client = web_client("xoxb-1", self.slack.url)
        kinds = {"report": Renders(self.services, lambda _: client).render, "list": partial(make_anew, self.services)}
        return Jobs(self.services.store, kinds, owner="me", lease=lease)

    def want(self, model_id: str = "shop") -> None:
        with self.services.store.write(self.home) as unit:
            want_report(unit, models.model(unit, model_id), "U1")

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with self.services.store.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def document(self, ending: str) -> str:
        (row,) = self.rows(f"SELECT body FROM document WHERE name LIKE '%{ending}'")
        assert isinstance(row[0], bytes | memoryview)
        return bytes(row[0]).decode()


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    services = services_on(database_url, NOW)
    home = installed(services)
    with services.store.write(home) as unit:
        for structure in (STRUCTURE, CHAT):
            model = Model(
                workspace_id=home,
                id=str(structure["id"]),
                name=str(structure["name"]),
                kind=structure.get("kind", "system"),  # type: ignore[arg-type]
                extends=structure.get("extends"),  # type: ignore[arg-type]
                owner="U1",
                channel="C1",
                state="triage",
                structure=structure,
                created_by="U1",
                created_at=NOW,
            )
            unit.session.add(model)
            unit.session.flush()
            regenerate(unit, services, model, "U1")
    slack = Slack()
    slack.orders["users.info"] += ["user_not_found"] * 20
    yield House(services, home, slack)
    slack.server.shutdown()
    slack.server.server_close()
    services.store.engine.dispose()
