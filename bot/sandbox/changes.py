"""What changed, in order: for the replies to acts and for the page's stream."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import takewhile


@dataclass(frozen=True)
class Change:
    """A record that changed: its class in lower case, and its id as people's replies name it."""

    number: int
    kind: str
    id: str


class Changes:
    """The latest changes, and who waits for the next one."""

    def __init__(self, keep: int = 10_000) -> None:
        self._latest: deque[Change] = deque(maxlen=keep)
        self._listeners: set[asyncio.Queue[Change | None]] = set()
        self.number = 0

    def note(self, kind: str, record_id: str) -> None:
        """Tell all listeners of a change."""
        self.number += 1
        change = Change(self.number, kind, record_id)
        self._latest.append(change)
        for queue in self._listeners:
            queue.put_nowait(change)

    def since(self, number: int) -> list[Change]:
        """The changes after a number, each record once."""
        newest_first = takewhile(lambda change: change.number > number, reversed(self._latest))
        later = {(change.kind, change.id): change for change in reversed(list(newest_first))}
        return list(later.values())

    async def stream(self) -> AsyncIterator[Change]:
        """Each change from now on, until `stop`."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            while (change := await queue.get()) is not None:
                yield change
        finally:
            self._listeners.discard(queue)

    def stop(self) -> None:
        """End all streams."""
        for queue in self._listeners:
            queue.put_nowait(None)
