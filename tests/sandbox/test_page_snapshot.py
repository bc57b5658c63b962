"""A snapshot loaded in the page: in words, without a false alarm, and where one was."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.page_driver import CHROMIUM, dialog

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
WATCH = """() => {
    const node = document.getElementById("offline");
    window.told = [];
    new MutationObserver(() => node.hidden || window.told.push(node.textContent)).observe(node, {
        attributes: true, childList: true, characterData: true, subtree: true,
    });
}"""


def chooses(page: Page, path: Path) -> None:
    """A file, to be loaded as a snapshot."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Menu", exact=True).click()
        page.get_by_role("menuitem", name="Load a snapshot…").click()
    chooser.value.set_files(path)


def test_while_one_is_loaded_the_page_says_so_and_the_thread_stays(
    page: Page, workspace: Workspace, architect: Person, tmp_path: Path
) -> None:
    root = architect.says("A question")
    architect.says("An answer", thread=root)
    path = tmp_path / "workspace.json"
    key = {"Authorization": f"Bearer {workspace.token}"}
    path.write_bytes(httpx.get(f"{workspace.url}/_workspace/snapshot", headers=key).content)
    architect.says("Said since")
    page.get_by_role("link", name="1 reply").click()
    expect(page.locator("#thread")).to_contain_text("An answer")
    page.evaluate(WATCH)
    chooses(page, path)
    dialog(page).get_by_role("button", name="Load").click()
    expect(page.locator(".toast")).to_contain_text("Loaded.")
    expect(page.get_by_text("Said since")).to_have_count(0)
    expect(page.locator("#thread")).to_contain_text("An answer")
    assert set(page.evaluate("told")) == {"Loading the snapshot…"}
    expect(page.locator("#offline")).to_be_hidden()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Dear diary", "it is no JSON."),
        ("[1]", "it is JSON of something else."),
        ("null", "it is JSON of something else."),
    ],
)
def test_what_is_no_snapshot_is_refused_as_soon_as_it_is_chosen(
    page: Page, tmp_path: Path, content: str, words: str
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(content)
    chooses(page, path)
    expect(page.locator(".toast.error")).to_contain_text(f"notes.txt is not a snapshot: {words}")
    expect(dialog(page)).to_have_count(0)
