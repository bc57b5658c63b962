"""People at the page, by mouse or by keyboard alone, with one vocabulary, so that a story is told once."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from bot.sandbox.driver import Workspace
from tests.sandbox.page_driver import ARGUMENTS, CHROMIUM, is_complaint

SOON = 20_000  # ms; on a busy machine what the bot says takes a while
MOST_TABS = 250
# whether the element has the focus, else the key that leads towards it
WAY = """target => {
    const here = document.activeElement;
    if (here === target) return null;
    const isBefore = target.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING;
    return here !== document.body && isBefore ? "Shift+Tab" : "Tab";
}"""


class Hand(ABC):
    """Somebody at a page of their own."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @abstractmethod
    def presses(self, target: Locator) -> None:
        """A button or a link."""

    @abstractmethod
    def writes(self, field: Locator, words: str) -> None:
        """Into a field, over what stands there."""

    @abstractmethod
    def chooses(self, label: str, *words: str) -> None:
        """Options of a select in the modal; the first where none is named."""

    @abstractmethod
    def dates(self, label: str, day: str) -> None:
        """An ISO day, into a field of the modal."""

    @abstractmethod
    def becomes(self, role: str) -> None:
        """Another person."""

    @property
    def modal(self) -> Locator:
        """The modal on top."""
        return self.page.locator("dialog.modal[open]")

    @property
    def main(self) -> Locator:
        """The middle of the page."""
        return self.page.locator("#main")

    @property
    def thread(self) -> Locator:
        """The open thread."""
        return self.page.locator("#thread")

    def button(self, name: str, place: Locator | None = None) -> Locator:
        """The last button of a name, on the whole page or in a place."""
        return (place or self.page.locator("body")).get_by_role("button", name=name, exact=True).last

    def sees(self, words: str, place: Locator | None = None) -> None:
        """What comes onto the page without being asked for."""
        expect(place or self.page.locator("body")).to_contain_text(words, timeout=SOON)

    def says(self, words: str, thread: bool = False) -> None:
        """A message or a command."""
        place = self.thread if thread else self.main
        field = place.locator(".composer textarea")
        self.writes(field, words)
        if self.page.locator(".completion:not([hidden])").count():
            self.page.keyboard.press("Escape")
        self.page.keyboard.press("Enter")

    def fills(self, entries: dict[str, str]) -> None:
        """Fields of text in the modal, by label."""
        for label, words in entries.items():
            self.writes(self.modal.get_by_label(label, exact=True), words)

    def submits(self) -> None:
        """The modal, and waits until it is gone or another stands there."""
        title = self.modal.locator("h2").inner_text()
        self.presses(self.modal.locator("footer [type=submit]"))
        expect(self.modal.locator("h2", has_text=title)).to_have_count(0, timeout=SOON)

    def opens_thread_of(self, words: str) -> None:
        """The thread below a message of the channel."""
        link = self.main.locator("article", has_text=words).last.locator("a.replies")
        expect(link).to_be_visible(timeout=SOON)
        self.presses(link)
        expect(self.thread).to_be_visible()

    def question(self, words: str) -> Locator:
        """The message in the thread that asks something."""
        return self.thread.locator("article", has_text=words).last

    def answers(self, asked: str, choice: str) -> None:
        """The question of which a part is given, by the button of a choice or the letter before it."""
        article = self.question(asked)
        expect(article.get_by_role("button", name="Don't know")).to_be_visible(timeout=SOON)
        self.presses(self.choice(article, choice))
        self.sees(choice, article.locator(".blocks"))

    @contextmanager
    def behind(self) -> Iterator[None]:
        """While what is new does not reach the page, as over a slow line."""
        waiting: list[Route] = []
        arrives: Callable[[Route], None] = waiting.append
        self.page.route("**/_workspace/state*", lambda route: arrives(route))  # noqa: PLW0108  it changes
        yield
        arrives = Route.continue_  # first: what is asked for while the others go on would wait for good
        for each in waiting:
            each.continue_()

    def choice(self, article: Locator, choice: str) -> Locator:
        """The button of a choice."""
        letter = re.search(rf"\b([A-J])\s+{re.escape(choice)}", article.inner_text())
        return self.button(letter[1] if letter else choice, article)


class Mouse(Hand):
    """By mouse, and keys for text."""

    def presses(self, target: Locator) -> None:
        target.click(timeout=SOON)

    def writes(self, field: Locator, words: str) -> None:
        field.click()
        field.press("Control+A")
        self.page.keyboard.type(words)

    def chooses(self, label: str, *words: str) -> None:
        field = self.modal.get_by_role("combobox", name=label, exact=True)
        field.click()
        for each in words or ("",):
            self.modal.get_by_role("option", name=each).first.click()
        self.modal.locator("h2").click()

    def dates(self, label: str, day: str) -> None:
        self.modal.get_by_label(label, exact=True).fill(day)

    def becomes(self, role: str) -> None:
        self.page.get_by_label("You are:").select_option(role)
        expect(self.page.get_by_label("You are:")).to_have_value(role)


class Keys(Hand):
    """By keyboard alone: nothing is clicked, and the focus goes where Tab leads it."""

    def reaches(self, target: Locator) -> None:
        """Go to an element by Tab."""
        expect(target).to_be_visible(timeout=SOON)
        for _ in range(MOST_TABS):
            way = target.evaluate(WAY)
            if way is None:
                return
            self.page.keyboard.press(way)
        raise AssertionError(f"the keyboard does not lead to {target}")

    def presses(self, target: Locator) -> None:
        self.reaches(target)
        self.page.keyboard.press("Enter")

    def writes(self, field: Locator, words: str) -> None:
        self.reaches(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def chooses(self, label: str, *words: str) -> None:
        field = self.modal.get_by_role("combobox", name=label, exact=True)
        self.reaches(field)
        if not words:
            self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("Enter")
        for each in words:
            self.page.keyboard.type(each)
            expect(self.modal.get_by_role("option").first).to_contain_text(each)
            self.page.keyboard.press("Enter")

    def dates(self, label: str, day: str) -> None:
        year, month, date = day.split("-")
        field = self.modal.get_by_label(label, exact=True)
        self.reaches(field)
        for typed in (f"{month}{date}{year}", f"{date}{month}{year}"):  # as the browser's language has it
            self.page.keyboard.type(typed)
            if field.input_value() == day:
                return
            self.page.keyboard.press("Shift+Tab")
            self.reaches(field)
        raise AssertionError(f"the field holds {field.input_value()}")

    def becomes(self, role: str) -> None:
        self.page.keyboard.press("Control+K")
        self.page.keyboard.type(f"become {role}")
        expect(self.page.locator(".switcher [role=option]").first).to_contain_text(f"Become {role}")
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_label("You are:")).to_have_value(role)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; who uses it is skipped where there is none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, workspace: Workspace, role: str = "developer") -> Iterator[Page]:
    """The page in a browser of its own, as a role; what the browser complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if is_complaint(line) else None)
    page.goto(f"{workspace.url}/?token={workspace.token}")
    expect(page.get_by_role("heading", name="#checkout-design")).to_be_visible(timeout=SOON)
    page.get_by_label("You are:").select_option(role)
    yield page
    context.close()
    assert wrong == [], wrong
