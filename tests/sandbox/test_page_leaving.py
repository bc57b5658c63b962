"""Forms on the page: what is asked before something is lost, errors that go, selects by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from queue import SimpleQueue

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from tests.sandbox.make import Json, button, entry, modal, option, plain
from tests.sandbox.page_bot import Heard
from tests.sandbox.page_driver import CHROMIUM, dialog, leaves, types

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
ZONES = {"type": "static_select", "options": [option("Home"), option("Cloud"), option("Vendor")]}
SOON = 20
"""Seconds within which the app hears what was done; a window is gone before that."""


@pytest.fixture
def heard() -> Heard:
    """Nothing: each test gives the app its own listeners."""
    return Heard()


def opened(page: Page, app: App, more: Sequence[Json] = (), **fields: object) -> tuple[Locator, SimpleQueue[Json]]:
    """A modal with a name and a zone; and what the app hears when it is sent or closed."""
    heard: SimpleQueue[Json] = SimpleQueue()
    view = modal("New", entry("name", "Name"), entry("zone", "Zone", ZONES), *more, **fields)

    @app.command("/threatmodel")
    def _command(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.view_closed("new")
    def _closed(ack: Ack, body: Json) -> None:
        heard.put(body)
        ack()

    @app.view("new")
    def _sent(ack: Ack, body: Json) -> None:
        heard.put(body)
        ack(response_action="errors", errors={"name": "Taken."})

    types(page, "/threatmodel form")
    window = dialog(page).filter(has=page.get_by_role("heading", name="New"))
    expect(window).to_be_visible()
    return window, heard


def name_in(body: Json) -> str:
    """What stands in the field of the name."""
    return str(body["view"]["state"]["values"]["name"]["value"]["value"])


DEAF = """() => {
    const ask = window.fetch;
    window.hears = false;
    window.fetch = async (address, options) => {
        const set = address === "/_workspace/act" && "set" in JSON.parse(options.body).do;
        if (set && !window.hears) throw new TypeError("not reached");
        return ask(address, options);
    };
}"""
"""The workspace takes in nothing that is entered, until ``hears``."""


@pytest.mark.parametrize("way", ["Escape", "Close", "Cancel"])
@pytest.mark.parametrize("hears", [False, True])
def test_however_one_leaves_a_form_one_is_asked_before_something_is_lost(
    page: Page, app: App, way: str, *, hears: bool
) -> None:
    window, heard = opened(page, app, close=plain("Cancel"), notify_on_close=hears)
    window.get_by_label("Name").fill("Fridge")
    leaves(page, window, way)
    question = page.get_by_role("dialog", name="Close without sending?")
    expect(question).to_contain_text("What you have entered is lost: “Name”.")
    question.get_by_role("button", name="Go on with it").click()
    expect(window.get_by_label("Name")).to_have_value("Fridge")
    leaves(page, window, way)
    question.get_by_role("button", name="Close it").click()
    expect(window).to_be_hidden()
    assert not hears or heard.get(timeout=SOON)["type"] == "view_closed"
    assert heard.empty()


@pytest.mark.parametrize("way", ["Escape", "Close", "Later"])
def test_an_app_that_keeps_what_was_entered_gets_it_and_nothing_is_asked(page: Page, app: App, way: str) -> None:
    window, heard = opened(page, app, close=plain("Later"), notify_on_close=True)
    window.get_by_label("Name").fill("Fridge")
    leaves(page, window, way)
    expect(window).to_be_hidden()
    assert name_in(heard.get(timeout=SOON)) == "Fridge"


@pytest.mark.parametrize("way", ["Escape", "Later"])
def test_what_could_not_be_told_is_not_closed_over_unasked(page: Page, app: App, way: str) -> None:
    window, heard = opened(page, app, close=plain("Later"), notify_on_close=True)
    window.get_by_label("Name").fill("Fridge")
    page.evaluate(DEAF)
    leaves(page, window, way)
    question = page.get_by_role("dialog", name="Close without sending?")
    expect(question).to_contain_text("What you have entered is lost: “Name”.")
    question.get_by_role("button", name="Go on with it").click()
    expect(window.get_by_role("alert")).to_contain_text("does not answer")
    expect(window.get_by_label("Name")).to_have_value("Fridge")
    assert heard.empty()
    page.evaluate("window.hears = true")
    leaves(page, window, way)
    expect(window).to_be_hidden()
    assert name_in(heard.get(timeout=SOON)) == "Fridge"


def test_a_form_that_cannot_be_told_can_still_be_left(page: Page, app: App) -> None:
    window, heard = opened(page, app, close=plain("Later"), notify_on_close=True)
    window.get_by_label("Name").fill("Fridge")
    page.evaluate(DEAF)
    leaves(page, window, "Later")
    page.get_by_role("button", name="Close it").click()
    expect(window).to_be_hidden()
    assert heard.get(timeout=SOON)["type"] == "view_closed"


def test_a_button_waits_until_what_was_entered_could_be_told(page: Page, app: App) -> None:
    pressed: SimpleQueue[Json] = SimpleQueue()

    @app.action("more")
    def _more(ack: Ack, body: Json) -> None:
        pressed.put(body)
        ack()

    window, _ = opened(page, app, more=[button("more", "More")])
    window.get_by_label("Name").fill("Fridge")
    page.evaluate(DEAF)
    window.get_by_role("button", name="More").click()
    expect(window.get_by_role("alert")).to_contain_text("does not answer")
    assert pressed.empty()
    page.evaluate("window.hears = true")
    window.get_by_role("button", name="More").click()
    assert name_in(pressed.get(timeout=SOON)) == "Fridge"


def becomes(page: Page, role: str) -> None:
    """Another person, by the switcher."""
    page.keyboard.press("Control+k")
    page.keyboard.type(f"become {role}")
    page.keyboard.press("Enter")
    expect(page.get_by_label("You are:")).to_have_value(role)


def test_what_one_has_typed_in_a_form_stays_while_somebody_without_a_form_looks(page: Page, app: App) -> None:
    window, _ = opened(page, app)
    window.get_by_label("Name").fill("Fridge")
    becomes(page, "security")
    expect(window).to_be_hidden()
    becomes(page, "developer")
    expect(window.get_by_label("Name")).to_have_value("Fridge")


def test_a_word_of_its_own_is_no_promise_where_the_app_does_not_hear(page: Page, app: App) -> None:
    window, _ = opened(page, app, close=plain("Later"))
    window.get_by_label("Name").fill("Fridge")
    leaves(page, window, "Later")
    expect(page.get_by_role("dialog", name="Close without sending?")).to_be_visible()


def test_an_error_goes_when_its_field_is_filled_and_comes_back_with_the_next_refusal(page: Page, app: App) -> None:
    window, _ = opened(page, app)
    send = window.get_by_role("button", name="Create")
    send.click()
    expect(window.get_by_role("alert")).to_have_count(2)
    window.get_by_label("Name").press_sequentially("F")
    expect(window.locator("[data-block=name]").get_by_role("alert")).to_have_count(0)
    expect(window.get_by_label("Name")).not_to_have_attribute("aria-invalid", "true")
    window.get_by_role("combobox", name="Zone").press_sequentially("Cl")
    expect(window.get_by_role("alert")).to_have_text("Please complete this required field.")
    page.keyboard.press("Enter")
    expect(window.get_by_role("alert")).to_have_count(0)
    for words in ("Fridge", "Fridge"):
        send.click()
        expect(window.get_by_role("alert")).to_have_text("Taken.")
        window.get_by_label("Name").fill("")
        window.get_by_label("Name").press_sequentially(words)
        expect(window.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(("key", "marked"), [("ArrowDown", "Home"), ("ArrowUp", "Vendor"), ("Enter", "Home")])
def test_the_first_key_in_an_empty_select_marks_an_option(page: Page, app: App, key: str, marked: str) -> None:
    window, _ = opened(page, app)
    field = window.get_by_role("combobox", name="Zone")
    field.press(key)
    expect(window.locator("[role=option].active")).to_have_text(marked)
    page.keyboard.press("Enter")
    expect(field).to_have_value(marked)
    page.keyboard.press("ArrowDown")
    expect(window.locator("[role=option].active")).to_have_text(marked)
