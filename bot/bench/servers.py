"""The three servers of the request benchmark, each under the same gunicorn: ours, a bare listener, a no-op.

``python -m bot.bench.servers KIND PORT DATABASE`` serves one of them until it is ended. The worker is not started:
what is measured is a command's whole request, from the socket to the answer.
"""

import json
import sqlite3
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

from bot.bootstrap import bootstrap
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "bench"  # noqa: S105  signs requests to ourselves on the loopback
TEAM = {"ok": True, "team_id": "T1", "team": "bench", "user_id": "UBOT", "bot_id": "BBOT"}
THREADS = 16


class Auth(BaseHTTPRequestHandler):
    """Answers ``auth.test``, so that no Slack is needed."""

    def do_POST(self) -> None:
        """Say who the bot is."""
        body = json.dumps(TEAM).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


def ours(database: str) -> object:
    """The bot as it runs, without its worker."""
    slack = ThreadingHTTPServer(("127.0.0.1", 0), Auth)
    threading.Thread(target=slack.serve_forever, daemon=True).start()
    api = f"http://127.0.0.1:{slack.server_address[1]}/api/"
    settings = Settings(
        database_url=f"sqlite:///{database}",
        bot_token="xoxb-bench",  # noqa: S106  no token: it opens nothing
        signing_secret=SECRET,
        slack_api_url=api,
    )
    return bootstrap(settings).router()


def _bare(listener: "Callable[[dict[str, str]], None]") -> SlackRequestHandler:
    who = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-bench", bot_id="B", bot_user_id="U")  # noqa: S106
    app = App(signing_secret=SECRET, authorize=lambda: who, process_before_response=True)

    @app.command("/threatmodel")
    def threatmodel(ack: Ack, body: dict[str, str]) -> None:
        listener(body)
        ack()

    return SlackRequestHandler(app)


def bare(database: str) -> object:
    """A bare Bolt listener that does the same inserts through the plain driver."""
    local = threading.local()

    def listener(body: dict[str, str]) -> None:
        if not hasattr(local, "connection"):
            local.connection = _plain(database)
        connection: sqlite3.Connection = local.connection
        now = datetime.now(UTC).isoformat()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO request (workspace_id, key, kind, at, reply) VALUES (?, ?, 'command', ?, NULL)",
            ("W", body["trigger_id"], now),
        )
        name = body["text"].partition(" ")[2].lower()
        found = connection.execute(
            "SELECT * FROM model WHERE workspace_id = ? AND lower(name) = ? ORDER BY created_at DESC LIMIT 10",
            ("W", name),
        ).fetchall()
        connection.execute(
            "INSERT INTO surface (workspace_id, kind, channel, lane, model_id, subject, payload, wanted_rev, sent_rev,"
            " maybe_sent, looked, created_at, state, owner, attempts, faults, fence, lease_until, next_at, last_error)"
            " VALUES (?, 'card', ?, ?, ?, 'copy', '{}', 1, 0, 0, 0, ?, 'wanted', '', 0, 0, 0, 0, 0, '')",
            ("W", body["channel_id"], body["channel_id"], found[0][0], now),
        )
        connection.execute("COMMIT")

    return _bare(listener)


def noop(_database: str) -> object:
    """A listener that does nothing: the scale of the server and of Bolt."""
    return _bare(lambda _: None)


def _plain(database: str) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None, timeout=5)
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


KINDS = {"ours": ours, "bare": bare, "noop": noop}


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn as ``threatbot run --http`` sets it."""

    def __init__(self, kind: str, port: int, database: str) -> None:
        """Which of the three, where, on which file."""
        self._kind, self._port, self._database = kind, port, database
        super().__init__()

    def load_config(self) -> None:
        """One process, threads."""
        for name, value in {
            "bind": f"127.0.0.1:{self._port}",
            "worker_class": "gthread",
            "threads": THREADS,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """Made in the child."""
        return KINDS[self._kind](self._database)


if __name__ == "__main__":
    Server(sys.argv[1], int(sys.argv[2]), sys.argv[3]).run()
