"""Elements in use: selects by keyboard, dates in a person's zone, rich text, questions before a choice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.every_element import ASKED
from tests.sandbox.make import Json, entry, modal, option, plain
from tests.sandbox.page_driver import CHROMIUM, dialog, types

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
HUNDRED = [option(f"Zone {number:03}") for number in range(100)]


@pytest.fixture
def submitted(app: App) -> list[Json]:
    """What the app got from the modal."""
    values: list[Json] = []

    @app.view("new")
    def _submit(ack: Ack, body: Json) -> None:
        values.append(body["view"]["state"]["values"])
        ack()

    return values


@pytest.fixture
def page(browser: Browser, workspace: Workspace, app: App) -> Iterator[Page]:
    """The page in a browser whose own zone is far from everybody's."""
    del app
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Pacific/Auckland")
    page = context.new_page()
    page.goto(f"{workspace.url}/?token={workspace.token}")
    expect(page.get_by_role("heading", name="#checkout-design")).to_be_visible()
    yield page
    context.close()


def opened(page: Page, app: App, *blocks: Json) -> Locator:
    """A modal with these blocks, before a person."""

    @app.command("/threatmodel")
    def _command(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal("All", *blocks))
        ack()

    types(page, "/threatmodel all")
    expect(dialog(page)).to_be_visible()
    return dialog(page)


def sent(window: Locator) -> None:
    window.get_by_role("button", name="Create").click()
    expect(window).to_be_hidden()


def test_a_select_of_a_hundred_is_worked_by_keyboard(page: Page, app: App, submitted: list[Json]) -> None:
    window = opened(page, app, entry("zone", "Zone", {"type": "static_select", "options": HUNDRED}))
    field = window.get_by_role("combobox", name="Zone")
    field.press("ArrowDown")
    options = window.get_by_role("option")
    expect(options).to_have_count(100)
    field.press("End")
    expect(field).to_have_attribute("aria-activedescendant", str(options.last.get_attribute("id")))
    field.press("Home")
    expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(window).to_be_visible()
    field.press_sequentially("04")
    expect(options).to_have_count(11)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Zone 040")
    field.fill("nowhere")
    expect(window.get_by_role("status").filter(has_text="No results")).to_be_visible()
    field.press("Escape")
    sent(window)
    assert submitted[0]["zone"]["value"]["selected_option"]["value"] == "zone 040"


def test_a_select_of_several_stops_at_its_most_and_backspace_takes_the_last(page: Page, app: App) -> None:
    element = {"type": "multi_static_select", "options": HUNDRED, "max_selected_items": 2}
    window = opened(page, app, entry("zones", "Zones", element))
    field = window.get_by_role("combobox", name="Zones")
    for words in ("007", "008"):
        field.press_sequentially(words)
        field.press("Enter")
    expect(window.get_by_role("button", name="Remove Zone")).to_have_count(2)
    expect(window.get_by_text("At most 2 can be chosen.")).to_be_visible()
    expect(window.get_by_role("option", name="Zone 009")).to_be_disabled()
    field.press("Backspace")
    expect(window.get_by_role("button", name="Remove Zone")).to_have_count(1)


def test_groups_have_names_and_descriptions_are_read(page: Page, app: App) -> None:
    described = {**option("Cellar"), "description": plain("Below the house")}
    groups = [{"label": plain("Inside"), "options": [described]}, {"label": plain("Outside"), "options": HUNDRED[:2]}]
    window = opened(page, app, entry("zone", "Zone", {"type": "static_select", "option_groups": groups}))
    window.get_by_role("combobox", name="Zone").click()
    expect(window.get_by_role("group", name="Outside").get_by_role("option")).to_have_count(2)
    expect(window.get_by_role("option", name="Cellar Below the house")).to_be_visible()


def test_suggestions_that_fail_say_so_in_place(page: Page, app: App) -> None:
    @app.options("value")
    def _options(ack: Ack, body: Json) -> None:
        if body["value"] == "none":
            ack(options=[])
        else:
            raise RuntimeError(body["value"])

    window = opened(page, app, entry("s", "Service", {"type": "external_select", "min_query_length": 2}))
    field = window.get_by_role("combobox", name="Service")
    field.press_sequentially("n")
    expect(window.get_by_text("Type 2 or more characters to search.")).to_be_visible()
    field.press_sequentially("one")
    expect(window.get_by_text("No results")).to_be_visible()
    field.fill("broken")
    expect(window.locator(".note.error")).not_to_be_empty()
    expect(page.locator(".toast")).to_have_count(0)


def test_a_moment_is_told_in_the_zone_of_the_person(
    page: Page, app: App, submitted: list[Json], workspace: Workspace
) -> None:
    page.get_by_label("You are:").select_option("security")  # in New York
    window = opened(page, app, entry("at", "At", {"type": "datetimepicker", "initial_date_time": 1767603600}))
    field = window.get_by_label("At", exact=True)
    expect(field).to_have_value("2026-01-05T04:00")
    expect(window.get_by_text("New York time")).to_be_visible()
    field.fill("2026-07-01T12:00")
    sent(window)
    assert submitted[0]["at"]["value"]["selected_date_time"] == 1782921600
    assert workspace.clock.now.startswith("2026-01-05T09:00")


def test_rich_text_is_written_as_slack_would_send_it(page: Page, app: App, submitted: list[Json]) -> None:
    window = opened(page, app, entry("why", "Why", {"type": "rich_text_input", "focus_on_load": True}))
    field = window.get_by_role("textbox", name="Why")
    expect(field).to_be_focused()
    page.keyboard.type("plain ")
    page.keyboard.press("Control+b")
    page.keyboard.type("bold")
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+i")
    page.keyboard.type(" leaning")
    page.keyboard.press("Control+i")
    page.keyboard.press("Enter")
    window.get_by_role("button", name="Bulleted list").click()
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    sent(window)
    first, second = submitted[0]["why"]["value"]["rich_text_value"]["elements"]
    assert first["type"] == "rich_text_section"
    assert first["elements"] == [
        {"type": "text", "text": "plain "},
        {"type": "text", "text": "bold", "style": {"bold": True}},
        {"type": "text", "text": " leaning", "style": {"italic": True}},
    ]
    assert second["style"] == "bullet"
    assert [item["elements"] for item in second["elements"]] == [
        [{"type": "text", "text": "one"}],
        [{"type": "text", "text": "two"}],
    ]


def test_a_link_is_put_around_what_is_marked(page: Page, app: App, submitted: list[Json]) -> None:
    window = opened(page, app, entry("why", "Why", {"type": "rich_text_input"}))
    window.get_by_role("textbox", name="Why").click()
    page.keyboard.type("here")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Link to").fill("https://example.org")
    page.get_by_role("button", name="Add", exact=True).click()
    sent(window)
    section = submitted[0]["why"]["value"]["rich_text_value"]["elements"][0]
    assert section["elements"] == [{"type": "link", "url": "https://example.org", "text": "here"}]


def test_a_choice_that_is_thought_better_of_is_taken_back(page: Page, client: WebClient, app: App) -> None:
    heard: list[Json] = []

    @app.action("it")
    def _action(ack: Ack, body: Json) -> None:
        heard.append(body["actions"][0])
        ack()

    select = {"type": "static_select", "action_id": "it", "options": HUNDRED[:3], "confirm": ASKED}
    client.chat_postMessage(channel="C0CHECKOUT", text="x", blocks=[{"type": "actions", "elements": [select]}])
    field = page.locator("article").get_by_role("combobox")
    field.click()
    page.get_by_role("option", name="Zone 002").click()
    expect(dialog(page).get_by_role("button", name="No")).to_be_focused()
    dialog(page).get_by_role("button", name="No").click()
    expect(field).to_have_value("")
    field.click()
    page.get_by_role("option", name="Zone 001").click()
    dialog(page).get_by_role("button", name="Yes, go").click()
    expect(page.locator("#working")).to_be_hidden()
    assert [action["selected_option"]["value"] for action in heard] == ["zone 001"]


def test_feedback_tells_which_side_was_pressed(page: Page, client: WebClient, app: App, developer: Person) -> None:
    heard: list[tuple[str, str]] = []

    @app.action("it")
    def _action(ack: Ack, body: Json) -> None:
        heard.append((body["actions"][0]["type"], body["actions"][0]["value"]))
        ack()

    sides = {f"{side}_button": {"text": plain(side), "value": side[:3]} for side in ("positive", "negative")}
    element = {"type": "feedback_buttons", "action_id": "it", **sides}
    client.chat_postMessage(channel="C0CHECKOUT", text="x", blocks=[{"type": "context_actions", "elements": [element]}])
    page.get_by_role("button", name="negative").click()
    expect(page.locator("#working")).to_be_hidden()
    developer.clicks("positive")
    assert heard == [("feedback_buttons", "neg"), ("feedback_buttons", "pos")]
