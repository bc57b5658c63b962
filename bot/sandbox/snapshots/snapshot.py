"""The whole workspace as one JSON document, and back.

The same history with the same secrets and a clock that stands still gives the same bytes. What is refused when it is
loaded is told with its place; what passes is tried, seen with everybody's eyes, before it replaces anything. Secrets of
the app are not in it (`kept.py`): people share such files.
"""

import dataclasses
import json
import sqlite3
import types
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bot.sandbox import records
from bot.sandbox.api.shapes import bot_json, file_json, message_json
from bot.sandbox.clock import iso
from bot.sandbox.context import build
from bot.sandbox.deliveries import parcels
from bot.sandbox.incoming import DEEPEST, decoded
from bot.sandbox.page.routes import configuration
from bot.sandbox.plain import Reader
from bot.sandbox.records import Delivery, File, Installation, Json, Message, Record, Scheduled
from bot.sandbox.see import Sight
from bot.sandbox.settings import Settings
from bot.sandbox.snapshots import kept
from bot.sandbox.store import Store, remove
from bot.sandbox.values import state_values
from bot.sandbox.workspace import Workspace

VERSION = 1
_DEEPEST = DEEPEST + 20
"""What came in a call stands deeper here: of an event that waits, its message seven levels down."""
_OF_ITS_ENVELOPE = {"id", "channel", "user"}
"""Of a message, what a scheduled one has beside its own fields."""


class NoSnapshotError(Exception):
    """What was to be loaded is no snapshot of a workspace, or not a whole one."""


class NotWrittenError(Exception):
    """There is no room, or no right, to write what was to be loaded."""


def taken(database: Path) -> bytes:
    """A snapshot of what is durable in a workspace's database."""
    found: dict[str, list[Json]] = {}
    store = Store(database)
    try:
        for kind, document in store.load():
            if kept.shared(kind, document):
                found.setdefault(kind, []).append(document | kept.BLANK.get(kind, {}))
    finally:
        store.close()
    document = {"snapshot": VERSION, "records": {kind: found[kind] for kind in sorted(found)}}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def write(body: bytes, present: Workspace, database: Path) -> None:
    """Write a snapshot into a new database, with what goes on of the workspace that runs.

    Raises NoSnapshotError or NotWrittenError, and then leaves nothing behind.
    """
    rows = [row for row in _rows(_read(body)) if type(row).__name__ not in kept.LEFT_OUT]
    try:
        with closing(Store(database)) as store:
            for record in [*kept.beside(present), *rows]:  # one that both have is the row, as `keep` made it
                kept.keep(present, record)
                store.put(type(record).__name__, record.key, record.document())
        _try(present.settings, database)
    except (sqlite3.OperationalError, OSError) as error:
        remove(database)
        raise NotWrittenError(
            f"It could not be written beside {database.name}: {error}. Nothing was changed."
        ) from error
    except Exception as error:  # what does not hold together shows in many ways
        remove(database)
        said = str(error) or type(error).__name__
        raise NoSnapshotError(f"Its records do not hold together: {type(error).__name__}: {said}.") from error


def _read(body: bytes) -> Json:
    try:
        document = decoded(body, _DEEPEST)
    except ValueError as error:
        raise NoSnapshotError(f"This is not JSON: {error}.") from error
    if not isinstance(document, dict) or "snapshot" not in document:
        raise NoSnapshotError('This is no snapshot of a workspace: it has no "snapshot" with the version.')
    if document["snapshot"] != VERSION:
        raise NoSnapshotError(f"This snapshot is of version {document['snapshot']!r}; this workspace reads {VERSION}.")
    if not isinstance(document.get("records"), dict):
        raise NoSnapshotError('"records" must be an object of lists, by kind.')
    return dict(document["records"])


def _rows(kinds: Json) -> list[Record]:
    known = _kinds()
    rows: dict[tuple[str, str], Record] = {}
    for kind, documents in kinds.items():
        if kind not in known:
            raise NoSnapshotError(f"records: {kind!r} is no kind of record; there are {', '.join(sorted(known))}.")
        if not isinstance(documents, list):
            raise NoSnapshotError(f"records/{kind} must be a list.")
        for index, document in enumerate(documents):
            record = _record(known[kind], document, f"records/{kind}/{index}")
            _refuse_strange_content(record, f"records/{kind}/{index}")
            if (kind, record.key) in rows:
                raise NoSnapshotError(f"records/{kind}/{index}: {record.key!r} is there twice.")
            rows[kind, record.key] = record
    if not any(kind == "User" for kind, _ in rows):
        raise NoSnapshotError("records/User: a workspace without people is none.")
    return list(rows.values())


@cache
def _kinds() -> dict[str, type[Record]]:
    found = [value for value in vars(records).values() if isinstance(value, type) and issubclass(value, Record)]
    return {kind.__name__: kind for kind in found if kind is not Record}


def _record(kind: type[Record], document: object, place: str) -> Record:
    if not isinstance(document, dict):
        raise NoSnapshotError(f"{place} must be an object.")
    hints = get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for name, value in document.items():
        if name not in fields:
            raise NoSnapshotError(f"{place}/{name} is no field of a {kind.__name__}.")
        if not _fits(value, hints[name]):
            raise NoSnapshotError(f"{place}/{name} must be {_words(hints[name])}.")
    for name, field in fields.items():
        if name not in document and field.default is field.default_factory is dataclasses.MISSING:
            raise NoSnapshotError(f"{place}/{name} is missing.")
    return kind(**document)


def _refuse_strange_content(record: Record, place: str) -> None:
    """Of the records whose fields hold something of a form of its own."""
    if isinstance(record, Scheduled):
        if strange := sorted(_OF_ITS_ENVELOPE & record.message.keys()):
            raise NoSnapshotError(f"{place}/message/{strange[0]} is no field of a scheduled message.")
        _record(Message, {**record.message, **dict.fromkeys(_OF_ITS_ENVELOPE, "")}, f"{place}/message")
    if isinstance(record, Delivery):
        event = record.body.get("event", record.body)
        if not (isinstance(event, dict) and isinstance(event.get("type"), str)):
            raise NoSnapshotError(f"{place}/body must hold an event with its type.")


def _fits(value: object, hint: object) -> bool:
    """Whether JSON has the form of a record's field."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        fits = value in inner
    elif origin in (Union, types.UnionType):
        fits = any(_fits(value, one) for one in inner)
    elif origin is dict:
        fits = isinstance(value, dict) and all(_fits(item, inner[1]) for item in value.values())
    elif origin is list:
        fits = isinstance(value, list) and all(_fits(item, inner[0]) for item in value)
    elif origin is tuple:
        fits = isinstance(value, list) and len(value) == len(inner) and all(map(_fits, value, inner))
    else:
        fits = hint is Any or type(value) is hint or (hint is float and type(value) is int)
    return fits


def _words(hint: object) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint).replace("typing.", "")


def _try(settings: Settings, database: Path) -> None:
    """Start a workspace with it, aside, and look at it as everybody who is in it, as the page and as the app."""
    with closing(Store(database)) as store:
        context = build(Workspace(dataclasses.replace(settings, database=database), store))
        json.dumps(configuration(context))
        for person in list(context.workspace.users.values()):
            json.dumps(Sight(context, person).state())
        _try_what_the_app_reads(context.workspace)
        _try_what_waits(context.workspace)


def _try_what_the_app_reads(workspace: Workspace) -> None:
    for person in workspace.users.values():
        workspace.payload_team(person.team)
    for app in workspace.table(Installation).values():
        workspace.payload_team(app.id)
        json.dumps(bot_json(workspace, app))
    for file in workspace.table(File).values():
        json.dumps(file_json(workspace, file))
    for message in workspace.table(Message).values():
        json.dumps(message_json(workspace, message, metadata=True))


def _try_what_waits(workspace: Workspace) -> None:
    for delivery in workspace.table(Delivery).values():
        parcels.of_event(delivery.body, delivery.attempt, delivery.reason)
        iso(delivery.due), iso(delivery.created)
    for item in workspace.table(Scheduled).values():
        iso(item.post_at), iso(item.created)
        place, author = workspace.channels[item.channel], next(iter(workspace.users))
        files = [file for file in item.message.get("files", []) if file in workspace.table(File)]
        message = Message("0", place.id, author, **{**item.message, "files": files})
        Reader(workspace).message(message)
        state_values(message.blocks, {})
