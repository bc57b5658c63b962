"""The app's process beside the workspace: any program that speaks with Slack, in any language."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from bot.sandbox.driver.process import Workspace

_LOOK_EVERY = 0.05


def free_port() -> int:
    """A port of the loopback address that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class App:
    """A command that runs as long as the block does; it is awaited until it listens, or is connected.

    It finds in its environment the workspace's secrets, `SLACK_API_URL` (the base_url for its client), `PORT` (that of
    the workspace's `bot_url`), and what is given. What it writes is in `log`, and is told where it does not start.
    """

    def __init__(
        self,
        workspace: Workspace,
        command: Sequence[str],
        *,
        socket_mode: bool = False,
        seconds: float = 60,
        **environment: str,
    ) -> None:
        self._workspace = workspace
        self._command = command
        self._socket_mode = socket_mode
        self._seconds = seconds
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the block

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._output.close()

    @property
    def log(self) -> str:
        """All that it has written so far."""
        size = os.fstat(self._output.fileno()).st_size
        return os.pread(self._output.fileno(), size, 0).decode(errors="replace")

    def start(self) -> Self:
        """Start it, and wait until the workspace can reach it."""
        port = {"PORT": str(self._port)} if self._port else {}
        told = {**os.environ, **self._workspace.environment, "SLACK_API_URL": self._workspace.api, **port}
        told |= self._environment
        self._process = subprocess.Popen(  # noqa: S603
            self._command, env=told, stdout=self._output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        end = time.monotonic() + self._seconds
        while not self._is_there():
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise AssertionError(f"the app did not start; what it said:\n{self.log}")
            time.sleep(_LOOK_EVERY)
        return self

    def stop(self) -> None:
        """Ask it to end, and make it end where it does not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def _port(self) -> int | None:
        return urlsplit(self._workspace.bot_url).port

    def _is_there(self) -> bool:
        if self._socket_mode:
            return bool(self._workspace.get("ready")["sockets"])
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port or 80)) == 0
