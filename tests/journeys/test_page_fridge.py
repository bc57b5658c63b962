"""The smart fridge on the page itself, from the form to the review: once by mouse, once by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from bot.sandbox.driver import Workspace
from tests.sandbox.page_driver import CHROMIUM
from tests.support.hands import Hand, Keys, Mouse, chromium, opened
from tests.support.stories import answers

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
SAID = {
    "How does a change of": "Not at all yet: no real user and no real data",
    "Who outside the company": "Nobody: what is outside only gets data, or is called by us",
    "Where do the passwords and keys": "Nowhere: people and programs get keys that end by themselves",
    "Where do copies of": "Nowhere",
    "get new firmware": "It gets no updates, or the maker has stopped making them",
    "From where can somebody open": ("From every device in the same home or office network, but not from the internet"),
    "ask of someone who opens": "A password that is short, was never changed, or is the same on every unit",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for both."""
    with chromium() as made:
        yield made


@pytest.mark.parametrize("hand", [Mouse, Keys])
def test_the_fridge_from_the_form_to_the_review(workspace: Workspace, browser: Browser, hand: type[Hand]) -> None:
    name = f"Fridge by {hand.__name__.lower()}"
    workspace.person("product").types("/threatmodel role product")
    with opened(browser, workspace) as page:
        person = hand(page)
        draws(person, name)
        answers_questions(person, workspace)
        mitigates_the_first(person, in_two_weeks(workspace))
        approves(person)
        reads_the_report(person)
        waits_for_the_review(person, name)


def draws(person: Hand, name: str) -> None:
    """The two forms; an empty one is refused at its fields first."""
    person.says("/threatmodel new")
    person.sees("What is the feature or system called?", person.modal)
    person.presses(person.modal.locator("footer [type=submit]"))
    expect(person.modal.get_by_role("alert").first).to_be_visible()
    person.fills({"What is the feature or system called?": name, "What does it do?": "Orders food by itself."})
    person.chooses("What kinds of data does it hold or pass on?", "Personal")
    person.chooses("Which of them is the most sensitive?", "Personal")
    person.fills({"Part 1: name": "Fridge"})
    person.chooses("Part 1: what is it?", "IoT device")
    person.chooses("Part 1: where is it?", "device")
    person.submits()
    person.sees("Line 1: from", person.modal)
    first = person.modal.locator(".modal-body .input").first
    expect(first.locator(":focus"), "the second form is begun at its beginning").to_have_count(1)
    assert person.modal.locator(".modal-body").evaluate("body => body.scrollTop") == 0
    person.submits()
    expect(person.modal).to_have_count(0)


def answers_questions(person: Hand, workspace: Workspace) -> None:
    """Two at the page, in the thread; the others are answered elsewhere meanwhile, and come to be seen."""
    person.opens_thread_of("Threat model: Fridge by")
    person.answers("Do several customers share", "No: it serves one company or household")
    person.sees("1 question answered", person.thread)
    person.sees("question 2 of", person.thread)
    answers(workspace.person("product"), SAID)
    person.sees("Threats to Fridge by", person.thread)


def in_two_weeks(workspace: Workspace) -> str:
    """An ISO day, by the workspace's clock."""
    return (datetime.fromisoformat(workspace.get("clock")["now"]) + timedelta(days=14)).date().isoformat()


def mitigates_the_first(person: Hand, due: str) -> None:
    """One threat: why, and then what is done, by whom, by when."""
    person.presses(person.button("Why T-1?", person.thread))
    person.sees("Why it is here", person.modal)
    person.page.keyboard.press("Escape")
    expect(person.modal).to_have_count(0)
    person.presses(person.button("Mitigate T-1", person.thread))
    person.sees("What will be done?", person.modal)
    helps = re.search(r"“([^”]+)”: (?!nothing)", person.modal.inner_text())
    assert helps, "what each measure leaves stands below the field"
    person.chooses("What will be done?", helps[1][:40])
    person.chooses("Who does it?", "@architect")
    person.dates("By when?", due)
    person.submits()
    person.sees("mitigating", person.thread)


def approves(person: Hand) -> None:
    """Another person, who is security."""
    person.becomes("security")
    person.says("/threatmodel role security")
    person.sees("you act as security", person.main)
    person.presses(person.button("Approve", person.thread))
    person.sees("You act as Security", person.modal)
    person.submits()
    person.sees("@security (security) approved version", person.thread)


def reads_the_report(person: Hand) -> None:
    """The file, over the whole window."""
    person.presses(person.thread.get_by_role("button", name=re.compile("^Open Fridge by")).last)
    viewer = person.page.get_by_role("dialog")
    expect(viewer.locator(".preview > *").first).to_be_visible()
    person.page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)


def waits_for_the_review(person: Hand, name: str) -> None:
    """The clock is moved; the channel hears of it."""
    person.presses(person.page.locator("#clock-more"))
    person.presses(person.button("To the next review"))
    person.sees(f"Time to look at {name} again", person.main)
