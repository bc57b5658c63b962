"""Who reads the end of a channel or thread stays at it, whatever grows or shrinks; and what is unread is marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.long_channel import DESIGN, fill
from tests.sandbox.make import button, section
from tests.sandbox.page_driver import CHROMIUM
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.test_page_scroll import is_at_end, messages, scrolls_up
from tests.support.manifests import THREATBOT

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"><rect width="300" height="400"/></svg>'


@pytest.fixture
def workspace(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace whose channel is longer than a window."""
    fill(tmp_path / "workspace.db", 40, thread_every=13)
    with Workspace(bot.url, tmp_path / "workspace.db", THREATBOT) as workspace:
        yield workspace


@pytest.fixture
def late(page: Page) -> Callable[[], None]:
    """Pictures that arrive when this is called, and not before."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/picture.svg", hold)

    def arrive() -> None:
        page.wait_for_selector('img[src$="picture.svg"]')
        while not held:
            page.wait_for_load_state()
            page.evaluate("new Promise(requestAnimationFrame)")
        for route in held:
            route.fulfill(body=PICTURE, content_type="image/svg+xml")
        page.wait_for_function("() => [...document.images].every(each => each.complete && each.offsetHeight > 100)")

    return arrive


def test_the_end_stays_when_a_picture_arrives(
    page: Page, workspace: Workspace, client: WebClient, late: Callable[[], None]
) -> None:
    is_at_end(page)
    picture = {"type": "image", "image_url": f"{workspace.url}/picture.svg", "alt_text": "The fridge"}
    client.chat_postMessage(channel=DESIGN, text="See", blocks=[section("See"), picture])
    late()
    is_at_end(page)


def test_the_end_stays_when_the_window_or_the_thread_takes_room(page: Page, architect: Person) -> None:
    is_at_end(page)
    root = architect.says("Where are the keys?")
    page.set_viewport_size({"width": 900, "height": 500})
    is_at_end(page)
    page.set_viewport_size({"width": 1280, "height": 420})
    is_at_end(page)
    page.evaluate("ts => { location.hash = `#checkout-design/${ts}`; }", root.ts)
    expect(page.get_by_role("complementary", name="Thread").get_by_role("textbox")).to_be_visible()
    is_at_end(page)
    for number in range(12):
        architect.says(f"A reply of some length, to fill the pane: {number}", thread=root)
    expect(page.get_by_role("link", name="12 replies")).to_be_visible()
    is_at_end(page)
    is_at_end(page, "Replies")
    page.set_viewport_size({"width": 1280, "height": 360})
    is_at_end(page, "Replies")


def test_the_end_stays_when_the_last_message_changes(page: Page, client: WebClient) -> None:
    posted = client.chat_postMessage(channel=DESIGN, text="short")
    expect(messages(page).locator("article").last).to_contain_text("short")
    blocks = [section("many lines\n" * 30)]
    client.chat_update(channel=DESIGN, ts=str(posted["ts"]), text="long", blocks=blocks)
    expect(messages(page).locator("article").last).to_contain_text("many lines")
    is_at_end(page)


def test_who_is_not_at_the_end_is_not_taken_there(page: Page, client: WebClient) -> None:
    is_at_end(page)
    scrolls_up(page, 1)
    at = messages(page).evaluate("scroll => scroll.scrollTop")
    client.chat_postMessage(channel=DESIGN, text="Long\n" * 40)
    expect(page.get_by_role("button", name="1 new message")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 780})
    assert abs(messages(page).evaluate("scroll => scroll.scrollTop") - at) <= 2


def test_one_s_own_message_is_gone_to(page: Page, developer: Person) -> None:
    is_at_end(page)
    scrolls_up(page, 1)
    developer.says("Here I am")
    expect(messages(page).locator("article").last).to_contain_text("Here I am")
    is_at_end(page)


def test_what_the_app_says_to_a_press_is_gone_to(page: Page, app: App, client: WebClient) -> None:
    @app.action("ask")
    def _ask(ack: Ack, client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=DESIGN, text="Who may call it?")

    client.chat_postMessage(channel=DESIGN, text="x", blocks=[button("ask", "Ask more")])
    client.chat_postMessage(channel=DESIGN, text="Long\n" * 100)
    is_at_end(page)
    scrolls_up(page, 1)
    page.get_by_role("button", name="Ask more").click()
    expect(messages(page).locator("article").last).to_contain_text("Who may call it?")
    is_at_end(page)


def test_the_tab_counts_what_is_meant_for_oneself_until_it_is_read(page: Page, architect: Person) -> None:
    architect.says("@developer, look", "#general")
    architect.says("everybody look", "#general")
    root = architect.says("And here, @developer?")
    architect.says("You too, @developer", thread=root)
    expect(page).to_have_title("(2) #checkout-design · Local workspace")
    general = page.get_by_role("link", name="general")
    expect(general.get_by_label("1 unread for you")).to_be_visible()
    expect(general).to_contain_text("2 unread")
    general.click()
    expect(page).to_have_title("(1) #general · Local workspace")
    expect(page.get_by_role("link", name="checkout-design").get_by_label("1 unread for you")).to_be_visible()
    page.go_back()
    answered = page.get_by_role("link", name="1 reply")
    expect(answered.get_by_label("1 unread for you")).to_be_visible()
    answered.click()
    expect(page).to_have_title("#checkout-design · Local workspace")
    expect(answered.get_by_label("1 unread for you")).to_be_hidden()


def test_a_line_tells_where_one_had_stopped_reading(page: Page, architect: Person) -> None:
    expect(messages(page).get_by_text("Message 39.")).to_be_visible()
    page.get_by_role("link", name="general").click()
    expect(page.get_by_role("heading", name="#general", exact=True)).to_be_visible()
    architect.says("Since then", "#checkout-design")
    line = page.get_by_role("separator", name="New messages")
    expect(page.get_by_role("link", name="checkout-design")).to_contain_text("1 unread")
    page.get_by_role("link", name="checkout-design").click()
    expect(line).to_be_visible()
    assert "Since then" in line.evaluate("line => line.nextElementSibling.innerText")
    page.get_by_role("link", name="general").click()
    page.get_by_role("link", name="checkout-design").click()
    expect(messages(page).get_by_text("Since then")).to_be_visible()
    expect(line).to_have_count(0)


def test_two_windows_of_one_person_agree_on_what_is_read(page: Page, workspace: Workspace, architect: Person) -> None:
    other = page.context.browser.new_page()  # type: ignore[union-attr]
    other.goto(f"{workspace.url}/?token={workspace.token}#general")
    expect(other.get_by_role("heading", name="#general", exact=True)).to_be_visible()
    architect.says("@developer", "#security")
    security = other.get_by_role("link", name="security")
    expect(security.get_by_label("1 unread for you")).to_be_visible()
    page.get_by_role("link", name="security").click()
    expect(security).not_to_contain_text("unread")
    names = page.get_by_role("navigation", name="Channels and people").locator("section").first.locator("a .room")
    expect(names).to_have_text(["general", "checkout-design", "security"])
    other.context.close()
