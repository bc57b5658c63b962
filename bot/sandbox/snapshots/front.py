"""Stands before the application and swaps it for one that is built from another state, between two requests."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from bot.sandbox.clock import iso
from bot.sandbox.context import Context

SETTLE_SECONDS = 2.0
_log = logging.getLogger(__name__)


class Front:
    """The workspace of the moment as one ASGI application; `build` makes it from what the database holds."""

    def __init__(self, build: Callable[[], tuple[Context, Starlette]]) -> None:
        self._build = build
        self._life = AsyncExitStack()
        self._open = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self.context, self._app = build()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on; one that comes while the state is swapped waits."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        await self._open.wait()
        await self._app(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._begin()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._life.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def _begin(self) -> None:
        await self._life.enter_async_context(self._app.router.lifespan_context(self._app))
        self._open.set()

    async def swap(self) -> None:
        """End the present state, as at a shutdown, and begin with what the database holds then; one at a time.

        Where it fails, the process ends rather than keep everybody waiting: the next one finishes it.
        """
        async with self._one_at_a_time:
            done = False
            try:
                await self._swap()
                done = True
            finally:
                if not done:
                    _log.critical("the workspace could not begin again", exc_info=True)
                    os.kill(os.getpid(), signal.SIGKILL)

    async def _swap(self) -> None:
        self._open.clear()
        await self.context.settling.wait(SETTLE_SECONDS)
        self.stop_streams()
        await self._life.aclose()
        self._life = AsyncExitStack()
        self.context, self._app = self._build()
        await self._begin()
        # the app runs on, by the time that was
        self.context.bot.set_clock(iso(self.context.workspace.clock.seconds()))

    def stop_streams(self) -> None:
        """End the streams of the pages, which come back by themselves."""
        self.context.workspace.changes.stop()
        self.context.log.changes.stop()
