"""Written text as the page shows it: where a style or an address ends, and what was written for reading alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from bot.blocks.text import plain
from tests.sandbox.page_driver import CHROMIUM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")


def posted(client: WebClient, text: str) -> None:
    client.chat_postMessage(channel="C0CHECKOUT", text=text)


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("See https://example.com.", "https://example.com", "."),
        ("(https://example.com/a?b=1&amp;c=2), then", "https://example.com/a?b=1&c=2", "), then"),
        ("https://example.com/a_(b)!?", "https://example.com/a_(b)", "!?"),
        ("&lt;https://example.com/a.b&gt;; ", "https://example.com/a.b", ">;"),
        ("https://example.com/?q=1:2", "https://example.com/?q=1:2", ""),
    ],
)
def test_what_ends_a_sentence_is_no_part_of_an_address(
    page: Page, client: WebClient, text: str, address: str, after: str
) -> None:
    posted(client, text)
    link = page.locator("article .mrkdwn a")
    expect(link).to_have_text(address)
    assert link.evaluate("each => each.getAttribute('href')") == address
    expect(page.locator("article .mrkdwn")).to_contain_text(f"{address}{after}")


def test_a_name_keeps_the_style_that_is_put_around_it(page: Page, client: WebClient) -> None:
    name = "Gift cards <b>& *vouchers* _of_ ~all~ `kinds` a_b_c **"
    posted(client, f"*Threat model: {plain(name)}* _{plain(name)}_\n`{plain('a`b')} {plain('c`')}\n{plain(name)}")
    shown = page.locator("article .mrkdwn")
    expect(shown.locator("strong")).to_have_text([f"Threat model: {name}"])
    expect(shown.locator("em")).to_have_text([name])
    expect(shown.locator("s, code, time")).to_have_count(0)
    expect(shown).to_contain_text(f"`a`b c`{name}")


def test_a_date_in_a_format_that_nobody_knows_is_its_fallback(page: Page, client: WebClient) -> None:
    posted(
        client,
        "`code of <!date^1^{aeon}|`>` on <!date^1767603600^{date_num}|some day>, <!date^1767603600^{aeon}|*some* aeon>",
    )
    expect(page.locator("article .mrkdwn")).to_have_text("code of ` on 05/01/2026, *some* aeon")
