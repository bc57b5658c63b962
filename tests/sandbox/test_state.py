"""What people see: states, replies to acts, the stream of changes, and acts that make no sense."""

import json
import threading

import httpx
import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Refused, Workspace
from tests.sandbox.make import Json, button, entry, option, plain, section

DESIGN = "C0CHECKOUT"


def test_a_message_is_read_aloud(app: App, client: WebClient, developer: Person) -> None:
    menu = {"type": "static_select", "action_id": "zone", "placeholder": plain("Zone"), "options": [option("Home")]}
    blocks = [
        {"type": "header", "text": plain("Smart fridge")},
        section("For <@U0ARCHITECT> in <#C0SECURITY> &lt;now&gt;", accessory=menu),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Owner*"}, plain("kitchen")]},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "<https://example.org|rule>"}]},
        button("accept", "Accept"),
        entry("why", "Why", optional=True),
    ]
    client.chat_postMessage(channel=DESIGN, text="Smart fridge", blocks=blocks)
    assert developer.message_with("Smart fridge").plain.splitlines() == [
        "Smart fridge",
        "For @architect in #security <now>",
        "[Zone v]",
        "*Owner*",
        "kitchen",
        "---",
        "rule",
        "[Accept]",
        "Why (optional): []",
    ]


def test_a_reply_tells_what_changed(app: App, developer: Person, client: WebClient) -> None:
    client.chat_postMessage(channel=DESIGN, text="before")
    reply = developer.does("message", channel="#checkout-design", text="A fridge")
    (shown,) = [message for channel in reply["state"]["channels"] for message in channel["messages"]]
    assert reply["changed"] == [shown["ts"]]
    assert (shown["user"], shown["text"], shown["plain"]) == (developer.id, "A fridge", "A fridge")
    assert reply["error"] is None
    assert reply["pending"] == []


def test_a_state_can_be_narrowed(app: App, developer: Person) -> None:
    parent = developer.says("A fridge")
    reply = developer.says("with a door", thread=parent)
    developer.says("Hello", "#general")
    narrow = developer.state(channel="#checkout-design", thread=parent.ts)
    (channel,) = narrow["channels"]
    assert [message["text"] for message in channel["messages"]] == ["A fridge", "with a door"]
    later = developer.state(since=reply.ts)
    assert texts(later) == ["Hello", "A fridge"]
    assert texts(developer.state(since="2026-01-05T08:00:00Z")) == ["Hello", "A fridge", "with a door"]


def texts(state: Json) -> list[str]:
    """The texts of all messages."""
    return [message["text"] for channel in state["channels"] for message in channel["messages"]]


def test_a_guest_sees_their_own_channels_only(app: App, developer: Person, workspace: Workspace) -> None:
    developer.says("Secret", "#security")
    guest = workspace.person("guest")
    assert [channel["name"] for channel in guest.state()["channels"]] == ["general", "checkout-design"]
    guest.does_not_see("Secret")


def test_changes_are_streamed(app: App, developer: Person, workspace: Workspace) -> None:
    headers = {"authorization": f"Bearer {workspace.token}"}
    with httpx.stream("GET", f"{workspace.url}/_workspace/changes", headers=headers, timeout=5) as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": connected"
        talk = threading.Thread(target=developer.says, args=("A fridge",))
        talk.start()
        data = next(line for line in lines if line.startswith("data: "))
        talk.join()
    assert json.loads(data.removeprefix("data: "))["kind"] == "message"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"as": "nobody", "do": {"home": {}}}, "one of developer, architect"),
        ({"as": "developer", "do": {}}, "with one KIND"),
        ({"as": "developer", "do": {"dance": {}}}, "is not an act"),
        ({"as": "developer", "do": {"click": []}}, "must be an object"),
        ({"as": "developer", "do": {"click": {}}}, "needs a `target`"),
        ({"as": "developer", "do": {"message": {"text": "Hello"}}}, "message needs `channel`"),
        ({"as": "developer", "do": {"message": {"channel": 7}}}, "must be a text"),
    ],
)
def test_an_act_that_makes_no_sense_is_refused_in_words(workspace: Workspace, body: Json, words: str) -> None:
    error = workspace.post("act", body)["error"]
    assert error["code"] == "invalid_act"
    assert words in error["message"]


def test_a_message_that_is_gone_cannot_be_clicked(app: App, client: WebClient, developer: Person) -> None:
    client.chat_postMessage(channel=DESIGN, text="x", blocks=[button("accept", "Accept")])
    target = developer.message_with("Accept").target
    developer.does("delete", **target)
    assert developer.act("click", target=target, label="Accept")["error"]["code"] == "message_not_found"


def test_a_shortcut_on_a_message_reaches_the_app(app: App, developer: Person) -> None:
    seen: list[Json] = []

    @app.shortcut("threatmodel_thread")
    def _shortcut(ack: Ack, body: Json) -> None:
        seen.append(body)
        ack()

    message = developer.says("A fridge")
    developer.uses_shortcut("threatmodel_thread", message)
    assert seen[0]["type"] == "message_action"
    assert seen[0]["message"]["text"] == "A fridge"
    assert seen[0]["message_ts"] == message.ts


def test_a_global_shortcut_reaches_the_app(app: App, developer: Person) -> None:
    seen: list[Json] = []

    @app.shortcut("threatmodel_anywhere")
    def _shortcut(ack: Ack, body: Json) -> None:
        seen.append(body)
        ack()

    developer.uses_shortcut("threatmodel_anywhere")
    assert (seen[0]["type"], "message" in seen[0]) == ("shortcut", False)


@pytest.mark.parametrize("name", ["nowhere", "threatmodel_anywhere"])
def test_a_shortcut_that_the_manifest_does_not_name_cannot_be_used(app: App, developer: Person, name: str) -> None:
    message = developer.says("A fridge")
    with pytest.raises(Refused, match="There is: threatmodel_thread"):
        developer.uses_shortcut(name, message)
