"""A start afresh of workspace and app from the page: what one does at once waits until the app is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.sandbox.page_driver import CHROMIUM, dialog, types
from tests.sandbox.test_reset import Both

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    """Workspace and bot, as somebody starts them."""
    both = Both(tmp_path)
    yield both
    both.stop()


def test_a_command_right_after_a_start_afresh_waits_for_the_app(both: Both, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(both.told["page"])
    types(page, "Soon gone")
    expect(page.locator("article")).to_have_count(1)
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Start afresh…").click()
    expect(dialog(page)).to_contain_text(
        "holds none of threatbot's data: loaded afterwards, its buttons lead to nothing."
    )
    dialog(page).get_by_role("button", name="Forget all and start afresh").click()
    expect(page.locator("#offline")).to_contain_text("is not there yet. What you do now waits for it.")
    types(page, "/threatmodel new")
    expect(dialog(page)).to_contain_text("New threat model", timeout=60_000)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(".toast.error")).to_have_count(0)
    page.close()
