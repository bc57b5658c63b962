"""An act settles, whatever an app answers at the addresses that only Threatbot has."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.sandbox.driver import Person, Workspace
from tests.apps.conftest import HERE


class Elsewhere(ThreadingHTTPServer):
    """An app that answers every GET with the next of its contents, the last again and again, and cannot POST."""

    daemon_threads = True
    status, contents = 200, [b""]


class Handler(BaseHTTPRequestHandler):
    """Its answers."""

    server: Elsewhere

    def do_GET(self) -> None:
        content, *later = self.server.contents
        self.server.contents = later or [content]
        self.send_response(self.server.status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def app() -> Iterator[Elsewhere]:
    """The app, which listens."""
    with Elsewhere(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def developer(app: Elsewhere, tmp_path: Path) -> Iterator[Person]:
    """Somebody in a workspace beside it."""
    url = f"http://127.0.0.1:{app.server_port}"
    with Workspace(url, tmp_path / "workspace.db", HERE / "todo.yaml") as workspace:
        yield workspace.person("developer")


def test_what_is_no_report_is_nothing_pending(app: Elsewhere, developer: Person) -> None:
    for status in (204, 302, 400, 401, 403, 404, 405, 501):
        app.status, app.contents = status, [b""]
        assert developer.does("message", channel="#general", text="hello")["pending"] == [], status
    for content in (
        b"<!DOCTYPE html><p>Hello",
        b"[]",
        b'"ok"',
        b"{}",
        b'{"pending": 3}',
        b'{"pending": ["x"]}',
        b"\xff",
    ):
        app.status, app.contents = 200, [content]
        assert developer.does("message", channel="#general", text="hello")["pending"] == [], content
    developer.does("clock", advance="PT1M")


def test_a_report_is_waited_for(app: Elsewhere, developer: Person) -> None:
    app.contents = [b'{"pending": [{"kind": "later", "age": 1, "next_at": "2030-01-01T00:00:00+00:00"}]}']
    assert developer.does("message", channel="#general", text="hello")["pending"][0]["kind"] == "later"
    app.contents = [*[b'{"pending": [{"kind": "now", "age": 1, "next_at": null}]}'] * 3, b'{"pending": []}']
    assert developer.does("message", channel="#general", text="hello")["pending"] == []
    assert len(app.contents) == 1
