"""The keyboard leads on: back out of threads and menus, to what a form has got, past the buttons of messages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox.driver import Person
from tests.sandbox.make import Json, button, entry, modal, section
from tests.sandbox.page_bot import Heard
from tests.sandbox.page_driver import CHROMIUM, composer, dialog, types

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
PLACE = "C0CHECKOUT"


@pytest.fixture
def heard() -> Heard:
    """Nothing: each test gives the app its own listeners."""
    return Heard()


@pytest.mark.parametrize("width", [1280, 700, 390])
def test_out_of_a_thread_the_focus_is_back_at_its_replies(page: Page, architect: Person, width: int) -> None:
    root = architect.says("A question")
    architect.says("An answer", thread=root)
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("link", name="1 reply").press("Enter")
    expect(page.get_by_role("textbox", name="Reply in the thread")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#thread")).to_be_hidden()
    expect(page.get_by_role("link", name="1 reply")).to_be_focused()


def test_out_of_a_messages_menu_the_focus_is_back_at_its_button(page: Page, architect: Person) -> None:
    architect.says("A question")
    page.locator("article").focus()
    react = page.get_by_role("button", name="React")
    react.press("Enter")
    expect(page.get_by_role("menu", name="React")).to_be_visible()
    page.keyboard.press("Escape")
    expect(react).to_be_focused()


def test_arrows_go_from_message_to_message_from_a_button_too(page: Page, client: WebClient) -> None:
    for number in range(3):
        client.chat_postMessage(channel=PLACE, text="x", blocks=[section(f"Part {number}"), button("a", "Change")])
    articles = page.locator("article")
    articles.nth(1).get_by_role("button", name="Change").focus()
    page.keyboard.press("ArrowUp")
    expect(articles.nth(0)).to_be_focused()
    articles.nth(1).get_by_role("button", name="Change").focus()
    page.keyboard.press("ArrowDown")
    expect(articles.nth(2)).to_be_focused()


def growing(app: App, *, named: bool) -> None:
    """An app whose form gets another part by a button at its end."""

    def form(parts: int) -> Json:
        lines = [entry(f"part{part}" if named else "", f"Part {part}") for part in range(parts)]
        for line in lines:
            line.update({} if named else {"block_id": f"x{parts}{lines.index(line)}"})
        space = [section("Something\nto\nread\nbetween\n" * 4)]
        rows = [row for line in lines for row in (line, *space)]
        return modal("Parts", *rows, button("more", "Add another part"), *space)

    @app.command("/threatmodel")
    def _command(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form(3))
        ack()

    @app.action("more")
    def _more(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_update(view_id=body["view"]["id"], view=form(4))
        ack()


@pytest.mark.parametrize("named", [True, False])
def test_what_a_button_adds_to_a_form_has_the_focus_and_is_seen(page: Page, app: App, *, named: bool) -> None:
    growing(app, named=named)
    types(page, "/threatmodel parts")
    dialog(page).get_by_role("button", name="Add another part").press("Enter")
    expect(dialog(page).get_by_role("textbox", name="Part 3")).to_be_focused()
    expect(dialog(page).get_by_role("textbox", name="Part 3")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("typed", ["/threatmodel", "/threatmodel list", "/threatmodel show"])
def test_a_command_that_is_typed_whole_is_sent_by_enter(page: Page, app: App, typed: str) -> None:
    heard: list[str] = []

    @app.command("/threatmodel")
    def _command(ack: Ack, body: Json) -> None:
        heard.append(body["text"])
        ack("Heard")

    composer(page).press_sequentially(typed)
    expect(page.get_by_role("listbox", name="Completions")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Heard")).to_be_visible()
    assert heard == [typed.partition(" ")[2]]


def test_half_a_command_is_completed_by_enter_and_what_follows_is_offered(page: Page) -> None:
    composer(page).press_sequentially("/threatmodel sh")
    page.keyboard.press("Enter")
    expect(composer(page)).to_have_value("/threatmodel show ")
    composer(page).fill("")
    composer(page).press_sequentially("/threatmodel show ")
    expect(page.get_by_role("listbox", name="Completions")).to_contain_text("NAME")
