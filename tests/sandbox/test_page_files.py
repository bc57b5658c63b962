"""Files on the page: what is shown of each kind, and the view over the whole window."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.sandbox.driver import Person
from tests.sandbox.page_driver import CHROMIUM, dialog

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><script>top.x = 1</script></svg>'


def previewed(page: Page, person: Person, name: str, content: bytes) -> Locator:
    person.says("Look", files={name: content})
    page.get_by_role("button", name=f"Preview {name}").click()
    return page.locator(".preview")


def test_markdown_is_rendered(page: Page, architect: Person) -> None:
    shown = previewed(
        page, architect, "a.md", b"## Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[there](https://example.org)\n"
    )
    expect(shown.get_by_role("heading", name="Title")).to_be_visible()
    expect(shown.get_by_role("cell", name="2")).to_be_visible()
    expect(shown.get_by_role("link", name="there")).to_have_attribute("rel", "noopener noreferrer")


def test_json_is_folded_and_copied_as_the_same_document(page: Page, architect: Person) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = json.dumps({"a": {"b": [1, None, "x"]}, "many": list(range(60))}, indent=1)
    shown = previewed(page, architect, "a.json", text.encode())
    expect(shown.get_by_text('"x"')).to_be_visible()
    expect(shown.get_by_text("59", exact=True)).to_have_count(0)
    shown.get_by_text("60 items").click()
    expect(shown.get_by_text("59", exact=True)).to_have_count(2)
    shown.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_what_is_no_json_is_shown_as_it_is(page: Page, architect: Person) -> None:
    expect(previewed(page, architect, "a.json", b"{no").locator("pre")).to_have_text("{no")


def test_values_with_commas_are_a_table_with_pages(page: Page, architect: Person) -> None:
    rows = ["name,says", '"Doe, J","""hi"""', *(f"n{number},x" for number in range(150))]
    shown = previewed(page, architect, "a.csv", "\r\n".join(rows).encode())
    expect(shown.get_by_role("cell", name="Doe, J")).to_be_visible()
    expect(shown.get_by_role("cell", name='"hi"')).to_be_visible()
    expect(shown.get_by_text("Rows 1 to 100 of 151")).to_be_visible()
    shown.get_by_role("button", name="Next").click()
    expect(shown.get_by_role("cell", name="n149")).to_be_visible()


def test_a_long_text_is_cut_and_can_be_seen_whole(page: Page, architect: Person) -> None:
    shown = previewed(page, architect, "a.txt", b"x" * 70_000 + b" the end")
    expect(shown).to_contain_text("The first 60,000 of 70,008 characters.")
    expect(shown).not_to_contain_text("the end")
    shown.get_by_role("button", name="Show all").click()
    expect(shown).to_contain_text("the end")


def test_a_pdf_is_a_card_and_a_picture_with_a_script_is_only_a_picture(page: Page, architect: Person) -> None:
    architect.says("Look", files={"a.pdf": b"%PDF-1.4", "b.svg": SVG})
    expect(page.get_by_role("link", name="Download a.pdf")).to_have_attribute("download", "a.pdf")
    expect(page.get_by_role("button", name="Preview")).to_have_count(0)
    expect(page.get_by_role("img", name="b.svg")).to_be_visible()
    assert page.evaluate("'x' in window") is False


def test_the_viewer_keeps_the_focus_and_gives_it_back(page: Page, architect: Person) -> None:
    architect.says("Look", files={"a.txt": b"one", "b.html": b"<h1>Two</h1>", "c.pdf": b"%PDF-1.4"})
    opener = page.get_by_role("button", name="Open a.txt")
    opener.click()
    expect(dialog(page)).to_contain_text("1 of 3")
    expect(dialog(page).get_by_role("button", name="Close")).to_be_focused()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog') !== null")
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.closest('dialog') !== null")
    dialog(page).get_by_role("button", name="Next").click()
    frame = dialog(page).locator("iframe")
    expect(frame.content_frame.get_by_role("heading", name="Two")).to_be_visible()
    assert frame.get_attribute("sandbox") == ""
    dialog(page).get_by_role("button", name="Next").click()
    expect(dialog(page)).to_contain_text("not shown here")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(opener).to_be_focused()
