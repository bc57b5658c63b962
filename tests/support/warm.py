"""Starts ``python -m MODULE`` as a process of its own, forked from one that has imported the code already.

The imports of a bot cost two seconds of a core, and a run starts hundreds of processes. The module runs from its first
line, with its own arguments, environment, folder and session, and may be killed as any process. What the interpreter
reads from the environment (``EARLY``) takes a process that begins from nothing; so does a machine other than Linux.
"""

import gc
import inspect
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn

from tests.support import certificates, forked

ROOT = Path(__file__).resolve().parents[2]
EARLY = ("PYTHONPATH", "PYTHONHASHSEED")
"""Variables that the interpreter reads: with other values than ours nothing is forked."""
KNOWN = (
    "alembic.command",
    "anyio._backends._asyncio",
    "apscheduler.triggers.date",
    "apscheduler.triggers.interval",
    "bot.cli",
    "bot.commands.run",
    "bot.sandbox.snapshots.front",
    "bot.sandbox.inspector",
    "bot.sandbox.page.routes",
    "bot.sandbox.server",
    "bot.sandbox.snapshots.whole",
    "certifi",
    "encodings.idna",
    "gunicorn.glogging",
    "gunicorn.workers.gthread",
    "httpcore",
    "psycopg",
    "slack_bolt.adapter.socket_mode.websocket_client",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "uvicorn.lifespan.on",
    "uvicorn.loops.asyncio",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.wsproto_impl",
)
MOST_BYTES = 1 << 20


class Process:
    """A forked process, with what tests use of ``subprocess.Popen``."""

    def __init__(self, status: int, out: IO[str] | None) -> None:
        self._status = os.fdopen(status)
        self.stdout = out
        self.pid = int(self._status.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, minus the signal's number where one ended it; None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, as soon as there is one."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._status], [], [], timeout)[0]:
            with self._status:
                self.returncode = int(self._status.readline())
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to it, where it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


Started = Process | subprocess.Popen[Any]


def start(
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    log: IO[bytes] | None = None,
    errors: IO[bytes] | None = None,
    new_session: bool = False,
) -> Started:
    """Run a module; what it writes goes to ``log``, else its standard output to the process's ``stdout``.

    Its standard error goes to ``errors``, where that is given.
    """
    if sys.platform != "linux" or any(environment.get(name) != os.environ.get(name) for name in EARLY):
        return cold(module, arguments, environment, log=log, errors=errors, new_session=new_session)
    request = {"module": module, "arguments": arguments, "environment": dict(environment)}
    told = json.dumps({**request, "folder": str(Path.cwd()), "new_session": new_session}).encode()
    return _forked(told, log, errors or log)


def cold(
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    log: IO[bytes] | None = None,
    errors: IO[bytes] | None = None,
    new_session: bool = False,
) -> subprocess.Popen[Any]:
    """Run a module, and all that it starts, as ``start`` does, but from nothing, as a script would."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={"PYTHONPATH": str(ROOT), **environment},
        stdout=log or subprocess.PIPE,
        stderr=errors or log,
        start_new_session=new_session,
        text=log is None,
    )


def _forked(told: bytes, log: IO[bytes] | None, errors: IO[bytes] | None) -> Process:
    status, status_there = os.pipe()
    out, out_there = (None, os.dup(log.fileno())) if log else os.pipe()
    error_there = os.dup(errors.fileno() if errors else 2)
    passed = [status_there, out_there, error_there]
    try:
        socket.send_fds(_server(os.getpid()), [told], passed)
    finally:
        for number in passed:
            os.close(number)
    return Process(status, None if out is None else os.fdopen(out))


@cache
def _server(_of: int) -> socket.socket:
    """The way to the process that forks: one for each process of tests; it ends with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_BYTES)
    command = [sys.executable, "-m", "tests.support.warm", str(theirs.fileno())]
    subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=ROOT, start_new_session=True)
    theirs.close()
    return ours


def serve(number: int) -> dict[str, Any]:
    """Fork for each request; gives the request, in the forked process alone."""
    for module in (*KNOWN, *forked.READERS):
        import_module(module)
    certificates.read_once()
    inspect.stack()  # Bolt asks for it as an app is made; what it finds out of all modules is kept
    gc.collect()
    gc.freeze()  # what all share is looked at by no collection, and so stays shared
    assert threading.active_count() == 1, "only the thread that forks would live on"
    channel = socket.socket(fileno=number)
    while True:
        told, passed, _, _ = socket.recv_fds(channel, MOST_BYTES, 3)
        if not told:
            sys.exit()
        if os.fork() == 0:
            channel.close()
            request: dict[str, Any] = json.loads(told)
            _watched(passed[0])
            _settle(request, passed)
            return request
        for each in passed:
            os.close(each)
        _reap()


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _watched(status: int) -> None:
    """Fork once more: who comes back is the new process, and who stays behind tells how it ended.

    Its id is told once it has settled, which closes the pipe: until then it may not be in a session of its own.
    """
    settled, settling = os.pipe()
    child = os.fork()
    if child:
        os.close(settling)
        os.read(settled, 1)
        _tell(status, child)


def _tell(status: int, child: int) -> NoReturn:
    os.closerange(3, status)
    os.closerange(status + 1, 256)
    os.write(status, b"%d\n" % child)
    _, how = os.waitpid(child, 0)
    os.write(status, b"%d\n" % os.waitstatus_to_exitcode(how))
    os._exit(0)


def _settle(request: dict[str, Any], passed: Sequence[int]) -> None:
    """Be what the request says: session, folder, environment, output."""
    if request["new_session"]:
        os.setsid()
    os.chdir(request["folder"])
    os.dup2(passed[1], 1)
    os.dup2(passed[2], 2)
    os.closerange(3, 256)
    forked.wear(request["module"], request["arguments"], request["environment"])


if __name__ == "__main__":
    wanted = serve(int(sys.argv[1]))
    subprocess.Popen = forked.Popen  # type: ignore[misc]
    # Nothing is caught here: the module ends as one that the interpreter ran.
    runpy.run_module(wanted["module"], run_name="__main__", alter_sys=True)
