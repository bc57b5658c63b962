"""How the workspace begins again with another state: loaded from a snapshot, or as new.

The new state is written beside the old one and moved into its place once nothing runs any more; everything is then
built from it as at any start. So whatever dies on the way, the old state or the new one is there, whole.
"""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.store import remove

RESET_STATUS = 75
"""The exit code with which a supervised workspace asks to be started afresh, and the app with it."""


@dataclass
class Again:
    """How a request begins the workspace again: `swap` and `end` are set by whoever serves.

    `supervised` means that whoever started the process resets the app as well, when it ends with that status.
    """

    database: Path
    supervised: bool = False
    ends: bool = False
    swap: Callable[[], Awaitable[None]] | None = None
    end: Callable[[], None] | None = None

    async def from_file(self, prepared: Path) -> None:
        """Begin again from a database that was written for it; done when all is built from it."""
        os.replace(prepared, _next(self.database))  # noqa: PTH105  as atomic as it says
        if self.swap:
            await self.swap()

    def leave_to_supervisor(self) -> None:
        """End; whoever started the process starts all of it afresh."""
        self.ends = True
        if self.end:
            self.end()


def preparing(database: Path) -> Path:
    """Where a new state is written and tried, before it is certain."""
    return database.with_name(f"{database.name}-preparing")


def _next(database: Path) -> Path:
    return database.with_name(f"{database.name}-next")


def take_over(database: Path) -> bool:
    """Put a state that was asked for into its place; also one that an earlier process had no time for."""
    remove(preparing(database))
    if not _next(database).exists():
        return False
    remove(database)
    _next(database).replace(database)
    return True


def forget(database: Path) -> None:
    """Delete a workspace's database, and any state that was to take over."""
    for path in (database, _next(database), preparing(database)):
        remove(path)
