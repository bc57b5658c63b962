"""chat.update: what is not given stays, a text alone ends the blocks, and only what is read as text is edited."""

from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.calls import Calls, Json
from tests.sandbox.make import section

DESIGN = "C0CHECKOUT"
OLD: Json = {"text": "Old", "blocks": [section("Old card")], "attachments": [{"text": "Old note"}]}


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    return Calls(tmp_path)


def updated(calls: Calls, **given: Any) -> tuple[str, list[str], list[str], bool]:  # noqa: ANN401
    """Text, blocks and attachments of a message after an update, and whether it counts as edited."""
    ts = calls("chat.postMessage", channel=DESIGN, **OLD)["ts"]
    assert calls("chat.update", channel=DESIGN, ts=ts, **given)["ok"]
    (message,) = [item for item in calls("conversations.history", channel=DESIGN)["messages"] if item["ts"] == ts]
    blocks = [block["text"]["text"] for block in message.get("blocks", [])]
    attachments = [item["text"] for item in message.get("attachments", [])]
    return message["text"], blocks, attachments, "edited" in message


CASES: list[tuple[Json, tuple[str, list[str], list[str], bool]]] = [
    ({"text": "New"}, ("New", [], ["Old note"], True)),
    ({"text": "New", "attachments": []}, ("New", [], [], True)),
    ({"text": "New", "attachments": [{"text": "Note"}]}, ("New", [], ["Note"], True)),
    ({"text": "New", "blocks": [section("Card")]}, ("New", ["Card"], ["Old note"], False)),
    ({"blocks": [section("Card")]}, ("", ["Card"], ["Old note"], False)),
    ({"attachments": [{"text": "Note"}]}, ("Old", ["Old card"], ["Note"], False)),
    ({"attachments": []}, ("Old", ["Old card"], [], False)),
    ({"blocks": [], "text": "New"}, ("New", [], ["Old note"], True)),
    ({"blocks": []}, ("Old", [], ["Old note"], False)),
]


@pytest.mark.parametrize(("given", "found"), CASES)
def test_what_is_not_given_stays(calls: Calls, given: Json, found: tuple[str, list[str], list[str], bool]) -> None:
    assert updated(calls, **given) == found


@pytest.mark.parametrize("given", [{}, {"metadata": {}}, {"text": "", "attachments": []}])
def test_a_message_is_never_left_empty(calls: Calls, given: Json) -> None:
    ts = calls("chat.postMessage", channel=DESIGN, **OLD)["ts"]
    assert calls.refused("chat.update", channel=DESIGN, ts=ts, **given) == "no_text"


def test_a_long_text_that_stays_is_not_cut_and_one_that_is_given_is_refused(calls: Calls) -> None:
    ts = calls("chat.postMessage", channel=DESIGN, text="a" * 5_000)["ts"]
    kept = calls("chat.update", channel=DESIGN, ts=ts, attachments=[{"text": "Note"}])["message"]
    assert len(kept["text"]) == 5_000
    assert calls.refused("chat.update", channel=DESIGN, ts=ts, text="a" * 4_001) == "msg_too_long"


STRANGE = [{"type": "plain_text", "text": "x"}, ["x"], []]


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "chat.postEphemeral", "chat.scheduleMessage"])
def test_a_text_that_is_no_text_is_refused_with_its_place(calls: Calls, method: str, text: object) -> None:
    ts = calls("chat.postMessage", channel=DESIGN, **OLD)["ts"]
    later = int(calls.workspace.clock.seconds()) + 60
    told = calls(method, channel=DESIGN, ts=ts, user="U0DEVELOPER", post_at=later, text=text)
    assert (told["ok"], told["error"]) == (False, "invalid_arguments")
    assert told["response_metadata"]["messages"] == ["[ERROR] must provide a string [json-pointer:/text]"]


@pytest.mark.parametrize(("given", "said"), [(5, "5"), (True, "true"), (1.5, "1.5")])
def test_numbers_and_truth_values_are_spelled_as_json_spells_them(calls: Calls, given: object, said: str) -> None:
    assert calls("chat.postMessage", channel=DESIGN, text=given)["message"]["text"] == said


def test_a_list_of_things_that_are_no_texts_is_refused(calls: Calls) -> None:
    assert calls.refused("conversations.list", types=[{"a": 1}]) == "invalid_arguments"


def test_nothing_of_a_thread_s_head_that_is_deleted_is_left(calls: Calls) -> None:
    ts = calls("chat.postMessage", channel=DESIGN, **OLD)["ts"]
    calls("chat.postMessage", channel=DESIGN, text="A reply", thread_ts=ts)
    assert calls("chat.delete", channel=DESIGN, ts=ts)["ok"]
    (stone,) = [item for item in calls("conversations.history", channel=DESIGN)["messages"] if item["ts"] == ts]
    assert stone["text"] == "This message was deleted."
    assert not stone.get("attachments")
    assert not stone.get("blocks")
