"""The bot over HTTP: a small WSGI router around Bolt's handler, with a cap on bodies.

``/slack/events`` is Slack's; ``/_threatbot/…`` exists only where the local workspace's token is set.
"""

import hmac
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot import faults
from bot.manifest import SLACK_PATH

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LONGEST_WAIT = 2.0
"""Seconds for which a report may be held back."""


class Controls(Protocol):
    """What the local workspace may ask of the bot."""

    def pending(self, wait: float) -> list[dict[str, object]]:
        """What is wanted and not yet done, after ``wait`` seconds or as soon as the worker rests."""

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
            return self._from_slack(environ, start_response, int(length))
        if path == "/health":
            healthy = self._healthy()
            return _answer(start_response, "200 OK" if healthy else "503 Service Unavailable", {"ok": healthy})
        if path.startswith("/_threatbot/") and self._controls is not None:
            return self._control(self._controls, path, environ, start_response)
        return _answer(start_response, "404 Not Found", {"error": "not found"})

    def _from_slack(self, environ: "WSGIEnvironment", start_response: "StartResponse", length: int) -> Iterable[bytes]:
        """Hand on to Bolt, which verifies the signature after it has read the body; neither may fail in the open."""
        if not _is_signed(environ):
            return _answer(start_response, "401 Unauthorized", {"error": "not signed as Slack signs"})
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(length))
        try:
            return self._slack(environ, start_response)
        except Exception as error:  # noqa: BLE001  whatever a listener raises is handled in Bolt; this is the body
            faults.report(error, "reading a request")
            return _answer(start_response, "400 Bad Request", {"error": "not a request of Slack's"})

    def _control(
        self, controls: Controls, path: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        given = str(environ.get("HTTP_AUTHORIZATION", "")).encode()
        if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            return _answer(start_response, "401 Unauthorized", {"error": "a bearer token is needed"})
        match (environ["REQUEST_METHOD"], path):
            case ("GET", "/_threatbot/pending"):
                return _answer(start_response, "200 OK", {"pending": controls.pending(_wait(environ))})
            case ("POST", "/_threatbot/clock"):
                to = _moment(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
                if to is None:
                    return _answer(start_response, "400 Bad Request", {"error": 'want {"to": a date-time with a zone}'})
                controls.move_clock(to)
                return _answer(start_response, "200 OK", {"ok": True})
            case _:
                return _answer(start_response, "404 Not Found", {"error": "not found"})


def _is_signed(environ: "WSGIEnvironment") -> bool:
    """Whether the headers have the form of a signature; Bolt's check raises on any other, before it has refused."""
    timestamp = str(environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""))
    signature = str(environ.get("HTTP_X_SLACK_SIGNATURE", ""))
    return re.fullmatch(r"[0-9]{1,12}", timestamp) is not None and signature.isascii() and signature != ""


def _wait(environ: "WSGIEnvironment") -> float:
    """The seconds of ``?wait=``; none where it is no number of them."""
    told = parse_qs(str(environ.get("QUERY_STRING", ""))).get("wait", ["0"])[-1]
    return min(float(told), LONGEST_WAIT) if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", told) else 0.0


def _moment(body: bytes) -> datetime | None:
    try:
        to = datetime.fromisoformat(json.loads(body)["to"])
    except (ValueError, TypeError, KeyError):
        return None
    return to if to.tzinfo else None


def _answer(start_response: "StartResponse", status: str, body: dict[str, Any]) -> list[bytes]:
    data = json.dumps(body).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
    return [data]
