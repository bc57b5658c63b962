"""A button that opens a view and takes its message away: only once the view is open, and at no cost to that."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from slack_bolt import App, BoltContext, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.blocks.forms import notice
from bot.blocks.values import packed
from bot.errors import Refused
from bot.explain import Explainer
from bot.listeners.incoming import Incoming
from bot.listeners.shapes import Said, on_open
from bot.store.unit_of_work import UnitOfWork
from tests.conftest import fresh_sqlite
from tests.faults.conftest import installed, services_on

CLOSED = "http://127.0.0.1:9/answers"
"""Where nobody listens."""


class Slack:
    """What is asked of a Slack that grants every call; an answer to a message gets ``status``."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.status = 200
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                slack.asked.append((self.path, json.loads(body)))
                self.send_response(slack.status if self.path == "/answers" else 200)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(b'{"ok": true}')

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def paths(self) -> list[str]:
        """Which calls, in order."""
        return [path for path, _ in self.asked]


@pytest.fixture
def slack() -> Iterator[Slack]:
    """One that listens."""
    made = Slack()
    Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def pressed(slack: Slack, folder: Path, response_url: str, *, refused: bool = False) -> int:
    """Press such a button; gives what Slack is answered."""
    services = services_on(fresh_sqlite(folder / "bot.db"))
    home = installed(services)

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U0BOT")

    client = WebClient("xoxb-1", base_url=f"{slack.url}/", retry_handlers=[])
    app = App(client=client, authorize=authorize, process_before_response=True)
    app.error(Explainer(services.store).explain)

    @app.use
    def found(context: BoltContext, next_: Any) -> None:  # noqa: ANN401  Bolt's
        context["workspace_id"] = home
        next_()

    def make(_: UnitOfWork, __: Incoming, said: Said) -> View:
        if refused:
            raise Refused("Not now.")
        return notice(said["m"])

    on_open(app, services, "any.finish", "m", make, take_away=True)
    action = {"action_id": "any.finish", "block_id": "b", "type": "button", "value": packed(m="1")}
    names = {"user": {"id": "U1"}, "team": {"id": "T1"}, "channel": {"id": "C1"}, "message": {}}
    body = {"type": "block_actions", "trigger_id": "1.1", "response_url": response_url, "actions": [action], **names}
    try:
        return app.dispatch(BoltRequest(body=body, mode="socket_mode")).status
    finally:
        services.store.engine.dispose()


def test_the_message_goes_once_the_view_is_open(slack: Slack, tmp_path: Path) -> None:
    assert pressed(slack, tmp_path, f"{slack.url}/answers") == 200
    assert slack.paths == ["/views.open", "/answers"]
    assert slack.asked[-1][1]["delete_original"] is True


def test_it_stays_where_the_view_was_refused(slack: Slack, tmp_path: Path) -> None:
    assert pressed(slack, tmp_path, f"{slack.url}/answers", refused=True) == 200
    assert slack.paths == ["/views.open"]
    assert "Not now." in str(slack.asked)


def test_that_it_could_not_go_is_told_to_the_log_alone(
    slack: Slack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert pressed(slack, tmp_path, CLOSED) == 200
    assert slack.paths == ["/views.open"], "and nobody is told that nothing was changed"
    assert "taking a message away" in caplog.text


def test_so_is_an_answer_that_slack_does_not_take(
    slack: Slack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    slack.status = 410
    assert pressed(slack, tmp_path, f"{slack.url}/answers") == 200
    assert slack.paths == ["/views.open", "/answers"]
    assert "410" in caplog.text
