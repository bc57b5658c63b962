"""Fills a workspace with a long channel before it starts, and measures what that costs.

python -m tests.sandbox.long_channel          what an act and a look at the state cost in-process
python -m tests.sandbox.long_channel page     the same in a headless Chromium: opening and scrolling
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bot.sandbox import seed
from bot.sandbox.asked import Asked
from bot.sandbox.clock import FROZEN_START, parse_time
from bot.sandbox.context import build
from bot.sandbox.records import Message
from bot.sandbox.see import Sight
from bot.sandbox.settings import Settings
from bot.sandbox.store import Store
from bot.sandbox.workspace import Workspace
from tests.support.manifests import small

DESIGN = "C0CHECKOUT"
SECONDS = 60
WORDS = "We keep the *keys* in the HSM, see <https://example.com/keys|the note> and `rotate()` them. "
THREAD_EVERY, REPLIES = 50, 4


def ts(number: int, count: int, part: int = 0) -> str:
    """The ts of a message so many before the workspace's first moment."""
    start = int(parse_time(FROZEN_START).timestamp())
    return f"{start - (count - number) * SECONDS}.{part:06d}"


def fill(path: Path, count: int, channel: str = DESIGN, thread_every: int = THREAD_EVERY) -> None:
    """Write `count` root messages, with short threads here and there, as an earlier run would have left them."""
    store = Store(path)
    people = [*map(seed.user_id, seed.ROLES[:4]), "U0THREATBOT"]
    for number in range(count):
        root = ts(number, count)
        has_thread = bool(thread_every) and number % thread_every == 0
        text = f"Message {number}. {WORDS * (number % 4)}"
        messages = [
            Message(root, channel, people[number // 3 % len(people)], text, _blocks(number, text), changed=root)
        ]
        for reply in range(1, REPLIES + 1 if has_thread else 1):
            at = ts(number, count, reply)
            messages.append(Message(at, channel, people[reply], f"Reply {reply}", thread_ts=root, changed=at))
        for message in messages:
            store.put("Message", message.key, message.document())
    store.close()


def _blocks(number: int, text: str) -> list[dict[str, object]]:
    if number % 10:
        return []
    button = {"type": "button", "action_id": "why", "text": {"type": "plain_text", "text": f"Why {number}?"}}
    section = {"type": "section", "block_id": "said", "text": {"type": "mrkdwn", "text": text}}
    return [section, {"type": "actions", "block_id": "ask", "elements": [button]}]


def _timed(what: str, act: Callable[[], object], runs: int = 50) -> None:
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    sys.stdout.write(f"{what:<66}{median(taken) * 1000:9.3f} ms\n")


def _server(count: int, folder: Path) -> None:
    path = folder / f"{count}.db"
    fill(path, count)
    settings = Settings(
        "http://w",
        "http://b",
        path,
        small(),
        "t",
        "xoxb",
        "xapp",
        "secret",
        frozen_at=parse_time(FROZEN_START).timestamp(),
    )
    workspace = Workspace(settings, Store(path))
    context = build(workspace)
    sight = Sight(context, workspace.users["U0DEVELOPER"])

    def act() -> None:
        before = workspace.changes.number
        workspace.save(Message(workspace.next_ts(), DESIGN, "U0ARCHITECT", "Hello"))
        changed = sight.visible(workspace.changes.since(before))
        sight.state(Asked(only=frozenset(record for _, record in changed)))

    _timed(f"{count} messages: what the reply to an act adds (visible, state)", act)
    page = Asked(channel=DESIGN, limit=60, counts=True)
    _timed(f"{count} messages: the newest page of the channel", lambda: sight.state(page))
    _timed(f"{count} messages: all places and counts, nothing read", lambda: sight.state(Asked(limit=0, counts=True)))
    _timed(f"{count} messages: the whole state", sight.state, runs=5)
    workspace.close()


def main() -> None:
    """Print the numbers."""
    with tempfile.TemporaryDirectory() as folder:
        for count in (100, 1_000, 10_000):
            _server(count, Path(folder))


if __name__ == "__main__":
    main()
