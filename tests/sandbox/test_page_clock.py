"""The page's clock: its panel is in the window, and after a jump one knows what came and where."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from bot.sandbox.driver import Person
from tests.sandbox.page_driver import CHROMIUM
from tests.sandbox.small_bot import Json, SmallBot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
ACCEPTED, REVIEW = "2026-02-25T09:00:00+00:00", "2026-05-25T09:00:00+00:00"


def planned(kind: str, moment: str) -> Json:
    """A row of the app's report."""
    return {"kind": kind, "age": 0, "next_at": moment}


def opened(page: Page) -> None:
    """The clock's panel."""
    page.get_by_role("button", name="Clock…").click()
    expect(page.get_by_role("dialog", name="Clock")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 700, 1280])
def test_its_panel_is_within_the_window(page: Page, bot: SmallBot, width: int) -> None:
    bot.pending = [planned("acceptance_ends", ACCEPTED), planned("review", REVIEW)]
    page.set_viewport_size({"width": 1000, "height": 700})
    opened(page)
    page.set_viewport_size({"width": width, "height": 700})
    expect(page.get_by_role("button", name="Review, in 140 days")).to_be_in_viewport(ratio=1)
    for node in page.locator(".clock-panel :is(button, input, .stands, label)").all():
        if node.is_visible():
            expect(node).to_be_in_viewport(ratio=1)
    panel = page.locator(".clock-panel")
    assert panel.evaluate("node => node.getBoundingClientRect().left >= 0 && node.scrollWidth <= node.clientWidth")
