"""People come, change and go, and the app with them: what a Bolt app reads of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.heard import events, every_event, hear
from tests.sandbox.make import Json, refusal
from tests.sandbox.small_bot import SmallBot


@pytest.fixture
def workspace(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(bot.url, tmp_path / "workspace.db", every_event(tmp_path)) as workspace:
        yield workspace


@pytest.fixture
def heard(app: App) -> list[Json]:
    return hear(app)


def test_somebody_new_comes_into_the_general_channel(
    heard: list[Json], developer: Person, workspace: Workspace
) -> None:
    developer.does("invite", name="kim", tz="Asia/Seoul")
    (came,) = events(heard, "team_join")
    assert (came["user"]["id"], came["user"]["tz"], came["user"]["is_restricted"]) == ("U0KIM", "Asia/Seoul", False)
    assert [event["channel"] for event in events(heard, "member_joined_channel")] == ["C0GENERAL"]
    kim = workspace.person("kim")
    kim.says("Hello", "#general")
    developer.sees("kim: Hello")
    assert developer.act("invite", name="kim")["error"]["code"] == "already_in_team"
    developer.does("invite", name="kim", channel="#security")
    assert "kim" in [workspace_name(workspace, user) for user in members(developer, "#security")]


def workspace_name(workspace: Workspace, user: str) -> str:
    people: list[Json] = workspace.get("ready")["people"]
    return next(str(person["name"]) for person in people if person["id"] == user)


def members(person: Person, channel: str) -> list[str]:
    (shown,) = person.state(channel=channel)["channels"]
    return list(shown["members"])


def test_a_guest_is_invited_into_one_channel(heard: list[Json], developer: Person, workspace: Workspace) -> None:
    assert developer.act("invite", name="pat", guest=True)["error"]["code"] == "channel_required"
    developer.does("invite", name="pat", guest=True, channel="#checkout-design")
    assert events(heard, "team_join")[0]["user"]["is_restricted"] is True
    assert [channel["name"] for channel in workspace.person("pat").state()["channels"]] == ["checkout-design"]


def test_a_changed_profile_and_a_closed_account_are_told(
    heard: list[Json], developer: Person, workspace: Workspace
) -> None:
    developer.does("profile", real_name="Dana Doe", tz="America/Lima")
    user = events(heard, "user_change")[0]["user"]
    assert (user["real_name"], user["tz"], user["profile"]["real_name"]) == ("Dana Doe", "America/Lima", "Dana Doe")
    assert developer.act("profile", tz="Mars/Base")["error"]["code"] == "invalid_act"
    developer.does("deactivate", name="product")
    assert events(heard, "user_change")[1]["user"]["deleted"] is True
    assert developer.act("command", channel="#general", text="/invite @product")["error"]["code"] == (
        "user_is_deactivated"
    )
    developer.does("reactivate", name="product")
    assert events(heard, "user_change")[2]["user"]["deleted"] is False
    workspace.person("product").says("Back", "#general")


def test_reactions_are_told(heard: list[Json], developer: Person, architect: Person) -> None:
    message = developer.says("A fridge")
    for _ in range(2):
        architect.does("react", channel=message.channel, ts=message.ts, name=":eyes:")
    (added,), (removed,) = events(heard, "reaction_added"), events(heard, "reaction_removed")
    assert added["item"] == removed["item"] == {"type": "message", "channel": message.channel, "ts": message.ts}
    assert (added["reaction"], added["user"], added["item_user"]) == ("eyes", architect.id, developer.id)


def test_the_app_is_uninstalled_and_installed_again(
    heard: list[Json], developer: Person, client: WebClient, workspace: Workspace
) -> None:
    developer.does("uninstall")
    kinds = [body["event"]["type"] for body in heard]
    assert sorted(kinds) == ["app_uninstalled", "tokens_revoked"]
    assert refusal(client.auth_test) == "account_inactive"
    assert developer.act("command", channel="#general", text="/threatmodel")["error"]["code"] == "unknown_command"
    developer.says("Nobody listens")
    assert developer.act("uninstall")["error"]["code"] == "app_not_installed"
    developer.does("install")
    assert client.auth_test()["ok"]
    developer.says("Somebody listens")
    assert [event["text"] for event in events(heard, "message")] == ["Somebody listens"]
    assert developer.act("install")["error"]["code"] == "already_installed"


def test_the_app_is_opened_at_either_tab(heard: list[Json], developer: Person) -> None:
    developer.does("home")
    developer.does("home", tab="messages")
    assert [event["tab"] for event in events(heard, "app_home_opened")] == ["home", "messages"]
    assert developer.act("home", tab="about")["error"]["code"] == "invalid_act"
