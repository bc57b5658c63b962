"""What is delivered to the app, in both its forms: a signed request's body, and an envelope's payload."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.sandbox.records import Json

ACK_SECONDS = 3.0
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


class NoAnswerError(Exception):
    """The bot did not acknowledge; `reason` is Slack's word for why."""

    def __init__(self, reason: str, status: int | None = None, *, retry: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.retry = retry


@dataclass(frozen=True)
class Ack:
    """An acknowledgement: the JSON in it, or the plain text."""

    body: Json
    text: str


@dataclass(frozen=True)
class Parcel:
    """What is delivered: its names in the log and in an envelope, its form for HTTP, what else an envelope says.

    `again` is whether a second connection may get it where the first one died: so with events, and nothing else.
    """

    kind: str
    name: str
    envelope: str
    content: Json
    body: bytes
    more: Json
    content_type: str = _FORM
    headers: Mapping[str, str] = field(default_factory=dict)
    again: bool = False


def of_event(body: Json, retry: int, reason: str) -> Parcel:
    """An event, for the first time or again; one without an inner event is named by its own type."""
    name = str(body["event"]["type"] if "event" in body else body["type"])
    headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason} if retry else {}
    more = {"retry_attempt": retry, "retry_reason": reason, "accepts_response_payload": False}
    return Parcel("event", name, "events_api", body, json.dumps(body).encode(), more, _JSON, headers, again=True)


def of_command(form: Json) -> Parcel:
    """A slash command."""
    more = {"accepts_response_payload": True}
    return Parcel("command", form["command"], "slash_commands", form, urlencode(form).encode(), more)


def of_interaction(payload: Json) -> Parcel:
    """An interaction."""
    form = urlencode({"payload": json.dumps(payload)})
    more = {"accepts_response_payload": True}
    return Parcel("interaction", payload["type"], "interactive", payload, form.encode(), more)


def of_challenge(challenge: str) -> Parcel:
    """What is asked of an address before it is taken for the app's."""
    body = {"token": "unused", "challenge": challenge, "type": "url_verification"}
    return Parcel("verification", "url_verification", "", body, json.dumps(body).encode(), {}, _JSON)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature v0."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
