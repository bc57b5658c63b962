"""The app as Slack is told of it: command, events, shortcut, each scope with its reason. The one place for all of it.

``threatbot manifest`` prints it, ``deploy/slack/manifest.yaml`` is a copy, ``threatbot doctor`` compares what Slack
granted. Which listener answers what is in ``bot.listeners``; a test holds the two together.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from bot.blocks.help import COMMANDS

COMMAND: Final = "/threatmodel"
SLACK_PATH: Final = "/slack/events"
THREAD_SHORTCUT: Final = "threatmodel_thread"
SHORTCUTS: Final[Mapping[str, tuple[str, str]]] = {
    THREAD_SHORTCUT: ("Threat-model this", "Starts a threat model from this message"),
}
"""Message shortcuts: callback id -> name (24 characters at most), description."""

ENDINGS: Final = ("app_uninstalled", "tokens_revoked")
"""Events that say that our token is no longer good."""

EVENTS: Final = ("app_mention", "message.im", *ENDINGS)

SCOPES: Final[Mapping[str, str]] = {
    "commands": "the slash command and the message shortcut",
    "chat:write": "posts cards, questions, lists and reminders, and updates them",
    "channels:read": "tells before the form is filled in that it is not in a private channel",
    "channels:join": "joins a public channel before its first post there",
    "channels:history": "finds its own message after an unclear end, so that nothing is posted twice",
    "groups:read": "the same as channels:read, in private channels to which it was invited",
    "groups:history": "the same as channels:history, in private channels to which it was invited",
    "files:read": "sees whether its own report has arrived",
    "files:write": "puts the report into the model's thread",
    "users:read": "tells guests, who approve nothing, and bots, which mitigate nothing; where a mitigation's day ends",
    "im:history": "answers what is said to it alone, and finds its own answer after an unclear end",
    "im:write": "later: tells an owner that something could not be shown",
    "app_mentions:read": "answers when it is mentioned",
}
AHEAD: Final = frozenset({"im:write"})
"""Scopes that no call needs yet; asked for at once, because a later one makes every workspace install the app anew."""


def manifest(*, socket_mode: bool, request_url: str | None = None) -> dict[str, Any]:
    """The manifest; over HTTP ``request_url`` is where Slack calls, in Socket Mode none is needed."""
    url = {"request_url": request_url} if request_url else {}
    look_up = {"message_menu_options_url": request_url} if request_url else {}
    return {
        "display_information": {
            "name": "Threatbot",
            "description": "Threat modelling in the channel where the design is discussed",
            "background_color": "#1f3a5f",
        },
        "features": _features(request_url),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**url, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **url, **look_up},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _features(request_url: str | None) -> dict[str, Any]:
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": "Threat-model a feature with your team",
        "usage_hint": f"[{' | '.join(COMMANDS)}]",
        "should_escape": False,
    }
    if request_url:
        command["url"] = request_url
    shortcuts = [
        {"name": name, "type": "message", "callback_id": callback_id, "description": description}
        for callback_id, (name, description) in SHORTCUTS.items()
    ]
    return {
        "app_home": {"home_tab_enabled": False, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "threatbot", "always_online": True},
        "shortcuts": shortcuts,
        "slash_commands": [command],
    }


def slack_address(base: str) -> str:
    """Where Slack calls a bot that is reached at ``base``: our path is added where it has none.

    Raises:
        ValueError: not an https address, which Slack insists on.
    """
    parts = urlsplit(base)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{base!r} is no address that Slack can call; try https://threatbot.example.com")
    if parts.path.rstrip("/") not in ("", SLACK_PATH):
        raise ValueError(f"Threatbot answers Slack under {SLACK_PATH} alone, not under {parts.path}")
    return f"https://{parts.netloc}{SLACK_PATH}"


def as_yaml(document: Mapping[str, Any]) -> str:
    """The manifest as Slack's page takes it, each scope with its reason beside it."""
    lines = yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=120).splitlines()
    head = ["# Made by `threatbot manifest`; do not edit. Slack: Create New App, From a manifest."]
    return "\n".join(head + [_with_reason(line) for line in lines]) + "\n"


def _with_reason(line: str) -> str:
    item = line.strip().removeprefix("- ")
    return f"{line}  # {SCOPES[item]}" if item in SCOPES else line
