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


def test_to_the_next_review_stops_when_one_comes_earlier(page: Page, bot: SmallBot) -> None:
    bot.pending = [planned("acceptance_ends", ACCEPTED), planned("review", REVIEW)]

    def ticked(now: str) -> None:
        if now == ACCEPTED:
            bot.pending = []  # the review has come with the acceptance's end

    bot.ticked = ticked
    opened(page)
    page.get_by_role("button", name="To the next review").click()
    expect(page.locator(".toast")).to_contain_text("Review: it is now Wednesday, 25 February 2026")
    expect(page.get_by_role("dialog", name="Clock")).to_be_hidden()
    assert bot.clocks[-1] == ACCEPTED
    bot.pending, bot.ticked = [planned("review", REVIEW)], None
    opened(page)
    page.get_by_role("button", name="1 day on").click()
    expect(page.get_by_role("button", name="Review, in 88 days")).to_be_visible()
    expect(page.locator("#clock-to")).to_have_value("2026-02-26T09:00")
    page.get_by_role("button", name="Review, in 88 days").click()
    expect(page.locator(".toast", has_text="Review: it is now Monday, 25 May 2026")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_what_came_is_told_with_a_way_to_it(
    page: Page, bot: SmallBot, client: WebClient, developer: Person, width: int
) -> None:
    root = developer.says("The fridge")
    bot.pending = [planned("mitigation_overdue", ACCEPTED)]

    def ticked(now: str) -> None:
        place = {"channel": "C0CHECKOUT"}
        client.chat_postMessage(**place, thread_ts=root.ts, text="Is it mitigated?")
        client.chat_postMessage(**place, thread_ts=root.ts, text="Say when")
        client.chat_postMessage(channel="C0GENERAL", text="A list")
        client.chat_postEphemeral(**place, user="U0DEVELOPER", text="Psst")
        client.chat_postEphemeral(**place, user="U0SECURITY", text="Not for you")

    bot.ticked = ticked
    page.set_viewport_size({"width": width, "height": 700})
    if width == 390:
        page.get_by_role("button", name="Clock…").click()
        page.locator(".clock-panel").get_by_role("button", name="To the next nudge").click()
    else:
        page.get_by_role("button", name="To the next nudge").click()
    toast = page.locator(".toast", has_text="Mitigation overdue: it is now")
    expect(toast).to_contain_text("threatbot spoke in #checkout-design, in #general, in a thread in #checkout-design.")
    toast.get_by_role("link", name="in a thread in #checkout-design").click()
    expect(page.locator("#thread article.linked")).to_contain_text("Is it mitigated?")
    expect(toast).to_have_count(0)
