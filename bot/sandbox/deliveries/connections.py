"""Ends a connection in the middle of a call, as a failing network does.

An ASGI application cannot do that by itself, so uvicorn's protocol remembers its transports here.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

_transports: dict[tuple[str, int], asyncio.Transport] = {}


class KnownConnection(H11Protocol):
    """uvicorn's HTTP protocol, its open connections known by the client's address."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the connection."""
        super().connection_made(transport)
        if self.client:
            _transports[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self.client:
            _transports.pop(self.client, None)
        super().connection_lost(exc)


def abort(request: Request) -> Response:
    """Reset the connection of a request; the response goes nowhere."""
    if request.client:
        transport = _transports.get((request.client.host, request.client.port))
        if transport:
            transport.abort()
    return Response(status_code=500)
