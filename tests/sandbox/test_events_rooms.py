"""Channels come to be and end, people come and go in them: what a Bolt app reads of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_bolt import App

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.heard import events, every_event, hear
from tests.sandbox.make import Json
from tests.sandbox.small_bot import SmallBot

BOT = "U0THREATBOT"


@pytest.fixture
def workspace(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(bot.url, tmp_path / "workspace.db", every_event(tmp_path)) as workspace:
        yield workspace


@pytest.fixture
def heard(app: App) -> list[Json]:
    return hear(app)


def test_people_who_come_and_go_are_told_beside_what_is_said_of_it(
    heard: list[Json], developer: Person, workspace: Workspace
) -> None:
    workspace.person("product").does("leave", channel="#checkout-design")
    (left,) = events(heard, "member_left_channel")
    assert (left["user"], left["channel"], left["channel_type"], left["team"]) == (
        "U0PRODUCT",
        "C0CHECKOUT",
        "C",
        "T0LOCAL",
    )
    assert events(heard, "channel_leave")[0]["text"] == "<@U0PRODUCT> has left the channel"
    developer.types("/invite @product")
    (joined,) = events(heard, "member_joined_channel")
    assert (joined["user"], joined["inviter"], joined["channel"]) == ("U0PRODUCT", developer.id, "C0CHECKOUT")
    (said,) = events(heard, "channel_join")
    assert (said["user"], said["inviter"], said["channel_type"]) == ("U0PRODUCT", developer.id, "channel")
    assert developer.act("command", channel="#checkout-design", text="/invite @product")["error"] == {
        "code": "already_in_channel",
        "message": "@product is already in #checkout-design.",
    }


def test_the_bot_hears_that_it_came_and_that_it_was_removed(heard: list[Json], developer: Person) -> None:
    developer.does("create", name="plans", private=True)
    assert heard == []
    developer.types("/invite @threatbot", "#plans")
    (joined,) = events(heard, "member_joined_channel")
    assert (joined["user"], joined["channel_type"]) == (BOT, "G")
    developer.does("kick", channel="#plans", name="threatbot")
    (left,) = events(heard, "group_left")
    assert left["actor_id"] == developer.id
    assert events(heard, "member_left_channel") == []
    developer.says("Alone again", "#plans")
    developer.sees("@threatbot was removed from the channel by @developer")
    assert events(heard, "message") == [], "Bolt keeps from a listener what its own bot said"


def test_a_public_channels_fate_is_told_to_who_is_not_in_it(heard: list[Json], developer: Person) -> None:
    developer.does("create", name="launch")
    (made,) = events(heard, "channel_created")
    channel = made["channel"]
    assert (channel["name"], channel["creator"], channel["is_channel"]) == ("launch", developer.id, True)
    developer.does("rename", channel="#launch", name="launch-2026")
    assert events(heard, "channel_rename")[0]["channel"]["name"] == "launch-2026"
    developer.does("archive", channel="#launch-2026")
    (archived,) = events(heard, "channel_archive")
    assert (archived["channel"], archived["user"]) == (channel["id"], developer.id)
    assert developer.act("message", channel="#launch-2026", text="Hello")["error"]["code"] == "is_archived"
    developer.does("unarchive", channel="#launch-2026")
    assert events(heard, "channel_unarchive")[0]["user"] == developer.id
    assert events(heard, "message") == []
    developer.says("Hello", "#launch-2026")


def test_a_topic_is_told_as_a_message(heard: list[Json], developer: Person) -> None:
    developer.does("topic", channel="#checkout-design", topic="The fridge")
    (event,) = events(heard, "channel_topic")
    assert (event["topic"], event["user"]) == ("The fridge", developer.id)
    assert event["text"] == f"<@{developer.id}> set the channel topic: The fridge"
    developer.types("/topic")
    developer.sees("The topic is: The fridge")


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("create", {"name": "Two Words"}, "invalid_name_specials"),
        ("create", {"name": "security"}, "name_taken"),
        ("create", {"name": "a" * 81}, "invalid_name_maxlength"),
        ("kick", {"channel": "#checkout-design", "name": "developer"}, "cant_kick_self"),
        ("kick", {"channel": "#general", "name": "architect"}, "cant_kick_from_general"),
        ("archive", {"channel": "#general"}, "cant_archive_general"),
        ("unarchive", {"channel": "#security"}, "not_archived"),
        ("topic", {"channel": "#security", "topic": "x" * 251}, "too_long"),
    ],
)
def test_what_slack_would_not_let_people_do(
    workspace: Workspace, developer: Person, kind: str, fields: Json, code: str
) -> None:
    assert developer.act(kind, **fields)["error"]["code"] == code
    guest = workspace.person("guest").act("create", name="mine")
    assert guest["error"]["code"] == "restricted_action"
