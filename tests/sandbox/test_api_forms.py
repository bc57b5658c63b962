"""How a call comes and goes: its form, its token, its pages, and what Slack remarks on it."""

from pathlib import Path

import pytest

from tests.sandbox.calls import TOKEN, Calls, Json, app_with

DESIGN = "C0CHECKOUT"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """An app with every scope."""
    return Calls(tmp_path)


def posted(calls: Calls, content: bytes, kind: str | None, **headers: str) -> Json:
    """The answer of users.info to a body of a kind."""
    told = BEARER | headers | ({"content-type": kind} if kind else {})
    answer: Json = calls.http("POST", "/api/users.info", content=content, headers=told).json()
    return answer


def test_arguments_come_in_any_form(calls: Calls) -> None:
    parts = b'--x\r\ncontent-disposition: form-data; name="user"\r\n\r\nU0GUEST\r\n--x--\r\n'
    answers = [
        calls.http("GET", "/api/users.info", params={"user": "U0GUEST"}, headers=BEARER).json(),
        posted(calls, b"user=U0GUEST", "application/x-www-form-urlencoded"),
        posted(calls, b'{"user": "U0GUEST"}', "application/json; charset=utf-8"),
        posted(calls, parts, "multipart/form-data; boundary=x"),
    ]
    assert [(answer["user"]["id"], "warning" in answer) for answer in answers] == [("U0GUEST", False)] * 4


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        (b"{", "application/json; charset=utf-8", "invalid_json"),
        (b"[]", "application/json; charset=utf-8", "json_not_object"),
        (b"<user/>", "text/xml", "invalid_post_type"),
        (b"user=U0GUEST", None, "missing_post_type"),
        (b"{}", "application/json; charset=latin-9", "invalid_charset"),
        (b'{"user": "U404"}', "application/json; charset=utf-8", "user_not_found"),
    ],
)
def test_another_form_is_refused_by_its_name(calls: Calls, content: bytes, kind: str | None, error: str) -> None:
    assert posted(calls, content, kind)["error"] == error


@pytest.mark.parametrize(
    ("content", "kind", "warning"),
    [
        (b'{"user": "U0GUEST"}', "application/json", "missing_charset"),
        (b"user=U0GUEST", "application/x-www-form-urlencoded; charset=utf-8", "superfluous_charset"),
    ],
)
def test_a_charset_too_few_or_too_many_is_remarked(calls: Calls, content: bytes, kind: str, warning: str) -> None:
    answer = posted(calls, content, kind)
    assert (answer["ok"], answer["warning"], answer["response_metadata"]["warnings"]) == (True, warning, [warning])


def test_a_token_in_json_is_none(calls: Calls) -> None:
    body = {"token": TOKEN}
    assert calls.http("POST", "/api/auth.test", json=body).json()["error"] == "not_authed"
    assert calls.http("POST", "/api/auth.test", data=body).json()["ok"]


def test_a_missing_argument_is_named(calls: Calls) -> None:
    answer = calls("chat.postMessage", text="x")
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


def test_api_test_gives_back_what_it_got(calls: Calls) -> None:
    assert calls("api.test", a="1", token="")["args"] == {"a": "1"}
    assert calls("api.test", error="meteor") == {"ok": False, "error": "meteor", "args": {"error": "meteor"}}


def test_pages_are_whole_while_the_channel_grows(calls: Calls) -> None:
    for number in range(5):
        calls("chat.postMessage", channel=DESIGN, text=f"{number}")
    first = calls("conversations.history", channel=DESIGN, limit=2)
    calls("chat.postMessage", channel=DESIGN, text="new")
    seen, cursor = [message["text"] for message in first["messages"]], first["response_metadata"]["next_cursor"]
    while cursor:
        page = calls("conversations.history", channel=DESIGN, limit=2, cursor=cursor)
        seen += [message["text"] for message in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert seen == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize("method", ["conversations.list", "users.list", "reactions.list", "conversations.members"])
@pytest.mark.parametrize("cursor", ["no", "bm8="])
def test_a_cursor_of_ones_own_making_is_invalid(calls: Calls, method: str, cursor: str) -> None:
    assert calls.refused(method, channel=DESIGN, cursor=cursor) == "invalid_cursor"


@pytest.mark.parametrize(("limit", "error"), [(1, ""), (1000, ""), (1001, "invalid_limit"), (-1, "invalid_limit")])
def test_a_limit_has_its_range(calls: Calls, limit: int, error: str) -> None:
    assert calls.refused("users.list", limit=limit) == error
    assert calls.refused("conversations.list", limit=limit) == error


def test_scopes_are_told_where_one_is_missing(tmp_path: Path) -> None:
    calls = Calls(tmp_path, app_with(["commands", "users:read"]))
    answer = calls("chat.postMessage", channel=DESIGN, text="x")
    assert answer == {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "commands,users:read"}


def test_what_slack_does_not_have_is_unknown_and_seen(calls: Calls) -> None:
    assert calls("dnd.info") == {"ok": False, "error": "unknown_method", "req_method": "dnd.info"}
    assert [entry["name"] for entry in calls.context.log.latest(1)] == ["dnd.info"]
