"""While the app is away: what is done waits for it as who did it, and the page asks for it less and less."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.page_driver import CHROMIUM, types

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")

HOLD = """async () => {
    const { waitForApp } = await import("/static/apprun.js");
    const { update } = await import("/static/store.js");
    window.there = false;
    const ask = window.fetch;
    window.fetch = async (address, ...more) =>
        address === "/_workspace/app" ? Response.json({ listens: window.there }) : ask(address, ...more);
    update({ linked: false });  // the workspace that was asked has ended
    waitForApp();
}"""
LOOK = """async () => {
    const { lookForApp } = await import("/static/apprun.js");
    const [later, ask] = [window.setTimeout, window.fetch];
    const waits = [];
    let asked = 0;
    let until = 12;
    window.setTimeout = (job, wait) => (waits.push(wait), later(job, 0));
    window.fetch = async (address, ...more) =>
        address === "/_workspace/app" ? Response.json({ listens: ++asked > until }) : ask(address, ...more);
    await lookForApp();
    const seen = [...waits];

    [asked, until] = [0, 2];
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    const found = lookForApp();
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => later(resolve, 0));
    const behind = asked;
    delete document.hidden;
    document.dispatchEvent(new Event("visibilitychange"));
    await found;
    Object.assign(window, { setTimeout: later, fetch: ask });
    return { waits: seen, behind, asked };
}"""


def test_what_is_held_is_done_as_who_did_it(page: Page) -> None:
    page.evaluate(HOLD)
    expect(page.locator("#offline")).to_contain_text("What you do now waits for it")
    types(page, "Who says this?")
    page.get_by_label("You are:").select_option("security")
    expect(page.get_by_label("You are:")).to_have_value("security")
    page.evaluate("window.there = true")
    expect(page.locator("article .by strong")).to_have_text("developer")


def test_an_app_that_stays_away_is_asked_for_less_and_less_and_from_no_hidden_tab(page: Page) -> None:
    told = page.evaluate(LOOK)
    waits = told["waits"]
    assert waits == sorted(waits), "ever longer"
    assert waits[0] <= 300, "at first at once"
    assert waits[-1] == 5_000, "and never more seldom than this"
    assert (told["behind"], told["asked"]) == (2, 3), "in a hidden tab no more, and again when it is looked at"
