"""Opens and scrolls a channel of 10,000 messages in a headless Chromium, and prints what it took.

    python -m tests.sandbox.long_page

The times of tasks are those of the processor, so that other work on the machine counts less.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bot.sandbox.driver import Workspace
from tests.sandbox.long_channel import fill
from tests.sandbox.page_driver import ARGUMENTS, CHROMIUM
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import small_file

COUNT = 10_000
STEP = 200  # px a frame: a hand on the wheel that does not rest
SCROLL = """async ([step, until]) => {
  const scroll = document.querySelector("#main .scroll");
  let [frames, most] = [0, 0];
  for (; frames < 20_000 && !scroll.innerText.includes(until); frames += 1) {
    scroll.scrollTop += step;
    await new Promise(requestAnimationFrame);
    most = Math.max(most, scroll.querySelectorAll("article").length);
  }
  return [frames, most];
}"""


def main() -> None:
    """Print the numbers."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, bot = Path(name), SmallBot()
        fill(folder / "workspace.db", COUNT)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with Workspace(bot.url, folder / "workspace.db", small_file(folder)) as workspace:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            for _ in range(3):
                _say("first message after", _opened(page, f"{workspace.url}/?token={workspace.token}"), "ms")
            trace = folder / "trace.json"
            browser.start_tracing(page=page, path=trace, categories=["toplevel", "devtools.timeline"])
            for step, until in ((-STEP, f"Message {COUNT - 700}."), (STEP, f"Message {COUNT - 1}.")):
                frames, most = page.evaluate(SCROLL, [step, until])
                _say(f"{step:+} px a frame, {frames} frames, articles at most", most)
            browser.stop_tracing()
            tasks = _tasks(json.loads(trace.read_text())["traceEvents"])
            _say("tasks over 50 ms", sum(task > 50 for task in tasks), f"of {len(tasks)}; the longest took")
            _say("", *(round(task) for task in tasks[:8]), "ms")
        browser.close()
        bot.stop()


def _opened(page: Page, address: str) -> int:
    page.goto("about:blank")
    page.goto(address, wait_until="commit")
    first = "() => document.querySelector('article') ? Math.ceil(performance.now()) : null"
    return int(page.wait_for_function(first).json_value())


def _tasks(events: list[dict[str, object]]) -> list[float]:
    """What each task of the page's main thread took, the longest first."""
    named = [event for event in events if event.get("name") == "thread_name"]
    main = {(each["pid"], each["tid"]) for each in named if "CrRendererMain" in str(each["args"])}
    tasks = [each for each in events if str(each["name"]).endswith("RunTask") and (each["pid"], each["tid"]) in main]
    return sorted((float(str(task.get("tdur", 0))) / 1000 for task in tasks), reverse=True)


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


if __name__ == "__main__":
    main()
