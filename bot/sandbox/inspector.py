"""The inspector's addresses: what the app and the workspace said to each other, as a list that goes on by itself.

The stream brings the list's rows only, and all of them at its begin; bodies are asked for one by one. It is a stream
of its own, opened with the panel, so that pages whose panel is shut cost nothing.
"""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.sandbox.changes import Change
from bot.sandbox.clock import iso
from bot.sandbox.context import Context
from bot.sandbox.records import Delivery, Json

_MOST_QUERY = 200


def routes(context: Context) -> list[BaseRoute]:
    """The inspector's routes, for the server to mount."""
    inspector = _Inspector(context)
    return [
        Route("/_workspace/inspector/stream", inspector.stream),
        Route("/_workspace/inspector/search", inspector.search),
        Route("/_workspace/inspector/waiting", inspector.waiting),
        Route("/_workspace/inspector/entries", inspector.clear, methods=["DELETE"]),
        Route("/_workspace/inspector/entries/{number:int}", inspector.entry),
    ]


class _Inspector:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._log = context.log

    async def stream(self, request: Request) -> Response:
        """Every row there is, then each that begins or ends, as server-sent events."""
        del request
        headers = {"cache-control": "no-store"}
        return StreamingResponse(self._events(), media_type="text/event-stream", headers=headers)

    async def _events(self) -> AsyncIterator[str]:
        # before the list is made, so that nothing can come between the two
        waiting = asyncio.ensure_future(self._next(changes := self._log.changes.stream()))
        await asyncio.sleep(0)
        try:
            yield _event("rows", self._log.rows())
            while change := await waiting:
                if entry := self._log.entry(int(change.id or 0)):
                    yield _event("row", entry.row())
                elif change.kind == "cleared":
                    yield _event("rows", self._log.rows())
                waiting = asyncio.ensure_future(self._next(changes))
        finally:
            waiting.cancel()

    @staticmethod
    async def _next(changes: AsyncIterator[Change]) -> Change | None:
        return await anext(changes, None)

    async def entry(self, request: Request) -> Response:
        """One entry in full."""
        entry = self._log.entry(request.path_params["number"])
        if entry is None:
            error = {"code": "entry_gone", "message": "This entry is no longer kept."}
            return JSONResponse({"ok": False, "error": error}, status_code=404)
        return JSONResponse({"ok": True, "entry": entry.document()})

    async def search(self, request: Request) -> Response:
        """The numbers of the entries in whose bodies a text stands."""
        return JSONResponse({"numbers": self._log.holding(request.query_params.get("q", "")[:_MOST_QUERY])})

    async def waiting(self, request: Request) -> Response:
        """The events that the app has not acknowledged, with their next time."""
        del request
        deliveries = self._context.workspace.table(Delivery).values()
        now = self._context.workspace.clock.seconds()
        return JSONResponse({"waiting": [_waiting(delivery, now) for delivery in deliveries]})

    async def clear(self, request: Request) -> Response:
        """Forget the entries."""
        del request
        self._log.clear()
        return JSONResponse({"ok": True})


def _waiting(delivery: Delivery, now: float) -> Json:
    return {
        "id": delivery.id,
        "name": str(delivery.body.get("event", {}).get("type", "event")),
        "retry": delivery.attempt,
        "reason": delivery.reason,
        "next_at": iso(delivery.due),
        "due": delivery.due <= now,
    }


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
