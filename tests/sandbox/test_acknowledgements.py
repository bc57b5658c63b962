"""What an app may say over a socket beside a good acknowledgement: nothing breaks, and all of it is seen."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.records import Json
from tests.sandbox.running import Running, Wire


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    yield running
    running.stop()


async def commanded(running: Running, wire: Wire, **acknowledgement: object) -> Json:
    """Somebody's command, acknowledged so: the envelope, and what they see."""
    body = {"as": "developer", "do": {"command": {"channel": "#general", "text": "/threatmodel"}}}
    acting = asyncio.ensure_future(running.ask("POST", "/_workspace/act", body))
    await wire.acknowledges(**acknowledgement)
    return dict((await acting).json())


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ([1, "two"], '[1, "two"]'),
        (7, "7"),
        (None, "null"),
        (False, "false"),
        ("words", '"words"'),
        ({"text": "Hello"}, {"text": "Hello"}),
    ],
)
def test_a_payload_of_any_form_acknowledges_and_is_shown_as_it_is(
    running: Running, payload: object, shown: object
) -> None:
    async def story() -> Json:
        wire = await running.connected()
        answer = await commanded(running, wire, payload=payload)
        await wire.closes()
        return answer

    assert running.run(story())["ok"] is True
    (entry,) = [entry for entry in running.context.log.latest(50) if entry["kind"] == "command"]
    assert (entry["status"], entry["response"], entry["error"]) == (200, shown, "")


SAID = [
    ("[1, 2]", [1, 2]),
    ("7", 7),
    ("null", None),
    ('"words"', "words"),
    ("{", "{"),
    ("", ""),
    ('{"type": "ping"}', {"type": "ping"}),
    ('{"envelope_id": ["x"]}', {"envelope_id": ["x"]}),
    ('{"envelope_id": "00000001", "payload": {}}', {"envelope_id": "00000001", "payload": {}}),
    (b'{"half": "\\ud800"}', {"half": "?"}),
    (b"\xff\xfe", "\ufffd\ufffd"),
    ("[" * 100_000, "[" * 100_000),
]


@pytest.mark.parametrize(("said", "shown"), SAID, ids=range(len(SAID)))
def test_what_is_no_acknowledgement_is_shown_and_the_connection_lives_on(
    running: Running, said: str | bytes, shown: object
) -> None:
    async def story() -> Json:
        wire = await running.connected()
        wire.says(said)
        answer = await commanded(running, wire)
        await wire.closes()
        return answer

    assert running.run(story())["ok"] is True
    (entry,) = [entry for entry in running.context.log.latest(50) if entry["kind"] == "socket"]
    assert entry["request"] == {"said": shown}
    assert "no acknowledgement" in entry["error"]
    assert json.dumps(entry)


def test_an_acknowledgement_for_a_second_time_changes_nothing(running: Running) -> None:
    async def story() -> None:
        wire = await running.connected()
        body = {"as": "developer", "do": {"command": {"channel": "#general", "text": "/threatmodel"}}}
        acting = asyncio.ensure_future(running.ask("POST", "/_workspace/act", body))
        envelope = await wire.acknowledges(payload={"text": "Once"})
        wire.says(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "Twice"}}))
        seen = (await acting).json()["state"]["ephemerals"]
        assert [item["text"] for item in seen] == ["Once"]
        await wire.closes()

    running.run(story())
