"""``threatbot sandbox``: two processes, the local workspace and the bot, kept alive until interrupted.

A process that dies is started again, the bot without the failpoint that killed it; both end when this one is killed,
and a second one on the same database is refused. Where the page asks for a start afresh, the workspace ends with a
status of its own: both are then stopped, their data forgotten, and both started.
"""

import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.commands.alone import Lock
from bot.commands.exits import say
from bot.errors import BotError
from bot.manifest import as_yaml, manifest
from bot.sandbox.snapshots.again import RESET_STATUS, forget
from bot.sandbox.store import remove

FOLDER = Path(".threatbot")
READY_SECONDS = 30
FAILPOINT = "THREATBOT_FAILPOINT"
TOUR = Path(__file__).with_name("tour.json")


class NotStarted(BotError):
    """A process of the local workspace did not come up."""


@dataclass
class Sandbox:
    """What was asked for, and the two processes."""

    port: int
    database_url: str
    fresh: bool
    browser: bool
    token: str
    json: bool
    _started: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _environment: dict[str, str] = field(default_factory=dict)
    _commands: dict[str, list[str]] = field(default_factory=dict)
    _bot_port: int = 0
    _inherited: int = -1

    def run(self) -> None:
        """Start both, say where they are, and keep them running until interrupted."""
        database = self.database_url or os.environ.get("THREATBOT_DATABASE_URL") or _default_database()
        state = _workspace_file(database)
        lock = Lock(_beside(state, "lock"))
        lock.take()
        self._inherited = lock.inherited
        self.port = _port(self.port)
        self._bot_port = _port(0)
        if self.fresh:
            _forget(database, state)
            _token_file(state).unlink(missing_ok=True)
        elif _forgetting(state).exists():
            _forget(database, state)  # an earlier process was asked to, and had no time for it
        self._environment = self._shared(database, state)
        lock.tell(self.page)
        self._commands = {
            "workspace": [
                *("bot.sandbox", "--port", str(self.port), "--db", str(state)),
                *("--bot-url", f"http://127.0.0.1:{self._bot_port}", "--manifest", str(_manifest_file(state))),
                *("--tour", str(TOUR)),
                # a database that is not ours to empty keeps what it has: then a reset is the workspace's alone
                *(["--supervised"] if _file_of(database) else []),
            ],
            "bot": ["bot", "run", "--http"],
        }
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        try:
            self._start_both()
            self._announce()
            self._keep(database, state)
        except KeyboardInterrupt:
            say("Stopping. Everything is kept; start again to go on.")
        finally:
            self._stop()

    def _start_both(self) -> None:
        self._start("workspace", self._commands["workspace"])
        self._wait(f"{self.url}/_workspace/ready", "workspace")
        self._start("bot", self._commands["bot"])
        self._wait(f"http://127.0.0.1:{self._bot_port}/health", "bot")

    @property
    def url(self) -> str:
        """The workspace's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def page(self) -> str:
        """The page's address, which lets its owner in."""
        return f"{self.url}/?token={self._environment['THREATBOT_SANDBOX_TOKEN']}"

    def _shared(self, database: str, state: Path) -> dict[str, str]:
        token = self.token or os.environ.get("THREATBOT_SANDBOX_TOKEN") or _kept_token(_token_file(state))
        # derived from the token, so that a second start with the same token has the same secrets
        made = {name: hashlib.sha256(f"{token}:{name}".encode()).hexdigest()[:32] for name in ("bot", "app", "sign")}
        return {
            **os.environ,
            "THREATBOT_DATABASE_URL": database,
            "THREATBOT_SANDBOX_TOKEN": token,
            "THREATBOT_SANDBOX_URL": self.url,
            "THREATBOT_SLACK_API_URL": f"{self.url}/api/",
            "THREATBOT_PORT": str(self._bot_port),
            "THREATBOT_POST_INTERVAL": os.environ.get("THREATBOT_POST_INTERVAL", "0.0"),
            "THREATBOT_LOG_LEVEL": os.environ.get("THREATBOT_LOG_LEVEL", "WARNING"),
            "SLACK_BOT_TOKEN": f"xoxb-local-{made['bot']}",
            "SLACK_APP_TOKEN": f"xapp-local-{made['app']}",
            "SLACK_SIGNING_SECRET": made["sign"],
        }

    def _start(self, name: str, command: list[str]) -> None:
        environment = dict(self._environment)
        if name in self._started or name != "bot":
            environment.pop(FAILPOINT, None)
        self._started[name] = subprocess.Popen(  # noqa: S603  our own modules
            [sys.executable, "-m", "bot.commands.tied", *command],
            env=environment,
            start_new_session=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[self._inherited],
        )

    def _wait(self, address: str, name: str) -> None:
        until = time.monotonic() + READY_SECONDS
        headers = {"Authorization": f"Bearer {self._environment['THREATBOT_SANDBOX_TOKEN']}"}
        with httpx.Client(headers=headers, timeout=2, trust_env=False) as client:
            while time.monotonic() < until:
                if self._started[name].poll() is not None:
                    raise NotStarted(f"The {name} ended at once; its message stands above.")
                with suppress(httpx.TransportError):
                    if client.get(address).status_code == 200:
                        return
                time.sleep(0.05)
        raise NotStarted(f"The {name} did not answer within {READY_SECONDS} s.")

    def _announce(self) -> None:
        secret = self._environment
        if self.json:
            told = {
                "page": self.page,
                "api": f"{self.url}/api/",
                "act": f"{self.url}/_workspace/act",
                "state": f"{self.url}/_workspace/state",
                "token": secret["THREATBOT_SANDBOX_TOKEN"],
                "bot_token": secret["SLACK_BOT_TOKEN"],
                "app_token": secret["SLACK_APP_TOKEN"],
                "signing_secret": secret["SLACK_SIGNING_SECRET"],
            }
            sys.stdout.write(f"{json.dumps(told)}\n")
            sys.stdout.flush()
            return
        say(f"Threatbot runs in a local workspace:\n\n    {self.page}\n")
        say("Type /threatmodel new in #checkout-design. Ctrl-C ends it; everything is kept.")
        if self.browser:
            webbrowser.open(self.page)

    def _keep(self, database: str, state: Path) -> None:
        while True:
            time.sleep(0.2)
            for name, process in list(self._started.items()):
                if process.poll() is None:
                    continue
                if name == "workspace" and process.returncode == RESET_STATUS:
                    self._start_afresh(database, state)
                    break
                say(f"The {name} ended ({process.returncode}); starting it again.")
                self._start(name, self._commands[name])

    def _start_afresh(self, database: str, state: Path) -> None:
        """Stop both, forget what they knew, and start both: neither ever meets what the other has forgotten."""
        _forgetting(state).touch()
        say("Starting afresh, as the page asked.")
        self._stop()
        _forget(database, state)
        self._start_both()

    def _stop(self) -> None:
        for process in self._started.values():
            if process.poll() is None:
                process.terminate()
        for process in self._started.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _port(wanted: int) -> int:
    """The port, if nobody listens there; a free one for 0."""
    with socket.socket() as probe:
        # as the workspace does: what is left of an earlier one is no hurdle
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            hint = "is another local workspace running? --port 0 takes a free one"
            raise NotStarted(f"Port {wanted} cannot be had ({error.strerror}): {hint}.") from error
        return int(probe.getsockname()[1])


def _default_database() -> str:
    FOLDER.mkdir(exist_ok=True)
    return f"sqlite:///{FOLDER / 'bot.db'}"


def _workspace_file(database: str) -> Path:
    """The workspace's own file beside the bot's database, so that the two stay together."""
    if bots := _file_of(database):
        return Path(f"{bots}.workspace")
    FOLDER.mkdir(exist_ok=True)
    return FOLDER / f"{hashlib.sha256(database.encode()).hexdigest()[:12]}.workspace"


def _manifest_file(state: Path) -> Path:
    """The app's own manifest, where the workspace's process can read it."""
    path = state.with_name(f"{state.name}.manifest.yaml")
    path.write_text(as_yaml(manifest(socket_mode=True)), encoding="utf-8")
    return path


def _file_of(database: str) -> Path | None:
    """The bot's database, where it is a file of ours."""
    return Path(database.removeprefix("sqlite:///")) if database.startswith("sqlite:///") else None


def _beside(state: Path, what: str) -> Path:
    return state.with_name(f"{state.name}-{what}")


def _forgetting(state: Path) -> Path:
    """A mark that is there while a start afresh is under way, for who has to finish it."""
    return _beside(state, "forgetting")


def _token_file(state: Path) -> Path:
    return _beside(state, "token")


def _kept_token(file: Path) -> str:
    """The token of the last start, so that its page goes on working; a new one where others could have read it."""
    if file.exists() and file.stat().st_mode & 0o077 == 0 and (kept := file.read_text().strip()):
        return kept
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    token = secrets.token_urlsafe(16)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.write(token)
    return token


def _forget(database: str, state: Path) -> None:
    forget(state)
    if bots := _file_of(database):
        remove(bots)
    else:
        say("--fresh forgets the workspace only: a PostgreSQL database is yours to empty.")
    _forgetting(state).unlink(missing_ok=True)
