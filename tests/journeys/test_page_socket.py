"""The page with ``threatbot run`` by Socket Mode behind it: the bot listens nowhere, and nobody notices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.sandbox.driver import Workspace
from tests.sandbox.page_driver import CHROMIUM
from tests.support.bot import SocketBot
from tests.support.hands import SOON, Mouse, chromium, opened
from tests.support.manifests import THREATBOT

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def developer(tmp_path: Path) -> Iterator[Mouse]:
    """A developer at the page of a workspace to which the bot has connected."""
    with Workspace(NOBODY, tmp_path / "workspace.db", THREATBOT) as workspace, chromium() as browser:
        bot = SocketBot(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)
        with bot, opened(browser, workspace) as page:
            bot.start(workspace)
            yield Mouse(page)
            assert "fault" not in bot.logged()


def test_a_model_is_drawn_and_a_question_answered_over_the_socket(developer: Mouse) -> None:
    developer.says("/threatmodel new")
    developer.sees("What is the feature or system called?", developer.modal)
    developer.presses(developer.modal.locator("footer [type=submit]"))
    expect(developer.modal.get_by_role("alert").first).to_be_visible(timeout=SOON)
    developer.fills({"What is the feature or system called?": "Smart fridge", "What does it do?": "Orders food."})
    developer.fills({"Part 1: name": "Fridge"})
    developer.chooses("Part 1: what is it?", "IoT device")
    developer.chooses("Part 1: where is it?", "device")
    developer.submits()
    developer.submits()
    developer.opens_thread_of("Threat model: Smart fridge")
    first = developer.thread.locator("article", has_text="question 1 of").last
    developer.presses(developer.button("Don't know", first))
    developer.sees("1 question answered", developer.thread)
    developer.sees("question 2 of", developer.thread)
