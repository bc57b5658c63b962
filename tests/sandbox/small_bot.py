"""A small Bolt app, served in the test's own process, for the workspace to speak with."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace

Json = dict[str, Any]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@dataclass
class SmallBot:
    """The app's process as the workspace sees it; `answer` replaces Bolt where a test needs raw replies.

    `ticked` is what the app does at a moment to which the clock has come.
    """

    requests: list[tuple[Mapping[str, str], str]] = field(default_factory=list)
    pending: list[Json] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)
    ticked: Callable[[str], None] | None = None
    answer: Callable[[str], tuple[int, Json]] | None = None
    app: App | None = None

    def __post_init__(self) -> None:
        self._server = make_server("127.0.0.1", 0, self._serve, _Server, _Silent)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def connect(self, workspace: Workspace, authorize: Callable[..., AuthorizeResult | None] | None = None) -> App:
        """A new Bolt app that speaks with a workspace; with `authorize` it has a token for each team."""
        token = None if authorize else workspace.bot_token
        client = WebClient(token, base_url=workspace.api, retry_handlers=[], timeout=5)
        self.app = App(
            client=client,
            authorize=authorize,
            signing_secret=workspace.signing_secret,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
        )
        self._handler = SlackRequestHandler(self.app)
        return self.app

    def stop(self) -> None:
        """Go down, as a killed process does."""
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, environ: Json, start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/_threatbot/pending":
            return _reply(start, 200, {"pending": self.pending})
        if environ["PATH_INFO"] == "/_threatbot/clock":
            self.clocks.append(json.loads(_body(environ))["to"])
            self.pending = [row for row in self.pending if row["next_at"] > self.clocks[-1]]
            if self.ticked:
                self.ticked(self.clocks[-1])
            return _reply(start, 200, {"ok": True})
        if self.answer is not None:
            body = _body(environ).decode()
            headers = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
            self.requests.append((headers, body))
            return _reply(start, *self.answer(body))
        return self._handler(environ, start)


def _body(environ: Json) -> bytes:
    data: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return data


def _reply(start: StartResponse, status: int, body: Json) -> Iterable[bytes]:
    start(f"{status} .", [("content-type", "application/json")])
    return [json.dumps(body).encode()]
