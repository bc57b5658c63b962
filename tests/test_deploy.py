"""What lies in deploy/: it parses, and names commands, settings and files that exist. No image is built here."""

import json
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.http import Router
from bot.settings import _ENVIRONMENT, Settings
from tests.bot.commands.command_line import CommandLine

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
RUNBOOK = (DEPLOY / "runbook.md").read_text()
VARIABLES = set(_ENVIRONMENT.values())


def instructions(word: str) -> list[str]:
    """The Dockerfile's lines of one instruction, continuations joined."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    return [line.removeprefix(word).strip() for line in text.splitlines() if line.startswith(word + " ")]


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], bool]:
    """Whether the command line does not know a command, or an option of it."""
    line = CommandLine(monkeypatch, capsys)
    return lambda command: line(*shlex.split(command)[1:], "--help").code != 0


def test_the_image_runs_a_command_that_exists(refused: Callable[[str], bool]) -> None:
    (entry,), (words,) = instructions("ENTRYPOINT"), instructions("CMD")
    assert json.loads(entry) == ["threatbot"]
    assert json.loads(words) == ["run", "--http"]
    assert not refused(shlex.join([*json.loads(entry), *json.loads(words)]))


def test_the_image_takes_files_that_are_there_and_its_context_lets_them_in() -> None:
    let_in = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"}
    copied = {name for line in instructions("COPY") for name in line.split()[:-1]}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_is_not_run_by_root_and_installs_what_was_resolved() -> None:
    assert instructions("USER") == ["10001"]
    assert "pip install --no-cache-dir --constraint constraints.txt ." in instructions("RUN")[0]
    assert instructions("FROM") == ["python:3.13-slim"]


def test_the_image_sets_variables_that_are_read() -> None:
    names = re.findall(r"(\w+)=", " ".join(instructions("ENV")))
    assert {name for name in names if not name.startswith("PYTHON")} <= VARIABLES
    assert instructions("EXPOSE") == [str(Settings().port)]


class Health(BaseHTTPRequestHandler):
    """Answers as the router would."""

    healthy = True

    def do_GET(self) -> None:
        assert self.path == "/health"
        self.send_response(200 if self.healthy else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is logged in tests."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Health)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("healthy", [True, False])
def test_the_health_check_tells_healthy_from_not(port: int, healthy: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Health, "healthy", healthy)
    _, _, command = instructions("HEALTHCHECK")[0].partition("CMD ")
    words = [word.replace(":3000/", f":{port}/") for word in json.loads(command)]
    assert f":{port}/health" in words[-1]
    ran = subprocess.run([sys.executable, *words[1:]], capture_output=True, check=False)
    assert (ran.returncode == 0) is healthy


def test_the_router_has_the_path_that_is_asked_for() -> None:
    assert '"/health"' in Path(sys.modules[Router.__module__].__file__ or "").read_text()


def entries(name: str) -> dict[str, str]:
    """The lines of an example of an env file."""
    lines = (DEPLOY / name).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))  # type: ignore[misc]


def test_the_env_files_hold_no_secret_and_only_what_is_read() -> None:
    bot, db = entries("bot.env.example"), entries("db.env.example")
    assert bot.keys() <= VARIABLES
    assert {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "THREATBOT_DATABASE_URL"} <= bot.keys()
    assert all(name.startswith("POSTGRES_") for name in db)
    assert (bot["SLACK_BOT_TOKEN"], bot["SLACK_SIGNING_SECRET"], db["POSTGRES_PASSWORD"]) == ("", "", "")
    user, database = db["POSTGRES_USER"], db["POSTGRES_DB"]
    assert bot["THREATBOT_DATABASE_URL"] == f"postgresql://{user}:PASSWORD@db:5432/{database}"
    assert (DEPLOY / ".gitignore").read_text().split() == ["bot.env", "db.env"]


def test_compose_has_the_bot_and_its_database() -> None:
    services: dict[str, Any] = COMPOSE["services"]
    assert services.keys() == {"bot", "db"}
    for name, service in services.items():
        assert service["env_file"] == f"{name}.env"
        assert (DEPLOY / f"{name}.env.example").exists()
        assert "environment" not in service, "secrets come by the env file"
    build = services["bot"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert services["bot"]["ports"] == [f"127.0.0.1:{Settings().port}:{Settings().port}"]
    assert int(services["bot"]["stop_grace_period"].rstrip("s")) > 10
    assert "db" in services["bot"]["depends_on"]
    assert all(volume.split(":")[0] in COMPOSE["volumes"] for volume in services["db"]["volumes"])


def shown() -> list[str]:
    """Each command of ours that the runbook shows."""
    inline = re.findall(r"`(threatbot [^`]+)`", RUNBOOK)
    blocks = re.findall(r"```sh\n(.*?)```", RUNBOOK, re.DOTALL)
    return [*inline, *(line for block in blocks for line in block.splitlines() if line.startswith("threatbot "))]


def test_the_runbook_shows_commands_that_exist(refused: Callable[[str], bool]) -> None:
    assert {"threatbot doctor", "threatbot run --http", "threatbot db upgrade"} <= set(shown())
    assert [command for command in shown() if refused(command)] == []


@pytest.mark.parametrize("command", ["threatbot no-such", "threatbot db no-such", "threatbot run --no-such"])
def test_a_command_that_does_not_exist_would_be_seen(refused: Callable[[str], bool], command: str) -> None:
    assert refused(command)


def test_the_runbook_names_settings_and_files_that_exist() -> None:
    assert set(re.findall(r"\b(?:THREATBOT|SLACK)_[A-Z_]+[A-Z]\b", RUNBOOK)) <= VARIABLES
    files = re.findall(r"`(deploy/[\w./]+|compose\.yaml|Dockerfile)`", RUNBOOK)
    made_by_hand = {"deploy/bot.env", "deploy/db.env"}
    missing = {name for name in files if not (ROOT / name).exists() and not (DEPLOY / name).exists()}
    assert missing <= made_by_hand
    assert f"`THREATBOT_LEASE_SECONDS`, {Settings().lease_seconds:g}" in RUNBOOK
