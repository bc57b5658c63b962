"""The browser and the parts of the page that many tests touch."""

from __future__ import annotations

import shutil

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WITHOUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
)
"""Features of Chromium that are off: those that Playwright switches off, since only the last such list counts, and the
suggestions of an address bar that nobody sees: pages of their own, half of what a new context and its page cost."""
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", f"--disable-features={','.join(WITHOUT)}"]
expect.set_options(timeout=15_000)  # looked at until it is so: a machine may have more to do than this page


def is_complaint(line: ConsoleMessage) -> bool:
    """Whether the browser complains of the page itself; that it blocks a file's script is as it should be."""
    return line.type == "error" and "/_workspace/files/" not in line.text


def composer(page: Page) -> Locator:
    """Where one writes into the channel."""
    return page.locator("#main").get_by_role("textbox", name="Message #checkout-design")


def types(page: Page, words: str) -> None:
    """A message or a command, sent."""
    composer(page).fill(words)
    composer(page).press("Escape")  # the completions
    composer(page).press("Enter")


def takes(page: Page, item: str) -> None:
    """Something from the menu of the only message."""
    page.locator("article").hover()
    page.get_by_role("button", name="More for this message").click()
    page.get_by_role("menuitem", name=item).click()


def dialog(page: Page) -> Locator:
    """The modal or question on top."""
    return page.get_by_role("dialog")


def leaves(page: Page, window: Locator, way: str) -> None:
    """Close it, by Escape or by a button."""
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        window.get_by_role("button", name=way).click()
