"""conversations.*: channels are made, named, filled, left and put away, by whom Slack lets do it."""

from pathlib import Path

import pytest

from tests.sandbox.calls import EVERY_SCOPE, Calls, Json, app_with

DESIGN, GENERAL, SECURITY = "C0CHECKOUT", "C0GENERAL", "C0SECURITY"


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """An app with every scope."""
    return Calls(tmp_path)


def test_a_channel_lives(calls: Calls) -> None:
    channel = calls("conversations.create", name="fridge", is_private=True)["channel"]
    assert (channel["is_private"], channel["creator"], channel["is_member"]) == (True, "U0THREATBOT", True)
    at = {"channel": channel["id"]}
    assert calls("conversations.rename", **at, name="smart-fridge")["channel"]["previous_names"] == ["fridge"]
    topic = calls("conversations.setTopic", **at, topic="Food")["channel"]["topic"]
    assert topic == {"value": "Food", "creator": "U0THREATBOT", "last_set": 1_767_603_600}
    assert calls("conversations.setPurpose", **at, purpose="To eat")["purpose"] == "To eat"
    assert calls.refused("conversations.setTopic", **at, topic="x" * 251) == "too_long"
    assert calls("conversations.archive", **at)["ok"]
    assert calls.refused("conversations.archive", **at) == "already_archived"
    assert calls.refused("conversations.invite", **at, users="U0GUEST") == "is_archived"
    assert calls("conversations.unarchive", **at)["ok"]
    assert calls.refused("conversations.unarchive", **at) == "not_archived"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("--", "invalid_name_punctuation"),
        ("Fridge", "invalid_name_specials"),
        ("a b", "invalid_name_specials"),
        ("general", "name_taken"),
        ("kühlschrank", ""),
    ],
)
def test_names_are_as_slack_wants_them(calls: Calls, name: str, error: str) -> None:
    assert calls.refused("conversations.create", name=name) == error


def test_people_come_and_go(calls: Calls) -> None:
    channel = calls("conversations.create", name="fridge")["channel"]["id"]
    at: Json = {"channel": channel}
    assert calls("conversations.invite", **at, users="U0GUEST,U0PRODUCT")["channel"]["num_members"] == 3
    assert calls.refused("conversations.invite", **at, users="U0GUEST") == "already_in_channel"
    assert calls.refused("conversations.invite", **at, users="U0THREATBOT") == "cant_invite_self"
    assert calls.refused("conversations.invite", **at, users="U404") == "user_not_found"
    assert calls.refused("conversations.invite", **at) == "no_user"
    assert calls("conversations.invite", **at, users=["U404", "U0REDTEAM"], force=True)["channel"]["num_members"] == 4
    assert calls("conversations.kick", **at, user="U0GUEST")["ok"]
    assert calls.refused("conversations.kick", **at, user="U0GUEST") == "not_in_channel"
    assert calls.refused("conversations.kick", **at, user="U0THREATBOT") == "cant_kick_self"
    assert calls.refused("conversations.kick", channel=GENERAL, user="U0GUEST") == "cant_kick_from_general"
    assert calls("conversations.leave", **at)["ok"]
    assert calls("conversations.leave", **at) == {"ok": False, "not_in_channel": True}
    assert calls.refused("conversations.invite", **at, users="U0GUEST") == "not_in_channel"
    assert calls.refused("conversations.leave", channel=GENERAL) == "cant_leave_general"
    alone = calls("conversations.create", name="alone")["channel"]["id"]
    assert calls.refused("conversations.leave", channel=alone) == "last_member"
    assert calls.refused("conversations.rename", channel=DESIGN, name="mine") == "not_authorized"
    assert calls.refused("conversations.archive", channel=GENERAL) == "cant_archive_general"


def test_to_join_twice_is_no_error(calls: Calls) -> None:
    assert calls("conversations.join", channel=SECURITY)["channel"]["is_member"]
    again = calls("conversations.join", channel=SECURITY)
    assert again["warning"] == "already_in_channel"
    assert again["response_metadata"] == {"warnings": ["already_in_channel"]}


def test_conversations_with_one_and_with_several(calls: Calls) -> None:
    one = calls("conversations.open", users="U0GUEST")
    assert one == {"ok": True, "channel": {"id": one["channel"]["id"]}}
    assert calls("conversations.open", users="U0GUEST", return_im=True)["already_open"]
    several = calls("conversations.open", users="U0GUEST,U0PRODUCT", return_im=True)["channel"]
    assert (several["is_mpim"], several["name"]) == (True, "mpdm-guest--product--threatbot-1")
    assert calls("conversations.open", users="U0PRODUCT,U0GUEST")["channel"]["id"] == several["id"]
    assert calls("chat.postMessage", channel=several["id"], text="Hello you two")["ok"]
    assert calls("conversations.open", channel=several["id"])["no_op"]
    assert calls("conversations.close", channel=several["id"])["ok"]
    listed = calls("conversations.list", types="im,mpim")["channels"]
    assert [channel["id"] for channel in listed] == [one["channel"]["id"], several["id"]]
    at: Json = {"channel": several["id"]}
    assert calls.refused("conversations.kick", **at, user="U0GUEST") == "method_not_supported_for_channel_type"
    assert calls.refused("conversations.archive", **at) == "method_not_supported_for_channel_type"
    assert calls.refused("conversations.open", channel=DESIGN) == "method_not_supported_for_channel_type"
    assert calls.refused("conversations.open") == "users_list_not_supplied"
    assert calls.refused("conversations.open", users="U404") == "user_not_found"
    calls.workspace.users["U0GUEST"].deleted = True
    assert calls.refused("conversations.open", users="U0GUEST") == "user_disabled"


def test_the_bot_marks_what_it_has_read(calls: Calls) -> None:
    ts = calls("chat.postMessage", channel=DESIGN, text="x")["ts"]
    assert calls("conversations.mark", channel=DESIGN, ts=ts)["ok"]
    assert calls("conversations.info", channel=DESIGN)["channel"]["last_read"] == ts
    assert calls.refused("conversations.mark", channel=DESIGN, ts="soon") == "invalid_timestamp"


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("conversations.history", {}, "im:history"),
        ("conversations.info", {}, "im:read"),
        ("conversations.close", {}, "im:write"),
    ],
)
def test_a_kind_of_conversation_has_scopes_of_its_own(
    tmp_path: Path, method: str, arguments: Json, needed: str
) -> None:
    calls = Calls(tmp_path, app_with([scope for scope in EVERY_SCOPE if scope != needed]))
    direct = calls("chat.postMessage", channel="U0GUEST", text="Hello")["channel"]
    answer = calls(method, channel=direct, **arguments)
    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
    assert needed not in answer["provided"].split(",")


def test_a_list_of_several_kinds_needs_the_scopes_of_all(tmp_path: Path) -> None:
    calls = Calls(tmp_path, app_with(["channels:read", "im:write"]))
    assert calls("conversations.list")["ok"]
    assert calls("conversations.list", types="public_channel,private_channel")["needed"] == "groups:read"
    assert calls.refused("conversations.list", types="secret_channel") == "invalid_types"
    assert calls("conversations.open", users="U0GUEST,U0PRODUCT")["needed"] == "mpim:write"
    assert calls("conversations.history", channel=DESIGN)["needed"].startswith("channels:history,groups:history")
