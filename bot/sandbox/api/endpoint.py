"""Answers a call of the Web API: arguments, token, scopes, ordered faults, the method itself."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.api.args import Args
from bot.sandbox.api.authority import authorised, holder
from bot.sandbox.api.failing import FAULTS, limited
from bot.sandbox.api.methods import METHODS, Method
from bot.sandbox.api.places import place_named
from bot.sandbox.api.reading import arguments, remarked
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json


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
            app = holder(self._context.workspace, token)  # anew, as a call may have given it other scopes
            return JSONResponse(body, headers={"x-oauth-scopes": ",".join(app.scopes)} if app else None)

        if wait := self._wait(name, token, values):
            log.end(entry, 429, ApiError("ratelimited").body())
            return limited(wait)
        fault = self._context.faults.take(name)
        if fault is None:
            return answer()
        response = await FAULTS[fault.kind](request, fault, answer)
        log.end(entry, response.status_code, entry.response, f"fault: {fault.kind}")
        return response

    def _wait(self, name: str, token: str, values: dict[str, object]) -> int:
        """After how many seconds a call may come again, where rates are limited."""
        if not self._context.rates.on:
            return 0
        app = holder(self._context.workspace, token)
        channel = values.get("channel")
        place = place_named(self._context.workspace, app, channel) if app and isinstance(channel, str) else ""
        return self._context.rates.wait(app.id if app else "", name, place)

    def _call(self, name: str, token: str, args: Args) -> Json:
        workspace = self._context.workspace
        try:
            method = _method(name)
            body = {"ok": True, **method.answer(self._context, authorised(workspace, method, token), args)}
        except ApiError as refusal:
            body = refusal.body()
        workspace.commit()
        return body


def _method(name: str) -> Method:
    if name not in METHODS:
        raise ApiError("unknown_method", req_method=name)
    return METHODS[name]


def _token(request: Request, values: dict[str, object]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else str(values.get("token") or "")
