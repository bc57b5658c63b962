"""The edit box of one's own message, by keyboard: saved, left, emptied."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.sandbox.page_driver import CHROMIUM, composer, dialog, leaves, types

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")


def edits(page: Page, words: str) -> Locator:
    """The edit box of one's own message."""
    types(page, words)
    expect(page.locator("article")).to_contain_text(words)
    composer(page).press("ArrowUp")
    return dialog(page).get_by_role("textbox")


def test_enter_saves_an_edit_and_with_shift_it_makes_a_line(page: Page) -> None:
    field = edits(page, "One")
    field.press("End")
    field.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(dialog(page)).to_be_hidden()
    expect(page.locator("article .text")).to_contain_text("(edited)")
    assert page.locator("article .text").inner_text().startswith("One\ntwo")
    expect(composer(page)).to_be_focused()


@pytest.mark.parametrize("way", ["Escape", "Cancel"])
def test_an_edit_is_left_at_once_where_nothing_changed_and_else_after_a_question(page: Page, way: str) -> None:
    edits(page, "One")
    leaves(page, dialog(page), way)
    expect(dialog(page)).to_be_hidden()
    composer(page).press("ArrowUp")
    dialog(page).get_by_role("textbox").fill("Other")
    leaves(page, dialog(page), way)
    question = page.get_by_role("dialog", name="Leave it as it was?")
    question.get_by_role("button", name="Go on").click()
    expect(dialog(page).get_by_role("textbox")).to_have_value("Other")
    leaves(page, dialog(page), way)
    question.get_by_role("button", name="Leave it").click()
    expect(dialog(page)).to_be_hidden()
    expect(page.locator("article .text")).to_have_text("One")


def test_an_edit_to_nothing_asks_whether_to_delete(page: Page) -> None:
    edits(page, "One").fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Delete message")).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("article")).to_have_count(0)
