"""The page as a browser lays it out: the columns of the contents begin alike, and no number breaks at its hyphen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from flows.report.html import html
from tests.flows.report.serverless import serverless
from tests.sandbox.page_driver import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
WIDTHS = (1280, 900, 700, 390)
COLUMNS = """() => {
  const tops = {};
  for (const item of document.querySelectorAll("nav li")) {
    const box = item.getBoundingClientRect();
    const column = Math.round(box.left);
    tops[column] = Math.min(tops[column] ?? Infinity, Math.round(item.firstChild.getBoundingClientRect().top * 10));
  }
  return Object.values(tops);
}"""
BROKEN = r"""() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    for (const number of walk.currentNode.data.matchAll(/\b[TM]-\d+/g)) {
      const range = document.createRange();
      range.setStart(walk.currentNode, number.index);
      range.setEnd(walk.currentNode, number.index + number[0].length);
      if (new Set([...range.getClientRects()].map((each) => Math.round(each.top))).size > 1) found.push(number[0]);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def shown() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.set_content(html(serverless()))
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        yield page
        browser.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_columns_of_the_contents_begin_at_one_height(shown: Page, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 900})
    tops = shown.evaluate(COLUMNS)
    assert len(set(tops)) == 1
    assert (len(tops) > 1) == (width > 400)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_number_breaks_at_its_hyphen(shown: Page, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 900})
    assert shown.evaluate(BROKEN) == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
