"""Cursors over lists that change between two pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.api.args import Args
from bot.sandbox.api.paging import page
from bot.sandbox.records import Channel, User
from tests.sandbox.calls import NOW, Calls, Json

DESIGN = "C0CHECKOUT"


@given(
    items=st.sets(st.text("abc", min_size=1, max_size=3), min_size=1),
    limit=st.integers(1, 4),
    backwards=st.booleans(),
    data=st.data(),
)
def test_what_is_there_all_the_time_comes_once_and_in_order(
    items: set[str], limit: int, backwards: bool, data: st.DataObject
) -> None:
    stays, there = set(items), set(items)
    found: list[str] = []
    cursor = ""
    while True:
        part, cursor = page(there, Args({"limit": limit, "cursor": cursor}), str, backwards=backwards)
        found += part
        if not cursor:
            break
        gone = data.draw(st.sets(st.sampled_from(sorted(there))) if there else st.just(set()))
        come = data.draw(st.sets(st.text("abcd", min_size=1, max_size=3), max_size=2)) - items
        there = (there - gone) | come
        stays -= gone
    assert found == sorted(found, reverse=backwards)
    assert len(found) == len(set(found))
    assert stays <= set(found)


def _no_channel(calls: Calls, key: str) -> None:
    calls.workspace.drop(calls.workspace.table(Channel)[key])


def _no_user(calls: Calls, key: str) -> None:
    calls.workspace.drop(calls.workspace.table(User)[key])


def _no_member(calls: Calls, key: str) -> None:
    assert calls("conversations.kick", channel=DESIGN, user=key)["ok"]


def _no_reaction(calls: Calls, key: str) -> None:
    assert calls("reactions.remove", channel=DESIGN, timestamp=key, name="eyes")["ok"]


def _no_message(calls: Calls, key: str) -> None:
    assert calls("chat.delete", channel=DESIGN, ts=key)["ok"]


def _not_later(calls: Calls, key: str) -> None:
    assert calls("chat.deleteScheduledMessage", channel=DESIGN, scheduled_message_id=key)["ok"]


LISTS: list[tuple[str, Callable[[Json], list[str]], Callable[[Calls, str], None]]] = [
    ("conversations.list", lambda told: [item["id"] for item in told["channels"]], _no_channel),
    ("users.list", lambda told: [item["id"] for item in told["members"]], _no_user),
    ("conversations.members", lambda told: told["members"], _no_member),
    ("reactions.list", lambda told: [item["message"]["ts"] for item in told["items"]], _no_reaction),
    ("conversations.history", lambda told: [item["ts"] for item in told["messages"]], _no_message),
    ("chat.scheduledMessages.list", lambda told: [item["id"] for item in told["scheduled_messages"]], _not_later),
]


@pytest.mark.parametrize(("method", "keys", "remove"), LISTS)
def test_a_cursor_outlives_the_item_that_it_names(
    tmp_path: Path, method: str, keys: Callable[[Json], list[str]], remove: Callable[[Calls, str], None]
) -> None:
    calls = Calls(tmp_path)
    for number in range(4):
        ts = calls("chat.postMessage", channel=DESIGN, text=str(number))["ts"]
        assert calls("reactions.add", channel=DESIGN, timestamp=ts, name="eyes")["ok"]
        assert calls("chat.scheduleMessage", channel=DESIGN, text="x", post_at=int(NOW) + 500 - number)["ok"]
        assert calls("conversations.create", name=f"made-{number}")["ok"]
    first, second, third, *_ = keys(calls(method, channel=DESIGN))
    told = calls(method, channel=DESIGN, limit=1)
    assert keys(told) == [first]
    remove(calls, second)
    cursor = told["response_metadata"]["next_cursor"]
    assert keys(calls(method, channel=DESIGN, limit=1, cursor=cursor)) == [third]


def test_history_goes_back_from_any_place_with_what_was_sent_to_the_channel_too(tmp_path: Path) -> None:
    calls = Calls(tmp_path)
    said = [calls("chat.postMessage", channel=DESIGN, text=str(number))["ts"] for number in range(30)]
    sent = {"thread_ts": said[3], "reply_broadcast": True}
    said.append(calls("chat.postMessage", channel=DESIGN, text="sent", **sent)["ts"])
    assert calls("chat.postMessage", channel=DESIGN, text="reply", thread_ts=said[3])["ok"]
    told = calls("conversations.history", channel=DESIGN, limit=5)
    assert [item["ts"] for item in told["messages"]] == said[::-1][:5]
    next_page = {"cursor": told["response_metadata"]["next_cursor"], "latest": said[-2], "oldest": said[-9], "limit": 2}
    told = calls("conversations.history", channel=DESIGN, **next_page)
    assert [item["ts"] for item in told["messages"]] == said[::-1][5:7]
    last = {"latest": said[-7], "oldest": said[-9], "inclusive": True}
    assert len(calls("conversations.history", channel=DESIGN, **last)["messages"]) == 3
    assert len(calls("conversations.history", channel=DESIGN, **last | {"inclusive": False})["messages"]) == 1
    assert calls("chat.delete", channel=DESIGN, ts=said[-1])["ok"]
    assert calls("conversations.history", channel=DESIGN, limit=1)["messages"][0]["ts"] == said[-2]
