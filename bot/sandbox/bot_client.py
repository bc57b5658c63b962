"""The way to the bot: signed requests, as Slack makes them, and the bot's own clock and report.

What is sent when, and what becomes of the answer, is told in `outbox.py` and `interact.py`.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from bot.sandbox.clock import iso
from bot.sandbox.log import Entry, Log
from bot.sandbox.records import Json
from bot.sandbox.settings import Settings
from bot.sandbox.sockets import SocketGoneError, Sockets

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
class _Parcel:
    """What is delivered: its names in the log and in an envelope, and its form for HTTP."""

    kind: str
    name: str
    envelope: str
    content: Json
    body: bytes
    content_type: str = _FORM
    headers: Mapping[str, str] = field(default_factory=dict)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature v0."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class BotClient:
    """Speaks with the bot's process."""

    def __init__(self, settings: Settings, log: Log, sockets: Sockets) -> None:
        self.sockets = sockets
        self._settings = settings
        self._log = log
        # A connection is never kept: a bot that was killed and started again has to be met afresh.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.AsyncClient(limits=limits, timeout=60, trust_env=False)
        self._clocks: set[asyncio.Task[None]] = set()
        self.in_flight = 0

    async def close(self) -> None:
        """End all connections."""
        await self._http.aclose()

    async def event(self, body: Json, retry: int = 0, reason: str = "") -> Ack:
        """Deliver an event, for the first time or again."""
        name = str(body["event"]["type"])
        headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason} if retry else {}
        parcel = _Parcel("event", name, "events_api", body, json.dumps(body).encode(), _JSON, headers)
        more = {"retry_attempt": retry, "retry_reason": reason, "accepts_response_payload": False}
        return await self._deliver(parcel, more)

    async def command(self, form: Json) -> Ack:
        """Deliver a slash command."""
        parcel = _Parcel("command", form["command"], "slash_commands", form, urlencode(form).encode())
        return await self._deliver(parcel, {"accepts_response_payload": True})

    async def interaction(self, payload: Json) -> Ack:
        """Deliver an interaction."""
        form = urlencode({"payload": json.dumps(payload)})
        parcel = _Parcel("interaction", payload["type"], "interactive", payload, form.encode())
        return await self._deliver(parcel, {"accepts_response_payload": True})

    async def _deliver(self, parcel: "_Parcel", more: Json) -> Ack:
        """Deliver over a socket of the app where it has one, else over HTTP."""
        again = {"retry": more.get("retry_attempt", 0), "reason": more.get("retry_reason", "")}
        entry = self._log.begin(iso(time.time()), parcel.kind, parcel.name, parcel.content, **again)
        self.in_flight += 1
        try:
            async with asyncio.timeout(ACK_SECONDS):
                if self.sockets.connected:
                    return await self._over_socket(parcel, more, entry)
                return await self._over_http(parcel, entry)
        except TimeoutError as error:
            self._log.end(entry, None, None, "http_timeout")
            raise NoAnswerError("http_timeout") from error
        except (httpx.TransportError, SocketGoneError) as error:
            self._log.end(entry, None, None, "connection_failed")
            raise NoAnswerError("connection_failed") from error
        finally:
            self.in_flight -= 1

    async def _over_socket(self, parcel: "_Parcel", more: Json, entry: Entry) -> Ack:
        body = await self.sockets.send(parcel.envelope, parcel.content, more)
        self._log.end(entry, 200, body)
        return Ack(body, "")

    async def _over_http(self, parcel: "_Parcel", entry: Entry) -> Ack:
        timestamp = str(int(time.time()))
        headers = {
            "content-type": parcel.content_type,
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": sign(self._settings.signing_secret, timestamp, parcel.body),
            "user-agent": "Slackbot 1.0 (local workspace)",
            **parcel.headers,
        }
        url = f"{self._settings.bot_url}/slack/events"
        answer = await self._http.post(url, content=parcel.body, headers=headers)
        self._log.end(entry, answer.status_code, _readable(answer))
        if answer.status_code != httpx.codes.OK:
            retry = answer.headers.get("x-slack-no-retry") != "1"
            raise NoAnswerError("http_error", answer.status_code, retry=retry)
        return _ack(answer)

    async def pending(self) -> list[Json] | None:
        """The bot's own report; empty from a bot that has none or is down, nothing if it is too busy."""
        try:
            url = f"{self._settings.bot_url}/_threatbot/pending"
            answer = await self._http.get(url, headers=self._bearer(), timeout=ACK_SECONDS)
        except httpx.TimeoutException:
            return None
        except httpx.TransportError:
            return []
        if answer.status_code == httpx.codes.NOT_FOUND:
            return []
        if answer.status_code != httpx.codes.OK:
            return None
        return list(answer.json()["pending"])

    def set_clock(self, to: str) -> None:
        """Have the bot run its ticks up to a time, in flight until they are done.

        A bot that is down, or has no clock, reads ours when it starts.
        """
        task = asyncio.create_task(self._set_clock(to))
        self._clocks.add(task)
        task.add_done_callback(self._clocks.discard)

    async def _set_clock(self, to: str) -> None:
        entry = self._log.begin(iso(time.time()), "clock", "clock", {"to": to})
        self.in_flight += 1
        try:
            url = f"{self._settings.bot_url}/_threatbot/clock"
            answer = await self._http.post(url, json={"to": to}, headers=self._bearer(), timeout=60)
            self._log.end(entry, answer.status_code, _readable(answer))
        except httpx.TransportError as error:
            self._log.end(entry, None, None, type(error).__name__)
        finally:
            self.in_flight -= 1

    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._settings.token}"}


def _readable(answer: httpx.Response) -> Json | str:
    """A body for the log: an object where it is one."""
    try:
        body = answer.json()
    except ValueError:
        return answer.text
    return body if isinstance(body, dict) else answer.text


def _ack(answer: httpx.Response) -> Ack:
    if answer.headers.get("content-type", "").startswith("application/json") and answer.content:
        try:
            body = answer.json()
        except ValueError as error:
            raise NoAnswerError("http_error", answer.status_code) from error
        return Ack(body if isinstance(body, dict) else {}, "")
    return Ack({}, answer.text)
