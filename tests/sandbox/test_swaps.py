"""Another state in place of the one that runs: two at once, and one that fails half way."""

import asyncio
import json
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.sandbox.running import Running


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    yield running
    running.stop()


def said(running: Running) -> list[str]:
    """What stands in #general."""
    messages = running.run(running.ask("GET", "/_workspace/state?channel=%23general")).json()["channels"][0]["messages"]
    return [message["text"] for message in messages]


def test_of_two_loads_at_once_both_are_answered_and_one_is_there_whole(running: Running) -> None:
    states = []
    for text in ("One", "Two"):
        running.act("message", channel="#general", text=text)
        states.append(running.taken())
        running.run(running.ask("POST", "/_workspace/reset"))

    async def both() -> list[httpx.Response]:
        asked = [running.ask("PUT", "/_workspace/snapshot", state) for state in states]
        asked.append(running.ask("POST", "/_workspace/reset"))
        return await asyncio.gather(*asked)

    assert [answer.json() for answer in running.run(both())] == [{"ok": True, "app": False}] * 3
    assert running.taken() in [*states, blank(running)]
    assert not list(running.database.parent.glob("*-preparing*"))
    assert not list(running.database.parent.glob("*-next*"))
    running.act("message", channel="#general", text="And on")
    assert said(running)[-1] == "And on"


def blank(running: Running) -> bytes:
    """A new workspace's snapshot."""
    now = running.taken()
    running.run(running.ask("POST", "/_workspace/reset"))
    found = running.taken()
    assert running.loaded(now).json()["ok"]
    return found


def test_what_is_asked_while_a_swap_is_under_way_is_answered_after_it(running: Running) -> None:
    before = running.taken()
    running.act("message", channel="#general", text="Forgotten")

    async def asked() -> httpx.Response:
        loading = asyncio.ensure_future(running.ask("PUT", "/_workspace/snapshot", before))
        while running.front._open.is_set():
            assert not loading.done()
            await asyncio.sleep(0)
        told = await running.ask("GET", "/_workspace/state?channel=%23general")
        assert (await loading).json()["ok"]
        return told

    assert running.run(asked()).json()["channels"][0]["messages"] == []


HALF_WAY = """
    import sys
    from pathlib import Path
    from tests.sandbox.running import Running

    running = Running(Path(sys.argv[1]))
    build = running.front._build

    def fails():
        build()
        raise RuntimeError("half way")

    running.front._build = fails
    running.loaded(Path(sys.argv[2]).read_bytes())
    print("still here")
"""


def test_a_swap_that_fails_half_way_ends_the_process_and_the_next_one_has_the_new_state(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    made = Running(tmp_path / "made")
    made.act("message", channel="#general", text="Loaded")
    state = tmp_path / "state.json"
    state.write_bytes(made.taken())
    made.stop()
    (tmp_path / "dies").mkdir()
    words = [sys.executable, "-c", textwrap.dedent(HALF_WAY), str(tmp_path / "dies"), str(state)]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, "")
    assert "could not begin again" in ended.stderr
    assert "half way" in ended.stderr
    after = Running(tmp_path / "dies")
    assert said(after) == ["Loaded"]
    assert json.loads(after.taken()) == json.loads(state.read_bytes())
    after.stop()
