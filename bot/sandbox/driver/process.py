"""The workspace's process as a test starts it, on a free port with a clock that stands still."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

import httpx

from bot.sandbox.driver.faults import Faults
from bot.sandbox.driver.person import Person
from bot.sandbox.records import Json


class Clock:
    """The workspace's clock."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    @property
    def now(self) -> str:
        """The time, as an ISO date-time."""
        return str(self._workspace.get("clock")["now"])

    def advance(self, duration: str) -> Json:
        """Let time pass, an ISO duration such as P90D."""
        return Person(self._workspace, "developer").does("clock", advance=duration)

    def to(self, moment: str) -> Json:
        """Set the time, an ISO date-time."""
        return Person(self._workspace, "developer").does("clock", to=moment)


class Process(Protocol):
    """What the driver needs of the workspace's process."""

    stdout: IO[str] | None

    def send_signal(self, sig: int, /) -> None:
        """Send a signal to it."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""


def launched(module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Process:
    """Run a module as a process of its own, its standard output a pipe."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603


class Workspace:
    """The workspace's process, on a free port; a restart keeps port, database and secrets.

    `patience` is how many seconds people wait for what is not there yet. An app that reports its work needs none:
    an act answers when all has settled. One that acknowledges first and works then, as Bolt does, needs a few.

    ``launch`` starts it; a suite of many workspaces may put a quicker way in its place.
    """

    launch: Callable[[str, Sequence[str], Mapping[str, str]], Process] = staticmethod(launched)

    token = "workspace-token"  # noqa: S105
    bot_token = "xoxb-workspace"  # noqa: S105
    app_token = "xapp-workspace"  # noqa: S105
    signing_secret = "workspace-signing-secret"  # noqa: S105
    client_secret = "workspace-client-secret"  # noqa: S105

    def __init__(
        self,
        bot_url: str,
        database: Path,
        manifest: Path,
        *,
        frozen: bool = True,
        partner: bool = False,
        patience: float = 0,
    ) -> None:
        self.bot_url = bot_url
        self.database = database
        self.patience = patience
        self.clock = Clock(self)
        self.faults = Faults(self)
        self._options = [
            "--manifest",
            str(manifest),
            *(["--frozen"] if frozen else []),
            *(["--partner"] if partner else []),
        ]
        self._process: Process | None = None
        self.url = ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def api(self) -> str:
        """The base_url for slack_sdk's WebClient."""
        return f"{self.url}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """The secrets, as the bot's and the workspace's processes read them."""
        return {
            "THREATBOT_SANDBOX_TOKEN": self.token,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_CLIENT_SECRET": self.client_secret,
        }

    def start(self) -> Self:
        """Start the process, and wait until it listens."""
        port = self.url.rpartition(":")[2] or "0"
        arguments = ["--port", port, "--db", str(self.database), "--bot-url", self.bot_url, *self._options]
        self._process = self.launch("bot.sandbox", arguments, {**os.environ, **self.environment})
        self.url = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not self.url:
            raise AssertionError("the workspace did not start; what it said stands above")
        headers = {"authorization": f"Bearer {self.token}"}
        self._http = httpx.Client(base_url=self.url, headers=headers, trust_env=False)
        self.get("ready")
        return self

    def stop(self) -> None:
        """Ask the process to end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the process as a crash does."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start again."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(timeout=15)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None
        self._http.close()

    def person(self, role: str) -> Person:
        """Somebody in a role."""
        return Person(self, role)

    def fault(self, method: str, kind: str, **fields: object) -> None:
        """Order a fault for the next calls of a method of Slack's API."""
        self.post("fault", {"method": method, "kind": kind, **fields})

    def log(self, kind: str = "", name: str = "") -> list[Json]:
        """The last calls and deliveries, of one kind or name."""
        entries: list[Json] = self.get("log", {"limit": "1000"})["log"]
        return [entry for entry in entries if kind in ("", entry["kind"]) and name in ("", entry["name"])]

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """What an endpoint of the workspace tells."""
        return self._answer(self._http.get(f"/_workspace/{path}", params=query))

    def post(self, path: str, body: Json, timeout: float = 10) -> Json:
        """What an endpoint of the workspace does."""
        return self._answer(self._http.post(f"/_workspace/{path}", json=body, timeout=timeout))

    def read(self, path: str) -> str:
        """The text behind an address of the workspace."""
        return self._http.get(f"/_workspace/{path}").raise_for_status().text

    @staticmethod
    def _answer(response: httpx.Response) -> Json:
        if response.is_server_error:
            raise AssertionError(f"the workspace answered {response.status_code}: {response.text}")
        answer: Json = response.json()
        return answer
