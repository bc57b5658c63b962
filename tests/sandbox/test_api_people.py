"""users.*, usergroups.* and what else tells the app who is there."""

from pathlib import Path

import pytest

from tests.sandbox.calls import EVERY_SCOPE, Calls, app_with


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """An app with every scope."""
    return Calls(tmp_path)


def test_a_time_zone_is_that_of_the_workspaces_own_day(calls: Calls) -> None:
    def zone(user: str) -> tuple[str, str, int]:
        found = calls("users.info", user=user)["user"]
        return found["tz"], found["tz_label"], found["tz_offset"]

    assert zone("U0REDTEAM") == ("America/Los_Angeles", "Pacific Standard Time", -28_800)
    assert zone("U0OPERATIONS") == ("Asia/Kolkata", "India Standard Time", 19_800)
    calls.pass_time(180 * 86_400)
    assert zone("U0REDTEAM") == ("America/Los_Angeles", "Pacific Daylight Time", -25_200)
    assert zone("U0DEVELOPER") == ("Europe/London", "British Summer Time", 3_600)


def test_addresses_are_for_an_app_that_may_see_them(calls: Calls, tmp_path: Path) -> None:
    found = calls("users.lookupByEmail", email="Developer@local.example")["user"]
    assert (found["id"], found["profile"]["email"]) == ("U0DEVELOPER", "developer@local.example")
    assert calls.refused("users.lookupByEmail", email="nobody@local.example") == "users_not_found"
    (tmp_path / "less").mkdir()
    less = Calls(tmp_path / "less", app_with([scope for scope in EVERY_SCOPE if scope != "users:read.email"]))
    assert "email" not in less("users.info", user="U0DEVELOPER")["user"]["profile"]
    assert less.refused("users.lookupByEmail", email="developer@local.example") == "missing_scope"


def test_whoever_has_left_is_still_known(calls: Calls) -> None:
    calls.workspace.users["U0PRODUCT"].deleted = True
    assert calls("users.info", user="U0PRODUCT")["user"]["deleted"]
    assert calls("users.getPresence", user="U0PRODUCT")["presence"] == "away"
    assert calls.refused("users.lookupByEmail", email="product@local.example") == "users_not_found"
    assert calls.refused("chat.postMessage", channel="U0PRODUCT", text="Hello") == "channel_not_found"
    assert calls("usergroups.users.list", usergroup="S0DESIGN")["users"] == ["U0ARCHITECT", "U0DEVELOPER"]


def test_groups_are_called_by_one_name(calls: Calls) -> None:
    groups = calls("usergroups.list", include_users=True)["usergroups"]
    assert {group["handle"]: group["user_count"] for group in groups} == {"design": 3, "security-champions": 2}
    assert groups[1]["users"] == ["U0SECURITY", "U0DEVELOPER"]
    assert "users" not in calls("usergroups.list")["usergroups"][0]
    assert calls.refused("usergroups.users.list", usergroup="S404") == "no_such_subteam"


def test_where_somebody_is(calls: Calls) -> None:
    channels = calls("users.conversations", user="U0GUEST")["channels"]
    assert {channel["name"] for channel in channels} == {"general", "checkout-design"}
    assert len(calls("users.conversations")["channels"]) == 2
    assert calls.refused("users.conversations", user="U404") == "user_not_found"


def test_a_profile_and_the_bots_own(calls: Calls) -> None:
    assert calls("users.profile.get", user="U0GUEST")["profile"]["display_name"] == "guest"
    assert calls("users.profile.get")["profile"]["bot_id"] == "B0THREATBOT"
    assert calls("bots.info")["bot"]["deleted"] is False
    assert calls.refused("bots.info", bot="B404") == "bot_not_found"
    assert calls("emoji.list")["emoji"] == {}


def test_reactions_are_listed_by_who_reacted(calls: Calls) -> None:
    first, second = (calls("chat.postMessage", channel="C0CHECKOUT", text=text)["ts"] for text in "ab")
    for ts in (first, second):
        assert calls("reactions.add", channel="C0CHECKOUT", timestamp=ts, name="eyes")["ok"]
    items = calls("reactions.list")["items"]
    assert [item["message"]["text"] for item in items] == ["b", "a"]
    assert calls("reactions.list", user="U0GUEST")["items"] == []
    wrong = {"channel": "C0CHECKOUT", "timestamp": first, "name": "no such"}
    assert calls.refused("reactions.add", **wrong) == "invalid_name"
    assert calls.refused("reactions.add", name="eyes") == "no_item_specified"
