"""How the workspace begins again with another state: loaded from a snapshot, or as new.

The new state is written beside the old one and moved into its place once nothing runs any more; everything is then
built from it as at any start. So whatever dies on the way, the old state or the new one is there, whole.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.store import remove

RESET_STATUS = 75
"""The exit code with which a supervised workspace asks to be started afresh, and the app with it."""


def _none() -> None:
    return None


@dataclass
class Again:
    """What a request has asked for. `supervised` means that whoever started the process resets the app as well."""

    database: Path
    supervised: bool = False
    ends: bool = False
    wanted: bool = False
    stop: Callable[[], None] = _none

    def from_file(self, prepared: Path) -> None:
        """Begin again from a database that was written for it."""
        os.replace(prepared, _next(self.database))  # noqa: PTH105  as atomic as it says
        self.wanted = True
        self.stop()

    def leave_to_supervisor(self) -> None:
        """End; whoever started the process starts all of it afresh."""
        self.ends = True
        self.stop()


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
