"""Socket Mode: the app's own connections, over which deliveries go instead of over HTTP.

Each delivery goes to one connection, in turn, in an envelope that is acknowledged by its id.
uvicorn needs the package wsproto or websockets to serve them; without one, HTTP alone works.
"""

import asyncio
import logging
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

MOST = 10
_log = logging.getLogger(__name__)


class SocketGoneError(Exception):
    """The connection ended before the envelope was acknowledged."""


@dataclass(eq=False)
class _Connection:
    socket: WebSocket
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class Sockets:
    """The open connections of the app."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._tickets: set[str] = set()
        self._open: list[_Connection] = []

    @property
    def connected(self) -> bool:
        """Whether deliveries go over sockets."""
        return bool(self._open)

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
        if len(self._open) >= MOST:
            await _disconnect(socket, "too_many_websockets")
            return
        connection = _Connection(socket)
        self._open.append(connection)
        try:
            await socket.send_json(self._hello())
            await self._listen(connection)
        except WebSocketDisconnect:
            _log.info("the app ended a connection")
        finally:
            self._end(connection)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self._workspace.manifest.app_id},
            "debug_info": {"host": "local", "approximate_connection_time": 3600},
        }

    async def _listen(self, connection: _Connection) -> None:
        while True:
            answer = await connection.socket.receive_json()
            waiting = connection.waiting.pop(str(answer.get("envelope_id")), None)
            if waiting and not waiting.done():
                waiting.set_result(answer.get("payload") or {})

    def _end(self, connection: _Connection) -> None:
        if connection in self._open:
            self._open.remove(connection)
        for waiting in connection.waiting.values():
            if not waiting.done():
                waiting.set_exception(SocketGoneError())
        connection.waiting.clear()

    async def send(self, kind: str, payload: Json, more: Json) -> Json:
        """Deliver in an envelope, and wait for what its acknowledgement holds."""
        connection = self._open.pop(0)
        self._open.append(connection)
        envelope_id = f"{self._workspace.next_number('envelope'):08d}"
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = answer
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload, **more}
        try:
            await connection.socket.send_json(envelope)
            return await answer
        except (RuntimeError, WebSocketDisconnect) as error:
            raise SocketGoneError from error
        finally:
            connection.waiting.pop(envelope_id, None)

    async def refresh(self) -> None:
        """End all connections as Slack does now and then: the app is asked to connect anew."""
        for connection in list(self._open):
            self._open.remove(connection)
            await _disconnect(connection.socket, "refresh_requested")


async def _disconnect(socket: WebSocket, reason: str) -> None:
    await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})
    await socket.close()
