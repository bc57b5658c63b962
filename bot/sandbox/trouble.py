"""What a test orders of Slack: faults, limited rates, Socket Mode's disconnections, a request to an address.

`GET /_workspace/fault` tells what is still ordered, `POST` orders one thing, `DELETE` takes all of it back;
`POST /_workspace/verify` has the app's address asked for a challenge, as when it is saved.
"""

import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox import seed
from bot.sandbox.context import Context
from bot.sandbox.deliveries.parcels import NoAnswerError
from bot.sandbox.deliveries.sockets import WARNING_SECONDS
from bot.sandbox.errors import ActError, MalformedActError
from bot.sandbox.incoming import read_object
from bot.sandbox.installs import installing
from bot.sandbox.records import Installation, Json

Order = Callable[[Context, Json], Awaitable[None]]


def routes(context: Context) -> list[BaseRoute]:
    """The endpoints."""
    trouble = _Trouble(context)
    return [
        Route("/_workspace/fault", trouble.listed, methods=["GET"]),
        Route("/_workspace/fault", trouble.order, methods=["POST"]),
        Route("/_workspace/fault", trouble.take_back, methods=["DELETE"]),
        Route("/_workspace/verify", trouble.verify, methods=["POST"]),
    ]


class _Trouble:
    def __init__(self, context: Context) -> None:
        self._context = context

    async def listed(self, request: Request) -> Response:
        del request
        return JSONResponse({"faults": self._context.faults.listed(), "rates": self._context.rates.on})

    async def order(self, request: Request) -> Response:
        try:
            body = await read_object(request)
            if (order := _ORDERS.get(str(body.get("kind")))) is not None:
                await order(self._context, body)
            else:
                self._context.faults.order(body)
        except MalformedActError as error:
            return JSONResponse(error.body(), status_code=400)
        return JSONResponse({"ok": True})

    async def take_back(self, request: Request) -> Response:
        del request
        self._context.faults.clear()
        self._context.rates.switch(on=False)
        return JSONResponse({"ok": True})

    async def verify(self, request: Request) -> Response:
        del request
        challenge = secrets.token_urlsafe(24)
        try:
            answered = await self._context.bot.verify(challenge)
        except NoAnswerError as failure:
            status = f" (HTTP {failure.status})" if failure.status else ""
            message = f"Your URL did not answer the challenge: {failure.reason}{status}."
            return JSONResponse(ActError(failure.reason, message).body())
        if answered != challenge:
            message = "Your URL didn't respond with the value of the challenge parameter."
            return JSONResponse(ActError("challenge_failed", message).body())
        return JSONResponse({"ok": True})


async def _rates(context: Context, body: Json) -> None:
    on = body.get("on", True)
    if not isinstance(on, bool):
        raise MalformedActError("`on` must be true or false")
    context.rates.switch(on=on)


async def _refresh(context: Context, body: Json) -> None:
    seconds = body.get("seconds", WARNING_SECONDS)
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
        raise MalformedActError("`seconds` is how long ahead the connections are warned: 0 is not at all")
    context.bot.sockets.refresh(float(seconds))


async def _disable(context: Context, body: Json) -> None:
    del body
    await context.bot.sockets.disable()


async def _revoke(context: Context, body: Json) -> None:
    installing.revoke(context, _installed(context, body))


async def _uninstall(context: Context, body: Json) -> None:
    installing.uninstall(context, _installed(context, body))


def _installed(context: Context, body: Json) -> Installation:
    found = context.workspace.table(Installation)
    team = body.get("team", seed.HOME.id)
    if not isinstance(team, str) or team not in found:
        raise MalformedActError(f"`team` must be one of {', '.join(found)}, not {team!r}")
    return found[team]


_ORDERS: dict[str, Order] = {
    "rates": _rates,
    "refresh_sockets": _refresh,
    "link_disabled": _disable,
    "token_revoked": _revoke,
    "app_uninstalled": _uninstall,
}
