"""The browser and the parts of the page that many tests touch."""

from __future__ import annotations

import shutil

from playwright.sync_api import ConsoleMessage, Locator, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


def is_complaint(line: ConsoleMessage) -> bool:
    """Whether the browser complains of the page itself; that it blocks a file's script is as it should be."""
    return line.type == "error" and "/_workspace/files/" not in line.text


def composer(page: Page) -> Locator:
    return page.locator("#main").get_by_role("textbox", name="Message #checkout-design")


def types(page: Page, words: str) -> None:
    composer(page).fill(words)
    composer(page).press("Escape")  # the completions
    composer(page).press("Enter")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")
