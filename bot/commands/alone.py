"""One local workspace on a database at a time."""

import fcntl
import os
import time
from pathlib import Path

from bot.errors import BotError

WAIT_SECONDS = 12.0
"""How long the processes of one that was killed may take to end."""


class NotAlone(BotError):
    """Another local workspace runs on the same database."""


class Lock:
    """Held by a local workspace and, by inheritance, by its two processes, until the last of them has ended."""

    def __init__(self, path: Path) -> None:
        """``path`` keeps the page's address, for who comes later; nothing is held yet."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self) -> None:
        """Hold it; waits for what a local workspace that was killed has left.

        Raises:
            NotAlone: another one runs.
        """
        until = time.monotonic() + WAIT_SECONDS
        while not self._taken():
            launcher, _, page = os.pread(self.number, 4096, 0).decode().partition(" ")
            if _lives(launcher) or time.monotonic() > until:
                raise NotAlone(
                    f"A local workspace runs on this database already (process {launcher}): {page}\n"
                    "Use that one, or end it with Ctrl-C where it was started. --db takes another database."
                )
            time.sleep(0.1)

    def tell(self, page: str) -> None:
        """Note who holds it."""
        os.ftruncate(self.number, 0)
        os.pwrite(self.number, f"{os.getpid()} {page}".encode(), 0)

    def _taken(self) -> bool:
        try:
            fcntl.flock(self.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _lives(process: str) -> bool:
    if not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it is somebody else's
    return True
