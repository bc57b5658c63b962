"""axe-core in the page: what it finds against WCAG 2.1 AA and best practice."""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Page

from tests.sandbox.make import Json

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
RUN = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"


def violations(page: Page) -> list[str]:
    """Each violation with its places; the page's policy has to be bypassed to let axe in."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found: list[Json] = page.evaluate(RUN, RULES)["violations"]
    return [f"{each['id']}: {node['html'][:200]} {_why(node)}" for each in found for node in each["nodes"]]


def _why(node: Json) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
