"""A long channel on the page: what it asks for, how much it draws, and that what is read stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Response, Route, expect

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.long_channel import fill
from tests.sandbox.page_driver import CHROMIUM, types
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import small_file

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")

COUNT = 10_000
MOST = 300
# One step of a person who scrolls on and on, as far as it goes for now.
STEP = """async ([end, words]) => {
  const scroll = document.querySelector("#main .scroll");
  let most = 0;
  for (let frame = 0; frame < 600 && !scroll.innerText.includes(words); frame += 1) {
    scroll.scrollTop = end ? scroll.scrollHeight : 0;
    await new Promise(requestAnimationFrame);
    most = Math.max(most, scroll.querySelectorAll("article").length);
  }
  return most;
}"""
TOP = """scroll => {
  const top = scroll.getBoundingClientRect().top;
  const row = [...scroll.querySelectorAll("article")].find(row => row.getBoundingClientRect().bottom > top);
  return [row.dataset.ts, Math.round(row.getBoundingClientRect().top - top)];
}"""


@pytest.fixture
def workspace(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace in which a channel has gone on for long."""
    fill(tmp_path / "workspace.db", COUNT)
    with Workspace(bot.url, tmp_path / "workspace.db", small_file(tmp_path)) as workspace:
        yield workspace


def messages(page: Page) -> Locator:
    """The channel's list."""
    return page.get_by_role("log", name="Messages")


def scrolls_up(page: Page, windows: int = 3) -> None:
    """Up by some windows, as with the wheel, one at a time."""
    page.wait_for_function("() => document.querySelector('#main .scroll').scrollTop > 0")
    for _ in range(windows):
        messages(page).evaluate(
            "async scroll => { scroll.scrollTop -= scroll.clientHeight; await new Promise(requestAnimationFrame); }"
        )
    expect(page.get_by_role("button", name="Jump to the newest")).to_be_visible()


def is_at_end(page: Page, name: str = "Messages") -> None:
    """The last line of a list is before one's eyes, also once everything is laid out."""
    page.wait_for_function(
        """name => {
          const scroll = document.querySelector(`[role=log][aria-label=${name}]`);
          return scroll?.scrollTop > 0 && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 2;
        }""",
        arg=name,
    )


def is_where_it_was(page: Page, before: tuple[str, int]) -> None:
    """The line at the window's top is the one that was there; it may stand another part of a pixel away."""
    ts, away = messages(page).evaluate(TOP)
    assert ts == before[0]
    assert abs(away - before[1]) <= 1


def test_little_is_asked_for_at_first_and_after_a_change(page: Page, architect: Person) -> None:
    asked: list[tuple[dict[str, list[str]], int]] = []

    def note(response: Response) -> None:
        address = urlsplit(response.url)
        if address.path == "/_workspace/state":
            asked.append((parse_qs(address.query, keep_blank_values=True), int(response.headers["content-length"])))

    page.on("response", note)
    page.reload()
    expect(messages(page).get_by_text(f"Message {COUNT - 1}.")).to_be_visible()
    is_at_end(page)
    assert all("limit" in query or "only" in query for query, _ in asked)
    assert sum(size for _, size in asked) < 300_000
    page.wait_for_load_state("load")
    before = len(asked)
    said = architect.says("Something new")
    expect(messages(page).get_by_text("Something new")).to_be_visible()
    assert any(said.ts in query.get("only", [""])[0].split(",") for query, _ in asked[before:])
    assert all("only" in query or int(query["limit"][0]) <= 100 for query, _ in asked[before:])
    assert all(size < 20_000 for query, size in asked[before:] if "only" in query)


def test_one_scrolls_far_back_and_forth_over_a_list_that_stays_short(page: Page) -> None:
    is_at_end(page)
    assert page.evaluate(STEP, [False, "Message 9300."]) < MOST
    expect(messages(page).get_by_text("Message 9300.")).to_have_count(1)
    shown = messages(page).locator("article").evaluate_all("rows => rows.map(row => row.dataset.ts)")
    steps = [round(float(later) - float(earlier)) for earlier, later in pairwise(shown)]
    assert set(steps) == {60}, "none is missing, none is there twice"
    assert page.evaluate(STEP, [True, f"Message {COUNT - 1}."]) < MOST
    messages(page).evaluate("scroll => { scroll.scrollTop = scroll.scrollHeight; }")
    is_at_end(page)
    expect(page.locator(".to-end button")).to_be_hidden()


def test_the_line_that_is_read_stays_when_earlier_ones_are_drawn_above(page: Page) -> None:
    is_at_end(page)
    jumps = """async () => {
      const scroll = document.querySelector("#main .scroll");
      const top = scroll.getBoundingClientRect().top;
      const at = row => row.getBoundingClientRect().top;
      const jumps = [];
      for (let step = 0; step < 60; step += 1) {
        scroll.scrollTop -= 250;
        const row = [...scroll.querySelectorAll("article")].find(each => at(each) >= top);
        const before = at(row);
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        if (!row.isConnected || Math.abs(at(row) - before) > 1) jumps.push([step, before, row.isConnected && at(row)]);
      }
      return jumps;
    }"""
    assert page.evaluate(jumps) == []


def test_what_is_asked_for_anew_leaves_the_lines_that_are_there(page: Page, architect: Person) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/_workspace/changes", hold)
    page.reload()
    is_at_end(page)
    jump = "scroll => { scroll.scrollTop -= 250; window.rows = [...scroll.querySelectorAll('article')]; }"
    messages(page).evaluate(jump)
    architect.says("Said before the page listens")
    before = messages(page).evaluate(TOP)
    held[0].continue_()
    expect(page.get_by_role("button", name="1 new message")).to_be_visible()
    is_where_it_was(page, before)
    assert page.evaluate("() => rows.length > 40 && rows.every(row => row.isConnected)")


def test_who_moves_in_the_frame_in_which_lines_are_drawn_stays_where_they_went(page: Page) -> None:
    is_at_end(page)
    scrolls_up(page)
    grown = """async scroll => {
      await new Promise(requestAnimationFrame);
      scroll.scrollTop -= 250;
      const row = [...scroll.querySelectorAll("article")].find(each => each.getBoundingClientRect().top > 0);
      const before = row.getBoundingClientRect().top;
      scroll.firstElementChild.style.paddingBottom = "40px";
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return row.getBoundingClientRect().top - before;
    }"""
    assert messages(page).evaluate(grown) == 0


def test_what_comes_below_moves_nothing_and_a_button_leads_to_it(page: Page, architect: Person) -> None:
    is_at_end(page)
    scrolls_up(page)
    before = messages(page).evaluate(TOP)
    architect.says("First news")
    expect(page.get_by_role("button", name="1 new message")).to_be_visible()
    architect.says("Second news")
    button = page.get_by_role("button", name="2 new messages")
    expect(button).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="New message from architect")).to_have_count(1)
    is_where_it_was(page, before)
    button.click()
    is_at_end(page)
    expect(messages(page).locator("article").last).to_contain_text("Second news")
    expect(page.get_by_role("separator", name="New messages")).to_be_visible()
    after = "separator => separator.nextElementSibling.innerText"
    assert "First news" in page.get_by_role("separator", name="New messages").evaluate(after)
    expect(button).to_be_hidden()
    expect(messages(page)).to_be_focused()


def test_the_arrows_walk_far_beyond_what_was_drawn(page: Page) -> None:
    is_at_end(page)
    messages(page).focus()
    focused = page.locator("article:focus")
    for number in range(1, 91):
        page.keyboard.press("ArrowUp")
        expect(focused).to_contain_text(f"Message {COUNT - number}.")
    page.keyboard.press("ArrowDown")
    expect(focused).to_contain_text(f"Message {COUNT - 89}.")
    messages(page).focus()
    page.keyboard.press("End")
    is_at_end(page)


def test_who_scrolls_away_from_what_has_the_focus_still_has_the_list(page: Page) -> None:
    is_at_end(page)
    messages(page).locator("article").last.focus()
    page.evaluate(STEP, [False, "Message 9700."])
    expect(messages(page)).to_be_focused()


def test_another_person_reads_on_at_the_same_line(page: Page) -> None:
    is_at_end(page)
    page.evaluate(STEP, [False, "Message 9700."])
    before = messages(page).evaluate(TOP)
    page.get_by_label("You are:").select_option("security")
    expect(messages(page).locator("article").first).to_be_visible()
    page.wait_for_function("() => document.querySelector('#now').title.includes('security')")
    page.wait_for_function(
        "ts => document.querySelector(`#main article[data-ts='${ts}']`)?.getBoundingClientRect().top < innerHeight",
        arg=before[0],
    )
    assert messages(page).evaluate(TOP)[0] == before[0]
    types(page, "I am somebody else")
    expect(messages(page).locator("article").last).to_contain_text("I am somebody else")
