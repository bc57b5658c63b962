"""Every type of Block Kit, as the page draws it and as the workspace reads it aloud."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import slack_sdk.models.blocks as models
from playwright.sync_api import Browser, Page, expect

from bot.blocks.blocks_limits import BLOCKS
from bot.blocks.elements_limits import ELEMENTS
from bot.blocks.limits import check_message, check_view
from bot.sandbox.plain import Reader
from bot.sandbox.settings import Settings
from bot.sandbox.store import Store
from bot.sandbox.workspace import Workspace
from tests.sandbox.every_block import EVERY, Example, types_in
from tests.sandbox.gallery import draw, gallery
from tests.sandbox.make import modal
from tests.sandbox.page_driver import CHROMIUM
from tests.support.manifests import small

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with gallery(browser, tmp_path_factory.mktemp("every")) as page:
        yield page


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    file: Path = tmp_path_factory.mktemp("plain") / "w.db"
    workspace = Workspace(
        Settings("http://127.0.0.1:1", "http://127.0.0.1:2", file, small(), "", "", "", ""), Store(file)
    )
    yield Reader(workspace)
    workspace.close()


def known_to_slack_sdk() -> set[str]:
    parts = vars(models.RichTextElementParts).values()
    classes = [*vars(models).values(), *parts]
    found = {getattr(each, "type", None) for each in classes if inspect.isclass(each)}
    return {name for name in found if isinstance(name, str)}


def test_there_is_an_example_of_every_type_that_the_sdk_or_the_checker_knows() -> None:
    shown = {kind for example in EVERY for kind in types_in(example.block)}
    assert known_to_slack_sdk() | set(BLOCKS) | set(ELEMENTS) <= shown


@pytest.mark.parametrize("example", EVERY, ids=str)
def test_each_is_as_slack_would_take_it(example: Example) -> None:
    block = example.block
    problems = check_message({"blocks": [block]}) if example.on == "message" else check_view(modal("All", block))
    assert problems == []


@needs_browser
@pytest.mark.parametrize("example", EVERY, ids=str)
def test_each_is_drawn_with_its_words_and_roles(page: Page, example: Example) -> None:
    draw(page, example.block)
    place = page.locator("#gallery")
    expect(place.locator(".unknown")).to_have_count(0)
    for words in example.words:
        expect(place.get_by_text(words).first).to_be_visible()
    for role, name in example.roles:
        found = place.get_by_role(role, name=name) if name else place.get_by_role(role)  # type: ignore[arg-type]
        expect(found.first).to_be_visible()


@pytest.mark.parametrize("example", EVERY, ids=str)
def test_each_is_read_aloud(reader: Reader, example: Example) -> None:
    assert reader.blocks([example.block]) == example.reads


@needs_browser
def test_an_unknown_type_is_named_and_does_no_harm(page: Page) -> None:
    draw(page, {"type": "hologram"}, {"type": "actions", "elements": [{"type": "toString", "action_id": "a"}]})
    expect(page.locator("#gallery .unknown")).to_have_count(2)
    expect(page.locator("#gallery")).to_contain_text("[hologram block: not shown here]")
