"""What is said, and how it is told: subtypes, threads, direct words, files, links, metadata."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.sandbox import posting
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError
from bot.sandbox.records import Channel, Message
from tests.sandbox.at_hand import act, at_hand, installed, told
from tests.sandbox.heard import EVENTS
from tests.sandbox.make import Json
from tests.support.manifests import small

DESIGN = "C0CHECKOUT"


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    manifest = replace(small(events=EVENTS), unfurl_domains=("example.com",), metadata_events=("review_made",))
    with at_hand(tmp_path, manifest) as context:
        yield context


def say(context: Context, text: str, channel: str = DESIGN, **fields: object) -> Json:
    """What the app is told of a message of the developer's."""
    act(context, "developer", "message", channel=channel, text=text, **fields)
    return told(context, "message")[-1]


def test_a_message_is_told_with_the_usual_fields(context: Context) -> None:
    first, second = say(context, "A fridge"), say(context, "A fridge")
    assert (first["user"], first["team"], first["channel"], first["channel_type"]) == (
        "U0DEVELOPER", "T0LOCAL", DESIGN, "channel",
    )  # fmt: skip
    assert first["ts"] == first["event_ts"]
    assert first["client_msg_id"] != second["client_msg_id"]
    assert "subtype" not in first


def test_a_reply_and_one_shown_in_the_channel_too(context: Context) -> None:
    parent = say(context, "A fridge")
    reply = say(context, "with a door", thread_ts=parent["ts"])
    assert (reply["thread_ts"], reply["parent_user_id"]) == (parent["ts"], "U0DEVELOPER")
    shown = say(context, "and a light", thread_ts=parent["ts"], broadcast=True)
    assert (shown["subtype"], shown["thread_ts"], shown["root"]["ts"]) == (
        "thread_broadcast",
        parent["ts"],
        parent["ts"],
    )
    assert [event.get("subtype") for event in told(context, "message")] == [None, None, "thread_broadcast"]
    with pytest.raises(ActError, match="Only a reply"):
        say(context, "alone", broadcast=True)


def test_a_word_to_the_bot_opens_the_conversation_and_is_no_mention(context: Context) -> None:
    event = say(context, "<@U0THREATBOT> help", "@threatbot")
    assert event["channel_type"] == "im"
    assert say(context, "again", "@threatbot")["channel"] == event["channel"]
    assert told(context, "app_mention") == []


def test_several_talk_apart_and_the_bot_hears_where_it_is(context: Context) -> None:
    event = say(context, "We three: @threatbot", "@architect,@threatbot")
    assert event["channel_type"] == "mpim"
    assert context.workspace.channels[event["channel"]].name == "mpdm-developer--architect--threatbot-1"
    assert told(context, "app_mention")[0]["channel"] == event["channel"]
    count = len(told(context))
    act(context, "developer", "message", channel="@architect", text="We two")
    assert len(told(context)) == count
    with pytest.raises(ActError, match="nobody called"):
        say(context, "x", "@nobody")


def test_slacks_own_commands_say_things(context: Context) -> None:
    act(context, "developer", "command", channel="#checkout-design", text="/me looks at @architect")
    (event,) = told(context, "me_message")
    assert event["text"] == "looks at <@U0ARCHITECT>"
    act(context, "developer", "command", channel="#checkout-design", text="/msg @threatbot hello")
    assert told(context, "message")[-1]["channel_type"] == "im"
    for text in ("/me", "/msg @architect", "/invite", "/who x y"):
        if text.startswith("/who"):
            act(context, "developer", "command", channel="#checkout-design", text=text)
        else:
            with pytest.raises(ActError):
                act(context, "developer", "command", channel="#checkout-design", text=text)


def test_a_file_is_told_twice(context: Context) -> None:
    event = say(context, "", files=[{"name": "plan.txt", "base64": "aGk="}])
    assert (event["subtype"], event["files"][0]["name"]) == ("file_share", "plan.txt")
    (shared,) = told(context, "file_shared")
    assert shared["file_id"] == shared["file"]["id"] == event["files"][0]["id"]
    assert (shared["user_id"], shared["channel_id"]) == ("U0DEVELOPER", DESIGN)


def test_links_to_the_apps_domains_are_told(context: Context) -> None:
    message = say(
        context, "See https://example.com/a?b=1&c=2 and https://app.example.com/d, not https://notexample.com/"
    )
    (event,) = told(context, "link_shared")
    assert event["links"] == [
        {"domain": "example.com", "url": "https://example.com/a?b=1&c=2"},
        {"domain": "example.com", "url": "https://app.example.com/d"},
    ]
    assert (event["message_ts"], event["is_bot_user_member"]) == (message["ts"], True)


def test_metadata_of_a_kind_that_the_app_subscribes_to_is_told(context: Context) -> None:
    bot, workspace = installed(context).bot_user, context.workspace
    first = {"event_type": "review_made", "event_payload": {"id": 1}}
    message = Message(workspace.next_ts(), DESIGN, bot, "A card", metadata=first)
    posting.post(context, message)
    (posted,) = told(context, "message_metadata_posted")
    assert (posted["metadata"], posted["channel_id"], posted["message_ts"]) == (first, DESIGN, message.ts)
    before = message_json(workspace, message, metadata=True)
    message.metadata = {"event_type": "review_made", "event_payload": {"id": 2}}
    posting.change(context, message, before)
    (updated,) = told(context, "message_metadata_updated")
    assert (updated["previous_metadata"], updated["metadata"]["event_payload"]) == (first, {"id": 2})
    posting.delete(context, message)
    (deleted,) = told(context, "message_metadata_deleted")
    assert deleted["previous_metadata"]["event_payload"] == {"id": 2}
    assert "metadata" not in deleted
    posting.post(context, Message(workspace.next_ts(), DESIGN, bot, "x", metadata={"event_type": "other"}))
    assert len(told(context, "message_metadata_posted")) == 1


def test_what_the_manifest_does_not_name_is_not_told(tmp_path: Path) -> None:
    folder = tmp_path / "quiet"
    folder.mkdir()
    with at_hand(folder, small(events=("app_mention",))) as quiet:
        act(quiet, "developer", "message", channel=DESIGN, text="@threatbot look")
        assert [event["type"] for event in told(quiet)] == ["app_mention"]
        assert isinstance(quiet.workspace.channels[DESIGN], Channel)
