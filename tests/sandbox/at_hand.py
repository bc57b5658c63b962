"""A workspace in the test's own process, its clock standing still; what it would deliver stays in its table."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.sandbox.acts.desk import ACTS, person_called
from bot.sandbox.acts.fields import Fields
from bot.sandbox.context import Context, build
from bot.sandbox.manifest import Manifest
from bot.sandbox.records import Delivery, Installation
from bot.sandbox.settings import Settings
from bot.sandbox.store import Store
from bot.sandbox.workspace import Workspace
from tests.sandbox.make import Json

START = 1_767_603_600.0
"""2026-01-05T09:00:00Z"""


@contextmanager
def at_hand(folder: Path, manifest: Manifest, bot_url: str = "http://127.0.0.1:9") -> Iterator[Context]:
    """The parts of a workspace; nothing runs."""
    words = dict.fromkeys(("token", "bot_token", "app_token", "signing_secret"), "word")
    database = folder / "workspace.db"
    settings = Settings("http://127.0.0.1:1", bot_url, database, manifest, **words, frozen_at=START)
    context = build(Workspace(settings, Store(database)))
    yield context
    context.workspace.close()


def installed(context: Context) -> Installation:
    """The app in the first team."""
    return context.workspace.table(Installation)["T0LOCAL"]


def act(context: Context, role: str, kind: str, **fields: object) -> Json | None:
    """Somebody does something; nobody waits for what follows."""
    return asyncio.run(ACTS[kind](context, person_called(context, role), Fields(kind, fields)))  # type: ignore[arg-type]


def told(context: Context, kind: str = "") -> list[Json]:
    """The inner events that wait to be delivered, of a kind or a message's subtype."""
    events = [delivery.body["event"] for delivery in context.workspace.table(Delivery).values()]
    return [event for event in events if kind in ("", event["type"], event.get("subtype"))]
