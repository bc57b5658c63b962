"""The way to the bot: signed requests, as Slack makes them, and the bot's own clock and report.

What is sent when, and what becomes of the answer, is told in `outbox.py` and `interact.py`.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from bot.sandbox.clock import iso
from bot.sandbox.log import Entry, Log
from bot.sandbox.records import Json
from bot.sandbox.settings import Settings

ACK_SECONDS = 3.0
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


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature v0."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class BotClient:
    """Speaks with the bot's process."""

    def __init__(self, settings: Settings, log: Log) -> None:
        self._settings = settings
        self._log = log
        # A connection is never kept: a bot that was killed and started again has to be met afresh.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.AsyncClient(limits=limits, timeout=ACK_SECONDS, trust_env=False)
        self.in_flight = 0

    async def close(self) -> None:
        """End all connections."""
        await self._http.aclose()

    async def event(self, body: Json, headers: Mapping[str, str]) -> Ack:
        """Deliver an event."""
        name = str(body.get("event", {}).get("type", body["type"]))
        entry = self._log.begin(iso(time.time()), "event", name, body)
        return await self._deliver(json.dumps(body).encode(), "application/json", headers, entry)

    async def command(self, form: Mapping[str, str]) -> Ack:
        """Deliver a slash command."""
        entry = self._log.begin(iso(time.time()), "command", form["command"], dict(form))
        return await self._deliver(urlencode(form).encode(), _FORM, {}, entry)

    async def interaction(self, payload: Json) -> Ack:
        """Deliver an interaction."""
        entry = self._log.begin(iso(time.time()), "interaction", payload["type"], payload)
        form = urlencode({"payload": json.dumps(payload)})
        return await self._deliver(form.encode(), _FORM, {}, entry)

    async def _deliver(self, body: bytes, content_type: str, headers: Mapping[str, str], entry: Entry) -> Ack:
        timestamp = str(int(time.time()))
        signed = {
            "content-type": content_type,
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": sign(self._settings.signing_secret, timestamp, body),
            "user-agent": "Slackbot 1.0 (local workspace)",
            **headers,
        }
        self.in_flight += 1
        try:
            answer = await self._http.post(f"{self._settings.bot_url}/slack/events", content=body, headers=signed)
        except httpx.TimeoutException as error:
            entry.response = "http_timeout"
            raise NoAnswerError("http_timeout") from error
        except httpx.TransportError as error:
            entry.response = "connection_failed"
            raise NoAnswerError("connection_failed") from error
        finally:
            self.in_flight -= 1
        entry.status, entry.response = answer.status_code, answer.text
        if answer.status_code != httpx.codes.OK:
            retry = answer.headers.get("x-slack-no-retry") != "1"
            raise NoAnswerError("http_error", answer.status_code, retry=retry)
        return _ack(answer)

    async def pending(self) -> list[Json] | None:
        """The bot's own report; empty from a bot that has none or is down, nothing if it is too busy."""
        try:
            answer = await self._http.get(f"{self._settings.bot_url}/_threatbot/pending", headers=self._bearer())
        except httpx.TimeoutException:
            return None
        except httpx.TransportError:
            return []
        if answer.status_code == httpx.codes.NOT_FOUND:
            return []
        if answer.status_code != httpx.codes.OK:
            return None
        return list(answer.json()["pending"])

    async def set_clock(self, to: str) -> None:
        """Have the bot run its ticks up to a time; a bot without a clock reads ours at its start."""
        entry = self._log.begin(iso(time.time()), "clock", "clock", {"to": to})
        self.in_flight += 1
        try:
            url = f"{self._settings.bot_url}/_threatbot/clock"
            answer = await self._http.post(url, json={"to": to}, headers=self._bearer(), timeout=60)
            entry.status, entry.response = answer.status_code, answer.text
        except httpx.TransportError as error:
            entry.response = type(error).__name__
        finally:
            self.in_flight -= 1

    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._settings.token}"}


def _ack(answer: httpx.Response) -> Ack:
    if answer.headers.get("content-type", "").startswith("application/json") and answer.content:
        body = answer.json()
        return Ack(body if isinstance(body, dict) else {}, "")
    return Ack({}, answer.text)
