"""The bot over HTTP: a small WSGI router around Bolt's handler, with a cap on bodies.

``/slack/events`` is Slack's; ``/_threatbot/…`` exists only where the local workspace's token is set.
"""

import hmac
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

SLACK_PATH = "/slack/events"


class Controls(Protocol):
    """What the local workspace may ask of the bot."""

    def pending(self) -> list[dict[str, object]]:
        """What is wanted and not yet done."""

    def move_clock(self, to: datetime) -> None:
        """Run the ticks up to ``to``."""


class Router:
    """A WSGI application: caps the body, then hands on by path."""

    def __init__(self, app: App, *, max_body: int, healthy: Callable[[], bool]) -> None:
        """``max_body`` is in bytes; ``healthy`` says whether the database answers."""
        self._slack = SlackRequestHandler(app, path=SLACK_PATH)
        self._max_body = max_body
        self._healthy = healthy
        self._controls: Controls | None = None
        self._token = ""

    def allow(self, controls: Controls, token: str) -> None:
        """Open ``/_threatbot/…`` to whoever knows ``token``."""
        self._controls, self._token = controls, token

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("PATH_INFO", ""))
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if not length.isdigit() or int(length) > self._max_body:
            return _answer(start_response, "413 Content Too Large", {"error": f"at most {self._max_body} bytes"})
        if path == SLACK_PATH:
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))
            return self._slack(environ, start_response)
        if path == "/health":
            healthy = self._healthy()
            return _answer(start_response, "200 OK" if healthy else "503 Service Unavailable", {"ok": healthy})
        if path.startswith("/_threatbot/") and self._controls is not None:
            return self._control(self._controls, path, environ, start_response)
        return _answer(start_response, "404 Not Found", {"error": "not found"})

    def _control(
        self, controls: Controls, path: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        given = str(environ.get("HTTP_AUTHORIZATION", "")).encode()
        if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            return _answer(start_response, "401 Unauthorized", {"error": "a bearer token is needed"})
        match (environ["REQUEST_METHOD"], path):
            case ("GET", "/_threatbot/pending"):
                return _answer(start_response, "200 OK", {"pending": controls.pending()})
            case ("POST", "/_threatbot/clock"):
                body = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
                controls.move_clock(datetime.fromisoformat(body["to"]))
                return _answer(start_response, "200 OK", {"ok": True})
            case _:
                return _answer(start_response, "404 Not Found", {"error": "not found"})


def _answer(start_response: "StartResponse", status: str, body: dict[str, Any]) -> list[bytes]:
    data = json.dumps(body).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
    return [data]
