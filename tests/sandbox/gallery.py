"""The page once for a whole file of tests, with a way to draw blocks on it that no message could hold together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from bot.sandbox.driver import Workspace
from tests.sandbox.make import Json
from tests.sandbox.page_driver import is_complaint
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import small_file

DRAW = """async ([list, target]) => {
    const { blocks } = await import("/static/blocks.js");
    const { surfaceFor } = await import("/static/surface.js");
    const place = document.createElement("div");
    place.id = "gallery";
    const named = list.map((each, at) => ({ block_id: `b${at}`, ...each }));
    place.append(blocks(surfaceFor(`gallery ${Math.random()}`, target), named));
    document.getElementById("gallery")?.remove();
    document.getElementById("main").firstElementChild.after(place);
}"""


@contextmanager
def gallery(browser: Browser, folder: Path, **context: object) -> Iterator[Page]:
    """The page of a workspace with nobody at the other end; a complaint of the browser fails the file."""
    bot = SmallBot()
    with Workspace(bot.url, folder / "workspace.db", small_file(folder)) as workspace:
        page = browser.new_page(viewport={"width": 1280, "height": 800}, **context)  # type: ignore[arg-type]
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if is_complaint(line) else None)
        page.goto(f"{workspace.url}/?token={workspace.token}")
        expect(page.get_by_role("heading", name="#checkout-design")).to_be_visible()
        yield page
        page.context.close()
    bot.stop()
    assert wrong == []


def draw(page: Page, *blocks: Json) -> None:
    """Show blocks at the top of the page."""
    page.evaluate(DRAW, [list(blocks), {"channel": "C0CHECKOUT", "ts": "1.000001"}])
