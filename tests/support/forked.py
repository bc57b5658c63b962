"""What a process does that was forked in place of being started: it takes the other's name, and forks its own.

``threatbot sandbox`` starts two modules of Python; where it was forked itself, they are forked from it. They are its
children as any, in sessions of their own, and end as the interpreter ends.
"""

import atexit
import os
import runpy
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module, reload
from pathlib import Path
from typing import Any, NoReturn

TIED = "bot.commands.tied"
"""What runs a module for as long as another process lives; it is known by that module's name."""
ASKED = {"env", "start_new_session", "stdin", "stdout", "pass_fds"}
READERS = ("bot.failpoints",)
"""Modules that read the environment as they are imported: they read it again."""


def wear(module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Be known by a module's name, with its arguments and environment."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for reader in READERS:
        reload(import_module(reader))
    sys.argv = [module, *arguments]
    with suppress(OSError):
        Path("/proc/self/comm").write_text(" ".join(word for word in sys.argv if word != TIED))


class Child:
    """A process that a forked one starts in a session of its own, with what it uses of ``Popen``."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], kept: Sequence[int]) -> None:
        sys.stdout.flush()
        self.returncode: int | None = None
        theirs, ours = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _become(command, environment, theirs, kept)
        os.close(theirs)
        self.stdin = os.fdopen(ours, "wb")

    def poll(self) -> int | None:
        """The exit code, minus the signal's number where one ended it; None while it runs."""
        return self._ended(os.WNOHANG)

    def wait(self, timeout: float) -> int:
        """The exit code, as soon as there is one."""
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.01)
        return code

    def _ended(self, how: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


class Popen(subprocess.Popen):  # type: ignore[type-arg]
    """``subprocess.Popen`` of a forked process: a module of Python is forked as it was itself."""

    def __new__(cls, args: Any, **options: Any) -> Any:  # noqa: ANN401
        """Give a ``Child`` where that is all that is asked for."""
        told = isinstance(args, list) and args[:2] == [sys.executable, "-m"]
        if told and options.keys() == ASKED and options["start_new_session"]:
            assert (options["stdin"], options["stdout"]) == (subprocess.PIPE, subprocess.DEVNULL)
            return Child(args[2:], options["env"], options["pass_fds"])
        return super().__new__(cls)


def _become(command: Sequence[str], environment: Mapping[str, str], stdin: int, kept: Sequence[int]) -> NoReturn:
    """Run a module where the fork stands, and end as the interpreter does, past all that stands above."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        os.dup2(stdin, 0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        for number in {*range(3, 256)} - {*kept}:
            with suppress(OSError):
                os.close(number)
        wear(command[0], command[1:], environment)
        runpy.run_module(command[0], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = _code(ended)
    except BaseException:  # noqa: BLE001  told as the interpreter tells it
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        os._exit(code)


def _code(ended: SystemExit) -> int:
    if ended.code is None or isinstance(ended.code, int):
        return ended.code or 0
    sys.stderr.write(f"{ended.code}\n")
    return 1
