"""Starts `threatbot sandbox`, and each of its two processes alone; finds them, kills them, stops them."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path

import httpx

from bot.sandbox.driver import free_port
from tests.contract.client import Json, Local
from tests.support import warm

START_SECONDS = 90
Start = Callable[..., warm.Started]


def until(condition: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    """Poll until something holds: processes that start and die are seen no other way."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"in vain for {seconds:.0f} s: {what}"
        time.sleep(0.05)


def answers(address: str, **headers: str) -> bool:
    """Whether an address answers."""
    try:
        return httpx.get(address, headers=headers, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


class Sandbox:
    """`threatbot sandbox --json` as a process; what it says on standard error is kept.

    ``start`` is how it comes to run: from a warm process by default, and from nothing with ``cold``.
    """

    def __init__(self, folder: Path, *options: str, start: Start = warm.start, **environment: str) -> None:
        self.database = folder / "bot.db"
        self._said = folder / "sandbox.err"
        words = command(self.database, *options)
        with self._said.open("ab") as said, chdir(folder):
            self._process = start("bot", words, settings(environment), errors=said, new_session=True)
        line = _first_line(self._process)
        assert line, self.said()
        self.local = Local(json.loads(line))

    @property
    def pid(self) -> int:
        """The id of its own process, which starts the other two."""
        return self._process.pid

    def said(self) -> str:
        """What stands on standard error."""
        return self._said.read_text()

    def rest(self) -> str:
        """What came on standard output after the first line; ends it."""
        self.end()
        assert self._process.stdout is not None
        return str(self._process.stdout.read())

    def process(self, name: str) -> int:
        """The id of the workspace's process (`bot.sandbox`) or the bot's (`run`)."""
        found = [pid for pid in _children(self._process.pid) if name in _said_of(pid)]
        return found[0] if found else 0

    def restarted(self, name: str, old: int) -> None:
        """Wait until another process has taken a dead one's place."""
        until(lambda: self.process(name) not in (0, old), f"{name} is started again\n{self.said()}")

    def end(self) -> int:
        """Interrupt it as Ctrl-C does; gives its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(40)
        except subprocess.TimeoutExpired:
            for pid in (*_children(self._process.pid), self._process.pid):
                os.killpg(pid, signal.SIGKILL)
            raise


@contextmanager
def sandbox(folder: Path, *options: str, start: Start = warm.start, **environment: str) -> Iterator[Sandbox]:
    """A sandbox for a while."""
    made = Sandbox(folder, *options, start=start, **environment)
    try:
        yield made
    finally:
        made.end()


def command(database: Path, *options: str) -> list[str]:
    """`threatbot sandbox`'s words, with a port that is free where none is chosen."""
    words = ["sandbox", "--json", "--no-open", "--db", f"sqlite:///{database}", *options]
    return words if "--port" in words else [*words, "--port", "0"]


def settings(chosen: Mapping[str, str]) -> dict[str, str]:
    """This process's own, without what would choose other tokens."""
    left_out = ("SLACK_", "THREATBOT_SANDBOX_TOKEN", "THREATBOT_SANDBOX_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, **chosen}


def _first_line(process: warm.Started) -> str:
    assert process.stdout is not None
    late = threading.Timer(START_SECONDS, process.send_signal, (signal.SIGKILL,))
    late.start()
    try:
        return str(process.stdout.readline())
    finally:
        late.cancel()


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def runs(pid: int) -> bool:
    """Whether a process has not ended; one that nobody has asked about yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _said_of(pid: int) -> list[str]:
    """The words with which it was started; of one that was forked, the beginning of its name."""
    try:
        return [word for file in ("cmdline", "comm") for word in _split(Path(f"/proc/{pid}/{file}").read_text())]
    except FileNotFoundError:
        return []


def _split(words: str) -> list[str]:
    return words.replace("\0", " ").split()


class Alone:
    """One process of the two, started by itself; killed whole by `kill -9`."""

    def __init__(self, words: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._words, self._environment, self._log = words, environment, log
        self._process: warm.Started | None = None

    def start(self, address: str, **headers: str) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            module, *words = self._words
            self._process = warm.start(module, words, settings(self._environment), log=log, new_session=True)
        process = self._process
        until(lambda: process.poll() is not None or answers(address, **headers), f"{' '.join(self._words)} answers")
        assert process.poll() is None, self._log.read_text()

    def kill(self) -> None:
        """``kill -9``."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Pair:
    """The two processes side by side, without `threatbot sandbox` above them."""

    def __init__(self, folder: Path, **environment: str) -> None:
        root, port, self.bot_port = Path(__file__).parents[2], free_port(), free_port()
        address = f"http://127.0.0.1:{port}"
        self.secrets = {
            "THREATBOT_SANDBOX_TOKEN": "contract-token",
            "SLACK_BOT_TOKEN": "xoxb-contract",
            "SLACK_APP_TOKEN": "xapp-contract",
            "SLACK_SIGNING_SECRET": "contract-secret",
        }
        told = {name: f"{address}/_workspace/{name}" for name in ("act", "state")}
        self.local = Local(told | {"api": f"{address}/api/", "token": "contract-token", "bot_token": "xoxb-contract"})
        chosen = {
            "THREATBOT_DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
            "THREATBOT_SANDBOX_URL": address,
            "THREATBOT_SLACK_API_URL": f"{address}/api/",
            "THREATBOT_PORT": str(self.bot_port),
            "THREATBOT_POST_INTERVAL": "0",
            "THREATBOT_LEASE_SECONDS": "1",
        }
        place = ["--port", str(port), "--db", str(folder / "workspace.db"), "--bot-url", self.bot_url]
        manifest = ["--manifest", str(root / "deploy" / "slack" / "manifest.yaml")]
        self._workspace = Alone(["bot.sandbox", *place, *manifest], self.secrets, folder / "workspace.log")
        self._bot = Alone(["bot", "run", "--http"], {**self.secrets, **chosen, **environment}, folder / "bot.log")

    @property
    def bot_url(self) -> str:
        """Where the bot listens."""
        return f"http://127.0.0.1:{self.bot_port}"

    def start_workspace(self) -> None:
        """The workspace alone."""
        self._workspace.start(f"{self.local.root}/_workspace/ready", **self.local.bearer)

    def start_bot(self) -> None:
        """The bot alone."""
        self._bot.start(f"{self.bot_url}/health")

    def kill_workspace(self) -> None:
        """``kill -9``."""
        self._workspace.kill()

    def kill_bot(self) -> None:
        """``kill -9``."""
        self._bot.kill()

    def control(self, method: str, path: str, body: Json | None = None, token: str = "") -> httpx.Response:
        """A request to the bot's own endpoints."""
        headers = {"Authorization": f"Bearer {token or self.secrets['THREATBOT_SANDBOX_TOKEN']}"}
        address = f"{self.bot_url}/_threatbot/{path}"
        return httpx.request(method, address, json=body, headers=headers, timeout=30)
