"""The manifest, the code and the local workspace say the same of the app, and Slack would take it."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.listener_matcher.builtins import BuiltinListenerMatcher
from slack_sdk import WebClient

from bot.blocks.help import COMMANDS
from bot.bootstrap import bootstrap
from bot.http import SLACK_PATH as SERVED
from bot.manifest import AHEAD, COMMAND, EVENTS, SCOPES, SHORTCUTS, SLACK_PATH, as_yaml, manifest, slack_address
from bot.sandbox.api.methods import METHODS
from bot.sandbox.manifest import parse
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
HTTP = manifest(socket_mode=False, request_url="https://threatbot.example.com/slack/events")
SOCKET = manifest(socket_mode=True)


@pytest.fixture
def app(sqlite_url: str) -> Iterator[App]:
    bot = bootstrap(Settings(database_url=sqlite_url, bot_token="xoxb-1", signing_secret="s"))
    yield bot.app
    bot.services.store.engine.dispose()


KINDS = ("command", "event", "message_shortcut", "action", "view_submission", "view_closed", "block_suggestion")


def registered(app: App, kind: str) -> set[str]:
    """What the listeners of a kind answer to, read from the matchers that Bolt made for them."""
    found = set()
    for listener in app._listeners:
        matcher = listener.matchers[0]  # type: ignore[attr-defined]
        assert isinstance(matcher, BuiltinListenerMatcher)
        made_by = matcher.func.__qualname__.split(".")[0]
        assert made_by in KINDS
        if made_by == kind:
            found.add(_name(inspect.getclosurevars(matcher.func).nonlocals))
    return found


def _name(values: Mapping[str, Any]) -> str:
    named = [values[name] for name in ("command", "event_type", "callback_id") if name in values]
    assert len(named) == 1, values
    return str(named[0])


def test_every_listener_stands_in_the_manifest_and_the_other_way_round(app: App) -> None:
    features, settings = SOCKET["features"], SOCKET["settings"]
    commands = {command["command"] for command in features["slash_commands"]}
    assert registered(app, "command") == commands == {COMMAND}
    assert set(settings["event_subscriptions"]["bot_events"]) == set(EVENTS)
    assert registered(app, "event") == {event.partition(".")[0] for event in EVENTS}  # ``message.im`` is a message
    shortcuts = {shortcut["callback_id"] for shortcut in features["shortcuts"] if shortcut["type"] == "message"}
    assert registered(app, "message_shortcut") == shortcuts == set(SHORTCUTS)
    assert len(shortcuts) == len(features["shortcuts"])


def calls() -> set[str]:
    """Methods of Slack's Web API that the bot calls, by their names in the client; the workspace's own are left out."""
    known = {name for name in dir(WebClient) if not name.startswith("_")}
    found: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        if "sandbox" not in path.parts:
            tree = ast.walk(ast.parse(path.read_text()))
            found |= {node.attr for node in tree if isinstance(node, ast.Attribute) and "_" in node.attr} & known
    return found


def test_every_call_has_its_scope_and_every_scope_its_use() -> None:
    needs = {name.replace(".", "_"): method.scopes for name, method in METHODS.items()}
    called = calls()
    assert {"chat_postMessage", "conversations_replies", "views_open"} <= called
    assert called <= needs.keys(), "the local workspace does not know what scope this call needs"
    needed = {scope for name in called for scope in needs[name]}
    assert needed <= SCOPES.keys()
    for_features = {"commands", "app_mentions:read", "im:history"}
    assert needed | for_features == SCOPES.keys() - AHEAD


def test_a_scope_that_nothing_uses_yet_says_so() -> None:
    assert {scope for scope, reason in SCOPES.items() if reason.startswith("later: ")} == AHEAD
    lines = as_yaml(SOCKET).splitlines()
    assert all(f"    - {scope}  # {reason}" in lines for scope, reason in SCOPES.items())


def test_the_local_workspace_knows_the_same_app() -> None:
    local = parse(SOCKET)
    assert [command.command for command in local.commands] == [COMMAND]
    assert {item.callback_id: (item.name, item.description) for item in local.shortcuts} == SHORTCUTS
    assert local.scopes == tuple(SCOPES)
    assert set(local.events) == set(EVENTS)


@pytest.mark.parametrize("document", [HTTP, SOCKET], ids=["http", "socket-mode"])
def test_slacks_limits_are_kept(document: dict[str, Any]) -> None:
    told = document["display_information"]
    assert len(told["name"]) <= 35
    assert len(told["description"]) <= 140
    command = document["features"]["slash_commands"][0]
    assert len(command["command"]) <= 32
    assert max(len(command["description"]), len(command["usage_hint"])) <= 1000
    for shortcut in document["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    assert len(document["features"]["bot_user"]["display_name"]) <= 80


def test_the_usage_hint_is_the_help() -> None:
    hint = SOCKET["features"]["slash_commands"][0]["usage_hint"]
    assert all(command in hint for command in COMMANDS)


def test_socket_mode_has_no_address_and_http_has_it_everywhere() -> None:
    assert "https" not in as_yaml(SOCKET)
    assert SOCKET["settings"]["socket_mode_enabled"]
    url = f"https://threatbot.example.com{SERVED}"
    assert HTTP["features"]["slash_commands"][0]["url"] == url
    assert HTTP["settings"]["event_subscriptions"]["request_url"] == url
    everything = {"is_enabled": True, "request_url": url, "message_menu_options_url": url}
    assert HTTP["settings"]["interactivity"] == everything
    assert not HTTP["settings"]["socket_mode_enabled"]


@pytest.mark.parametrize(
    "base", ["https://t.example.com", "https://t.example.com/", "https://t.example.com/slack/events"]
)
def test_the_path_is_ours(base: str) -> None:
    assert slack_address(base) == f"https://t.example.com{SLACK_PATH}"


@pytest.mark.parametrize("base", ["", "t.example.com", "http://t.example.com", "https://", "https://t.example.com/bot"])
def test_an_address_that_slack_cannot_call_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="Slack"):
        slack_address(base)
