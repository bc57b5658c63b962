"""How a call is answered that meets an ordered fault (`faults.py` has what is ordered), or a limit."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse

from bot.sandbox.api.faults import Fault
from bot.sandbox.deliveries.connections import abort
from bot.sandbox.errors import ApiError

Answer = Callable[[], Response]
"""Carries the call out."""


def limited(seconds: int) -> Response:
    """Too many calls: when to come again."""
    return JSONResponse(ApiError("ratelimited").body(), status_code=429, headers={"retry-after": str(seconds)})


async def _ratelimited(request: Request, fault: Fault, answer: Answer) -> Response:
    del request, answer
    return limited(fault.retry_after)


async def _server_error(request: Request, fault: Fault, answer: Answer) -> Response:
    del request, fault, answer
    return PlainTextResponse("internal error", status_code=500)


async def _timeout_before(request: Request, fault: Fault, answer: Answer) -> Response:
    del answer
    return await _hold(request, fault)


async def _timeout_after(request: Request, fault: Fault, answer: Answer) -> Response:
    answer()
    return await _hold(request, fault)


async def _reset_before(request: Request, fault: Fault, answer: Answer) -> Response:
    del fault, answer
    return abort(request)


async def _reset_after(request: Request, fault: Fault, answer: Answer) -> Response:
    del fault
    answer()
    return abort(request)


async def _slow(request: Request, fault: Fault, answer: Answer) -> Response:
    del request
    await asyncio.sleep(fault.seconds)
    return answer()


async def _not_json(request: Request, fault: Fault, answer: Answer) -> Response:
    """It happened, and what stands before Slack answers with a page."""
    del request, fault
    answer()
    return HTMLResponse("<!DOCTYPE html><title>Slack</title><p>We are working on it.</p>")


async def _truncated(request: Request, fault: Fault, answer: Answer) -> Response:
    """It happened, and the connection ends in the middle of the answer."""
    del fault
    body = bytes(answer().body)

    async def half() -> AsyncIterator[bytes]:
        yield body[: len(body) // 2]
        abort(request)
        # uvicorn learns of the end in the next round, and then sends nothing more.
        await asyncio.sleep(0)

    headers = {"content-length": str(len(body))}
    return StreamingResponse(half(), media_type="application/json", headers=headers)


async def _hold(request: Request, fault: Fault) -> Response:
    """Keep the caller waiting until they give up, or for as long as was ordered."""
    loop = asyncio.get_running_loop()
    end = loop.time() + fault.seconds
    while loop.time() < end and not await request.is_disconnected():
        await asyncio.sleep(0.02)
    return abort(request)


FAULTS: dict[str, Callable[[Request, Fault, Answer], Awaitable[Response]]] = {
    "ratelimited": _ratelimited,
    "server_error": _server_error,
    "timeout_before": _timeout_before,
    "timeout_after": _timeout_after,
    "reset_before": _reset_before,
    "reset_after": _reset_after,
    "slow": _slow,
    "not_json": _not_json,
    "truncated": _truncated,
}
