"""The peer of the workspace's benchmark: ``python -m bot.bench.answering PORT`` serves an app that answers at once.

The same server as the workspace's (uvicorn and Starlette, the same protocol). ``/noop`` reads JSON and answers JSON:
what any request costs there. ``/slack/events`` acknowledges, and ``/trigger`` tells the last trigger that came.
"""

import asyncio
import sys
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

_last = {"trigger": ""}


async def noop(request: Request) -> Response:
    """Nothing."""
    await request.json()
    return JSONResponse({"ok": True})


async def events(request: Request) -> Response:
    """Acknowledge; keep a command's trigger."""
    _last["trigger"] = parse_qs((await request.body()).decode()).get("trigger_id", [""])[0]
    return Response()


async def pending(_request: Request) -> Response:
    """Nothing is ever left to do."""
    return JSONResponse({"pending": []})


async def trigger(_request: Request) -> Response:
    """The last trigger."""
    return JSONResponse(_last)


ROUTES = [
    Route("/noop", noop, methods=["POST"]),
    Route("/slack/events", events, methods=["POST"]),
    Route("/_threatbot/pending", pending),
    Route("/trigger", trigger),
]


if __name__ == "__main__":
    config = uvicorn.Config(
        Starlette(routes=ROUTES), port=int(sys.argv[1]), http=H11Protocol, log_config=None, access_log=False
    )
    asyncio.run(uvicorn.Server(config).serve())
