"""The way to the bot: deliveries with three seconds for each, and the bot's own clock and report.

What is sent when, and what becomes of the answer, is told in `outbox.py` and `interact.py`; how it travels in
`post_office.py` and `sockets.py`.
"""

import asyncio
import json
import time

import httpx

from bot.sandbox.clock import iso
from bot.sandbox.deliveries import parcels
from bot.sandbox.deliveries.envelopes import SocketGoneError
from bot.sandbox.deliveries.parcels import ACK_SECONDS, Ack, NoAnswerError, Parcel
from bot.sandbox.deliveries.post_office import PostOffice, readable
from bot.sandbox.deliveries.sockets import Sockets
from bot.sandbox.incoming import decoded
from bot.sandbox.log import Entry, Log
from bot.sandbox.records import Json
from bot.sandbox.settings import Settings

_TOO_BUSY = (500, 502, 503, 504)


class BotClient:
    """Speaks with the bot's process."""

    def __init__(self, settings: Settings, log: Log, sockets: Sockets) -> None:
        self.sockets = sockets
        self._settings = settings
        self._log = log
        self._post = PostOffice(settings, log)
        self._reports = httpx.AsyncClient(timeout=ACK_SECONDS, trust_env=False)
        self._tasks: set[asyncio.Task[Ack] | asyncio.Task[None]] = set()
        self.in_flight = 0

    async def close(self) -> None:
        """End all connections."""
        for task in self._tasks:
            task.cancel()
        await self._post.client.aclose()
        await self._reports.aclose()

    async def event(self, body: Json, retry: int = 0, reason: str = "") -> Ack:
        """Deliver an event, for the first time or again."""
        return await self._deliver(parcels.of_event(body, retry, reason))

    async def command(self, form: Json) -> Ack:
        """Deliver a slash command."""
        return await self._deliver(parcels.of_command(form))

    async def interaction(self, payload: Json) -> Ack:
        """Deliver an interaction."""
        return await self._deliver(parcels.of_interaction(payload))

    async def verify(self, challenge: str) -> str:
        """Ask the app's address for a challenge, as Slack does when it is saved; what it answered."""
        parcel = parcels.of_challenge(challenge)
        entry = self._begin(parcel)
        try:
            async with asyncio.timeout(ACK_SECONDS):
                answer = await self._post.answer_to(parcel)
        except TimeoutError as error:
            self._log.fail(entry, "http_timeout")
            raise NoAnswerError("http_timeout") from error
        except NoAnswerError as failure:
            self._log.fail(entry, failure.reason)
            raise
        self._log.end(entry, answer.status_code, readable(answer))
        if answer.status_code != httpx.codes.OK:
            raise NoAnswerError("http_error", answer.status_code)
        return _challenge_in(answer)

    def _begin(self, parcel: Parcel) -> Entry:
        again = {"retry": parcel.more.get("retry_attempt", 0), "reason": parcel.more.get("retry_reason", "")}
        return self._log.begin(iso(time.time()), parcel.kind, parcel.name, parcel.content, **again)

    async def _deliver(self, parcel: Parcel) -> Ack:
        entry = self._begin(parcel)
        self.in_flight += 1
        try:
            return await self._in_time(parcel, entry)
        except NoAnswerError as failure:
            if entry.status is None:
                self._log.fail(entry, failure.reason)
            raise
        finally:
            self.in_flight -= 1

    async def _in_time(self, parcel: Parcel, entry: Entry) -> Ack:
        """Over a socket in Socket Mode, else by HTTP. An answer after three seconds is told, and does not count."""
        way = self._over_socket if self.sockets.used else self._post.send
        began = time.monotonic()
        task = asyncio.create_task(way(parcel, entry))
        try:
            done, _ = await asyncio.wait({task}, timeout=ACK_SECONDS)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if done:
            return task.result()
        if self.sockets.used and not self.sockets.connected:
            task.cancel()
            raise NoAnswerError("connection_failed")
        task.add_done_callback(lambda ended: self._tell_late(ended, parcel, entry, began))
        self._keep(task)
        raise NoAnswerError("http_timeout")

    def _tell_late(self, task: "asyncio.Task[Ack]", parcel: Parcel, entry: Entry, began: float) -> None:
        if task.cancelled():
            return
        late = task.exception() is None
        self._log.fail(entry, "http_timeout")
        if late:
            after = round(time.monotonic() - began, 1)
            told = self._log.begin(iso(time.time()), "late", parcel.name, {"entry": entry.number, "seconds": after})
            self._log.end(told, 200, f"acknowledged after {after} s: too late, it does not count")

    async def _over_socket(self, parcel: Parcel, entry: Entry) -> Ack:
        try:
            body = await self.sockets.send(parcel)
        except SocketGoneError as error:
            raise NoAnswerError("connection_failed") from error
        answer: Json = body if isinstance(body, dict) else {}
        self._log.end(entry, 200, body if isinstance(body, dict) else json.dumps(body, ensure_ascii=False))
        return Ack(answer, "")

    def _keep(self, task: "asyncio.Task[Ack] | asyncio.Task[None]") -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def pending(self, wait: float = 0) -> list[Json] | None:
        """The bot's own report; empty from a bot that has none or is down, nothing if it is too busy.

        A bot that can hold it back does so for ``wait`` seconds, or until it has nothing to do.
        """
        try:
            answer = await self._report(wait)
        except httpx.TimeoutException:
            return None
        except httpx.TransportError:
            return []
        return None if answer.status_code in _TOO_BUSY else _report_in(answer)

    async def listens(self) -> bool:
        """Whether the app has a connection, or answers at its address, whatever it answers."""
        if self.sockets.used:
            return self.sockets.connected
        try:
            await self._report()
        except httpx.TransportError:
            return False
        return True

    async def _report(self, wait: float = 0) -> httpx.Response:
        """Ask over a kept connection; where an earlier process of the bot had it, once more over a new one."""
        url = f"{self._settings.bot_url}/_threatbot/pending" + (f"?wait={wait:g}" if wait else "")
        try:
            return await self._reports.get(url, headers=self._bearer())
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            return await self._reports.get(url, headers=self._bearer())

    def set_clock(self, to: str) -> None:
        """Have the bot run its ticks up to a time, in flight until they are done.

        A bot that is down, or has no clock, reads ours when it starts.
        """
        self._keep(asyncio.create_task(self._set_clock(to)))

    async def _set_clock(self, to: str) -> None:
        entry = self._log.begin(iso(time.time()), "clock", "clock", {"to": to})
        self.in_flight += 1
        try:
            url = f"{self._settings.bot_url}/_threatbot/clock"
            answer = await self._post.client.post(url, json={"to": to}, headers=self._bearer(), timeout=60)
            self._log.end(entry, answer.status_code, readable(answer))
        except httpx.TransportError as error:
            self._log.fail(entry, type(error).__name__)
        finally:
            self.in_flight -= 1

    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._settings.token}"}


def _report_in(answer: httpx.Response) -> list[Json]:
    """The rows of a report; what another app answers at an address that it does not know holds none."""
    try:
        body = decoded(answer.content) if answer.status_code == httpx.codes.OK else None
    except ValueError:
        return []
    rows = body.get("pending") if isinstance(body, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _challenge_in(answer: httpx.Response) -> str:
    """The challenge as it came back: alone, as JSON or as a form."""
    try:
        body = decoded(answer.content)
    except ValueError:
        return answer.text.strip().removeprefix("challenge=")
    return str(body.get("challenge", "")) if isinstance(body, dict) else str(body)
