"""A workspace of its own and a small bot for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_bolt import App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.page_bot import Heard, build
from tests.sandbox.page_driver import ARGUMENTS, CHROMIUM, is_complaint
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import small_file


@pytest.fixture
def bot() -> Iterator[SmallBot]:
    """The bot's process, with no app in it yet."""
    bot = SmallBot()
    yield bot
    bot.stop()


@pytest.fixture
def workspace(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace's process; its clock stands still."""
    with Workspace(bot.url, tmp_path / "workspace.db", small_file(tmp_path)) as workspace:
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser that the page's tests share; they are skipped where there is none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def heard(app: App) -> Heard:
    """What the page's small bot heard."""
    return build(app)


@pytest.fixture
def page(browser: Browser, workspace: Workspace, heard: Heard) -> Iterator[Page]:
    """The page as it is first seen; a complaint of the browser (of the policy, of a script) fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if is_complaint(line) else None)
    page.goto(f"{workspace.url}/?token={workspace.token}")
    expect(page.get_by_role("heading", name="#checkout-design")).to_be_visible()
    yield page
    context.close()
    assert wrong == []
