"""What is of the processes, not of the history: tokens, Socket Mode. No snapshot holds it; a load leaves it alone."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.installs.installing import install
from bot.sandbox.records import Installation, SocketMode
from tests.sandbox.running import APP_TOKEN, BOT_TOKEN, Running


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path, "--partner")
    yield running
    running.stop()


def partner(running: Running) -> Installation:
    """The app in the second team."""
    return running.context.workspace.table(Installation)["T0PARTNER"]


def test_no_token_is_in_a_snapshot(running: Running) -> None:
    install(running.context, "T0PARTNER")
    app = partner(running)
    app.refresh, app.earlier = "xoxe-1-secret", {"xoxb-before": 0.0}
    running.context.workspace.save(app)
    body = running.taken().decode()
    for secret in (app.token, app.refresh, "xoxb-before", BOT_TOKEN, APP_TOKEN):
        assert secret not in body
    assert "Grant" not in json.loads(body)["records"]


def test_after_a_load_the_app_goes_on_with_the_tokens_that_it_holds(running: Running) -> None:
    install(running.context, "T0PARTNER")
    before = running.taken()
    app = partner(running)
    app.earlier[app.token], app.token, app.refresh, app.expires = 0.0, "xoxb-rotated", "xoxe-1-held", 4e9
    running.context.workspace.save(app)
    assert running.loaded(before).json() == {"ok": True, "app": False}
    assert partner(running) == app
    assert running.api("auth.test")["ok"]
    assert running.api("auth.test", "xoxb-rotated")["team_id"] == "T0PARTNER"
    assert running.api("auth.test", "")["error"] == "not_authed"


def test_a_team_that_is_not_installed_by_now_gets_the_token_of_a_first_installation(running: Running) -> None:
    token = install(running.context, "T0PARTNER").token
    before = running.taken()
    running.run(running.ask("POST", "/_workspace/reset"))
    assert running.api("auth.test", token)["error"] == "invalid_auth"
    running.loaded(before)
    assert running.api("auth.test", token)["team_id"] == "T0PARTNER"


def test_a_token_that_somebody_wrote_into_a_snapshot_opens_nothing(running: Running) -> None:
    document = json.loads(running.taken())
    document["records"]["Installation"][0].update(token="xoxb-theirs", earlier={"xoxb-old": 4e9}, refresh="xoxe-1-x")
    assert running.loaded(json.dumps(document).encode()).json()["ok"]
    assert running.api("auth.test", "xoxb-theirs")["error"] == "invalid_auth"
    assert running.api("auth.test", "xoxb-old")["error"] == "invalid_auth"


async def connect(running: Running) -> None:
    """The app comes by a socket, hears one event, and goes."""
    wire = await running.connected()
    body = {"as": "developer", "do": {"message": {"channel": "#general", "text": "Hello"}}}
    acting = asyncio.ensure_future(running.ask("POST", "/_workspace/act", body))
    assert (await wire.acknowledges())["type"] == "events_api"
    await acting
    await wire.closes()


def used(running: Running) -> bool:
    """Whether deliveries go over sockets."""
    return running.context.bot.sockets.used


def test_socket_mode_outlives_the_process(tmp_path: Path) -> None:
    first = Running(tmp_path)
    assert not used(first)
    first.run(connect(first))
    first.stop()
    second = Running(tmp_path)
    assert used(second)
    second.run(second.context.bot.sockets.disable())
    second.stop()
    third = Running(tmp_path)
    assert not used(third)
    third.stop()


def test_socket_mode_outlives_a_load_and_a_reset_and_is_in_no_snapshot(running: Running) -> None:
    before = running.taken()
    running.run(connect(running))
    assert SocketMode.__name__ not in json.loads(running.taken())["records"]
    running.loaded(before)
    assert used(running)
    running.run(running.ask("POST", "/_workspace/reset"))
    assert used(running)
    assert running.taken() == before


def test_the_same_acts_give_the_same_bytes_over_sockets(tmp_path: Path) -> None:
    found = []
    for name, tries in (("one", 1), ("two", 3)):
        (tmp_path / name).mkdir()
        running = Running(tmp_path / name)
        for _ in range(tries - 1):
            running.api("apps.connections.open", APP_TOKEN)  # an address that nobody uses
        running.run(connect(running))
        found.append(running.taken())
        running.stop()
    assert found[0] == found[1]
