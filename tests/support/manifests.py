"""Slack manifests for the local workspace: Threatbot's own, and one of a small app with a bit of everything."""

import json
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.sandbox.manifest import Manifest, parse

ROOT = Path(__file__).parents[2]
THREATBOT = ROOT / "deploy" / "slack" / "manifest.yaml"

SCOPES = (
    "commands",
    "chat:write",
    "channels:read",
    "channels:join",
    "channels:history",
    "groups:read",
    "groups:history",
    "files:read",
    "files:write",
    "users:read",
    "im:write",
    "app_mentions:read",
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "tokens_revoked",
)


def _document(scopes: Sequence[str], events: Sequence[str]) -> dict[str, object]:
    command = {
        "command": "/threatmodel",
        "description": "Threat-model a feature",
        "usage_hint": "[new | list | show NAME | help]",
    }
    shortcut = {"name": "Threat-model this", "type": "message", "callback_id": "threatmodel_thread", "description": "x"}
    anywhere = shortcut | {"type": "global", "callback_id": "threatmodel_anywhere"}
    return {
        "display_information": {"name": "Threatbot"},
        "features": {
            "app_home": {"home_tab_enabled": True},
            "bot_user": {"display_name": "threatbot"},
            "slash_commands": [command],
            "shortcuts": [shortcut, anywhere],
        },
        "oauth_config": {"scopes": {"bot": list(scopes)}},
        "settings": {"event_subscriptions": {"bot_events": list(events)}},
    }


def small(scopes: Sequence[str] = SCOPES, events: Sequence[str] = EVENTS) -> Manifest:
    """A small app."""
    return parse(_document(scopes, events))


def small_file(folder: Path, scopes: Sequence[str] = SCOPES, events: Sequence[str] = EVENTS) -> Path:
    """The manifest of a small app, in a file of its own."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(_document(scopes, events)), encoding="utf-8")
    return path


def told_messages(folder: Path) -> Path:
    """Threatbot's manifest, with messages subscribed to as well: a mention then arrives twice."""
    document = yaml.safe_load(THREATBOT.read_text(encoding="utf-8"))
    document["settings"]["event_subscriptions"]["bot_events"].append("message.channels")
    path = folder / "manifest.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
