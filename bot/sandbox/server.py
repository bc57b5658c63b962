"""The workspace's HTTP server: Slack's API, what people do and see, and the page."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.sandbox import answers, contents, scheduled, trouble
from bot.sandbox.access import Access
from bot.sandbox.acts.desk import perform, person_called
from bot.sandbox.acts.fields import Fields, find_channel
from bot.sandbox.api.endpoint import Api
from bot.sandbox.asked import as_ts, asked
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError, ApiError, MalformedActError
from bot.sandbox.find import find
from bot.sandbox.incoming import read_object
from bot.sandbox.installs import consent
from bot.sandbox.records import Json, Team
from bot.sandbox.see import Sight
from bot.sandbox.unread import Unread


class Server:
    """The endpoints, apart from the Web API's methods."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def application(self, page: list[BaseRoute]) -> Starlette:
        """The whole as one ASGI application."""
        api = Api(self._context)
        routes: list[BaseRoute] = [
            *consent.routes(self._context),
            Route("/api/{method}", api.__call__, methods=["GET", "POST"]),
            Route("/response/{url}", self.response, methods=["POST"]),
            WebSocketRoute("/link/", self._context.bot.sockets.serve),
            Route("/_workspace/ready", self.ready),
            Route("/_workspace/act", self.act, methods=["POST"]),
            Route("/_workspace/state", self.state),
            Route("/_workspace/find", self.find),
            Route("/_workspace/read", self.read, methods=["POST"]),
            Route("/_workspace/changes", self.changes),
            Route("/_workspace/clock", self.clock),
            Route("/_workspace/log", self.log),
            *trouble.routes(self._context),
            *contents.routes(self._context),
            *page,
        ]
        access = Middleware(Access, settings=self._context.workspace.settings)
        return Starlette(routes=routes, middleware=[access], lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        del app
        self._context.outbox.start()
        posting = asyncio.create_task(scheduled.keep_posting(self._context))
        yield
        posting.cancel()
        await self._context.outbox.stop()
        await self._context.bot.sockets.stop()
        await self._context.bot.close()
        self._context.workspace.close()

    async def ready(self, request: Request) -> Response:
        """It is up; and what does not change while it is."""
        del request
        workspace = self._context.workspace
        return JSONResponse(
            {
                "ok": True,
                "teams": [
                    {"id": team.id, "name": team.name, "bot": app.bot_user if app else None}
                    for team in workspace.table(Team).values()
                    for app in [workspace.installation(team.id)]
                ],
                "app": {
                    "id": workspace.manifest.app_id,
                    "client_id": workspace.manifest.client_id,
                    "name": workspace.manifest.name,
                },
                "roles": [user.name for user in workspace.users.values() if not user.is_bot],
                "people": [asdict(user) for user in workspace.users.values()],
                "commands": [asdict(command) for command in workspace.manifest.commands],
                "shortcuts": [asdict(shortcut) for shortcut in workspace.manifest.shortcuts],
                "sockets": self._context.bot.sockets.count,
                "clock": self._clock(),
            }
        )

    async def act(self, request: Request) -> Response:
        """Somebody does something."""
        try:
            return JSONResponse(await perform(self._context, await read_object(request)))
        except MalformedActError as error:
            return _malformed(error)

    async def state(self, request: Request) -> Response:
        """What somebody sees."""
        query = request.query_params
        try:
            person = person_called(self._context, query.get("as", "developer"))
            return JSONResponse(Sight(self._context, person).state(asked(query)))
        except MalformedActError as error:
            return _malformed(error)

    async def find(self, request: Request) -> Response:
        """The messages in which somebody reads all of some words."""
        query = request.query_params
        try:
            person = person_called(self._context, query.get("as", "developer"))
        except MalformedActError as error:
            return _malformed(error)
        return JSONResponse({"found": find(self._context.workspace, person, query.get("words", ""))})

    async def read(self, request: Request) -> Response:
        """Somebody has read a channel, or a thread in it, up to a message."""
        workspace = self._context.workspace
        try:
            fields = Fields("read", await read_object(request))
            person = person_called(self._context, fields.text("as"))
            channel = find_channel(workspace, person, fields.text("channel"))
            Unread(workspace, person.id).mark(channel.id, as_ts(fields.text("ts")), fields.text("thread", ""))
        except (ActError, MalformedActError) as error:
            return _malformed(error)
        workspace.commit()
        return JSONResponse({"ok": True})

    async def changes(self, request: Request) -> Response:
        """A stream of what changed, as server-sent events."""
        del request
        headers = {"cache-control": "no-store"}
        return StreamingResponse(self._events(), media_type="text/event-stream", headers=headers)

    async def _events(self) -> AsyncIterator[str]:
        yield ": connected\n\n"
        async for change in self._context.workspace.changes.stream():
            data = json.dumps({"kind": change.kind, "id": change.id})
            yield f"id: {change.number}\nevent: change\ndata: {data}\n\n"

    async def clock(self, request: Request) -> Response:
        """The workspace's time."""
        del request
        return JSONResponse(self._clock())

    def _clock(self) -> Json:
        clock = self._context.workspace.clock
        return {"now": clock.now().isoformat(), "frozen": clock.frozen, "offset": clock.setting.offset}

    async def log(self, request: Request) -> Response:
        """The last calls and deliveries."""
        limit = request.query_params.get("limit", "200")
        return JSONResponse({"log": self._context.log.latest(int(limit) if limit.isdecimal() else 200)})

    async def response(self, request: Request) -> Response:
        """The bot answers at a response_url."""
        context = self._context
        context.settling.calls += 1
        context.settling.calls_begun += 1
        try:
            body = await read_object(request)
            entry = context.log.begin(context.workspace.clock.now().isoformat(), "call", "response_url", body)
            answers.respond(context, answers.use_url(context, request.path_params["url"]), body)
            context.log.end(entry, 200, "ok")
        except ApiError as refusal:
            gone = refusal.error == "channel_is_archived"
            status = 410 if gone else 404 if refusal.error.endswith("_url") else 400
            context.log.end(entry, status, refusal.body())
            return JSONResponse(refusal.body(), status_code=status)
        except MalformedActError:
            return JSONResponse(ApiError("invalid_payload").body(), status_code=400)
        finally:
            context.workspace.commit()
            context.settling.calls -= 1
        return PlainTextResponse("ok")


def _malformed(error: ActError | MalformedActError) -> Response:
    return JSONResponse(error.body(), status_code=400)
