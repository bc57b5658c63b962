"""A workspace in the test's own process, called as an app calls Slack: quick, and with any scopes."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import httpx
from starlette.routing import BaseRoute

from bot.sandbox.api.methods import METHODS
from bot.sandbox.context import Context, build
from bot.sandbox.manifest import Manifest
from bot.sandbox.server import Server
from bot.sandbox.settings import Settings
from bot.sandbox.store import Store
from bot.sandbox.workspace import Workspace
from tests.support.manifests import small

Json = dict[str, Any]
T = TypeVar("T")
MORE = ("chat:write.public", "chat:write.customize", "commands")
EVERY_SCOPE = tuple(sorted({scope for method in METHODS.values() for scope in method.every_scope} | {*MORE}))
NOW = 1_767_603_600.0
TOKEN, SECRET = "xoxb-calls", "calls-client-secret"


def app_with(scopes: Sequence[str] = EVERY_SCOPE, **fields: Any) -> Manifest:  # noqa: ANN401
    """A small app that subscribes to nothing, so that nothing is delivered."""
    return replace(small(scopes, ()), **fields)


class Calls:
    """The workspace; calling it calls a method of Slack's API."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest | None = None,
        *,
        partner: bool = False,
        page: Callable[[Context], list[BaseRoute]] = lambda context: [],
    ) -> None:
        settings = Settings(
            base_url="http://127.0.0.1:8765",
            bot_url="http://127.0.0.1:1",
            database=folder / "calls.db",
            manifest=manifest or app_with(),
            token="key",
            bot_token=TOKEN,
            app_token="xapp-calls",
            signing_secret="signing",
            client_secret=SECRET,
            frozen_at=NOW,
            with_partner=partner,
        )
        self.workspace = Workspace(settings, Store(settings.database))
        self.context = build(self.workspace)
        # Without its life span: nothing is delivered and nothing happens by itself.
        self.application = Server(self.context).application(page(self.context))
        transport = httpx.ASGITransport(self.application)
        self._http = httpx.AsyncClient(transport=transport, base_url=settings.base_url)
        self._runner = asyncio.Runner()

    def __call__(self, method: str, *, token: str = TOKEN, **arguments: object) -> Json:
        """The answer of a method to arguments in JSON."""
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json; charset=utf-8"}
        answer: Json = self.http("POST", f"/api/{method}", json=arguments, headers=headers).json()
        return answer

    def http(self, method: str, path: str, **request: Any) -> httpx.Response:  # noqa: ANN401
        """The answer to any request."""
        return self.run(self._http.request(method, path, **request))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the workspace's own loop, in this thread as SQLite wants it."""
        return self._runner.run(work)

    def refused(self, method: str, **arguments: Any) -> str:  # noqa: ANN401
        """Slack's error for a call, or nothing."""
        answer = self(method, **arguments)
        return "" if answer["ok"] else str(answer["error"])

    def pass_time(self, seconds: float) -> None:
        """Let the workspace's clock go on, and nothing else."""
        self.workspace.clock.move(self.workspace.clock.seconds() + seconds)
