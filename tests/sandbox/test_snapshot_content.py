"""A snapshot that was changed by hand: what waits in it is checked, and no text in it breaks what is answered."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.sandbox.records import Json
from tests.sandbox.running import Running

Change = Callable[[Json], object]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A workspace in which an event and a message wait for their time."""
    running = Running(tmp_path)
    running.act("message", channel="#general", text="Anyone?")
    at = int(running.context.workspace.clock.seconds()) + 3_600
    assert running.api("chat.scheduleMessage", channel="C0GENERAL", text="Later", post_at=at)["ok"]
    yield running
    running.stop()


def changed(running: Running, kind: str, change: Change) -> bytes:
    """Its snapshot, with the first record of a kind changed."""
    document = json.loads(running.taken())
    change(document["records"][kind][0])
    return json.dumps(document).encode()


REFUSED: list[tuple[str, Change, str]] = [
    ("Scheduled", lambda item: item.update(message={"text": 5}), "records/Scheduled/0/message/text must be str"),
    ("Scheduled", lambda item: item["message"].update(colour="red"), "Scheduled/0/message/colour is no field"),
    ("Scheduled", lambda item: item["message"].update(channel="C1"), "Scheduled/0/message/channel is no field"),
    ("Scheduled", lambda item: item["message"].update(blocks=[{}]), "do not hold together"),
    ("Scheduled", lambda item: item.update(channel="C404"), "do not hold together"),
    ("Scheduled", lambda item: item.update(post_at=10**20), "do not hold together"),
    ("Delivery", lambda item: item.update(body={}), "records/Delivery/0/body must hold an event with its type"),
    ("Delivery", lambda item: item["body"].update(event=[]), "body must hold an event with its type"),
    ("Delivery", lambda item: item["body"]["event"].update(type=None), "body must hold an event with its type"),
    ("Delivery", lambda item: item.update(due=float("nan")), "NaN is no number that JSON can hold"),
    ("Delivery", lambda item: item.update(created=float("-inf")), "-Infinity is no number that JSON can hold"),
    ("Delivery", lambda item: item.update(due=1e300), "do not hold together"),
]


@pytest.mark.parametrize(("kind", "change", "told"), REFUSED, ids=range(len(REFUSED)))
def test_what_waits_in_a_snapshot_is_checked(running: Running, kind: str, change: Change, told: str) -> None:
    before = running.taken()
    answer = running.loaded(changed(running, kind, change))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_snapshot")
    assert told in answer.json()["error"]["message"]
    assert running.taken() == before


@pytest.mark.parametrize("body", [b'{"snapshot": 1e999}', b"[" * 100_000, b"\xff", b'{"snapshot": 1}', b""])
def test_what_is_hardly_json_is_refused_as_well(running: Running, body: bytes) -> None:
    assert running.loaded(body).status_code == 400


HALVES = [b"\\ud800", b"\\uDFFF", b"\xed\xa0\x80"]


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("place", [b"Anyone?", b"Later", b"Developer"])
def test_half_a_surrogate_becomes_a_question_mark(running: Running, half: bytes, place: bytes) -> None:
    body = running.taken()
    assert place in body
    assert running.loaded(body.replace(place, half)).json() == {"ok": True, "app": False}
    assert running.run(running.ask("GET", "/_workspace/state")).status_code == 200
    assert running.taken() == body.replace(place, b"?")
    assert running.act("clock", advance="PT2H")["ok"]
    assert running.run(running.ask("GET", "/_workspace/inspector/waiting")).status_code == 200
