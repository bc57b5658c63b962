"""Requests signed as Slack signs them, for what no person can do by hand: replays, forgeries, tampered payloads."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.sandbox.driver import Workspace

Json = dict[str, Any]
FORM = "application/x-www-form-urlencoded"
_triggers = itertools.count(1)


def new_trigger() -> str:
    """A trigger id that the bot has not met; Slack would not open a view by it."""
    return f"99{next(_triggers)}.{time.time_ns()}.forged"


class Sender:
    """Whoever speaks to the bot's own address."""

    def __init__(self, workspace: Workspace) -> None:
        self._url = f"{workspace.bot_url}/slack/events"
        self._secret = workspace.signing_secret
        self._team = str(workspace.get("ready")["teams"][0]["id"])

    def headers(self, body: bytes, *, age: float = 0, content_type: str = FORM) -> dict[str, str]:
        """Slack's headers for a body that was signed ``age`` seconds ago."""
        at = str(int(time.time() - age))
        mac = hmac.new(self._secret.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"content-type": content_type, "x-slack-request-timestamp": at, "x-slack-signature": f"v0={mac}"}

    def send(self, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """A body with these headers, or signed now."""
        signed = self.headers(body) if headers is None else headers
        return httpx.post(self._url, content=body, headers=signed, timeout=15, trust_env=False)

    def command(self, text: str, user: str = "U0DEVELOPER", channel: str = "C0CHECKOUT") -> httpx.Response:
        """A slash command that nobody typed."""
        return self.send(self.command_body(text, user, channel))

    def command_body(self, text: str, user: str = "U0DEVELOPER", channel: str = "C0CHECKOUT") -> bytes:
        """The form of a slash command."""
        form = {
            "team_id": self._team,
            "channel_id": channel,
            "user_id": user,
            "command": "/threatmodel",
            "text": text,
            "trigger_id": new_trigger(),
        }
        return urlencode(form).encode()

    def interaction(self, payload: Json) -> httpx.Response:
        """A click or a submission that nobody made."""
        return self.send(self.interaction_body(payload))

    def interaction_body(self, payload: Json) -> bytes:
        """The form of an interaction, with a trigger of its own."""
        return urlencode({"payload": json.dumps({**payload, "trigger_id": new_trigger()})}).encode()

    def about(self, kind: str, user: str) -> Json:
        """What every interaction says."""
        team = {"id": self._team, "domain": "local"}
        return {"type": kind, "team": team, "enterprise": None, "user": {"id": user, "team_id": self._team}}

    def click(
        self, action_id: str, value: str, user: str = "U0DEVELOPER", channel: str = "C0CHECKOUT", ts: str = "1.1"
    ) -> httpx.Response:
        """A button of a message, with any value."""
        payload = self.about("block_actions", user) | {
            "channel": {"id": channel, "name": "any"},
            "message": {"ts": ts},
            "container": {"type": "message", "message_ts": ts, "channel_id": channel},
            "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value}],
        }
        return self.interaction(payload)

    def submit(self, callback_id: str, metadata: str, values: Json, user: str = "U0DEVELOPER") -> httpx.Response:
        """A form, with any metadata and any entries by block."""
        view = {
            "id": f"V0FORGED{next(_triggers)}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": metadata,
            "state": {"values": {block: {"value": _element(entry)} for block, entry in values.items()}},
        }
        return self.interaction(self.about("view_submission", user) | {"view": view})


def _element(entry: object) -> Json:
    if isinstance(entry, list):
        return {"selected_options": [{"value": each} for each in entry]}
    return {"value": entry}
