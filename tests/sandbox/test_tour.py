"""The tour: what is a tour's file, and Threatbot's own, walked in a browser against the real bot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.commands.sandbox import TOUR
from bot.sandbox import tour
from bot.sandbox.driver import Workspace
from tests.sandbox.page_driver import CHROMIUM, composer
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT

STEP = {"title": "T", "text": "t"}


class Toured(Workspace):
    """A workspace with the app's tour."""

    def __init__(self, bot_url: str, database: Path) -> None:
        super().__init__(bot_url, database, THREATBOT)
        self._options += ["--tour", str(TOUR)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Workspace]:
    """Workspace and bot."""
    bot = Bot(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)
    with Toured(bot.url, tmp_path / "w.db") as workspace, bot:
        bot.start(workspace)
        yield workspace


@pytest.fixture
def page(browser: Browser, house: Workspace) -> Iterator[Page]:
    """The page."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{house.url}/?token={house.token}")
    yield page
    page.close()


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], "at least one"),
        ([{"title": "T"}], "steps/0: 'text' must be a text"),
        ([STEP, {**STEP, "when": 1}], "steps/1: 'when' is not known; there are as, do"),
        ([{**STEP, "as": "boss"}], "'as' must be one of developer"),
        ([{**STEP, "place": "general"}], "'place' must be a channel"),
        ([{**STEP, "point": {"x": 1}}], "'point' must be an object of label, selector"),
        ([{**STEP, "do": [{"eval": "1"}]}], "an act of 'do' is an object with one of"),
    ],
)
def test_a_file_that_is_no_tour_is_refused_with_its_place(tmp_path: Path, steps: list[object], told: str) -> None:
    file = tmp_path / "tour.json"
    file.write_text(json.dumps({"title": "Tour", "steps": steps}))
    with pytest.raises(tour.NoTourError) as refused:
        tour.read(file)
    assert told in str(refused.value)


def card_covers_nothing(page: Page) -> bool:
    """Whether the card leaves free the window it speaks of, what it points at, and beside no window, where one is."""
    return bool(
        page.evaluate("""() => {
            const card = document.querySelector('.tour');
            const places = [document.querySelector('dialog[open] > form'), document.querySelector('.tour-ring')];
            const meant = places.find((node) => node && !node.hidden);
            const head = places[0] ? null : document.querySelector('#main .heading h2');
            const a = card.getBoundingClientRect();
            return [meant, head].filter(Boolean).every((node) => {
                const b = node.getBoundingClientRect();
                return a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            });
        }""")
    )


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
def test_the_whole_tour_is_walked_by_its_own_hand_twice_wide_and_narrow(page: Page) -> None:
    page.get_by_role("button", name="Take the tour").click()
    walks(page, "Smart fridge")
    page.set_viewport_size({"width": 390, "height": 780})
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Tour").click()
    walks(page, "Smart fridge 2")


def walks(page: Page, name: str) -> None:
    """The whole tour; whether each step's card leaves free what is meant."""
    card = page.get_by_role("dialog", name="Tour")
    expect(card).to_be_visible()
    seen: list[str] = []
    while card.count():
        seen.append(card.locator("h2").inner_text())
        page.wait_for_timeout(300)  # its place is looked for four times a second
        assert card_covers_nothing(page), seen[-1]
        before = card.inner_text()
        card.locator(".primary").click()
        page.wait_for_function(
            "before => { const card = document.querySelector('.tour');"
            " return !card || (card.innerText !== before && !card.innerText.includes('Working')); }",
            arg=before,
            timeout=30_000,
        )
    titles = [step["title"] for step in json.loads(TOUR.read_text())["steps"]]
    assert list(dict.fromkeys(seen)) == titles
    state = page.evaluate("fetch('/_workspace/state?as=developer').then(answer => answer.text())")
    assert f"Time to look at {name} again" in state
    expect(page.locator(".toast.error")).to_have_count(0)


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
def test_it_goes_by_hand_is_left_and_resumed_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Tour", exact=True).click()
    card = page.get_by_role("dialog", name="Tour")
    expect(card).to_contain_text("step 1 of 12")
    composer(page).fill("/threatmodel new")
    composer(page).press("Escape")
    composer(page).press("Enter")
    expect(card).to_contain_text("step 2 of 12")
    expect(card.get_by_role("button", name="Skip")).to_have_count(0)
    page.locator("dialog.modal").press("Escape")
    card.get_by_role("button", name="Do it for me").click()
    expect(card).to_contain_text("step 1 of 12")
    card.get_by_role("button", name="Do it for me").click()
    expect(card).to_contain_text("step 2 of 12")
    card.get_by_role("button", name="Leave").focus()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.modal")).to_be_hidden()
    page.get_by_role("button", name="Tour", exact=True).press("Enter")
    expect(card).to_contain_text("step 2 of 12")
    expect(card.locator("button:focus")).to_have_count(1)
