"""chat.*: what a message may be, whose it is, and where it can no longer be changed."""

from pathlib import Path

import pytest

from bot.sandbox.plain import Reader
from bot.sandbox.records import Message
from tests.sandbox.calls import EVERY_SCOPE, Calls, Json, app_with
from tests.sandbox.make import section

DESIGN, SECURITY = "C0CHECKOUT", "C0SECURITY"
CARD: Json = {"event_type": "surface", "event_payload": {"id": "7"}}


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """An app with every scope."""
    return Calls(tmp_path)


def plain(calls: Calls, ts: str) -> str:
    """A message of the design channel as people read it."""
    message = calls.workspace.table(Message)[f"{DESIGN}/{ts}"]
    return Reader(calls.workspace).message(message)


def test_a_reply_can_be_sent_to_the_channel_as_well(calls: Calls) -> None:
    parent = calls("chat.postMessage", channel=DESIGN, text="A fridge")["ts"]
    both = calls("chat.postMessage", channel=DESIGN, text="For all", thread_ts=parent, reply_broadcast=True)
    late = calls("chat.postMessage", channel=DESIGN, text="Later for all", thread_ts=parent)["ts"]
    assert both["message"]["subtype"] == "thread_broadcast"

    def said() -> list[str]:
        return [message["text"] for message in calls("conversations.history", channel=DESIGN)["messages"]]

    assert said() == ["For all", "A fridge"]
    assert calls("chat.update", channel=DESIGN, ts=late, text="Now for all", reply_broadcast=True)["ok"]
    assert said() == ["Now for all", "For all", "A fridge"]
    error = calls.refused("chat.update", channel=DESIGN, ts=parent, text="x", reply_broadcast=True)
    assert error == "cant_broadcast_message"


def test_mentions_become_links_where_that_is_asked_for(calls: Calls) -> None:
    text = "@design, look at #security: https://example.com/a (not @developer) me@example.com"
    linked = calls("chat.postMessage", channel=DESIGN, text=text, link_names=True)["message"]
    assert linked["text"] == text.replace("@design", "<!subteam^S0DESIGN|@design>")
    full = calls("chat.postMessage", channel=DESIGN, text=text, parse="full")["message"]["text"]
    assert "<#C0SECURITY|security>" in full
    assert "<https://example.com/a>" in full
    assert "@developer" in full
    assert calls("chat.postMessage", channel=DESIGN, text=text)["message"]["text"] == text
    assert plain(calls, linked["ts"]).startswith("@design, look")
    assert calls("chat.postMessage", channel=DESIGN, text="*x*", mrkdwn=False)["message"]["mrkdwn"] is False


def test_another_name_needs_its_scope_and_is_left_unheeded_without(calls: Calls, tmp_path: Path) -> None:
    dressed: Json = {"channel": DESIGN, "text": "Beep", "username": "Fridge", "icon_emoji": ":robot_face:"}
    message = calls("chat.postMessage", **dressed)["message"]
    assert (message["subtype"], message["username"]) == ("bot_message", "Fridge")
    assert message["icons"] == {"emoji": ":robot_face:"}
    (tmp_path / "less").mkdir()
    less = Calls(tmp_path / "less", app_with([scope for scope in EVERY_SCOPE if scope != "chat:write.customize"]))
    message = less("chat.postMessage", **dressed)["message"]
    assert ("subtype" in message, message["user"]) == (False, "U0THREATBOT")


def test_a_public_channel_is_open_to_the_app_with_the_scope_for_it(calls: Calls, tmp_path: Path) -> None:
    assert calls("chat.postMessage", channel=SECURITY, text="Hello")["ok"]
    (tmp_path / "less").mkdir()
    less = Calls(tmp_path / "less", app_with([scope for scope in EVERY_SCOPE if scope != "chat:write.public"]))
    assert less.refused("chat.postMessage", channel=SECURITY, text="Hello") == "not_in_channel"


def test_attachments_of_the_older_kind_are_kept_and_read(calls: Calls) -> None:
    attachments = [{"pretext": "Seen by", "text": "<@U0GUEST>"}, {"blocks": [section("In blocks")]}]
    message = calls("chat.postMessage", channel=DESIGN, attachments=attachments)["message"]
    assert [item["id"] for item in message["attachments"]] == [1, 2]
    assert plain(calls, message["ts"]) == "Seen by\n@guest\nIn blocks"
    many = [{"text": "x"}] * 101
    assert calls.refused("chat.postMessage", channel=DESIGN, attachments=many) == "too_many_attachments"
    assert calls.refused("chat.postMessage", channel=DESIGN, attachments="[1]") == "invalid_attachments"
    wrong = [{"blocks": [section("x" * 3001)]}]
    assert calls.refused("chat.postMessage", channel=DESIGN, attachments=wrong) == "invalid_attachments"


def test_markdown_stands_alone(calls: Calls) -> None:
    message = calls("chat.postMessage", channel=DESIGN, markdown_text="**Bold**")["message"]
    assert message["blocks"][0]["type"] == "markdown"
    both: Json = {"channel": DESIGN, "markdown_text": "x", "text": "y"}
    assert calls.refused("chat.postMessage", **both) == "markdown_text_conflict"
    assert calls.refused("chat.postMessage", channel=DESIGN, markdown_text="x" * 12_001) == "msg_too_long"


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        (CARD, ""),
        ("{", "invalid_metadata_format"),
        ({"event_type": "surface"}, "invalid_metadata_format"),
        ({"event_type": "no spaces", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "surface", "event_payload": []}, "invalid_metadata_schema"),
    ],
)
def test_metadata_has_a_kind_and_an_object(calls: Calls, metadata: object, error: str) -> None:
    assert calls.refused("chat.postMessage", channel=DESIGN, text="x", metadata=metadata) == error


def test_an_update_keeps_metadata_unless_it_says_none(calls: Calls) -> None:
    ts = calls("chat.postMessage", channel=DESIGN, text="x", metadata=CARD)["ts"]
    assert calls("chat.update", channel=DESIGN, ts=ts, text="y")["message"]["metadata"] == CARD
    assert "metadata" not in calls("chat.update", channel=DESIGN, ts=ts, text="z", metadata={})["message"]


def test_in_an_archived_channel_nothing_changes(calls: Calls) -> None:
    ts = calls("chat.postMessage", channel=DESIGN, text="x")["ts"]
    calls("conversations.archive", channel=DESIGN)
    assert calls.refused("chat.update", channel=DESIGN, ts=ts, text="y") == "is_inactive"
    assert calls.refused("chat.delete", channel=DESIGN, ts=ts) == "is_archived"
    assert calls.refused("chat.postMessage", channel=DESIGN, text="z") == "is_archived"
    assert calls.refused("reactions.add", channel=DESIGN, timestamp=ts, name="eyes") == "is_archived"


def test_names_are_for_posting_only(calls: Calls) -> None:
    ts = calls("chat.postMessage", channel="#checkout-design", text="x")["ts"]
    assert calls.refused("chat.update", channel="#checkout-design", ts=ts, text="y") == "channel_not_found"
    assert calls.refused("conversations.info", channel="checkout-design") == "channel_not_found"
    assert calls("chat.meMessage", channel=DESIGN, text="is away")["ok"]
    assert calls.refused("chat.postMessage", channel=DESIGN) == "no_text"


def test_links_in_a_message_are_unfurled_without_an_edit(calls: Calls) -> None:
    url = "https://example.com/1"
    ts = calls("chat.postMessage", channel=DESIGN, text=f"See {url}")["ts"]
    unfurl: Json = {"channel": DESIGN, "ts": ts, "unfurls": {url: {"text": "One"}}}
    assert calls("chat.unfurl", **unfurl)["ok"]
    (message,) = calls("conversations.history", channel=DESIGN)["messages"]
    assert message["attachments"] == [{"from_url": url, "text": "One"}]
    assert "edited" not in message
    assert calls.refused("chat.unfurl", **unfurl | {"unfurls": {"https://other.example": {}}}) == "cannot_unfurl_url"


def test_a_refusal_names_each_place_twice_as_slack_does(calls: Calls) -> None:
    refused = calls("chat.postMessage", channel=DESIGN, text="x", blocks=[section("a" * 3_001)])
    told = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert (refused["ok"], refused["error"], refused["errors"]) == (False, "invalid_blocks", [told])
    assert refused["response_metadata"]["messages"] == [f"[ERROR] {told}"]


def test_the_blocks_of_an_attachment_are_blocks(calls: Calls) -> None:
    attached = [{"color": "#0b7285", "blocks": [section("a" * 3_001)]}]
    refused = calls("chat.postMessage", channel=DESIGN, text="x", attachments=attached)
    assert refused["error"] == "invalid_attachments"
    assert refused["errors"] == ["must be less than 3001 characters [json-pointer:/attachments/0/blocks/0/text/text]"]


def test_what_is_taken_all_the_same_is_warned_of(calls: Calls) -> None:
    without = calls("chat.postMessage", channel=DESIGN, blocks=[section("A card")])
    assert without["ok"]
    assert "missing_text_in_message" in without["response_metadata"]["warnings"]
    with_text = calls("chat.postMessage", channel=DESIGN, text="A card", blocks=[section("A card")])
    assert "missing_text_in_message" not in with_text.get("response_metadata", {}).get("warnings", [])
    long = calls("chat.postMessage", channel=DESIGN, text="a" * 40_001)
    assert "message_truncated" in long["response_metadata"]["warnings"]
    assert len(long["message"]["text"]) == 40_000
