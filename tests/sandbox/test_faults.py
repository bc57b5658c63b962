"""Faults that tests order: each does to a call what it says, and to no other."""

import httpx
import pytest
from slack_bolt import App

from bot.sandbox.driver import Person, Refused, Workspace
from tests.sandbox.make import Json


def post(workspace: Workspace, text: str, timeout: float = 5) -> httpx.Response:
    """One chat.postMessage over a connection of its own."""
    headers = {"authorization": f"Bearer {workspace.bot_token}"}
    body: Json = {"channel": "#general", "text": text}
    return httpx.post(f"{workspace.api}chat.postMessage", json=body, headers=headers, timeout=timeout)


def test_a_limited_rate_says_when_to_come_again(app: App, workspace: Workspace, developer: Person) -> None:
    workspace.fault("chat.postMessage", "ratelimited", count=2, retry_after=7)
    answers = [post(workspace, f"message {number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert answers[0].json() == {"ok": False, "error": "ratelimited"}
    developer.does_not_see("message 1")
    developer.sees("message 2")


def test_an_error_of_the_server_has_no_effect(app: App, workspace: Workspace, developer: Person) -> None:
    workspace.fault("chat.postMessage", "server_error")
    assert post(workspace, "lost").status_code == 500
    developer.does_not_see("lost")


@pytest.mark.parametrize(
    ("kind", "error", "seen"),
    [
        ("timeout_before", httpx.ReadTimeout, False),
        ("timeout_after", httpx.ReadTimeout, True),
        ("reset_before", httpx.TransportError, False),
        ("reset_after", httpx.TransportError, True),
    ],
)
def test_a_call_with_no_answer(
    app: App, workspace: Workspace, developer: Person, kind: str, error: type[Exception], seen: bool
) -> None:
    workspace.fault("chat.postMessage", kind)
    with pytest.raises(error):
        post(workspace, "a card", timeout=0.3)
    assert ("a card" in developer.screen()) is seen
    assert developer.does("home")["pending"] == []
    assert post(workspace, "the next").status_code == 200


def test_an_answer_breaks_off_after_the_effect(app: App, workspace: Workspace, developer: Person) -> None:
    workspace.faults.call("chat.postMessage", "truncated")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        post(workspace, "a card")
    developer.sees("a card")


def test_an_answer_that_is_no_json_comes_after_the_effect(app: App, workspace: Workspace, developer: Person) -> None:
    workspace.faults.call("chat.postMessage", "not_json")
    answer = post(workspace, "a card")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    developer.sees("a card")


def test_a_slow_call_is_answered_in_the_end_and_waited_for(app: App, workspace: Workspace, developer: Person) -> None:
    workspace.fault("chat.postMessage", "slow", seconds=0.2)
    assert post(workspace, "slow").status_code == 200
    developer.sees("slow")


def test_a_fault_is_for_its_method_and_can_be_taken_back(app: App, workspace: Workspace) -> None:
    workspace.fault("chat.update", "server_error")
    assert post(workspace, "another").status_code == 200
    workspace.fault("*", "server_error")
    headers = {"authorization": f"Bearer {workspace.token}"}
    assert httpx.delete(f"{workspace.url}/_workspace/fault", headers=headers).json() == {"ok": True}
    assert post(workspace, "and another").status_code == 200


def test_an_unknown_fault_is_refused_in_words(app: App, workspace: Workspace) -> None:
    refused = workspace.post("fault", {"method": "chat.postMessage", "kind": "meteor"})
    assert "one of ratelimited, server_error" in refused["error"]["message"]


def test_a_closed_account_can_do_nothing(app: App, workspace: Workspace, developer: Person) -> None:
    workspace.person("operations").does("deactivate", name="developer")
    with pytest.raises(Refused) as refused:
        developer.says("I am still here")
    assert refused.value.code == "account_inactive"


def test_a_revoked_token_opens_nothing_and_the_app_is_told(app: App, workspace: Workspace) -> None:
    workspace.post("fault", {"kind": "token_revoked"})
    assert post(workspace, "still here").json()["error"] == "token_revoked"
    workspace.person("developer").does("home")
    (told,) = workspace.log("event", "tokens_revoked")
    assert told["request"]["event"]["tokens"] == {"oauth": [], "bot": ["U0THREATBOT"]}
