"""What stands around the chat on the page: inspector, keys, switcher, deep links, clock, snapshot, reset."""

from __future__ import annotations

import re
from functools import partial

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.make import button, refusal
from tests.sandbox.page_bot import Heard
from tests.sandbox.page_driver import CHROMIUM, composer, dialog, takes, types
from tests.sandbox.small_bot import SmallBot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
STEPS = """async ({ tour, quoted }) => {
    const { begun, leftAt, renamed, renewed } = await import("/static/toursteps.js");
    const { called } = begun(tour, { words: JSON.stringify(["The title"]), latest: 0 });
    const second = begun({ ...tour, name: quoted }, { words: JSON.stringify([quoted]), latest: 0 });
    const kept = { ...begun(tour, { words: "", latest: 0 }), at: 1 };
    const fewer = { ...tour, steps: tour.steps.slice(0, 1) };
    const other = { ...tour, steps: tour.steps.map((step) => ({ ...step, title: `${step.title}!` })) };
    const left = [leftAt(tour, kept), leftAt(fewer, kept), leftAt(other, kept), leftAt(tour, null)];
    return {
        called,
        following: [renewed(tour, { called }).called, renewed(tour, { called: "title" }).called, renewed({}, {})],
        steps: renamed(tour.steps, tour.name, called),
        quoted: { called: second.called, text: renamed(`Do ${quoted}`, quoted, second.called) },
        left: left.map((each) => each?.at ?? null),
    };
}"""


def test_the_inspector_lists_calls_live_and_marks_the_refused_place(page: Page, client: WebClient) -> None:
    page.keyboard.press("Control+.")
    blocks = [button("a", "fine"), button("b", "x" * 80)]
    assert refusal(partial(client.chat_postMessage, channel="C0CHECKOUT", text="x", blocks=blocks)) == "invalid_blocks"
    refusal(partial(client.api_call, "calls.add"))
    entries = page.get_by_role("listbox", name="Calls and deliveries").get_by_role("option")
    expect(entries.last).to_contain_text("unknown_method")
    entries.filter(has_text="invalid_blocks, 1 place").click()
    detail = page.get_by_role("region", name="Entry")
    expect(detail.locator(".marked", has_text="refused here").last).to_contain_text("xxx")
    expect(detail).to_contain_text("[json-pointer:/blocks/1/elements/0/text/text]")
    page.get_by_label("Name holds").fill("calls.")
    expect(entries).to_have_count(1)
    page.get_by_label("Name holds").fill("")
    page.get_by_label("Search in bodies").fill("FINE")
    expect(entries).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(entries).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#inspector")).to_be_hidden()
    expect(composer(page)).to_be_focused()


def test_a_thousand_entries_are_a_few_elements(page: Page, client: WebClient) -> None:
    for _ in range(150):
        client.api_test()
    page.get_by_role("button", name="Inspector").click()
    expect(page.get_by_text(re.compile(r"^15\d entries"))).to_be_visible()
    assert page.locator(".entry").count() < 40
    page.keyboard.press("Home")
    expect(page.locator(".entry.chosen")).to_have_attribute("aria-posinset", "1")


def test_over_a_modal_the_inspector_can_be_used_as_well(page: Page) -> None:
    types(page, "/threatmodel new")
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Control+.")
    page.get_by_label("Show", exact=True).select_option("deliveries")
    expect(page.locator(".entry")).to_contain_text(["/threatmodel"])
    page.keyboard.press("Control+.")
    expect(dialog(page).get_by_role("heading", name="New threat model")).to_be_visible()


def test_blocks_of_a_message_and_of_a_modal_are_shown_as_json(page: Page) -> None:
    types(page, "/threatmodel show")
    expect(page.locator("article")).to_have_count(1)
    takes(page, "Show its blocks")
    expect(dialog(page).locator(".json")).to_contain_text("3 threats for Smart fridge")
    page.keyboard.press("Escape")
    types(page, "/threatmodel new")
    dialog(page).get_by_role("button", name="Show its blocks").click()
    expect(dialog(page).last.locator(".json")).to_contain_text("plain_text_input")
    page.keyboard.press("Escape")
    expect(dialog(page).get_by_role("heading", name="New threat model")).to_be_visible()


def test_keys_are_listed_and_the_focus_goes_back(page: Page) -> None:
    page.keyboard.press("Control+/")
    expect(dialog(page)).to_contain_text("Go to a channel, a person, a command, a message")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(composer(page)).to_be_focused()
    page.keyboard.type("?")
    expect(composer(page)).to_have_value("?")
    page.get_by_role("log", name="Messages").focus()
    page.keyboard.press("?")
    expect(dialog(page)).to_be_visible()


def test_a_tour_takes_another_name_in_its_texts_alone_and_forgets_where_it_was_in_another(page: Page) -> None:
    steps = [
        {"title": "Begin", "text": "The title is new", "do": [{"fill": {"title": "title"}}, {"click": {"label": "a"}}]},
        {"title": "End", "text": 'Look at "title 2"', "until": {"shows": "title"}},
    ]
    told = page.evaluate(STEPS, {"tour": {"title": "Tour", "name": "title", "steps": steps}, "quoted": 'My "$&" (1)'})
    assert told["called"] == "title 2"
    assert told["following"] == ["title 3", "title 2", None]
    assert [step["title"] for step in told["steps"]] == ["Begin", "End"]
    assert told["steps"][0]["do"] == [{"fill": {"title": "title 2"}}, {"click": {"label": "a"}}]
    assert told["quoted"] == {"called": 'My "$&" (1) 2', "text": 'Do My "$&" (1) 2'}
    assert told["left"] == [1, None, None, None]


def test_the_switcher_goes_to_channels_people_and_commands(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("gen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="#general", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Message #general")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("become secu")
    page.keyboard.press("Enter")
    expect(page.get_by_label("You are:")).to_have_value("security")
    page.keyboard.press("Control+k")
    page.keyboard.type("/threatmodel show")
    page.keyboard.press("Enter")
    field = page.locator("#main").get_by_role("textbox", name="Message #general")
    expect(field).to_have_value("/threatmodel show ")
    expect(field).to_be_focused()


def test_the_switcher_finds_what_was_said_and_leads_there(page: Page, developer: Person, architect: Person) -> None:
    root = architect.says("Where are the keys of the fridge kept?", "#general")
    reply = developer.says("The keys are in the HSM", "#general", thread=root)
    page.keyboard.press("Control+k")
    page.keyboard.type("KEYS hsm")
    found = dialog(page).get_by_role("option")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("The keys are in the HSM")
    expect(found).to_contain_text("developer · #general, thread · ")
    expect(found.locator("mark")).to_have_text(["keys", "HSM"])
    page.keyboard.press("Enter")
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.locator(f"article[data-ts='{reply.ts}']")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("where keys")
    expect(found).to_contain_text("Where are the keys of the fridge kept?")
    page.keyboard.press("Enter")
    expect(page.locator(f"#main article[data-ts='{root.ts}']")).to_be_focused()
    architect.says("T-12 isn't open? It’s (über) done")
    for words in ("t-12", "isn't", "über", "open?"):
        page.keyboard.press("Control+k")
        page.keyboard.type(words)
        expect(found.locator("mark")).to_have_text(re.compile(re.escape(words), re.IGNORECASE))
        page.keyboard.press("Control+k")
    page.keyboard.press("Control+k")
    page.keyboard.type("nobody said this")
    expect(found).to_have_text("Nothing here is called that, and no message says it.")


def test_a_permalink_opens_the_page_at_its_message(
    page: Page, client: WebClient, architect: Person, workspace: Workspace
) -> None:
    wanted = architect.says("The one")
    for number in range(30):
        architect.says(f"Later {number}")
    link = str(client.chat_getPermalink(channel=wanted.channel, message_ts=wanted.ts)["permalink"])
    page.goto(link)
    expect(page.locator("article.linked")).to_contain_text("The one")
    expect(page.locator("article", has_text="The one")).to_be_in_viewport()
    reply = architect.says("In its thread", thread=wanted)
    page.goto(str(client.chat_getPermalink(channel=wanted.channel, message_ts=reply.ts)["permalink"]))
    expect(page.locator("#thread article.linked")).to_contain_text("In its thread")
    assert page.url == f"{workspace.url}/#checkout-design/{wanted.ts}/{reply.ts}"
    expect(page.locator(".linked")).to_have_count(0, timeout=5_000)


def test_the_clock_goes_to_what_is_due_next_to_a_time_and_back(page: Page, bot: SmallBot) -> None:
    bot.pending = [{"kind": "reminder_mail", "age": 0, "next_at": "2026-01-20T09:00:00+00:00"}]
    expect(page.locator(".distance")).to_contain_text("behind real time")
    page.get_by_role("button", name="Clock…").click()
    expect(page.get_by_role("button", name="Reminder mail, in 15 days")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="To the next nudge").click()
    expect(page.get_by_text("Reminder mail: it is now Tuesday")).to_be_visible()
    page.get_by_role("button", name="To the next nudge").click()
    expect(page.get_by_text("Nothing comes by itself")).to_be_visible()
    page.get_by_role("button", name="Clock…").click()
    page.get_by_label("Go to (London time, the developer's)").fill("2026-03-01T12:00")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator("#now")).to_contain_text("1 Mar 2026")
    page.get_by_role("button", name="Back to now").click()
    expect(page.locator(".distance")).to_have_text("real time")


def test_a_start_afresh_says_what_is_lost_and_the_page_goes_on(page: Page) -> None:
    types(page, "Soon gone")
    expect(page.locator("article")).to_have_count(1)
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Start afresh…").click()
    expect(dialog(page)).to_contain_text("This forgets 1 message, 0 files")
    expect(dialog(page)).to_contain_text("own database stays as it is")
    dialog(page).get_by_role("button", name="Forget all and start afresh").click()
    expect(page.locator("article")).to_have_count(0, timeout=10_000)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


def test_typed_text_outlives_a_workspace_that_was_down(browser: Browser, workspace: Workspace, heard: Heard) -> None:
    del heard
    page = browser.new_page()
    page.goto(f"{workspace.url}/?token={workspace.token}")
    composer(page).fill("half a sentence")
    workspace.stop()
    expect(page.locator("#offline")).to_be_visible()
    workspace.start()
    workspace.person("architect").says("Back again")
    expect(page.locator("article")).to_contain_text("Back again", timeout=20_000)
    expect(composer(page)).to_have_value("half a sentence")
    page.context.close()


def test_without_the_key_the_page_says_what_to_do(workspace: Workspace) -> None:
    for path in ("/", "/?token=wrong", "/archives/C0GENERAL/p1"):
        answer = httpx.get(workspace.url + path)
        assert answer.status_code == 401
        assert "Open the whole address that it printed" in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_on_a_narrow_screen_all_of_it_stands_in_one_menu(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 700})
    expect(page.get_by_role("button", name="1 day on")).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Clock…").click()
    page.get_by_role("button", name="1 day on").click()
    expect(page.locator("#now")).to_contain_text("6 Jan 2026")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
