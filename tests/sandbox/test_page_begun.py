"""What somebody meets who has the page for the first time: whom to write to, what is said before something is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from bot.sandbox.driver import Person
from tests.sandbox.page_bot import field_of, text
from tests.sandbox.page_driver import CHROMIUM, composer, dialog, types

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")

NUMBER = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "5"}

TOAST_TWICE = """async () => {
    const { toast } = await import("/static/toast.js");
    for (const words of ["Nothing is planned.", "Nothing is planned."]) toast(words);
    return [...document.querySelectorAll(".toast")].map((each) => each.textContent);
}"""


def switches(page: Page, words: str) -> None:
    """To what the quick switcher finds first."""
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_a_person_is_written_to_and_so_is_the_app(page: Page, architect: Person) -> None:
    switches(page, "@secu")
    expect(page.get_by_label("You are:")).to_have_value("developer")
    expect(page.get_by_role("heading", name="You and security")).to_be_visible()
    architect.says("Meanwhile, @developer", channel="#general")
    expect(page.locator("#sidebar").get_by_role("link", name="general")).to_contain_text("1")
    expect(page.locator("#offline")).to_be_hidden()
    page.get_by_role("textbox", name="Message security").fill("Psst")
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_contain_text("Psst")
    expect(page).to_have_url(re.compile("#%40D"))
    page.get_by_role("link", name="Message threatbot").click()
    page.get_by_role("textbox", name="Message threatbot").fill("/threatmodel new")
    page.keyboard.press("Enter")
    expect(dialog(page)).to_contain_text("New threat model")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Message threatbot")).to_have_count(0)
    expect(page.locator("#sidebar").get_by_role("link", name="threatbot", exact=True)).to_be_visible()


def test_small_things_of_a_chat(page: Page, architect: Person) -> None:
    types(page, "/topic All about the *fridge*")
    expect(page.locator("#main .topic")).to_have_text("All about the fridge")
    types(page, "A mistke")
    expect(page.locator("article", has_text="A mistke")).to_be_visible()
    architect.says("What is a mistke?")
    composer(page).press("ArrowUp")
    dialog(page).get_by_role("textbox").fill("A mistake")
    dialog(page).get_by_role("button", name="Save").click()
    expect(page.locator("article", has_text="A mistake(edited)")).to_be_visible()
    composer(page).fill("/threatmodel ")
    options = page.get_by_role("option")
    hints = [words.strip() for words in options.locator("small").all_inner_texts()]
    assert "NAME" in hints
    said = [hint for hint in hints if hint]
    assert len(said) == len(set(said)), "each says its own, or nothing"
    composer(page).fill("")
    counted = page.evaluate(TOAST_TWICE)
    assert counted == ["Nothing is planned.×2×"], "said twice, it stands there once"


def test_a_preview_goes_away_again(page: Page, architect: Person) -> None:
    architect.says("See here", files={"note.md": b"# A note"})
    page.get_by_role("button", name="Preview note.md").click()
    expect(page.get_by_role("heading", name="A note")).to_be_visible()
    page.get_by_role("button", name="Hide note.md").press("Escape")
    expect(page.get_by_role("heading", name="A note")).to_be_hidden()
    expect(page.get_by_role("button", name="Preview note.md")).to_be_focused()


def test_what_is_wrong_with_a_field_stands_at_it_in_plain_words(page: Page, client: WebClient) -> None:
    types(page, "/threatmodel wait")
    expect(dialog(page)).to_contain_text("Loading")
    fields = [field_of("count", "How many?", NUMBER), field_of("name", "Name", {"type": "plain_text_input"})]
    view = {"type": "modal", "callback_id": "new", "title": text("Count"), "submit": text("Go"), "blocks": fields}
    client.views_update(external_id="waiting", view=view)
    dialog(page).get_by_label("How many?").fill("7")
    dialog(page).get_by_label("Name").fill("taken")
    expect(dialog(page).get_by_role("alert")).to_have_text("Please enter a number of at most 5.")
    dialog(page).get_by_label("How many?").fill("3")
    dialog(page).get_by_label("Name").focus()
    expect(dialog(page).get_by_role("alert")).to_have_count(0)
    dialog(page).get_by_role("button", name="Go").click()
    expect(dialog(page).get_by_role("alert").locator("code")).to_have_text("taken")
    expect(dialog(page).get_by_role("alert")).to_have_text("There is taken already.")
    expect(page.locator(".toast")).to_have_count(0)


def test_a_snapshot_says_what_it_does_not_hold_and_the_clock_whose_time_it_is(page: Page) -> None:
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Save a snapshot…").click()
    expect(dialog(page)).to_contain_text("It does not hold threatbot's own data")
    with page.expect_download() as saved:
        dialog(page).get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Menu", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Load a snapshot…").click()
    chooser.value.set_files(saved.value.path())
    expect(dialog(page)).to_contain_text("threatbot's own data are not in it")
    dialog(page).get_by_role("button", name="Load").click()
    expect(page.locator(".toast")).to_contain_text("Loaded.")
    switches(page, "become secu")
    page.get_by_role("button", name="Clock…").click()
    field = page.get_by_label("Go to (New York time, the security's)")
    expect(field).to_have_value("2026-01-05T04:00")
    field.fill("2026-01-05T06:30")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator("#now")).to_contain_text("06:30 New York")
