"""No text, however wild, becomes anything but words, and dates are told in the person's zone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from tests.sandbox.gallery import draw, gallery
from tests.sandbox.make import section
from tests.sandbox.page_driver import CHROMIUM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
MORNING = 1767603600  # 5 January 2026, 09:00 in London; the workspace's clock stands there
PIECES = [
    "<", ">", "&lt;", "&gt;", "&amp;", "|", "*", "_", "~", "`", "```", "\n",
    "&gt;&gt;&gt;", "- ", "1. ", "# ", "[a](", ")",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "<javascript:alert(1)|x>",
    "data:text/html,x",
    "https://a.org", "<https://a.org|b>", "<mailto:a@b.c>", "<@U0DEVELOPER>", "<#C0GENERAL|x>", "<!date^9e99^{date}|x>",
    "<!date^1^{ago}^javascript:x|y>", "<!subteam^S1>", "<!here>", ":eyes:", ":constructor:", "\u2028", "\x00", "\u202e",
    "| a | b |\n|---|---|\n",
    "![x](https://a.org/x.png)", "\\", "<https://a.org/archives/C0GENERAL/p1767603600000100>",
]  # fmt: skip
WILD = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=14).map("".join)
HARM = """async (texts) => {
    const { mrkdwn } = await import("/static/mrkdwn.js");
    const { markdown } = await import("/static/markdown.js");
    const { cells } = await import("/static/preview.js");
    const { jsonFile } = await import("/static/json.js");
    const never = "script, iframe, img, object, embed, style, link, form, base";
    const isBad = (node) => node.matches(never)
        || node.getAttributeNames().some((name) => /^(on.*|style|src)$/.test(name))
        || !/^(https?:|mailto:|#)/i.test(node.getAttribute("href") ?? "#");
    const drawn = (text) => [
        mrkdwn(text), mrkdwn(text, { verbatim: true }), markdown(text), jsonFile(JSON.stringify([text])),
        cells(text).length && null,
    ];
    return texts.flatMap((text) => drawn(text).filter(Boolean)
        .flatMap((root) => [...root.querySelectorAll("*")].filter(isBad).map((node) => [text, node.outerHTML])));
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with gallery(browser, tmp_path_factory.mktemp("wild"), timezone_id="Asia/Tokyo") as page:
        yield page


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(WILD, min_size=20, max_size=60))
def test_no_text_becomes_a_script_a_handler_or_a_foreign_address(page: Page, texts: list[str]) -> None:
    assert page.evaluate(HARM, texts) == []


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("{date_num}", "05/01/2026"),
        ("{date}", "5 January 2026"),
        ("{date_short}", "5 Jan 2026"),
        ("{date_long}", "Monday, 5 January 2026"),
        ("{date_pretty}", "today"),
        ("{date_short_pretty}", "today"),
        ("{date_long_pretty}", "today"),
        ("{time}", "09:00"),
        ("{time_secs}", "09:00:00"),
    ],
)
def test_each_token_of_a_date_is_told_in_the_person_s_zone(page: Page, token: str, shown: str) -> None:
    draw(page, section(f"<!date^{MORNING}^{token}|never>"))
    expect(page.locator("#gallery time")).to_have_text(shown, ignore_case=True)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-7200, "2 hours ago"), (86_400 * 3, "in 3 days"), (-86_400, "yesterday"), (60, "in 1 minute")],
)
def test_how_long_ago_it_was(page: Page, seconds: int, shown: str) -> None:
    draw(page, section(f"<!date^{MORNING + seconds}^{{ago}}|never>"))
    expect(page.locator("#gallery time")).to_have_text(shown)


def test_a_date_leads_where_its_link_says(page: Page) -> None:
    draw(page, section(f"<!date^{MORNING}^{{date}}^https://example.org|never>"))
    link = page.locator("#gallery").get_by_role("link", name="5 January 2026")
    assert link.get_attribute("href") == "https://example.org"
    expect(link.locator("time")).to_have_count(1)


def test_a_verbatim_text_keeps_its_addresses_as_text(page: Page) -> None:
    text = {"type": "mrkdwn", "text": "See https://example.org and <https://example.org|this> *now*", "verbatim": True}
    draw(page, {"type": "section", "text": text})
    expect(page.locator("#gallery a")).to_have_text(["this"])
    expect(page.locator("#gallery strong")).to_have_text(["now"])


def test_everything_after_three_marks_is_quoted(page: Page) -> None:
    draw(page, section("Said:\n&gt;&gt;&gt; one\n• two"))
    expect(page.locator("#gallery blockquote")).to_contain_text("two")
    expect(page.locator("#gallery > .blocks p").first).to_have_text("Said:")
