"""Socket Mode's envelopes on their way: each waits for the acknowledgement that bears its id, whichever way that comes.

Over which connection one goes, and whether a second one gets it, is told in `sockets.py`.
"""

import asyncio
import time
import uuid
from collections.abc import Iterable

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.clock import iso
from bot.sandbox.deliveries.parcels import Parcel
from bot.sandbox.incoming import decoded
from bot.sandbox.log import Log

_LATEST_ACK_SECONDS = 60.0


class SocketGoneError(Exception):
    """There is no connection, or it ended before the envelope was acknowledged."""


class Envelopes:
    """What was sent and is not acknowledged; what comes back and is no acknowledgement stands in the log."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._waiting: dict[str, asyncio.Future[object]] = {}

    async def send(self, socket: WebSocket, sent: set[str], parcel: Parcel) -> object:
        """Deliver; the payload of the acknowledgement. `sent` has the envelope's id for as long as it is waited for."""
        envelope_id = str(uuid.uuid4())
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        sent.add(envelope_id)
        envelope = {"envelope_id": envelope_id, "type": parcel.envelope, "payload": parcel.content, **parcel.more}
        try:
            await socket.send_json(envelope)
            async with asyncio.timeout(_LATEST_ACK_SECONDS):
                return await answer
        except (RuntimeError, WebSocketDisconnect) as error:
            raise SocketGoneError from error
        finally:
            self._waiting.pop(envelope_id, None)
            sent.discard(envelope_id)

    def take(self, said: str | bytes) -> None:
        """Something came over a connection."""
        answer = _read(said)
        envelope_id = answer.get("envelope_id") if isinstance(answer, dict) else None
        waiting = self._waiting.get(envelope_id) if isinstance(envelope_id, str) else None
        if waiting is None or not isinstance(answer, dict):
            entry = self._log.begin(iso(time.time()), "socket", "message", {"said": answer})
            self._log.fail(entry, "no acknowledgement of an envelope that waits for one")
        elif not waiting.done():
            waiting.set_result(answer.get("payload", {}))

    def lose(self, ids: Iterable[str]) -> None:
        """The connection over which these went has ended."""
        for envelope_id in ids:
            waiting = self._waiting.get(envelope_id)
            if waiting and not waiting.done():
                waiting.set_exception(SocketGoneError())


def _read(said: str | bytes) -> object:
    raw = said.encode(errors="replace") if isinstance(said, str) else said
    try:
        return decoded(raw)
    except ValueError:
        return raw.decode(errors="replace")
