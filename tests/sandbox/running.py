"""A whole workspace in the test's own process: it delivers, begins again, and an app connects to it."""

import asyncio
import json
from collections.abc import Coroutine, MutableMapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx

from bot.sandbox.__main__ import _front, parse
from bot.sandbox.context import Context
from bot.sandbox.snapshots.again import Again
from bot.sandbox.snapshots.front import Front
from tests.support.manifests import small_file

Json = dict[str, Any]
T = TypeVar("T")
TOKEN, BOT_TOKEN, APP_TOKEN = "key", "xoxb-running", "xapp-running"
_BASE = "http://127.0.0.1:8765"


class Running:
    """The workspace as its process serves it; no app listens at its address."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.database = folder / "workspace.db"
        words = ["--db", self.database, "--bot-url", "http://127.0.0.1:9", "--frozen", "--manifest", small_file(folder)]
        secrets = {"token": TOKEN, "bot-token": BOT_TOKEN, "app-token": APP_TOKEN, "signing-secret": "word"}
        words += [word for name, value in secrets.items() for word in (f"--{name}", value)]
        again = Again(self.database)
        self.front: Front = _front(parse([str(word) for word in [*words, *options]]), 8765, again)
        again.swap = self.front.swap
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(self.front), base_url=_BASE)
        self._runner = asyncio.Runner()
        self.run(self.front._begin())

    @property
    def context(self) -> Context:
        """The parts of the state of the moment."""
        return self.front.context

    def stop(self) -> None:
        """End, as at a signal."""
        self.run(self.front._life.aclose())
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the workspace's own loop."""
        return self._runner.run(work)

    async def ask(self, method: str, path: str, body: bytes | Json | None = None, token: str = TOKEN) -> httpx.Response:
        """The answer to a request; JSON unless the body is bytes."""
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json; charset=utf-8"}
        return await self._http.request(method, path, content=content, headers=headers)

    def act(self, kind: str, role: str = "developer", **fields: object) -> Json:
        """Somebody does something."""
        answer: Json = self.run(self.ask("POST", "/_workspace/act", {"as": role, "do": {kind: fields}})).json()
        return answer

    def api(self, method: str, token: str = BOT_TOKEN, **arguments: object) -> Json:
        """The answer of one of Slack's methods."""
        answer: Json = self.run(self.ask("POST", f"/api/{method}", arguments, token)).json()
        return answer

    def taken(self) -> bytes:
        """A snapshot."""
        return self.run(self.ask("GET", "/_workspace/snapshot")).content

    def loaded(self, body: bytes) -> httpx.Response:
        """The answer to a snapshot that is to be loaded."""
        return self.run(self.ask("PUT", "/_workspace/snapshot", body))

    async def connected(self) -> "Wire":
        """A connection of the app in Socket Mode, greeted."""
        answer = await self.ask("POST", "/api/apps.connections.open", {}, APP_TOKEN)
        wire = Wire(self.front, answer.json()["url"])
        assert (await wire.heard())["type"] == "hello"
        return wire


class Wire:
    """An app's connection, as ASGI has it."""

    def __init__(self, front: Front, url: str) -> None:
        self._front = front
        self._to: asyncio.Queue[Json] = asyncio.Queue()
        self._from: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        address = urlsplit(url)
        assert parse_qs(address.query)["ticket"]
        self._to.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": address.path, "query_string": address.query.encode(), "headers": []}
        self._task = asyncio.ensure_future(front(scope, self._to.get, self._from.put))

    async def heard(self) -> Json:
        """The next thing said to the app."""
        while (message := await asyncio.wait_for(self._from.get(), 5))["type"] != "websocket.send":
            pass
        said: Json = json.loads(message["text"])
        return said

    def says(self, text: str | bytes) -> None:
        """The app says something."""
        self._to.put_nowait({"type": "websocket.receive", "text" if isinstance(text, str) else "bytes": text})

    async def acknowledges(self, **more: object) -> Json:
        """Take the next envelope and acknowledge it; what was in it."""
        envelope = await self.heard()
        self.says(json.dumps({"envelope_id": envelope["envelope_id"], **more}))
        return envelope

    async def closes(self) -> None:
        """The app goes."""
        self._to.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self._task
