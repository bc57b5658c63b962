"""A snapshot that cannot hold together is refused with a word, leaves nothing behind, and the page goes on."""

import json
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.sandbox.incoming import DEEPEST
from bot.sandbox.installs.installing import install, uninstall
from tests.sandbox.running import Json, Running

Change = Callable[[Json], object]
ROOM = "C0CHECKOUT"
A_FILE = {"name": "a.txt", "base64": "b25l"}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Two teams with the app; a file was shared, a thread begun and a message deleted."""
    running = Running(tmp_path, "--partner")
    install(running.context, "T0PARTNER")
    running.api("conversations.join", channel=ROOM)
    shared = running.act("message", channel="#checkout-design", text="Look", files=[A_FILE])
    root = running.api("chat.postMessage", channel=ROOM, text="Root")["ts"]
    running.api("chat.postMessage", channel=ROOM, text="Reply", thread_ts=root)
    running.api("chat.delete", channel=ROOM, ts=running.api("chat.postMessage", channel=ROOM, text="Gone")["ts"])
    assert shared["ok"]
    yield running
    running.stop()


def nested(depth: int) -> Json:
    """Metadata as deep as that."""
    inner: Json = {}
    for _ in range(depth - 1):
        inner = {"a": inner}
    return inner


def of(kind: str, change: Change) -> Change:
    """A change of the first record of a kind."""
    return lambda records: change(records[kind][0])


REFUSED: dict[str, Change] = {
    "no app": lambda records: records.pop("Installation"),
    "not the home team's app": lambda records: records["Installation"].pop(0),
    "no team": lambda records: records.pop("Team"),
    "not everybody's team": lambda records: records["Team"].pop(0),
    "nobody but people": lambda records: records.update(User=[user for user in records["User"] if not user["is_bot"]]),
    "an app without its bot": of("Installation", lambda app: app.update(bot_user="U404")),
    "a file in no channel": of("File", lambda file: file.update(shares={"C404": ["1.000100"]})),
    "a file of nobody": of("File", lambda file: file.update(user="U404")),
    "a message in no channel": of("Message", lambda message: message.update(channel="C404")),
    "a message of nobody": of("Message", lambda message: message.update(user="U404")),
    "a message with no file": of("Message", lambda message: message.update(files=["F404"])),
    "deep metadata": of("Message", lambda message: message.update(metadata=nested(600))),
    "half the deepest metadata more": of("Message", lambda message: message.update(metadata=nested(DEEPEST + 50))),
}


def changed(running: Running, change: Change) -> bytes:
    """Its snapshot after a change of the records."""
    document = json.loads(running.taken())
    change(document["records"])
    return json.dumps(document).encode()


def history(running: Running) -> Json:
    """What a snapshot holds, but for the deliveries, which are tried on at any time."""
    records: Json = json.loads(running.taken())["records"]
    return {kind: rows for kind, rows in records.items() if kind != "Delivery"}


def is_well(running: Running) -> bool:
    """Whether the page loads and the app reads."""
    pages = ("/", "/_workspace/page", "/_workspace/state")
    told = [running.run(running.ask("GET", path)).status_code for path in pages]
    read = [running.api("files.list")["ok"], running.api("conversations.history", channel=ROOM)["ok"]]
    return told == [200] * len(pages) and all(read)


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_hold_together_is_refused(running: Running, case: str) -> None:
    before = history(running)
    answer = running.loaded(changed(running, REFUSED[case]))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_snapshot")
    assert answer.json()["error"]["message"]
    assert history(running) == before
    assert is_well(running)
    assert not list(running.database.parent.glob("*-preparing*"))


def test_a_disk_that_is_full_is_told_as_what_it_is(running: Running) -> None:
    before, body = history(running), running.taken()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limits[1]))
    try:
        answer = running.loaded(body)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "not_written")
    assert "Nothing was changed." in answer.json()["error"]["message"]
    assert history(running) == before
    assert is_well(running)
    assert not list(running.database.parent.glob("*-preparing*"))
    assert running.loaded(body).json()["ok"]


def test_nesting_is_told_as_what_it_is(running: Running) -> None:
    body = changed(running, REFUSED["half the deepest metadata more"])
    assert "nested more than 120 deep" in running.loaded(body).json()["error"]["message"]


def test_what_a_workspace_itself_took_is_loaded(running: Running) -> None:
    uninstall(running.context, install(running.context, "T0PARTNER"))
    before = history(running)
    assert running.loaded(running.taken()).json() == {"ok": True, "app": False}
    assert history(running) == before
    assert is_well(running)


def test_the_deepest_metadata_that_a_call_may_bring_comes_through_a_snapshot(running: Running) -> None:
    deep = {"event_type": "deep", "event_payload": nested(DEEPEST - 1)}
    assert running.api("chat.postMessage", channel=ROOM, text="x", metadata=json.dumps(deep))["ok"]
    assert running.loaded(running.taken()).json()["ok"]
    told = running.api("conversations.history", channel=ROOM, include_all_metadata=True)["messages"][0]
    assert told["metadata"] == deep
