"""Requests that are not Slack's, or are Slack's again: refused without a word of them in the log, or done once."""

import json
from urllib.parse import urlencode

import httpx
import pytest

from tests.faults.conftest import House
from tests.support.signed import FORM, new_trigger

MARK = "hush-hush-payload"
JSON = "application/json"


def forged(house: House, how: str) -> httpx.Response:
    """A request with the mark in its body, whose signature does not hold."""
    body = house.sender.command_body(MARK)
    headers = house.sender.headers(body)
    match how:
        case "of another body":
            body += b"&more=1"
        case "stale":
            headers = house.sender.headers(body, age=301)
        case "of the future":
            headers = house.sender.headers(body, age=-320)
        case "not ASCII":
            signed = httpx.Headers({**headers, "x-slack-signature": "v0=é"}, encoding="latin-1")
            return house.sender.send(body, signed)
        case "no number":
            headers["x-slack-request-timestamp"] = "yesterday"
        case _:
            headers = {"content-type": FORM} | ({"x-slack-signature": "v0=" + "0" * 64} if how == "half" else {})
    return house.sender.send(body, headers)


@pytest.mark.parametrize(
    "how", ["missing", "half", "of another body", "stale", "of the future", "no number", "not ASCII"]
)
def test_a_signature_that_does_not_hold_is_refused_and_its_body_stays_out_of_the_log(house: House, how: str) -> None:
    assert forged(house, how).status_code == 401
    assert MARK not in house.bot.logged()


def test_a_command_replayed_within_the_window_has_one_effect_and_the_same_reply(house: House) -> None:
    body = house.sender.command_body("role operations", "U0OPERATIONS")
    headers = house.sender.headers(body, age=250)
    first, again = house.sender.send(body, headers), house.sender.send(body, headers)
    assert first.status_code == again.status_code == 200
    assert first.text == again.text
    assert "you act as operations" in first.text
    assert house.number("SELECT count(*) FROM audit WHERE what = 'role declared' AND \"by\" = 'U0OPERATIONS'") == 1


def test_a_form_replayed_within_the_window_makes_one_model_and_shows_the_same_next_form(house: House) -> None:
    entries = {"name": "Replayed", "part1": "Thing", "owner": "U0ARCHITECT"}
    view = {
        "id": "V0REPLAYED",
        "type": "modal",
        "callback_id": "new.parts",
        "private_metadata": json.dumps({"channel": "C0GENERAL", "rows": 1}),
        "state": {
            "values": {
                **{name: {"value": {"value": entry}} for name, entry in entries.items()},
                "type1": {"value": {"selected_option": {"value": "other"}}},
            }
        },
    }
    body = house.sender.interaction_body(house.sender.about("view_submission", "U0ARCHITECT") | {"view": view})
    headers = house.sender.headers(body)
    first, again = house.sender.send(body, headers), house.sender.send(body, headers)
    assert first.json()["response_action"] == "update"
    assert first.json() == again.json()
    assert house.number("SELECT count(*) FROM model WHERE name = 'Replayed'") == 1


def test_a_body_over_the_cap_is_refused_unread(house: House) -> None:
    body = house.sender.command_body("help") + b"&more=" + b"x" * 1_000_001
    assert house.sender.send(body).status_code == 413


BROKEN = {
    "JSON cut off": (b'{"type": "event_callback", "event": {', JSON),
    "JSON that is no object": (b"[1, 2]", JSON),
    "JSON that is null": (b"null", JSON),
    "payload that is no JSON": (b"payload=%7Bnot+json", FORM),
    "payload that is a list": (b"payload=%5B1%5D", FORM),
    "payload that is a number": (b"payload=1", FORM),
    "payload without a user": (urlencode({"payload": json.dumps({"type": "block_actions"})}).encode(), FORM),
    "actions that are no list": (
        urlencode({"payload": json.dumps({"type": "block_actions", "user": {"id": "U1"}, "actions": 7})}).encode(),
        FORM,
    ),
    "a view that is no view": (
        urlencode({"payload": json.dumps({"type": "view_submission", "user": {"id": "U1"}, "view": 7})}).encode(),
        FORM,
    ),
    "a team that is no team": (
        urlencode({"payload": json.dumps({"type": "block_actions", "user": "U1", "team": 7})}).encode(),
        FORM,
    ),
    "bytes that are no text": (b"payload=\xff\xfe\x00", FORM),
    "bytes that are no JSON": (b"\xff\xfe\x00", JSON),
    "JSON nested too deeply": (b'{"a":' + b"[" * 100_000, JSON),
    "a command without its fields": (b"command=%2Fthreatmodel&text=list", FORM),
    "a form with nothing in it": (b"a=b", FORM),
    "nothing at all": (b"", FORM),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_body_is_answered_without_a_traceback(house: House, what: str) -> None:
    body, content_type = BROKEN[what]
    response = house.sender.send(body, house.sender.headers(body, content_type=content_type))
    assert 200 <= response.status_code < 500
    unsigned = house.sender.send(body, {"content-type": content_type})
    assert 400 <= unsigned.status_code < 500
    assert "Traceback" not in house.bot.logged()


def test_a_broken_body_is_a_bad_request_where_it_cannot_be_read(house: House) -> None:
    for what in ("JSON cut off", "JSON that is no object", "payload that is no JSON", "bytes that are no text"):
        body, content_type = BROKEN[what]
        assert house.sender.send(body, house.sender.headers(body, content_type=content_type)).status_code == 400, what


def test_a_control_of_the_local_workspace_needs_its_token_and_a_time(house: House) -> None:
    url = f"{house.bot.url}/_threatbot/clock"
    bearer = {"authorization": f"Bearer {house.workspace.token}"}
    assert httpx.post(url, json={"to": "2026-01-01T00:00:00Z"}).status_code == 401
    for body in (b"", b"{", b"[]", b'{"to": "tomorrow"}', b'{"to": 7}', b'{"to": "2026-01-01"}'):
        assert httpx.post(url, content=body, headers=bearer).status_code == 400, body
    assert "Traceback" not in house.bot.logged()


def test_the_trigger_of_a_replayed_opening_button_is_spent(house: House) -> None:
    body = urlencode(
        {
            "team_id": "T0LOCAL",
            "channel_id": "C0GENERAL",
            "user_id": "U0DEVELOPER",
            "command": "/threatmodel",
            "text": "new",
            "trigger_id": new_trigger(),
        }
    ).encode()
    answer = house.sender.send(body)
    assert "did not let the window open" in answer.text
