"""The inspector tells times as the clock does, and never hides all behind a search without a word."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from tests.sandbox.page_driver import CHROMIUM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")


@pytest.fixture
def tokyo(page: Page) -> None:
    """The clock of somebody in another zone."""
    page.evaluate("""async () => {
        const { config, idOf, store, update } = await import("/static/store.js");
        config.people[idOf(store.role)].tz = "Asia/Tokyo";
        update();
    }""")


def test_its_times_are_those_of_the_member_and_say_so(page: Page, tokyo: None, client: WebClient) -> None:
    page.keyboard.press("Control+.")
    client.api_test()
    page.locator(".entry").last.click()
    expect(page.locator("#now")).to_have_text("Mon, 5 Jan 2026, 18:00 Tokyo")
    expect(page.get_by_role("region", name="Entry")).to_contain_text("workspace's time Mon, 5 Jan 2026, 18:00:00 Tokyo")
    expect(page.locator("#inspector .count")).to_contain_text("Tokyo time")
    real = page.evaluate("""async () => {
        const [row] = await new Promise((resolve) => {
            const stream = new EventSource("/_workspace/inspector/stream");
            stream.addEventListener("rows", (event) => resolve(JSON.parse(event.data).slice(-1), stream.close()));
        });
        return new Date(row.real).toLocaleTimeString("en-GB", { timeZone: "Asia/Tokyo" });
    }""")
    expect(page.locator(".entry time").last).to_have_text(real)


def test_a_search_that_is_kept_says_that_it_hides_all_and_how_to_see_it(page: Page, client: WebClient) -> None:
    client.api_test()
    page.keyboard.press("Control+.")
    page.get_by_label("Search in bodies").fill("overdue")
    page.get_by_label("Show", exact=True).select_option("calls")
    expect(page.locator(".entry")).to_have_count(0)
    page.keyboard.press("Control+.")
    page.keyboard.press("Control+.")
    told = page.locator(".inspect-side > .none")
    expect(told).to_contain_text("fit “Calls”, “overdue”: show all")
    told.get_by_role("button", name="show all").click()
    expect(page.locator(".entry").first).to_be_visible()
    expect(told).to_be_hidden()
    expect(page.get_by_label("Search in bodies")).to_have_value("")


def test_clear_clears_what_is_searched_too(page: Page, client: WebClient) -> None:
    page.keyboard.press("Control+.")
    page.get_by_label("Search in bodies").fill("overdue")
    page.get_by_label("Name holds").fill("chat")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_label("Search in bodies")).to_have_value("")
    expect(page.get_by_label("Name holds")).to_have_value("")
    client.api_test()
    expect(page.locator(".entry", has_text="api.test")).to_be_visible()
