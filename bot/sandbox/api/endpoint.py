"""Answers a call of the Web API: arguments, token, scopes, ordered faults, the method itself."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.api.args import Args
from bot.sandbox.api.faults import Fault, Faults
from bot.sandbox.api.methods import METHODS, Method
from bot.sandbox.connections import abort
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.incoming import read_json
from bot.sandbox.records import Installation, Json

Answer = Callable[[], Response]


async def arguments(request: Request) -> dict[str, object]:
    """The arguments of a call, from its query and its body."""
    found: dict[str, object] = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("application/json"):
        body = await read_json(request) if await request.body() else {}
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        return found | body
    if content_type.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        async with request.form() as form:
            return found | {name: value for name, value in form.items() if isinstance(value, str)}
    return found


class Api:
    """The endpoint of all methods."""

    def __init__(self, context: Context, faults: Faults) -> None:
        self._context = context
        self._faults = faults

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
            body = self._call(name, token, Args(values))
            log.end(entry, 200, body)
            return JSONResponse(body, headers={"x-oauth-scopes": ",".join(self._context.workspace.settings.scopes)})

        fault = self._faults.take(name)
        if fault is None:
            return answer()
        entry.response = f"fault: {fault.kind}"
        response = await _FAULTS[fault.kind](request, fault, answer)
        log.end(entry, response.status_code, entry.response, f"fault: {fault.kind}")
        return response

    def _call(self, name: str, token: str, args: Args) -> Json:
        workspace = self._context.workspace
        try:
            method = _method(name)
            self._authorise(method, token)
            body = {"ok": True, **method.answer(self._context, args)}
        except ApiError as refusal:
            body = refusal.body()
        workspace.commit()
        return body

    def _authorise(self, method: Method, token: str) -> None:
        workspace = self._context.workspace
        if not token:
            raise ApiError("not_authed")
        if method.app_token != (token == workspace.settings.app_token):
            raise ApiError("not_allowed_token_type" if token in _known(self._context) else "invalid_auth")
        if token not in _known(self._context):
            raise ApiError("invalid_auth")
        if workspace.table(Installation)["app"].revoked and not method.app_token:
            raise ApiError("token_revoked")
        scopes = workspace.settings.scopes
        if method.scopes and not set(method.scopes) & set(scopes):
            raise ApiError("missing_scope", needed=method.scopes[0], provided=",".join(scopes))


def _method(name: str) -> Method:
    if name not in METHODS:
        raise ApiError("unknown_method", req_method=name)
    return METHODS[name]


def _known(context: Context) -> tuple[str, str]:
    return context.workspace.settings.bot_token, context.workspace.settings.app_token


def _token(request: Request, values: dict[str, object]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else str(values.get("token") or "")


async def _ratelimited(request: Request, fault: Fault, answer: Answer) -> Response:
    del request, answer
    headers = {"retry-after": str(fault.retry_after)}
    return JSONResponse(ApiError("ratelimited").body(), status_code=429, headers=headers)


async def _server_error(request: Request, fault: Fault, answer: Answer) -> Response:
    del request, fault, answer
    return PlainTextResponse("internal error", status_code=500)


async def _timeout_before(request: Request, fault: Fault, answer: Answer) -> Response:
    del answer
    return await _hold(request, fault)


async def _timeout_after(request: Request, fault: Fault, answer: Answer) -> Response:
    answer()
    return await _hold(request, fault)


async def _reset_after(request: Request, fault: Fault, answer: Answer) -> Response:
    del fault
    answer()
    return abort(request)


async def _slow(request: Request, fault: Fault, answer: Answer) -> Response:
    del request
    await asyncio.sleep(fault.seconds)
    return answer()


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
    "reset_after": _reset_after,
    "slow": _slow,
}
