"""What one needs is in sight: a preview's beginning, a file's buttons, headings, completions beside a tour's card."""

from __future__ import annotations

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from slack_sdk import WebClient

from bot.sandbox.driver import Person
from tests.sandbox.page_driver import CHROMIUM, composer, types
from tests.sandbox.small_bot import SmallBot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
LONG = b"# The beginning\n\n" + b"".join(b"Line %d of many\n\n" % number for number in range(80))
TOAST = """async (words) => {
    const { toast } = await import("/static/toast.js");
    toast(words, { error: true });
}"""
AWAY = """async (starting) => {
    const { update } = await import("/static/store.js");
    update({ starting });
}"""
CARD = """async () => {
    const { placed } = await import("/static/tourplace.js");
    const made = (className) => Object.assign(document.createElement("section"), { className, textContent: "Type." });
    const [card, ring] = [made("tour"), made("tour-ring")];
    document.body.append(ring, card);
    placed(card, ring, document.querySelector("#main .composer textarea"), "1");
}"""


def box(node: Locator) -> FloatRect:
    """Where it is."""
    found = node.bounding_box()
    assert found is not None
    return found


def apart(one: Locator, other: Locator) -> bool:
    """Whether neither covers any of the other."""
    a, b = box(one), box(other)
    beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    return beside or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]


def test_a_preview_of_the_newest_file_is_seen_from_its_beginning(page: Page, architect: Person) -> None:
    for number in range(12):
        architect.says(f"Before {number}")
    architect.says("See here", files={"long.md": LONG})
    page.get_by_role("button", name="Preview long.md").click()
    expect(page.get_by_role("heading", name="The beginning")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Hide long.md")).to_be_in_viewport()
    architect.says("Something new")
    expect(page.get_by_role("button", name="1 new message")).to_be_visible()
    expect(page.get_by_role("heading", name="The beginning")).to_be_in_viewport()


def test_a_preview_that_fits_is_seen_whole_and_the_end_is_stayed_at(page: Page, architect: Person) -> None:
    for number in range(12):
        architect.says(f"Before {number}")
    architect.says("See here", files={"short.md": b"# A note\n\nAnd its end"})
    page.get_by_role("button", name="Preview short.md").click()
    expect(page.get_by_text("And its end")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Jump to the newest")).to_be_hidden()
    architect.says("Something new")
    expect(page.get_by_text("Something new")).to_be_in_viewport()


def test_on_a_narrow_screen_a_files_buttons_stay_in_its_frame(page: Page, architect: Person) -> None:
    page.set_viewport_size({"width": 350, "height": 800})
    architect.says("See here", files={"a-report-with-a-rather-long-name.md": b"# A note"})
    inside, frame = box(page.get_by_role("link", name="Download")), box(page.locator(".file"))
    assert inside["x"] + inside["width"] <= frame["x"] + frame["width"]
    assert frame["x"] + frame["width"] <= 350


@pytest.mark.parametrize("away", [False, True])
@pytest.mark.parametrize("width", [1280, 800, 390])
def test_what_is_said_covers_no_heading_and_no_field(page: Page, architect: Person, width: int, *, away: bool) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(AWAY, "told" if away else "")
    root = architect.says("A question")
    page.evaluate(f"location.hash = '#checkout-design/{root.ts}'")
    headings = page.locator(".pane:visible > .heading")
    expect(page.locator("#thread .composer")).to_be_visible()
    page.evaluate(TOAST, "Something did not work.")
    toast = page.locator(".toast")
    assert all(apart(toast, heading) for heading in headings.all() if heading.is_visible())
    assert apart(toast, page.locator("#thread .composer"))
    assert apart(toast, page.locator("header.bar"))


def test_what_one_member_was_told_goes_with_them(page: Page) -> None:
    page.evaluate(TOAST, "You are not in #security.")
    expect(page.locator(".toast")).to_be_visible()
    page.get_by_label("You are:").select_option("security")
    expect(page.locator(".toast")).to_have_count(0, timeout=3_000)  # an error would stay for twelve seconds


def test_a_tours_card_leaves_the_completions_in_sight(page: Page) -> None:
    composer(page).press_sequentially("/")
    completions = page.get_by_role("listbox", name="Completions")
    expect(completions).to_be_visible()
    page.evaluate(CARD)
    assert apart(page.locator(".tour"), completions)
    assert apart(page.locator(".tour"), page.locator("#main .heading"))


def test_an_app_that_is_not_there_is_told_in_plain_words_until_it_is_back(
    page: Page, bot: SmallBot, client: WebClient
) -> None:
    bot.stop()
    types(page, "/threatmodel new")
    toast = page.locator(".toast")
    expect(toast).to_contain_text("/threatmodel failed: threatbot did not answer. As soon as it runs again, try again.")
    expect(toast.locator("small")).to_have_text("dispatch_failed")
    expect(page.locator("#offline")).to_contain_text("threatbot does not answer. Look where it was started")
    expect(composer(page)).to_have_value("/threatmodel new")
    client.chat_postMessage(channel="C0CHECKOUT", text="Still looked at")
    expect(page.locator("article")).to_contain_text("Still looked at")


def test_an_app_that_fails_is_told_apart_from_one_that_is_away(page: Page, bot: SmallBot) -> None:
    bot.answer = lambda body: (500, {})
    types(page, "/threatmodel new")
    expect(page.locator(".toast")).to_contain_text("threatbot answered with the status 500.")
    expect(page.locator("#offline")).to_be_hidden()


def changeable(client: WebClient) -> None:
    """Messages of one author with a button at the right."""
    accessory = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Change"}}
    for number in range(3):
        words = {
            "type": "mrkdwn",
            "text": f"*Answer {number}* is a line that goes on to where the button stands, and on.",
        }
        block = {"type": "section", "text": words, "accessory": accessory}
        client.chat_postMessage(channel="C0CHECKOUT", text="x", blocks=[block])


def shown_tools(page: Page) -> list[Locator]:
    """The tools of messages that are seen: others may be there for those who go by Tab."""
    is_seen = "node => getComputedStyle(node).opacity === '1'"
    return [tools for tools in page.locator(".tools:visible").all() if tools.evaluate(is_seen)]


@pytest.mark.parametrize("width", [1280, 800])
def test_a_messages_tools_cover_no_button_and_are_those_of_one_message(
    page: Page, client: WebClient, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    changeable(client)
    articles = page.locator("article")
    expect(articles).to_have_count(3)
    for article in articles.all():
        article.locator(".mrkdwn").hover()
        (tools,) = shown_tools(page)
        assert all(apart(tools, change) for change in page.get_by_role("button", name="Change").all())
    articles.nth(1).focus()
    page.keyboard.press("Tab")
    (tools,) = shown_tools(page)
    assert box(tools) == box(articles.nth(2).locator(".tools"))  # where the pointer is
    page.keyboard.press("Tab")
    expect(articles.nth(1).get_by_role("button", name="React")).to_be_focused()
    (tools,) = shown_tools(page)
    assert box(tools) == box(articles.nth(1).locator(".tools"))
