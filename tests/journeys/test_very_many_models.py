"""More models than a select takes: what a feature extends is looked up by a part of the name."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.sandbox.driver import Workspace
from bot.services import drafts
from flows.workload.draft import ComponentRow, Form
from tests.faults.conftest import services_on
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT
from tests.support.stories import draws

MANY = 101


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace in which there are very many models."""
    folder = tmp_path_factory.mktemp("many")
    url = f"sqlite:///{folder / 'bot.db'}"
    bot = Bot(url, folder)
    with Workspace(bot.url, folder / "workspace.db", THREATBOT) as made, bot:
        bot.start(made)
        made.person("developer").types("/threatmodel list")  # the workspace is known from its first request on
        fills(url)
        yield made
        assert "fault" not in bot.logged()


def fills(url: str) -> None:
    """Systems that nobody has shown in any channel."""
    services = services_on(url)
    with services.store.engine.connect() as connection:
        home = connection.execute(text("SELECT id FROM workspace")).scalar_one()
    for number in range(MANY):
        form = Form(
            f"System {number:03}", "", "U0DEVELOPER", None, (), None, (), (ComponentRow("Core", "other", None),)
        )
        with services.store.write(home) as unit:
            made = drafts.draft(unit, services, form, "C0GENERAL", "U0DEVELOPER")
            made.state = "triage"
            unit.session.add(made)
    services.store.engine.dispose()


def test_what_a_feature_extends_is_looked_up(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel new")
    block = next(one for one in developer.view().shown["blocks"] if one.get("block_id") == "extends")
    assert block["element"]["type"] == "external_select"
    found = developer.does(
        "suggest", target=developer.view().target, block_id="extends", action_id="value", query="m 04"
    )
    offered = [one["text"]["text"] for one in found["options"]]
    assert offered == [f"System 04{digit}" for digit in reversed(range(10))], "the newest first"
    developer.closes()
    draws(
        developer,
        "Addition",
        [("Extra", "web.app", "account")],
        [("extra", "core")],
        **{"What is it?": "feature", "What does it extend?": "System 042"},
    )
    assert "Feature of *System 042*" in developer.message_with("Threat model: Addition").plain
