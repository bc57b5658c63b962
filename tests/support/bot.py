"""The bot as a process of its own, to be killed and started again by tests."""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from bot.sandbox.driver import Workspace, free_port
from tests.support import warm

START_SECONDS = 30


class Bot:
    """`threatbot run --http` against a local workspace and a database."""

    words: tuple[str, ...] = ("run", "--http")

    def __init__(self, database_url: str, folder: Path, port: int = 0) -> None:
        self.port = port or free_port()
        self.database_url = database_url
        self.log = folder / "bot.log"
        self._workspace: Workspace | None = None
        self._process: warm.Started | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, workspace: Workspace, **environment: str) -> None:
        """Start it and wait until it answers."""
        self._workspace = workspace
        self._process = self._spawn(workspace, environment)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise AssertionError(f"the bot ended at once:\n{self.logged()}")
            if self._is_up():
                return
            time.sleep(0.02)
        raise AssertionError(f"the bot did not answer:\n{self.logged()}")

    def _is_up(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def _spawn(self, workspace: Workspace, environment: dict[str, str]) -> "warm.Started":
        settings = {
            **os.environ,
            "THREATBOT_DATABASE_URL": self.database_url,
            "THREATBOT_SANDBOX_TOKEN": workspace.token,
            "THREATBOT_SANDBOX_URL": workspace.url,
            "THREATBOT_SLACK_API_URL": f"{workspace.url}/api/",
            "THREATBOT_PORT": str(self.port),
            "THREATBOT_POST_INTERVAL": "0",
            "THREATBOT_LEASE_SECONDS": "3",
            "THREATBOT_POLL_SECONDS": "0.5",
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_SIGNING_SECRET": workspace.signing_secret,
            **environment,
        }
        with self.log.open("ab") as log:
            return warm.start("bot", self.words, settings, log=log, new_session=True)

    def restart(self, **environment: str) -> None:
        """Kill it where it still runs, and start it anew."""
        assert self._workspace is not None
        self.kill()
        self.start(self._workspace, **environment)

    def died(self, within: float = 10) -> bool:
        """Whether it was killed, by itself or by us."""
        assert self._process is not None
        try:
            return self._process.wait(within) == -signal.SIGKILL
        except subprocess.TimeoutExpired:
            return False

    def send(self, number: signal.Signals) -> None:
        """Send a signal to all of it."""
        assert self._process is not None
        os.killpg(self._process.pid, number)

    def ended_by_sigterm(self, within: float = 10) -> int:
        """Ask its first process to end, as a supervisor does; gives the exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(within)

    def kill(self) -> None:
        """``kill -9``."""
        if self._process is not None and self._process.poll() is None:
            self.send(signal.SIGKILL)
            self._process.wait()

    def logged(self) -> str:
        """What it wrote."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.kill()


class SocketBot(Bot):
    """`threatbot run`, by Socket Mode: it listens nowhere, and says when it is connected."""

    words = ("run",)
    connected = "connected to Slack"

    def start(self, workspace: Workspace, **environment: str) -> None:
        """Start it and wait until it is connected once more."""
        self._before = self.logged().count(self.connected)
        super().start(workspace, **environment)

    def _is_up(self) -> bool:
        return self.logged().count(self.connected) > self._before

    def run_to_its_end(self, workspace: Workspace, **environment: str) -> int:
        """Start it where it cannot run; gives the exit code."""
        self._process = self._spawn(workspace, environment)
        return self._process.wait(START_SECONDS)
