"""An author of packs changes a file while the bot runs: the list follows, and a broken file changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.driver import Workspace
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT
from tests.support.stories import answers, begins

DISABLED = "organisation: Lamp works\ndisable: {aws.cloudfront/origin-bypass: The platform closes every bucket.}\n"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    return folder


@pytest.fixture
def live(tmp_path: Path, ours: Path, sqlite_url: str) -> Iterator[Workspace]:
    bot = Bot(sqlite_url, tmp_path)
    with Workspace(bot.url, tmp_path / "workspace.db", THREATBOT) as workspace, bot:
        bot.start(workspace, THREATBOT_PACKS=str(ours), THREATBOT_CACHE=str(tmp_path / "cache"))
        yield workspace


def test_a_changed_pack_is_read_while_the_bot_runs(live: Workspace, ours: Path) -> None:
    developer = live.person("developer")
    begins(developer)
    answers(developer, {})
    developer.sees("Origin bypass")
    (ours / "ours.yaml").write_text(DISABLED.replace("origin-bypass", "origin-bypass: [", 1))
    developer.types("/threatmodel help")
    developer.sees("Origin bypass")
    (ours / "ours.yaml").write_text(DISABLED)
    developer.types("/threatmodel help")
    developer.does_not_see("Origin bypass")


def test_a_start_with_other_packs_makes_the_lists_anew(tmp_path: Path, ours: Path, sqlite_url: str) -> None:
    bot = Bot(sqlite_url, tmp_path)
    with Workspace(bot.url, tmp_path / "workspace.db", THREATBOT) as workspace, bot:
        bot.start(workspace, THREATBOT_PACKS=str(ours), THREATBOT_CACHE=str(tmp_path / "cache"))
        developer = workspace.person("developer")
        begins(developer)
        answers(developer, {})
        developer.sees("Origin bypass")
        bot.kill()
        (ours / "ours.yaml").write_text(DISABLED)
        bot.start(workspace, THREATBOT_PACKS=str(ours), THREATBOT_CACHE=str(tmp_path / "cache"))
        developer.types("/threatmodel help")
        developer.does_not_see("Origin bypass")
