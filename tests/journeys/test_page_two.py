"""Two people at two browsers: what one does the other sees without a reload, and nothing of what is the other's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot.sandbox.driver import Workspace
from tests.sandbox.page_driver import CHROMIUM
from tests.support.hands import SOON, Mouse, chromium, opened
from tests.support.stories import draws

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
ASKED = "Do several customers share"
NO = "No: it serves one company or household"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser, in which each person has a context of their own."""
    with chromium() as made:
        yield made


@pytest.fixture
def two(browser: Browser, workspace: Workspace) -> Iterator[tuple[Mouse, Mouse]]:
    """Developer and product."""
    with opened(browser, workspace, "developer") as one, opened(browser, workspace, "product") as other:
        yield Mouse(one), Mouse(other)


def test_what_one_says_the_other_sees_and_what_is_unread_is_marked(two: tuple[Mouse, Mouse]) -> None:
    developer, product = two
    developer.says("Who decides what the fridge may buy? @product")
    product.sees("Who decides what the fridge may buy?", product.main)
    general = developer.page.get_by_role("navigation").get_by_role("link", name="general")
    general.click()
    expect(developer.main.get_by_role("heading", name="#general", exact=True)).to_be_visible()
    product.says("I do. @developer has my word.")
    design = developer.page.get_by_role("link", name="checkout-design")
    expect(design).to_have_class("unread", timeout=SOON)
    expect(design.locator(".badge")).to_have_text("1")
    design.click()
    developer.sees("has my word", developer.main)
    expect(design.locator(".badge")).to_have_count(0)


def test_a_modal_is_its_own_persons(two: tuple[Mouse, Mouse]) -> None:
    developer, product = two
    developer.says("/threatmodel new")
    developer.sees("What is the feature or system called?", developer.modal)
    product.says("I see no form.")
    developer.sees("I see no form.", developer.main)
    expect(product.modal).to_have_count(0)
    product.page.reload()
    product.sees("I see no form.", product.main)
    expect(product.modal).to_have_count(0)
    developer.page.keyboard.press("Escape")
    expect(developer.modal).to_have_count(0)


def test_two_answer_the_same_question_and_the_later_reads_so(two: tuple[Mouse, Mouse], workspace: Workspace) -> None:
    developer, product = two
    draws(workspace.person("developer"), "Smart fridge", [("Fridge", "iot.device", "device")], data=("personal",))
    for person in two:
        person.opens_thread_of("Threat model: Smart fridge")
        expect(person.button("Don't know", person.question(ASKED))).to_be_visible(timeout=SOON)
    late = product.choice(product.question(ASKED), NO)
    workspace.faults.call("chat.update", "slow", seconds=2)  # Slack, too, knows no better until then
    with product.behind():  # what product looks at is older than what developer does now
        developer.answers(ASKED, NO)
        late.click()
    product.sees("answered meanwhile", product.thread)
    expect(developer.thread).not_to_contain_text("answered meanwhile")
    product.sees("question 2 of", product.thread)
