"""The addresses for the workspace as a whole: its snapshot, taken and loaded, and a start afresh."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.context import Context
from bot.sandbox.errors import ActError
from bot.sandbox.records import Channel, File, Installation, Json, Message
from bot.sandbox.snapshots import kept, snapshot
from bot.sandbox.snapshots.again import Again, preparing
from bot.sandbox.store import Store, remove
from bot.sandbox.workspace import Workspace


def routes(context: Context, again: Again) -> list[BaseRoute]:
    """The routes, for the server to mount."""
    whole = _Whole(context, again)
    return [
        Route("/_workspace/snapshot", whole.take),
        Route("/_workspace/snapshot", whole.load, methods=["PUT"]),
        Route("/_workspace/reset", whole.lost),
        Route("/_workspace/reset", whole.reset, methods=["POST"]),
    ]


class _Whole:
    def __init__(self, context: Context, again: Again) -> None:
        self._workspace = context.workspace
        self._again = again

    async def take(self, request: Request) -> Response:
        """The workspace as one document."""
        del request
        self._workspace.commit()
        headers = {"content-disposition": 'attachment; filename="workspace.json"', "cache-control": "no-store"}
        body = snapshot.taken(self._workspace.settings.database)
        return Response(body, media_type="application/json", headers=headers)

    async def load(self, request: Request) -> Response:
        """Begin again with a snapshot; what is refused leaves all as it is."""
        place = preparing(self._workspace.settings.database)
        remove(place)
        try:
            snapshot.write(await request.body(), self._workspace, place)
        except snapshot.NoSnapshotError as error:
            return _refused("no_snapshot", str(error), 400)
        except snapshot.NotWrittenError as error:
            return _refused("not_written", str(error), 507)
        return await self._begin_again()

    async def lost(self, request: Request) -> Response:
        """What a start afresh would forget: in numbers, and whether the app is reset as well."""
        del request
        tables = {"messages": Message, "files": File, "channels": Channel}
        counts: Json = {name: len(self._workspace.table(kind)) for name, kind in tables.items()}
        return JSONResponse({"ok": True, "lost": counts, "app": self._again.supervised})

    async def reset(self, request: Request) -> Response:
        """Forget everything; the app's own data go only where whoever started us resets the app as well."""
        del request
        if self._again.supervised:
            self._again.leave_to_supervisor()
            return JSONResponse({"ok": True, "app": True}, headers={"connection": "close"})
        settings, place = self._workspace.settings, preparing(self._workspace.settings.database)
        remove(place)
        fresh = Workspace(settings, Store(place))
        for record in [*fresh.table(Installation).values(), *kept.beside(self._workspace)]:
            kept.keep(self._workspace, record)
            fresh.save(record)
        fresh.close()
        return await self._begin_again()

    async def _begin_again(self) -> Response:
        await self._again.from_file(preparing(self._workspace.settings.database))
        return JSONResponse({"ok": True, "app": False})


def _refused(code: str, message: str, status: int) -> Response:
    return JSONResponse(ActError(code, message).body(), status_code=status)
