"""Socket Mode's connections by hand: how many there may be, who gets what, how they end."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import websocket
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Refused, Workspace
from tests.sandbox.make import Json
from tests.sandbox.test_sockets import needs_sockets
from tests.support.manifests import small_file

pytestmark = needs_sockets


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace that knows no address of an app."""
    with Workspace("http://127.0.0.1:9", tmp_path / "workspace.db", small_file(tmp_path)) as workspace:
        yield workspace


@pytest.fixture
def connect(workspace: Workspace) -> Iterator[Callable[[], websocket.WebSocket]]:
    """Opens a connection as an app does."""
    opened: list[websocket.WebSocket] = []
    client = WebClient(base_url=workspace.api)

    def one() -> websocket.WebSocket:
        url = client.apps_connections_open(app_token=workspace.app_token)["url"]
        opened.append(websocket.create_connection(url, timeout=10))
        return opened[-1]

    yield one
    for socket in opened:
        socket.close()


def read(socket: websocket.WebSocket) -> Json:
    """The next thing said on a connection."""
    said: Json = json.loads(socket.recv())
    return said


def acknowledge(socket: websocket.WebSocket, **payload: object) -> Json:
    """Take the next envelope; what was in it."""
    envelope = read(socket)
    socket.send(json.dumps({"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})}))
    return envelope


def meanwhile(what: Callable[[], object]) -> threading.Thread:
    """Somebody does something while the connections are looked at."""
    thread = threading.Thread(target=what)
    thread.start()
    return thread


def test_ten_connections_and_no_eleventh(connect: Callable[[], websocket.WebSocket]) -> None:
    hellos = [read(connect()) for _ in range(10)]
    assert [hello["num_connections"] for hello in hellos] == list(range(1, 11))
    assert hellos[0]["type"] == "hello"
    assert hellos[0]["connection_info"] == {"app_id": "A0THREATBOT"}
    refused = read(connect())
    assert (refused["type"], refused["reason"]) == ("disconnect", "too_many_websockets")


def test_connections_take_turns_and_a_duplicate_goes_to_another(
    connect: Callable[[], websocket.WebSocket], workspace: Workspace, developer: Person
) -> None:
    sockets = [connect(), connect()]
    for socket in sockets:
        read(socket)
    workspace.faults.duplicates()
    acting = meanwhile(lambda: developer.says("@threatbot hello"))
    envelopes = [acknowledge(socket) for socket in sockets]
    more = [acknowledge(sockets[0])]
    acting.join()
    ids = [envelope["payload"]["event_id"] for envelope in (*envelopes, *more)]
    assert len(set(ids)) == 2
    assert ids[0] == ids[1] or ids[0] == ids[2] or ids[1] == ids[2]
    assert len({envelope["envelope_id"] for envelope in (*envelopes, *more)}) == 3
    assert {envelope["retry_attempt"] for envelope in envelopes} == {0}


def test_a_command_is_answered_in_its_acknowledgement(
    connect: Callable[[], websocket.WebSocket], developer: Person
) -> None:
    socket = connect()
    read(socket)
    acting = meanwhile(lambda: developer.types("/threatmodel help"))
    envelope = acknowledge(socket, text="This is the help.")
    acting.join()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    developer.sees("This is the help.")


def test_an_event_to_a_connection_that_died_goes_to_another(
    connect: Callable[[], websocket.WebSocket], workspace: Workspace, developer: Person
) -> None:
    first, second = connect(), connect()
    read(first), read(second)
    acting = meanwhile(lambda: developer.says("A fridge"))
    event_id = read(first)["payload"]["event_id"]
    first.close()
    assert acknowledge(second)["payload"]["event_id"] == event_id
    acting.join()
    assert len(workspace.log("event")) == 1


def test_what_a_person_did_dies_with_its_connection(
    connect: Callable[[], websocket.WebSocket], workspace: Workspace, developer: Person
) -> None:
    first, second = connect(), connect()
    read(first), read(second)
    met: list[str] = []

    def act() -> None:
        met.append(str(developer.act("command", channel="#general", text="/threatmodel")["error"]["code"]))

    acting = meanwhile(act)
    read(first)
    first.close()
    acting.join()
    assert met == ["dispatch_failed"]
    second.settimeout(0.2)
    with pytest.raises(websocket.WebSocketTimeoutException):
        second.recv()


def test_without_a_connection_events_wait_and_people_are_told(
    connect: Callable[[], websocket.WebSocket], workspace: Workspace, developer: Person
) -> None:
    socket = connect()
    read(socket)
    socket.close()
    with pytest.raises(Refused, match="dispatch_failed"):
        developer.types("/threatmodel")
    acting = meanwhile(lambda: developer.says("A fridge"))
    again = connect()
    assert read(again)["type"] == "hello"
    assert acknowledge(again)["payload"]["event"]["text"] == "A fridge"
    acting.join()


def test_a_refresh_is_told_ahead_and_the_old_connection_is_spared(
    connect: Callable[[], websocket.WebSocket], workspace: Workspace, developer: Person
) -> None:
    old = connect()
    read(old)
    workspace.faults.refreshes_sockets(1)
    assert read(old)["reason"] == "warning"
    new = connect()
    assert read(new)["num_connections"] == 2
    acting = meanwhile(lambda: developer.says("A fridge"))
    assert acknowledge(new)["payload"]["event"]["text"] == "A fridge"
    acting.join()
    assert read(old)["reason"] == "refresh_requested"


def test_socket_mode_is_turned_off(connect: Callable[[], websocket.WebSocket], workspace: Workspace) -> None:
    sockets = [connect(), connect()]
    for socket in sockets:
        read(socket)
    workspace.faults.disables_sockets()
    assert [read(socket)["reason"] for socket in sockets] == ["link_disabled"] * 2


def test_an_address_is_good_for_one_connection(workspace: Workspace) -> None:
    url = WebClient(base_url=workspace.api).apps_connections_open(app_token=workspace.app_token)["url"]
    websocket.create_connection(url, timeout=10).close()
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(url, timeout=10)
