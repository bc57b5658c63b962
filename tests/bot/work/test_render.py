"""Rendering a report: no transaction is held meanwhile, a lost lease keeps nothing, an old list is worked out anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.services import Services, reports
from bot.services.generation import regenerate
from bot.services.reports import Format, want_report
from bot.slack import web_client
from bot.store import models
from bot.store.tables import Model
from bot.work.render import Renders
from flows.report.types import Report
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

    def renders(self, lease: float = 60.0) -> Renders:
        client = web_client("xoxb-1", self.slack.url)
        return Renders(self.services, lambda _: client, owner="me", lease=lease)

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


def test_both_formats_are_kept_and_shown(house: House) -> None:
    house.want()
    assert house.renders().run_once() == 1
    assert house.rows("SELECT name, version FROM document ORDER BY id") == [("shop-v1.md", 1), ("shop-v1.html", 1)]
    assert house.rows("SELECT count(*) FROM surface WHERE kind = 'report'") == [(2,)]
    text_ = house.document(".md")
    assert "**This holds no longer: somebody did.**" in text_
    assert "### MITRE ATT&amp;CK, cloud platforms, v18.1" in text_
    assert "| Kind of model | system |" in text_


def test_a_feature_names_what_it_extends_and_lists_what_it_adds(house: House) -> None:
    house.want("chat")
    house.renders().run_once()
    text_ = house.document(".md")
    assert "| Kind of model | feature, extends Shop |" in text_
    assert "Only what it adds to Shop is listed, and what it makes worse there." in text_


def test_somebody_else_can_write_while_a_report_is_rendered(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format that writes to the database by itself: within a transaction of the worker it would wait, and fail."""

    def writes(found: Report) -> str:
        with house.services.store.write(house.home, wait=0.0) as unit:
            models.model(unit, "shop", for_update=True).revision += 1
        return found.workload.name

    monkeypatch.setattr(reports, "FORMATS", (Format("writes", ".md", writes),))
    house.want()
    house.renders().run_once()
    assert house.document(".md") == "Shop"


def test_what_was_rendered_under_a_lost_lease_is_not_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: Report) -> str:
        with house.services.store.queue() as connection:
            connection.execute(text("UPDATE work SET fence = fence + 1"))
        return "late"

    monkeypatch.setattr(reports, "FORMATS", (Format("slow", ".md", slow),))
    house.want()
    house.renders().run_once()
    assert house.rows("SELECT count(*) FROM document") == [(0,)]
    assert house.rows("SELECT count(*) FROM surface WHERE kind = 'report'") == [(0,)]


@pytest.mark.parametrize("change", ["pack_digest = 'older'", "structure"])
def test_a_list_that_is_out_of_date_is_worked_out_first(house: House, change: str) -> None:
    with house.services.store.write(house.home) as unit:
        model = models.model(unit, "shop", for_update=True)
        if change == "structure":
            extra = {"id": "more", "name": "More files", "type": "aws.s3"}
            model.structure = {**model.structure, "components": [*model.structure["components"], extra]}
        else:
            model.pack_digest = "older"
    house.want()
    house.renders().run_once()
    assert house.rows("SELECT version FROM model WHERE id = 'shop'") == [(2,)]
    assert house.rows("SELECT DISTINCT version FROM document") == [(2,)]
    assert ("More files" in house.document(".md")) == (change == "structure")
