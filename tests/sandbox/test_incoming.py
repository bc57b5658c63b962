"""JSON that is hardly any: one call of the app never breaks what everybody sees, nor the workspace's own snapshot."""

import json
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.incoming import DEEPEST, decoded
from bot.sandbox.records import Message
from bot.sandbox.snapshots import snapshot
from tests.sandbox.calls import NOW, TOKEN, Calls, Json

DESIGN = "C0CHECKOUT"
HALF = r'[{"type": "section", "text": {"type": "mrkdwn", "text": "Half \ud83d"}}]'
FORM = "application/x-www-form-urlencoded"
JSON = "application/json; charset=utf-8"


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """An app with every scope, in a channel."""
    calls = Calls(tmp_path)
    calls("conversations.join", channel=DESIGN)
    return calls


def nested(depth: int) -> str:
    """A message's metadata, as deep as that."""
    event: str = '{"a":' * (depth - 1) + "1" + "}" * (depth - 1)
    return f'{{"event_type": "deep", "event_payload": {event}}}'


def sent(calls: Calls, method: str, kind: str, **body: object) -> httpx.Response:
    """The answer to a call as a form or as bytes of JSON."""
    told = {"authorization": f"Bearer {TOKEN}", "content-type": kind}
    return calls.http("POST", f"/api/{method}", headers=told, **body)


def refused(answer: httpx.Response) -> str:
    """Slack's error, told as Slack tells it."""
    assert answer.status_code == 200
    return str(answer.json().get("error", ""))


def is_well(calls: Calls) -> bool:
    """Whether everybody can read on, and the snapshot is one."""
    assert calls.http("GET", "/_workspace/state", headers={"authorization": "Bearer key"}).status_code == 200
    calls.workspace.commit()
    decoded(snapshot.taken(calls.workspace.settings.database), DEEPEST + 20)
    return bool(calls("conversations.history", channel=DESIGN)["ok"])


def test_half_a_surrogate_in_a_form_becomes_a_question_mark(calls: Calls) -> None:
    answer = sent(calls, "chat.postMessage", FORM, data={"channel": DESIGN, "text": "x", "blocks": HALF})
    assert refused(answer) == ""
    assert answer.json()["message"]["blocks"][0]["text"]["text"] == "Half ?"
    assert is_well(calls)


def test_half_a_surrogate_in_a_view_becomes_a_question_mark(calls: Calls) -> None:
    view = f'{{"type": "home", "blocks": {HALF}}}'
    answer = sent(calls, "views.publish", FORM, data={"user_id": "U0DEVELOPER", "view": view})
    assert refused(answer) == ""
    assert answer.json()["view"]["blocks"][0]["text"]["text"] == "Half ?"
    assert is_well(calls)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_json_is_utf_8(calls: Calls, encoding: str) -> None:
    body = '{"channel": "C0CHECKOUT", "text": "\u00e9"}'.encode(encoding)
    assert refused(sent(calls, "chat.postMessage", JSON, content=body)) == "invalid_json"
    assert is_well(calls)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_what_is_no_number_of_json_is_refused(calls: Calls, number: str) -> None:
    attachments = f'[{{"text": "x", "footer": "y", "ts": {number}}}]'
    body = f'{{"channel": "{DESIGN}", "text": "x", "attachments": {attachments}}}'
    form = {"channel": DESIGN, "text": "x", "attachments": attachments}
    assert refused(sent(calls, "chat.postMessage", JSON, content=body.encode())) == "invalid_json"
    assert refused(sent(calls, "chat.postMessage", FORM, data=form)).startswith("invalid_")
    assert not calls.workspace.table(Message)
    assert is_well(calls)


@pytest.mark.parametrize("depth", [DEEPEST + 1, 600, 5_000, 30_000])
def test_what_is_nested_too_deeply_is_refused(calls: Calls, depth: int) -> None:
    body = f'{{"channel": "{DESIGN}", "text": "x", "metadata": {nested(depth)}}}'
    form = {"channel": DESIGN, "text": "x", "metadata": nested(depth)}
    assert refused(sent(calls, "chat.postMessage", JSON, content=body.encode())) == "invalid_json"
    assert refused(sent(calls, "chat.postMessage", FORM, data=form)).startswith("invalid_")
    assert is_well(calls)


def test_what_is_nested_as_deeply_as_may_be_is_kept_and_told(calls: Calls) -> None:
    form = {"channel": DESIGN, "text": "x", "metadata": nested(DEEPEST)}
    assert refused(sent(calls, "chat.postMessage", FORM, data=form)) == ""
    told = calls("conversations.history", channel=DESIGN, include_all_metadata=True)["messages"][0]
    assert told["metadata"] == json.loads(nested(DEEPEST))
    assert is_well(calls)


@pytest.mark.parametrize("kind", ["\ud83d", b"bytes", {1, 2}])
def test_what_cannot_be_stored_is_not_shown_either(calls: Calls, kind: object) -> None:
    message = Message(f"{NOW:.6f}", DESIGN, "U0DEVELOPER", text="x", metadata={"kind": kind})
    with pytest.raises((TypeError, ValueError)):
        calls.workspace.save(message)
    assert calls.workspace.message(DESIGN, message.ts) is None
    assert is_well(calls)


VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=VALUES, escaped=st.booleans(), as_bytes=st.booleans())
def test_what_is_json_comes_as_it_is(value: Json, escaped: bool, as_bytes: bool) -> None:
    text = json.dumps(value, ensure_ascii=escaped)
    assert decoded(text.encode() if as_bytes else text) == value


@given(text=st.text(st.characters(categories=["Cs", "L", "N"])), escaped=st.booleans())
def test_what_comes_can_always_be_written(text: str, escaped: bool) -> None:
    raw = json.dumps({text: [text]}, ensure_ascii=escaped)
    for form in (raw, raw.encode(errors="surrogatepass")):
        json.dumps(decoded(form), ensure_ascii=False).encode()
