"""Answers a call of the Web API: arguments, token, scopes, ordered faults, the method itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse

from bot.sandbox.api.args import Args
from bot.sandbox.api.faults import Fault
from bot.sandbox.api.methods import METHODS, Method
from bot.sandbox.api.reading import arguments, remarked
from bot.sandbox.api.scopes import missing
from bot.sandbox.connections import abort
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation, Json

Answer = Callable[[], Response]


class Api:
    """The endpoint of all methods."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def __call__(self, request: Request) -> Response:
        """Answer one call; it counts as under way until it is answered."""
        settling = self._context.settling
        settling.calls += 1
        settling.calls_begun += 1
        try:
            return await self._serve(request)
        finally:
            settling.calls -= 1

    async def _serve(self, request: Request) -> Response:
        name = request.path_params["method"]
        try:
            values = await arguments(request)
        except ApiError as refusal:
            return JSONResponse(refusal.body())
        except ValueError:
            return JSONResponse(ApiError("invalid_json").body())
        token = _token(request, values)
        log = self._context.log
        entry = log.begin(self._context.workspace.clock.now().isoformat(), "call", name, values)

        def answer() -> Response:
            body = remarked(request, self._call(name, token, Args(values)))
            log.end(entry, 200, body)
            app = self._installation(token)
            return JSONResponse(body, headers={"x-oauth-scopes": ",".join(app.scopes)} if app else None)

        if wait := self._wait(name, token, values):
            log.end(entry, 429, ApiError("ratelimited").body())
            return _limited(wait)
        fault = self._context.faults.take(name)
        if fault is None:
            return answer()
        response = await _FAULTS[fault.kind](request, fault, answer)
        log.end(entry, response.status_code, entry.response, f"fault: {fault.kind}")
        return response

    def _wait(self, name: str, token: str, values: dict[str, object]) -> int:
        """After how many seconds a call may come again, where rates are limited."""
        app = self._installation(token)
        return self._context.rates.wait(app.id if app else "", name, str(values.get("channel") or ""))

    def _call(self, name: str, token: str, args: Args) -> Json:
        workspace = self._context.workspace
        try:
            method = _method(name)
            body = {"ok": True, **method.answer(self._context, self._authorised(method, token), args)}
        except ApiError as refusal:
            body = refusal.body()
        workspace.commit()
        return body

    def _authorised(self, method: Method, token: str) -> Installation:
        """The installation that a call speaks for; with the app's own token or secret it is the first."""
        if method.is_open:
            return next(iter(self._context.workspace.table(Installation).values()))
        if not token:
            raise ApiError("not_authed")
        workspace, app = self._context.workspace, self._installation(token)
        is_app_token = token == workspace.settings.app_token
        if app is None and not is_app_token:
            raise ApiError("invalid_auth")
        if method.app_token != is_app_token:
            raise ApiError("not_allowed_token_type")
        if app is None:
            return next(iter(workspace.table(Installation).values()))
        self._refuse_ended(app, token)
        if method.every_scope and not set(method.every_scope) & set(app.scopes):
            raise missing(app, method.every_scope)
        return app

    def _refuse_ended(self, app: Installation, token: str) -> None:
        workspace = self._context.workspace
        if app.revoked and workspace.users[app.bot_user].deleted:
            raise ApiError("account_inactive")
        if (end := app.end_of(token)) == 0:
            raise ApiError("token_revoked")
        if end is not None and end <= workspace.clock.seconds():
            raise ApiError("token_expired")

    def _installation(self, token: str) -> Installation | None:
        found = self._context.workspace.table(Installation).values()
        return next((app for app in found if token and app.knows(token)), None)


def _method(name: str) -> Method:
    if name not in METHODS:
        raise ApiError("unknown_method", req_method=name)
    return METHODS[name]


def _token(request: Request, values: dict[str, object]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else str(values.get("token") or "")


async def _ratelimited(request: Request, fault: Fault, answer: Answer) -> Response:
    del request, answer
    return _limited(fault.retry_after)


def _limited(seconds: int) -> Response:
    return JSONResponse(ApiError("ratelimited").body(), status_code=429, headers={"retry-after": str(seconds)})


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


_FAULTS: dict[str, Callable[[Request, Fault, Answer], Awaitable[Response]]] = {
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
