"""When everything that an act set off has come to rest."""

import asyncio
from datetime import datetime

from bot.sandbox.clock import iso, parse_time
from bot.sandbox.deliveries.bot_client import BotClient
from bot.sandbox.deliveries.outbox import Outbox
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

LIMIT_SECONDS = 10.0
_FIRST_WAIT, _LONGEST_WAIT = 0.01, 0.1
_AT_WORK = 1.0
"""For how many seconds a bot that is at work may hold its report back: it knows best when it is done."""


class Settling:
    """Knows what is under way: deliveries, calls of the API, and the bot's own work."""

    def __init__(self, workspace: Workspace, bot: BotClient, outbox: Outbox) -> None:
        self._workspace = workspace
        self._bot = bot
        self._outbox = outbox
        self.calls = 0
        self.calls_begun = 0

    async def wait(self, limit: float = LIMIT_SECONDS) -> tuple[bool, list[Json]]:
        """Whether all came to rest in time, and what is pending, rows due later included."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit
        pause = _FIRST_WAIT
        while True:
            settled, pending = await self._look()
            if settled or loop.time() > deadline:
                return settled, pending
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_WAIT)

    async def _look(self) -> tuple[bool, list[Json]]:
        if here := self._under_way():
            return False, here
        begun, changed = self.calls_begun, self._workspace.changes.number
        report = await self._bot.pending(wait=_AT_WORK)
        if report is None:
            return False, [{"kind": "bot", "age": None, "next_at": None}]
        quiet = (begun, changed) == (self.calls_begun, self._workspace.changes.number)
        later = [*_readable(self._outbox.report()), *report]
        if not quiet or self._under_way():
            return False, later
        return all(self._is_later(row) for row in report), later

    def _under_way(self) -> list[Json]:
        rows = [row for row in _readable(self._outbox.report()) if not self._is_later(row)]
        if self.calls:
            rows.append({"kind": "call", "age": None, "next_at": None, "count": self.calls})
        if self._bot.in_flight:
            rows.append({"kind": "delivery", "age": None, "next_at": None, "count": self._bot.in_flight})
        return rows

    def _is_later(self, row: Json) -> bool:
        moment = due_at(row)
        return moment is not None and moment > self._workspace.clock.now()


def due_at(row: Json) -> datetime | None:
    """When a pending row is due, if it says so."""
    return parse_time(str(row["next_at"])) if row.get("next_at") else None


def _readable(rows: list[Json]) -> list[Json]:
    return [{**row, "next_at": iso(row["next_at"])} for row in rows]
