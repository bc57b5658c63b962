"""Socket Mode: deliveries in envelopes over the app's own connections."""

import importlib.util
from collections.abc import Iterator

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.make import Json, entry, modal, refusal

SERVES = any(importlib.util.find_spec(name) for name in ("wsproto", "websockets"))
needs_sockets = pytest.mark.skipif(not SERVES, reason="uvicorn serves sockets with wsproto or websockets only")


@pytest.fixture
def handler(app: App, workspace: Workspace) -> Iterator[SocketModeHandler]:
    """The app, connected by a socket."""
    handler = SocketModeHandler(app, workspace.app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    yield handler
    handler.close()  # type: ignore[no-untyped-call]


@needs_sockets
def test_commands_and_submissions_go_over_the_socket(
    handler: SocketModeHandler, app: App, developer: Person, workspace: Workspace
) -> None:
    seen: list[Json] = []

    @app.command("/threatmodel")
    def _open(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal("New", entry("name", "Name")))
        ack()

    @app.view("new")
    def _submit(ack: Ack, body: Json) -> None:
        seen.append(body)
        ack(response_action="errors", errors={"name": "Taken."})

    developer.types("/threatmodel new")
    developer.fills({"Name": "Fridge"})
    reply = developer.act("submit", view_id=developer.view().id)
    assert reply["error"] == {"code": "invalid_fields", "message": "Name: Taken."}
    assert seen[0]["view"]["state"]["values"]["name"]["value"]["value"] == "Fridge"


@needs_sockets
def test_events_go_over_the_socket_and_settle(handler: SocketModeHandler, app: App, developer: Person) -> None:
    seen: list[Json] = []

    @app.event("app_mention")
    def _mentioned(event: Json, client: WebClient) -> None:
        seen.append(event)
        client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="Hello")

    developer.says("@threatbot hello")
    developer.sees("threatbot: Hello")
    assert seen[0]["type"] == "app_mention"


@needs_sockets
def test_nothing_is_lost_while_connections_are_refreshed(
    handler: SocketModeHandler, app: App, developer: Person, workspace: Workspace
) -> None:
    heard: list[str] = []

    @app.event("message")
    def _message(event: Json) -> None:
        heard.append(event["text"])

    developer.says("one")
    workspace.faults.refreshes_sockets(0)
    developer.says("two")
    assert heard == ["one", "two"]
    # The client switches while it is spoken to, and may lose its own acknowledgement: then it hears an event again.
    workspace.faults.refreshes_sockets()
    developer.says("three")
    assert list(dict.fromkeys(heard)) == ["one", "two", "three"]


def test_the_address_of_a_socket_is_for_the_apps_token(workspace: Workspace) -> None:
    client = WebClient(base_url=workspace.api)
    url = client.apps_connections_open(app_token=workspace.app_token)["url"]
    assert url.startswith("ws://127.0.0.1:")
    assert refusal(lambda: client.apps_connections_open(app_token=workspace.bot_token)) == "not_allowed_token_type"
