"""One local workspace on a database at a time."""

import fcntl
import os
import time
from pathlib import Path

from bot.errors import BotError

WAIT_SECONDS = 15.0
"""How long the processes of one that was killed may take to end."""


class NotAlone(BotError):
    """Another local workspace runs on the same database."""


class Lock:
    """Held by a local workspace for as long as it runs, and a second one by its two processes as well.

    The system lets go of both with the last process that holds them, however that ends.
    """

    def __init__(self, path: Path) -> None:
        """``path`` keeps the page's address, for who comes later; nothing is held yet."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._own = _opened(path)
        self.inherited = _opened(path.with_name(f"{path.name}-shared"))
        """For the two processes."""

    def take(self) -> None:
        """Hold both; waits for what a local workspace that was killed has left.

        Raises:
            NotAlone: another one runs, or what it left has not ended.
        """
        if not _taken(self._own):
            page = os.pread(self._own, 4096, 0).decode()
            raise NotAlone(
                f"A local workspace runs on this database already: {page}\n"
                "Use that one, or end it with Ctrl-C where it was started. --db takes another database."
            )
        until = time.monotonic() + WAIT_SECONDS
        while not _taken(self.inherited):
            if time.monotonic() > until:
                raise NotAlone(
                    "A local workspace on this database was killed, and its processes have not ended yet: "
                    "end those called `bot.sandbox` and `bot run`, or try again later."
                )
            time.sleep(0.1)

    def tell(self, page: str) -> None:
        """Note where its page is."""
        os.ftruncate(self._own, 0)
        os.pwrite(self._own, page.encode(), 0)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
