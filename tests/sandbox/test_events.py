"""Events: what the app hears, and how an event that it did not acknowledge comes again."""

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.heard import hear
from tests.sandbox.make import Json
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import small_file


@pytest.fixture
def events(app: App) -> list[Json]:
    """All events that the app hears."""
    return hear(app)


def test_a_mention_arrives_twice(events: list[Json], developer: Person) -> None:
    message = developer.says("@threatbot please look at #security & <b>")
    by_type = {body["event"]["type"]: body for body in events}
    assert sorted(by_type) == ["app_mention", "message"]
    event = by_type["app_mention"]["event"]
    assert event["text"] == "<@U0THREATBOT> please look at <#C0SECURITY|security> &amp; &lt;b&gt;"
    assert event["ts"] == by_type["message"]["event"]["ts"] == message.ts
    assert by_type["message"]["event"]["channel_type"] == "channel"
    assert by_type["message"]["event_id"] != by_type["app_mention"]["event_id"]
    assert message.plain == "@threatbot please look at #security & <b>"


def test_edits_and_deletions_are_told(events: list[Json], developer: Person) -> None:
    parent = developer.says("A fridge")
    reply = developer.says("with a door", thread=parent)
    place = {"channel": parent.channel}
    developer.does("edit", **place, ts=reply.ts, text="with two doors")
    developer.does("delete", **place, ts=parent.ts)
    assert [body["event"].get("subtype") for body in events] == [None, None, "message_changed", "message_changed"]
    assert events[1]["event"]["thread_ts"] == parent.ts
    changed = events[2]["event"]
    assert changed["message"]["text"] == "with two doors"
    assert changed["previous_message"]["text"] == "with a door"
    stone = events[3]["event"]
    assert (stone["message"]["subtype"], stone["previous_message"]["text"]) == ("tombstone", "A fridge")
    developer.sees("This message was deleted.")
    developer.does("delete", **place, ts=reply.ts)
    assert (events[4]["event"]["subtype"], events[4]["event"]["deleted_ts"]) == ("message_deleted", reply.ts)


def test_nothing_is_heard_from_where_the_bot_is_not(events: list[Json], developer: Person) -> None:
    developer.says("@threatbot hello", "#security")
    assert events == []


def test_the_home_tab_being_opened_is_told(events: list[Json], developer: Person) -> None:
    developer.does("home")
    event = events[0]["event"]
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", developer.id, "home")


def test_an_event_comes_again_at_once_after_one_minute_and_after_five(
    bot: SmallBot, workspace: Workspace, developer: Person
) -> None:
    bot.answer = lambda body: (500, {})
    reply = developer.does("message", channel="#checkout-design", text="A fridge")
    assert numbers(bot) == ["", "1"]
    assert [row["next_at"] for row in reply["pending"]] == ["2026-01-05T09:01:00+00:00"]
    workspace.clock.advance("PT59S")
    assert numbers(bot) == ["", "1"]
    workspace.clock.advance("PT1S")
    assert numbers(bot) == ["", "1", "2"]
    assert workspace.clock.advance("P1D")["pending"] == []
    assert numbers(bot) == ["", "1", "2", "3"]
    assert bot.requests[-1][0]["HTTP_X_SLACK_RETRY_REASON"] == "http_error"
    assert {json.loads(body)["event_id"] for _, body in bot.requests} == {"Ev0000000001"}


def numbers(bot: SmallBot) -> list[str]:
    """The retry numbers of all deliveries."""
    return [headers.get("HTTP_X_SLACK_RETRY_NUM", "") for headers, _ in bot.requests]


def test_what_is_not_acknowledged_outlives_a_killed_workspace(
    bot: SmallBot, workspace: Workspace, developer: Person
) -> None:
    bot.answer = lambda body: (500, {})
    developer.says("A fridge")
    before = developer.state()
    workspace.kill()
    workspace.start()
    assert developer.state() == before
    bot.answer = lambda body: (200, {})
    workspace.clock.advance("PT1M")
    assert numbers(bot) == ["", "1", "2"]
    assert workspace.clock.advance("P1D")["pending"] == []
    assert len(bot.requests) == 3


def test_ids_go_on_after_a_restart(bot: SmallBot, workspace: Workspace, developer: Person) -> None:
    bot.answer = lambda body: (200, {})
    first = developer.says("one")
    workspace.restart()
    second = developer.says("two")
    assert float(second.ts) > float(first.ts)
    events = [json.loads(body)["event_id"] for _, body in bot.requests]
    assert events == ["Ev0000000001", "Ev0000000002"]


def test_the_same_inputs_give_the_same_ids(bot: SmallBot, tmp_path: Path) -> None:
    bot.answer = lambda body: (200, {})
    states = []
    for name in ("a.db", "b.db"):
        with Workspace(bot.url, tmp_path / name, small_file(tmp_path)) as workspace:
            developer = workspace.person("developer")
            developer.says("A fridge")
            developer.types("/threatmodel new")
            states.append(developer.state())
    assert states[0] == states[1]
    with sqlite3.connect(tmp_path / "a.db") as connection:
        assert connection.execute("SELECT count(*) FROM document WHERE kind = 'Message'").fetchone() == (1,)


def test_what_the_bot_was_told_of_outlives_a_kill(app: App, workspace: Workspace, developer: Person) -> None:
    client = WebClient(workspace.bot_token, base_url=workspace.api, retry_handlers=[])
    ts = client.chat_postMessage(channel="#general", text="A card")["ts"]
    workspace.kill()
    workspace.start()
    assert developer.message_with("A card").ts == ts


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_process_ends_when_it_is_told_to(bot: SmallBot, tmp_path: Path, how: signal.Signals) -> None:
    secrets = dict.fromkeys(("--token", "--bot-token", "--app-token", "--signing-secret"), "x")
    command = [sys.executable, "-m", "bot.sandbox", "--db", str(tmp_path / "w.db"), "--bot-url", bot.url]
    command += ["--manifest", str(small_file(tmp_path))]
    command += [part for pair in secrets.items() for part in pair]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        headers = {"authorization": "Bearer x"}
        with httpx.stream("GET", f"{url}/_workspace/changes", headers=headers) as stream:
            assert next(stream.iter_lines()) == ": connected"
            process.send_signal(how)
            _, complaints = process.communicate(timeout=10)
    assert complaints == ""
