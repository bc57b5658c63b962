"""Socket Mode: the app's own connections, over which deliveries go instead of over HTTP.

Each delivery goes to one connection, in turn, in an envelope that is acknowledged by its id.
uvicorn needs the package wsproto or websockets to serve them, and sends the pings; without one, HTTP alone works.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.parcels import ACK_SECONDS, Parcel
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

MOST = 10
WARNING_SECONDS = 10.0
CONNECTION_SECONDS = 3_600
_LATEST_ACK_SECONDS = 60.0
_HANDOVER_SECONDS = 1.0
_log = logging.getLogger(__name__)

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


class SocketGoneError(Exception):
    """There is no connection, or it ended before the envelope was acknowledged."""


@dataclass(eq=False)
class _Connection:
    socket: WebSocket
    sent: set[str] = field(default_factory=set)
    leaving: bool = False


class Sockets:
    """The open connections of the app. It is in Socket Mode, `used`, from its first one until that is disabled."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._tickets: set[str] = set()
        self._open: list[_Connection] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._some, self._fresh = asyncio.Event(), asyncio.Event()
        self._renewals: set[asyncio.Task[None]] = set()
        self.used = False

    @property
    def connected(self) -> bool:
        """Whether there is a connection."""
        return bool(self._open)

    @property
    def count(self) -> int:
        """How many connections there are."""
        return len(self._open)

    def new_address(self) -> str:
        """Where the app connects, once."""
        ticket = self._workspace.secret("ticket", str(self._workspace.next_number("ticket")))
        self._tickets.add(ticket)
        base = self._workspace.settings.base_url.replace("http://", "ws://", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._workspace.manifest.app_id}"

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection until it ends."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        connection = _Connection(socket)
        if len(self._open) >= MOST:
            await self._part(connection, "too_many_websockets")
            return
        self._open.append(connection)
        self.used = True
        old = asyncio.get_running_loop().call_later(CONNECTION_SECONDS - WARNING_SECONDS, self._renew, connection)
        try:
            await socket.send_json(self._hello())
            self._mark()
            await self._listen(connection)
        except (RuntimeError, WebSocketDisconnect):
            _log.info("the app ended a connection")
        finally:
            old.cancel()
            self._end(connection)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self._workspace.manifest.app_id},
            "debug_info": {"host": "local", "approximate_connection_time": CONNECTION_SECONDS},
        }

    async def _listen(self, connection: _Connection) -> None:
        while True:
            answer = await connection.socket.receive_json()
            waiting = self._waiting.get(str(answer.get("envelope_id")))
            if waiting and not waiting.done():
                waiting.set_result(answer.get("payload") or {})

    def _end(self, connection: _Connection) -> None:
        if connection in self._open:
            self._open.remove(connection)
        self._mark()
        # An app that was told to go acknowledges over its new connection what came over the old one.
        for envelope_id in () if connection.leaving else connection.sent:
            waiting = self._waiting.get(envelope_id)
            if waiting and not waiting.done():
                waiting.set_exception(SocketGoneError())

    def _mark(self) -> None:
        """Tell those who wait whether there is a connection, and one that stays."""
        for event, is_so in (
            (self._some, self._open),
            (self._fresh, [item for item in self._open if not item.leaving]),
        ):
            (event.set if is_so else event.clear)()

    async def send(self, parcel: Parcel) -> Json:
        """Deliver in an envelope; what its acknowledgement holds. An event waits for a connection, and for another."""
        loop = asyncio.get_running_loop()
        last = loop.time() + ACK_SECONDS
        while parcel.again and loop.time() < last:
            await self._some.wait()
            # An app that was told to go is given a moment to come by another way, so that it hears nothing twice.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._fresh.wait(), _HANDOVER_SECONDS)
            with suppress(SocketGoneError):
                return await self._send(self._next(), parcel)
        if parcel.again and loop.time() >= last:
            raise SocketGoneError  # too late to begin anew: by now it counts as not delivered, and comes again
        return await self._send(self._next(), parcel)

    def _next(self) -> _Connection:
        """The connections take turns; one that was told to go is used only where there is no other."""
        if not self._open:
            raise SocketGoneError
        connection = next((item for item in self._open if not item.leaving), self._open[0])
        self._open.remove(connection)
        self._open.append(connection)
        return connection

    async def _send(self, connection: _Connection, parcel: Parcel) -> Json:
        envelope_id = f"{self._workspace.next_number('envelope'):08d}"
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        connection.sent.add(envelope_id)
        envelope = {"envelope_id": envelope_id, "type": parcel.envelope, "payload": parcel.content, **parcel.more}
        try:
            await connection.socket.send_json(envelope)
            async with asyncio.timeout(_LATEST_ACK_SECONDS):
                return await answer
        except (RuntimeError, WebSocketDisconnect) as error:
            self._end(connection)
            raise SocketGoneError from error
        finally:
            self._waiting.pop(envelope_id, None)
            connection.sent.discard(envelope_id)

    def refresh(self, seconds: float = WARNING_SECONDS) -> None:
        """End all connections as Slack does now and then: each is warned, and so many seconds later it ends."""
        for connection in list(self._open):
            self._renew(connection, seconds)

    def _renew(self, connection: _Connection, seconds: float = WARNING_SECONDS) -> None:
        task = asyncio.create_task(self._warn_and_part(connection, seconds))
        self._renewals.add(task)
        task.add_done_callback(self._renewals.discard)

    async def _warn_and_part(self, connection: _Connection, seconds: float) -> None:
        connection.leaving = True
        self._mark()
        if seconds:
            await _say(connection, "warning")
            await asyncio.sleep(seconds)
        await self._part(connection, "refresh_requested")

    async def disable(self) -> None:
        """Turn Socket Mode off: all connections end, and deliveries go over HTTP again."""
        self.used = False
        for connection in list(self._open):
            await self._part(connection, "link_disabled")

    async def _part(self, connection: _Connection, reason: Reason) -> None:
        if connection in self._open:
            self._open.remove(connection)
        self._mark()
        await _say(connection, reason)
        with suppress(RuntimeError, WebSocketDisconnect):
            await connection.socket.close()

    async def stop(self) -> None:
        """Forget what was planned, and ask the app to connect anew."""
        for task in self._renewals:
            task.cancel()
        for connection in list(self._open):
            await self._part(connection, "refresh_requested")


async def _say(connection: _Connection, reason: Reason) -> None:
    with suppress(RuntimeError, WebSocketDisconnect):
        await connection.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})
