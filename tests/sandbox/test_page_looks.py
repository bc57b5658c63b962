"""Small things that one sees: emoji in the menu, a lock at a private channel, words that follow the window's width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.driver import Person
from tests.sandbox.page_driver import CHROMIUM, composer, types

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")


def test_reactions_are_offered_as_pictures(page: Page, architect: Person) -> None:
    architect.says("Done")
    page.locator("article").focus()
    page.get_by_role("button", name="React").press("Enter")
    for name in ("white check mark", "eyes", "+1", "tada"):
        expect(page.get_by_role("menuitem", name=name).locator(".emoji")).to_be_visible()


def test_a_private_channel_has_a_lock_in_its_head(page: Page) -> None:
    types(page, "/create-private secret-plan")
    page.locator("#sidebar").get_by_role("link", name="secret-plan").click()
    heading = page.get_by_role("heading", name="Private channel secret-plan")
    expect(heading.locator("svg")).to_be_visible()
    expect(heading).not_to_contain_text("#")


def test_the_composers_words_follow_the_windows_width(page: Page) -> None:
    expect(composer(page)).to_have_attribute("placeholder", "Message #checkout-design — / for commands")
    page.set_viewport_size({"width": 390, "height": 700})
    expect(composer(page)).to_have_attribute("placeholder", "Message — / for commands")
    page.set_viewport_size({"width": 1280, "height": 700})
    expect(composer(page)).to_have_attribute("placeholder", "Message #checkout-design — / for commands")


def test_over_an_empty_channel_there_is_nothing_to_jump_to(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 400})
    page.locator("#main .scroll").evaluate("async node => { node.scrollTop = 0; }")
    page.get_by_role("log", name="Messages").press("Home")
    expect(page.get_by_role("heading", name="Welcome")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Jump to the newest")).to_be_hidden()
