"""The page judged by axe-core: every place a person gets to, light, dark and narrow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.axe import violations
from tests.sandbox.every_block import EVERY
from tests.sandbox.make import Json
from tests.sandbox.page_bot import Heard, threats
from tests.sandbox.page_driver import CHROMIUM, dialog, types

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
LOOKS = {"light": ("light", 1280), "dark": ("dark", 1280), "narrow": ("light", 360)}
ROOM = 12  # blocks in a message, so that no message is too long
FILES = {"facts.json": b'{"zone": {"home": [1, 2]}}', "notes.md": b"# Notes\n\nOne.", "a.csv": b"a,b\n1,2\n"}


@pytest.fixture(params=LOOKS)
def page(request: pytest.FixtureRequest, browser: Browser, workspace: Workspace, heard: Heard) -> Iterator[Page]:
    del heard
    scheme, width = LOOKS[request.param]
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{workspace.url}/?token={workspace.token}")
    expect(page.get_by_role("heading", name="#checkout-design")).to_be_visible()
    yield page
    context.close()


def every_message_block() -> list[Json]:
    unique = [example.block for example in EVERY if example.on == "message"]
    known = [block for block in unique if block["type"] not in {"call", "auth_provider", "file"}]
    return [{**block, "block_id": f"every {at}"} for at, block in enumerate(known)]


def test_an_empty_channel(page: Page) -> None:
    assert violations(page) == []


def test_a_channel_with_every_block_and_a_thread(page: Page, client: WebClient, architect: Person) -> None:
    blocks = every_message_block()
    for start in range(0, len(blocks), ROOM):
        part = blocks[start : start + ROOM]
        tables = [block for block in part if block["type"] == "table"]
        assert len(tables) <= 1
        client.chat_postMessage(channel="C0CHECKOUT", text="All", blocks=part)
    root = architect.says("Where? *Here* `x` <https://example.org|there>", files=FILES)
    architect.says("There.", thread=root)
    page.get_by_role("button", name="Preview facts.json").click()
    page.get_by_role("button", name="Preview a.csv").click()
    expect(page.get_by_role("columnheader", name="a", exact=True).last).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="1 reply").click()
    expect(page.get_by_role("complementary", name="Thread")).to_be_visible()
    assert violations(page) == []


def test_modals_with_errors_over_each_other_and_an_open_select(page: Page) -> None:
    types(page, "/threatmodel new")
    dialog(page).get_by_role("button", name="Create").click()
    expect(dialog(page).get_by_role("alert").first).to_be_visible()
    assert violations(page) == []
    dialog(page).get_by_role("combobox", name="Zone").click()
    expect(dialog(page).get_by_role("option", name="Internet")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    dialog(page).get_by_role("button", name="Add a component").click()
    expect(dialog(page).get_by_role("heading", name="Add a component")).to_be_visible()
    assert violations(page) == []


def test_a_modal_with_every_input(page: Page) -> None:
    types(page, "/threatmodel every")
    expect(dialog(page).get_by_label("Rich text input", exact=True)).to_be_visible()
    assert violations(page) == []


def test_menus_dialogs_and_home(page: Page, client: WebClient) -> None:
    client.chat_postMessage(channel="C0CHECKOUT", text="Threats", blocks=threats())
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menuitem", name="Explain")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Accept").click()
    expect(dialog(page)).to_contain_text("Accept the risk?")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.goto(f"{page.url.partition('#')[0]}#home")
    expect(page.get_by_role("heading", name="Your threat models")).to_be_visible()
    assert violations(page) == []


def test_the_file_viewer(page: Page, architect: Person) -> None:
    architect.says("Files", files=FILES)
    for name in FILES:
        page.get_by_role("button", name=f"Open {name}").click()
        expect(dialog(page).locator(".preview")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(dialog(page)).to_have_count(0)
