"""A workspace of its own and a small bot for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_bolt import App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from tests.sandbox.small_bot import SmallBot
from tests.support.workspace import Person, Workspace


@pytest.fixture
def bot() -> Iterator[SmallBot]:
    """The bot's process, with no app in it yet."""
    bot = SmallBot()
    yield bot
    bot.stop()


@pytest.fixture
def workspace(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace's process; its clock stands still."""
    with Workspace(bot.url, tmp_path / "workspace.db") as workspace:
        yield workspace


@pytest.fixture
def app(bot: SmallBot, workspace: Workspace) -> App:
    """A Bolt app with no listener yet; an event that none of them takes is acknowledged."""
    app = bot.connect(workspace)
    app.error(_acknowledge)
    return app


def _acknowledge(error: Exception) -> BoltResponse:
    if not isinstance(error, BoltUnhandledRequestError):
        raise error
    return BoltResponse(status=200)


@pytest.fixture
def client(workspace: Workspace) -> WebClient:
    """The bot's client of Slack's API."""
    return WebClient(workspace.bot_token, base_url=workspace.api, retry_handlers=[], timeout=5)


@pytest.fixture
def developer(workspace: Workspace) -> Person:
    """Somebody who develops."""
    return workspace.person("developer")


@pytest.fixture
def architect(workspace: Workspace) -> Person:
    """Somebody who looks after the architecture."""
    return workspace.person("architect")
