"""The inspector's log as scripts read it: how things ended, what was tried again, what waits, and no secret."""

import json
from functools import partial

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from bot.sandbox.log import HIDDEN, Log, without_secrets
from tests.sandbox.make import button, refusal
from tests.sandbox.small_bot import Json, SmallBot

DESIGN = "C0CHECKOUT"


def opened(workspace: Workspace, number: int) -> Json:
    """One entry in full."""
    return dict(workspace.get(f"inspector/entries/{number}")["entry"])


def test_a_call_is_timed_and_tells_how_it_ended(workspace: Workspace, client: WebClient) -> None:
    client.chat_postMessage(channel=DESIGN, text="Hello")
    (entry,) = workspace.log("call", "chat.postMessage")
    assert (entry["status"], entry["error"], entry["pointers"]) == (200, "", [])
    assert entry["ms"] >= 0
    assert entry["response"]["ok"] is True
    assert opened(workspace, entry["number"])["request"]["text"] == "Hello"


def test_a_refusal_names_the_places_in_the_request(workspace: Workspace, client: WebClient) -> None:
    blocks = [button("a", "fine"), button("b", "x" * 80)]
    assert refusal(partial(client.chat_postMessage, channel=DESIGN, text="x", blocks=blocks)) == "invalid_blocks"
    assert refusal(partial(client.api_call, "calls.add")) == "unknown_method"
    (entry,) = workspace.log("call", "chat.postMessage")
    assert (entry["error"], entry["pointers"]) == ("invalid_blocks", ["/blocks/1/elements/0/text/text"])
    assert workspace.log("call", "calls.add")[0]["error"] == "unknown_method"


def test_a_fault_that_was_ordered_is_told_as_one(workspace: Workspace, client: WebClient) -> None:
    workspace.fault("auth.test", "ratelimited")
    assert refusal(partial(client.auth_test)) == "ratelimited"
    (entry,) = workspace.log("call", "auth.test")
    assert (entry["status"], entry["error"]) == (429, "fault: ratelimited")


def test_deliveries_tell_their_retries_and_what_waits_its_next_time(
    workspace: Workspace, bot: SmallBot, developer: Person
) -> None:
    bot.answer = lambda body: (500, {})
    developer.act("message", channel="#general", text="Anyone?")
    entries = workspace.log("event", "message")
    assert [(each["retry"], each["reason"], each["error"]) for each in entries] == [
        (0, "", "http_500"),
        (1, "http_error", "http_500"),
    ]
    (waiting,) = workspace.get("inspector/waiting")["waiting"]
    assert (waiting["name"], waiting["retry"], waiting["reason"]) == ("message", 2, "http_error")
    assert (waiting["next_at"], waiting["due"]) == ("2026-01-05T09:01:00+00:00", False)
    bot.answer = lambda body: (200, {})
    workspace.clock.advance("PT1M")
    assert workspace.get("inspector/waiting")["waiting"] == []
    assert workspace.log("event", "message")[-1]["retry"] == 2


def test_a_bot_that_is_down_is_an_error_without_a_status(
    workspace: Workspace, bot: SmallBot, developer: Person
) -> None:
    bot.stop()
    assert developer.act("command", channel="#general", text="/threatmodel")["error"]["code"] == "dispatch_failed"
    (entry,) = workspace.log("command")
    assert (entry["status"], entry["error"]) == (None, "connection_failed")


def test_an_answer_at_a_response_url_and_its_refusal(app: App, workspace: Workspace, developer: Person) -> None:
    app.command("/threatmodel")(lambda ack, respond: (ack(), respond("Later")))
    developer.types("/threatmodel")
    assert [each["error"] for each in workspace.log("call", "response_url")] == [""]
    assert httpx.post(f"{workspace.url}/response/none", json={"text": "x"}).status_code == 404
    assert [each["error"] for each in workspace.log("call", "response_url")] == ["", "invalid_url"]


def test_bodies_are_searched_and_all_is_cleared(workspace: Workspace, client: WebClient) -> None:
    client.chat_postMessage(channel=DESIGN, text="A needle in it")
    client.auth_test()
    (number,) = [each["number"] for each in workspace.log("call", "chat.postMessage")]
    assert number in workspace.get("inspector/search", {"q": "NEEDLE"})["numbers"]
    assert workspace.get("inspector/search", {"q": "haystack"})["numbers"] == []
    headers = {"authorization": f"Bearer {workspace.token}"}
    assert httpx.delete(f"{workspace.url}/_workspace/inspector/entries", headers=headers).json() == {"ok": True}
    assert workspace.log() == []
    assert workspace.get(f"inspector/entries/{number}")["error"]["code"] == "entry_gone"


def test_the_stream_begins_with_all_rows_and_brings_each_as_it_ends(workspace: Workspace, client: WebClient) -> None:
    client.auth_test()
    headers = {"authorization": f"Bearer {workspace.token}"}
    with httpx.stream("GET", f"{workspace.url}/_workspace/inspector/stream", headers=headers, timeout=10) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: rows"
        assert [row["name"] for row in json.loads(next(lines).removeprefix("data: "))] == ["auth.test"]
        client.api_test()
        rows = [json.loads(line.removeprefix("data: ")) for line in (next(lines) for _ in range(7)) if "data" in line]
    assert [row["name"] for row in rows] == ["api.test"] * 2
    assert rows[-1]["ms"] is not None
    assert "request" not in rows[0]


@pytest.mark.parametrize("body", [{"token": "xoxb-1-abc"}, {"deep": [{"access_token": "abc"}]}, {"text": "xoxp-1-abc"}])
def test_no_token_is_shown_wherever_it_stands(body: Json) -> None:
    log = Log()
    log.end(log.begin("now", "call", "oauth.v2.access", {"it": body}), 200, {"ok": True, "again": body})
    assert "abc" not in str(log.latest(1))
    assert log.holding("abc") == []
    assert HIDDEN in str(log.latest(1))


WORDS = st.text() | st.integers() | st.none()
BODIES = st.recursive(WORDS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(BODIES)
def test_what_holds_no_secret_is_shown_as_it_is(value: object) -> None:
    if "xox" not in str(value) and "xapp" not in str(value) and "token" not in str(value):
        assert without_secrets(value) == value


@given(st.text(alphabet="abcXYZ019-", min_size=8))
def test_a_secret_in_any_text_is_hidden(secret: str) -> None:
    shown = without_secrets({"text": f"see xoxb-{secret} there", "url": f"wss://x/?ticket={secret}&app_id=A1"})
    assert secret not in str(shown)
    assert "app_id=A1" in str(shown)
