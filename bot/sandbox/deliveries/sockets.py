"""Socket Mode: the app's own connections, over which deliveries go instead of over HTTP.

Each delivery goes to one connection, in turn, in an envelope that is acknowledged by its id (`envelopes.py`).
uvicorn needs the package wsproto or websockets to serve them, and sends the pings; without one, HTTP alone works.
"""

import asyncio
import logging
import secrets
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.deliveries.envelopes import Envelopes, SocketGoneError
from bot.sandbox.deliveries.parcels import ACK_SECONDS, Parcel
from bot.sandbox.log import Log
from bot.sandbox.records import Json, SocketMode
from bot.sandbox.workspace import Workspace

MOST = 10
WARNING_SECONDS = 10.0
CONNECTION_SECONDS = 3_600
_MOST_TICKETS = 100
_HANDOVER_SECONDS = 1.0
_log = logging.getLogger(__name__)

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


@dataclass(eq=False)
class _Connection:
    socket: WebSocket
    sent: set[str] = field(default_factory=set)
    leaving: bool = False


class Sockets:
    """The open connections of the app."""

    def __init__(self, workspace: Workspace, log: Log) -> None:
        self._workspace = workspace
        self._envelopes = Envelopes(log)
        self._tickets: deque[str] = deque(maxlen=_MOST_TICKETS)
        self._open: list[_Connection] = []
        self._some, self._fresh = asyncio.Event(), asyncio.Event()
        self._renewals: set[asyncio.Task[None]] = set()

    @property
    def used(self) -> bool:
        """Whether the app is in Socket Mode: from its first connection until that is disabled, in any process."""
        return any(mode.used for mode in self._workspace.table(SocketMode).values())

    def _use(self, *, used: bool) -> None:
        if used != self.used:
            self._workspace.save(SocketMode("socket_mode", used=used))
            self._workspace.commit()

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
        ticket = secrets.token_urlsafe(24)
        self._tickets.append(ticket)
        base = self._workspace.settings.base_url.replace("http://", "ws://", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._workspace.manifest.app_id}"

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection until it ends."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(1008)
            return
        self._tickets.remove(ticket)
        await socket.accept()
        connection = _Connection(socket)
        if len(self._open) >= MOST:
            await self._part(connection, "too_many_websockets")
            return
        self._open.append(connection)
        self._use(used=True)
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
        while (message := await connection.socket.receive())["type"] == "websocket.receive":
            self._envelopes.take(message.get("text") or message.get("bytes") or "")

    def _end(self, connection: _Connection) -> None:
        if connection in self._open:
            self._open.remove(connection)
        self._mark()
        # An app that was told to go acknowledges over its new connection what came over the old one.
        if not connection.leaving:
            self._envelopes.lose(connection.sent)

    def _mark(self) -> None:
        """Tell those who wait whether there is a connection, and one that stays."""
        for event, is_so in (
            (self._some, self._open),
            (self._fresh, [item for item in self._open if not item.leaving]),
        ):
            (event.set if is_so else event.clear)()

    async def send(self, parcel: Parcel) -> object:
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

    async def _send(self, connection: _Connection, parcel: Parcel) -> object:
        try:
            return await self._envelopes.send(connection.socket, connection.sent, parcel)
        except SocketGoneError:
            self._end(connection)
            raise

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
        self._use(used=False)
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
