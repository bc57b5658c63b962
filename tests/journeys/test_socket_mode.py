"""``threatbot run`` by Socket Mode: the bot calls the workspace, nothing listens for it.

The workspace cannot ask such a bot what is pending, so nobody is told when all has settled: what is to come is
waited for by looking, with a bound.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.sandbox.driver import Person, Workspace
from tests.support.bot import SocketBot
from tests.support.manifests import THREATBOT

NOBODY = "http://127.0.0.1:9"
SECONDS = 20
FORM = {
    "What is the feature or system called?": "Picture shop",
    "What does it do?": "Customers who pay may open their pictures.",
    "Part 1: name": "Picture store",
    "Part 1: what is it?": "aws.s3",
    "Part 1: where is it?": "account",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace that knows no address of the bot."""
    with Workspace(NOBODY, tmp_path / "workspace.db", THREATBOT) as made:
        yield made


@pytest.fixture
def bot(workspace: Workspace, tmp_path: Path) -> Iterator[SocketBot]:
    """The bot, connected."""
    with SocketBot(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path) as made:
        made.start(workspace)
        yield made
        log = made.logged()
        assert "fault" not in log, log
        assert not [secret for secret in workspace.environment.values() if secret in log]


def comes(look: Callable[[], bool], bot: SocketBot, person: Person) -> None:
    """Look until it is there."""
    until = time.monotonic() + SECONDS
    while not look():
        assert time.monotonic() < until, f"{person.screen()}\n{bot.logged()}"


def shows(person: Person, text: str, bot: SocketBot) -> None:
    """A text comes onto the screen."""
    comes(lambda: text in person.screen(), bot, person)


def test_a_conversation_goes_over_the_socket(bot: SocketBot, workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel help")
    developer.sees("/threatmodel role ROLE")
    developer.types("/threatmodel new")
    developer.fills(FORM)
    developer.submits()
    developer.submits()
    shows(developer, "[Don't know]", bot)
    developer.clicks("Don't know")
    shows(developer, "1 question answered", bot)


def test_it_is_connected_again_after_a_refresh(bot: SocketBot, workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel role security")
    assert workspace.post("fault", {"kind": "refresh_sockets"}) == {"ok": True}
    comes(lambda: bool(developer.act("command", channel="#general", text="/threatmodel role")["ok"]), bot, developer)
    developer.sees("Your roles: security.")
    assert len(workspace.log("call", "apps.connections.open")) >= 2


def test_a_mention_is_answered(bot: SocketBot, workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.says("@threatbot hello")
    shows(developer, "[Start a threat model]", bot)


def test_a_refused_submission_stands_at_its_field(bot: SocketBot, workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel new")
    developer.fills({**FORM, "Part 2: name": "Picture store", "Part 2: what is it?": "aws.s3"})
    reply = developer.act("submit", view_id=developer.view().id)
    assert "Two parts have this name" in reply["error"]["message"]


def test_a_restart_goes_on_where_it_was(bot: SocketBot, workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel new")
    developer.fills(FORM)
    developer.submits()
    assert bot.ended_by_sigterm() == 0
    bot.start(workspace)
    developer.submits()
    shows(developer, "[Don't know]", bot)


@pytest.mark.parametrize("variable", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_refused_token_ends_it_with_a_sentence(workspace: Workspace, tmp_path: Path, variable: str) -> None:
    with SocketBot(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path) as bot:
        code = bot.run_to_its_end(workspace, **{variable: f"xoxb-{tmp_path.name}"})
        assert code == 4
        assert "Slack refuses a token: " in bot.logged()
        assert "Traceback" not in bot.logged()
        assert f"xoxb-{tmp_path.name}" not in bot.logged()
