"""``threatbot doctor``: says what is missing and what to do, and never shows a secret."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.commands.doctor import Finding, findings
from bot.manifest import SCOPES
from bot.store import schema
from bot.store.engine import connect
from tests.bot.commands.command_line import CommandLine

TOKEN = "xoxb-very-secret-bot-token"
SET = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": "xapp-very-secret", "SLACK_SIGNING_SECRET": "signed-secret"}


class Slack(BaseHTTPRequestHandler):
    """Answers auth.test; the token's last part says how."""

    def do_POST(self) -> None:
        token = self.headers.get("Authorization", "")
        body = b'{"ok": false, "error": "invalid_auth"}' if "revoked" in token else b'{"ok": true, "team": "Home"}'
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if "silent" not in token:
            self.send_header("x-oauth-scopes", ",".join([*SCOPES][:-2] if "few" in token else SCOPES))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is logged in tests."""


@pytest.fixture
def slack() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Slack)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    thread.join()
    server.server_close()


def looked_at(tmp_path: Path, slack: str = "http://127.0.0.1:9/api/", **environment: str) -> dict[str, Finding]:
    given = {"THREATBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}", "THREATBOT_SLACK_API_URL": slack}
    return {one.name: one for one in findings(given | environment)}


def test_nothing_set_tells_what_to_set_and_ends_with_one(threatbot: CommandLine, tmp_path: Path) -> None:
    ran = threatbot("doctor")
    assert (ran.code, ran.err) == (1, "")
    assert "missing  SLACK_BOT_TOKEN: not set" in ran.out
    assert "missing  way in: neither an app token nor a signing secret" in ran.out
    assert "note     database: sqlite, not made yet" in ran.out
    assert list(tmp_path.iterdir()) == []


def test_json_is_one_document(threatbot: CommandLine) -> None:
    ran = threatbot("doctor", "--json")
    document = json.loads(ran.out)
    assert (ran.code, document["ok"]) == (1, False)
    assert {"name", "state", "found", "do"} == document["checks"][0].keys()


def test_all_in_place_ends_with_nought_and_shows_no_secret(threatbot: CommandLine, slack: str) -> None:
    assert threatbot("db", "upgrade").code == 0
    ran = threatbot("doctor", THREATBOT_SLACK_API_URL=slack, **SET)
    assert ran.code == 0, ran.out
    assert "missing" not in ran.out
    assert "ok       Slack: workspace Home" in ran.out
    assert "ok       scopes: all granted" in ran.out
    assert f"version {schema.NEWEST}" in ran.out
    assert not any(secret in ran.out + ran.err for secret in SET.values())


@pytest.mark.parametrize("token", ["xoxp-of-a-person", "xoxb-", "secret"])
def test_a_token_of_the_wrong_shape_is_not_tried(tmp_path: Path, token: str) -> None:
    found = looked_at(tmp_path, SLACK_BOT_TOKEN=token)
    assert found["SLACK_BOT_TOKEN"].state == "missing"
    assert token not in found["SLACK_BOT_TOKEN"].found.split()
    assert "Slack" not in found


def test_an_app_token_of_the_wrong_shape_is_missing(tmp_path: Path) -> None:
    found = looked_at(tmp_path, SLACK_APP_TOKEN="xoxb-mixed-up")
    assert found["SLACK_APP_TOKEN"].found == "set, but has not the shape xapp-…"


def test_one_way_in_is_enough(tmp_path: Path) -> None:
    assert looked_at(tmp_path, SLACK_SIGNING_SECRET="s")["way in"].found == "HTTP"
    assert looked_at(tmp_path, SLACK_APP_TOKEN="xapp-1")["way in"].found == "Socket Mode"


def test_missing_scopes_are_named(tmp_path: Path, slack: str) -> None:
    found = looked_at(tmp_path, slack, SLACK_BOT_TOKEN=f"{TOKEN}-few")["scopes"]
    assert found.state == "missing"
    assert found.found == "not granted: im:write, app_mentions:read"


def test_scopes_that_slack_does_not_tell_are_no_fault(tmp_path: Path, slack: str) -> None:
    assert looked_at(tmp_path, slack, SLACK_BOT_TOKEN=f"{TOKEN}-silent")["scopes"].state == "note"


def test_a_token_that_slack_refuses_is_told_with_slacks_word(tmp_path: Path, slack: str) -> None:
    found = looked_at(tmp_path, slack, SLACK_BOT_TOKEN=f"{TOKEN}-revoked")["Slack"]
    assert found.found == "refuses the token: invalid_auth"
    assert "copy the new token" in found.do


def test_slack_out_of_reach_is_told(tmp_path: Path) -> None:
    found = looked_at(tmp_path, SLACK_BOT_TOKEN=TOKEN)["Slack"]
    assert found.state == "missing"
    assert found.found.startswith("did not answer within 3 s")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "is no database address"),
        ("mysql://x/y", "must name SQLite"),
        ("sqlite:////no/such/folder/bot.db", "there is no folder /no/such/folder"),
        ("postgresql://u:hidden-word@127.0.0.1:9/x", "does not answer (OperationalError)"),
    ],
)
def test_a_database_that_cannot_be_used(tmp_path: Path, url: str, words: str) -> None:
    found = looked_at(tmp_path, THREATBOT_DATABASE_URL=url)["database"]
    assert found.state == "missing"
    assert words in found.found
    assert "hidden-word" not in found.found + found.do


def test_a_database_of_another_version_is_to_be_upgraded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    engine = connect(url)
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    engine.dispose()
    found = looked_at(tmp_path)["database"]
    assert (found.state, found.do) == ("missing", "Run `threatbot db upgrade`.")


def test_packs_that_do_not_load_are_told_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("pack: [")
    found = looked_at(tmp_path, THREATBOT_PACKS=str(tmp_path))["rule packs"]
    assert found.state == "missing"
    assert "bad.yaml:2: this is not YAML" in found.found


def test_a_setting_of_the_wrong_kind_is_all_that_is_told(tmp_path: Path) -> None:
    found = looked_at(tmp_path, THREATBOT_PORT="many")
    assert list(found) == ["settings"]
    assert "THREATBOT_PORT is 'many', but a number was expected." in found["settings"].found
