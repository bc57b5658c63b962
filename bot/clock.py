"""The bot's time: real time, or in the local workspace real time plus its offset, or frozen.

Leases and signatures never use it: they follow the database's clock and real time.
"""

from datetime import UTC, datetime, timedelta
from threading import Lock


class Clock:
    """Aware UTC time that tests and the local workspace may move."""

    def __init__(self, frozen_at: datetime | None = None, offset: timedelta = timedelta()) -> None:
        """Frozen where ``frozen_at`` is given; else real time plus ``offset``."""
        self._frozen_at = frozen_at
        self._offset = offset
        self._lock = Lock()

    def now(self) -> datetime:
        """The present, in UTC."""
        with self._lock:
            return self._frozen_at or datetime.now(UTC) + self._offset

    def move(self, to: datetime) -> None:
        """Make ``to`` the present; a running clock goes on from there."""
        with self._lock:
            if self._frozen_at is not None:
                self._frozen_at = to
            else:
                self._offset = to - datetime.now(UTC)
