"""The bot and the local workspace as two processes, the clock standing still, one pair a module."""

from collections.abc import Iterator

import pytest

from bot.sandbox.driver import Workspace
from tests.conftest import fresh_sqlite
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with the bot in it."""
    folder = tmp_path_factory.mktemp("house")
    bot = Bot(fresh_sqlite(folder / "bot.db"), folder)
    with Workspace(bot.url, folder / "workspace.db", THREATBOT) as made, bot:
        bot.start(made)
        yield made
        log = bot.logged()
        assert "fault" not in log, log
