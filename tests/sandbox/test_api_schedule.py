"""Messages that are posted later: in order, by the clock as it is moved, and only where they still may."""

from pathlib import Path

import pytest

from bot.sandbox.acts import time
from bot.sandbox.acts.fields import Fields
from bot.sandbox.scheduled import post_due
from tests.sandbox.calls import NOW, Calls, Json

DESIGN = "C0CHECKOUT"
DAY = 86_400


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """An app with every scope."""
    return Calls(tmp_path)


def later(calls: Calls, text: str, seconds: int, **more: object) -> str:
    """A message scheduled for some seconds from the start on; its id."""
    answer = calls("chat.scheduleMessage", channel=DESIGN, text=text, post_at=int(NOW) + seconds, **more)
    return str(answer["scheduled_message_id"])


def said(calls: Calls) -> list[Json]:
    """What stands in the channel, oldest first."""
    found: list[Json] = calls("conversations.history", channel=DESIGN)["messages"][::-1]
    return found


def test_they_are_posted_in_order_as_the_clock_is_moved(calls: Calls) -> None:
    later(calls, "third", 3 * DAY)
    later(calls, "first", DAY)
    later(calls, "second", 2 * DAY)
    developer = calls.workspace.users["U0DEVELOPER"]
    calls.run(time.clock(calls.context, developer, Fields("clock", {"advance": "P2DT1H"})))
    assert [(message["text"], message["ts"][:10]) for message in said(calls)] == [
        ("first", str(int(NOW) + DAY)),
        ("second", str(int(NOW) + 2 * DAY)),
    ]
    (waiting,) = calls("chat.scheduledMessages.list")["scheduled_messages"]
    assert (waiting["text"], waiting["post_at"], waiting["channel_id"]) == ("third", int(NOW) + 3 * DAY, DESIGN)


@pytest.mark.parametrize(
    ("post_at", "error"),
    [
        (int(NOW), "time_in_past"),
        (int(NOW) + 120 * DAY, ""),
        (int(NOW) + 120 * DAY + 1, "time_too_far"),
        ("soon", "invalid_time"),
        (None, "invalid_arguments"),
    ],
)
def test_120_days_at_most(calls: Calls, post_at: object, error: str) -> None:
    assert calls.refused("chat.scheduleMessage", channel=DESIGN, text="x", post_at=post_at) == error


def test_one_is_taken_back(calls: Calls) -> None:
    scheduled = later(calls, "never", DAY)
    at: Json = {"scheduled_message_id": scheduled}
    assert calls.refused("chat.deleteScheduledMessage", channel="C0GENERAL", **at) == "invalid_scheduled_message_id"
    assert calls("chat.deleteScheduledMessage", channel=DESIGN, **at)["ok"]
    assert calls.refused("chat.deleteScheduledMessage", channel=DESIGN, **at) == "invalid_scheduled_message_id"
    calls.pass_time(2 * DAY)
    post_due(calls.context)
    assert said(calls) == []


def test_what_cannot_be_posted_any_more_is_not(calls: Calls) -> None:
    later(calls, "with metadata", DAY, metadata={"event_type": "x", "event_payload": {}})
    later(calls, "in a thread", DAY, thread_ts=calls("chat.postMessage", channel=DESIGN, text="root")["ts"])
    later(calls, "too late", 2 * DAY)
    calls.pass_time(DAY)
    post_due(calls.context)
    assert [message["text"] for message in said(calls)] == ["root"]
    assert said(calls)[0]["reply_count"] == 1
    calls.workspace.channels[DESIGN].is_archived = True
    calls.pass_time(DAY)
    post_due(calls.context)
    assert calls("chat.scheduledMessages.list")["scheduled_messages"] == []


def test_no_more_than_thirty_in_five_minutes(calls: Calls) -> None:
    for number in range(30):
        later(calls, "x", DAY + number)
    near: Json = {"channel": DESIGN, "text": "x", "post_at": int(NOW) + DAY + 60}
    assert calls.refused("chat.scheduleMessage", **near) == "restricted_too_many"
    assert calls.refused("chat.scheduleMessage", **near | {"post_at": int(NOW) + DAY + 400}) == ""


def test_the_list_is_by_channel_and_time(calls: Calls) -> None:
    later(calls, "a", DAY)
    later(calls, "b", 2 * DAY)
    listed = calls("chat.scheduledMessages.list", oldest=int(NOW) + DAY + 1)["scheduled_messages"]
    assert [item["text"] for item in listed] == ["b"]
    assert calls("chat.scheduledMessages.list", channel="C0GENERAL")["scheduled_messages"] == []
    assert calls.refused("chat.scheduledMessages.list", channel="C404") == "invalid_channel"
