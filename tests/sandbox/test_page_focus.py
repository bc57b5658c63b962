"""Who works by keyboard keeps the focus: in what is drawn anew, in what has begun, behind a window that closed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox.driver import Person
from tests.sandbox.make import Json, button, entry, modal, option, plain, section
from tests.sandbox.page_bot import Heard
from tests.sandbox.page_driver import CHROMIUM, composer, dialog, types

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
PLACE = "C0CHECKOUT"
SLOW = """() => {
    const ask = window.fetch;
    const going = new Promise((resolve) => (window.goOn = resolve));
    window.fetch = async (address, ...more) => {
        if (address === "/_workspace/act") await going;
        return ask(address, ...more);
    };
}"""


@pytest.fixture
def heard() -> Heard:
    """Nothing: each test gives the app its own listeners."""
    return Heard()


def redrawing(app: App, client: WebClient, action: str, *after: Json) -> str:
    """An app that puts other blocks in a message's place when it is answered; blocks get new names by that."""
    blocks = [section("Which?"), button("a", "Yes"), level()]
    ts = str(client.chat_postMessage(channel=PLACE, text="Which?", blocks=blocks)["ts"])

    @app.action(action)
    def _answered(ack: Ack) -> None:
        ack()
        client.chat_update(channel=PLACE, ts=ts, text="Said", blocks=[section("Said"), *after])

    return ts


def level() -> Json:
    """A select in a message."""
    options = [option("Low"), option("High")]
    element = {"type": "static_select", "action_id": "level", "options": options, "placeholder": plain("Level")}
    return {"type": "actions", "elements": [element]}


def test_the_first_word_of_a_conversation_leaves_the_focus_where_one_writes_on(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("@secu")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Message security").fill("Psst")
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_contain_text("Psst")
    expect(page.get_by_role("textbox", name="Message security")).to_be_focused()
    page.keyboard.type("Are you there?")
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_have_count(2)
    expect(page.get_by_role("textbox", name="Message security")).to_be_focused()


def test_a_button_that_is_still_there_keeps_the_focus(page: Page, app: App, client: WebClient) -> None:
    redrawing(app, client, "a", button("before", "No"), button("a", "Yes, again"))
    page.get_by_role("button", name="Yes").press("Enter")
    expect(page.locator("article")).to_contain_text("Said")
    expect(page.get_by_role("button", name="Yes, again")).to_be_focused()


def test_a_select_that_is_still_there_keeps_the_focus(page: Page, app: App, client: WebClient) -> None:
    redrawing(app, client, "level", section("More"), level())
    page.get_by_role("combobox", name="Level").press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_contain_text("More")
    expect(page.get_by_role("combobox", name="Level")).to_be_focused()


def test_where_a_button_is_gone_the_focus_is_on_its_message(page: Page, app: App, client: WebClient) -> None:
    redrawing(app, client, "a", button("change", "Change"))
    client.chat_postMessage(channel=PLACE, text="The next question")
    page.get_by_role("button", name="Yes").press("Enter")
    answered = page.locator("article").first
    expect(answered).to_contain_text("Said")
    expect(answered).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("article").last).to_be_focused()


def test_a_message_that_is_taken_away_leaves_the_focus_in_the_list(
    page: Page, client: WebClient, developer: Person
) -> None:
    mine = developer.says("A slip")
    page.locator("article").focus()
    client.chat_postMessage(channel=PLACE, text="Stays")
    developer.does("delete", channel=mine.channel, ts=mine.ts)
    expect(page.locator("article")).to_have_count(1)
    expect(page.get_by_role("log", name="Messages")).to_be_focused()


def test_behind_a_window_the_focus_is_back_at_a_button_that_was_drawn_anew(
    page: Page, app: App, client: WebClient
) -> None:
    ts = str(client.chat_postMessage(channel=PLACE, text="x", blocks=[button("open", "Edit")])["ts"])

    @app.action("open")
    def _open(ack: Ack, body: Json) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal())
        ack()

    page.get_by_role("button", name="Edit").press("Enter")
    expect(dialog(page)).to_be_visible()
    client.chat_update(channel=PLACE, ts=ts, text="x", blocks=[section("Changed"), button("open", "Edit")])
    expect(page.locator("article")).to_contain_text("Changed")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Edit")).to_be_focused()


def test_turning_the_pages_of_a_window_stays_at_the_button_that_turns_them(page: Page, app: App) -> None:
    def paged(number: int) -> Json:
        turns = [
            {"type": "button", "action_id": f"turn.{number + step}", "text": plain(words)}
            for words, step in (("Previous", -1), ("Next", 1))
        ]
        return modal("Pages", entry("name", "Name"), section(f"Page {number}"), {"type": "actions", "elements": turns})

    @app.command("/threatmodel")
    def _command(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=paged(1))
        ack()

    @app.action({"action_id": "turn.2"})
    @app.action({"action_id": "turn.3"})
    def _turn(ack: Ack, body: Json, client: WebClient) -> None:
        number = int(body["actions"][0]["action_id"].removeprefix("turn."))
        client.views_update(view_id=body["view"]["id"], view=paged(number))
        ack()

    types(page, "/threatmodel pages")
    dialog(page).get_by_role("button", name="Next").focus()
    for number in (2, 3):
        page.keyboard.press("Enter")
        expect(dialog(page)).to_contain_text(f"Page {number}")
        expect(dialog(page).get_by_role("button", name="Next")).to_be_focused()


def test_what_is_typed_while_the_first_word_is_on_its_way_is_not_lost(page: Page) -> None:
    page.evaluate(SLOW)
    page.keyboard.press("Control+k")
    page.keyboard.type("@secu")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Message security").fill("Psst")
    page.keyboard.press("Enter")
    page.keyboard.type("And then")
    page.evaluate("window.goOn()")
    expect(page.locator("article")).to_contain_text("Psst")
    expect(page.get_by_role("textbox", name="Message security")).to_have_value("And then")
    expect(page.get_by_role("textbox", name="Message security")).to_be_focused()


def test_for_the_other_the_conversation_is_called_by_the_first(page: Page, developer: Person) -> None:
    developer.says("Psst", channel="@security")
    page.locator("#sidebar a[href^='#%40D']").click()
    page.get_by_label("You are:").select_option("security")
    expect(page.get_by_role("heading", name="developer")).to_be_visible()
    expect(page.get_by_role("textbox", name="Message developer")).to_be_visible()


def test_a_channel_that_is_gone_to_by_mouse_takes_no_focus(page: Page) -> None:
    page.locator("#sidebar").get_by_role("link", name="general").click()
    expect(page.get_by_role("heading", name="#general", exact=True)).to_be_visible()
    expect(page.locator("#sidebar").get_by_role("link", name="general")).to_be_focused()
    expect(composer(page)).to_have_count(0)
