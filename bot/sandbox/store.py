"""Where the workspace's records are kept: one table of documents in SQLite, written through.

A change is durable once `commit` returns, even when the process is then killed. The records
live in memory (`workspace.py`); this module only remembers them.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.sandbox.records import Json

_SCHEMA = "CREATE TABLE IF NOT EXISTS document (kind TEXT, key TEXT, body TEXT, PRIMARY KEY (kind, key))"
_UPSERT = (
    "INSERT INTO document (kind, key, body) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body"
)


VERSION = 2
"""Of the records' form; raised when an older file can no longer be read."""


class StoreError(Exception):
    """The workspace's file cannot be used; the message says what to do."""


class Store:
    """Documents by kind and key, in the order in which they were first written."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        # WAL with NORMAL outlives a killed process; only a power cut could lose the last changes.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version != VERSION and self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise StoreError(f"{path} was written by another version of the workspace: begin anew with --fresh")
        self._connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection.execute(_SCHEMA)

    def load(self) -> Iterator[tuple[str, Json]]:
        """Each document with its kind."""
        for kind, body in self._connection.execute("SELECT kind, body FROM document ORDER BY rowid"):
            yield kind, json.loads(body)

    def put(self, kind: str, key: str, document: Json) -> None:
        """Write a document, in the open transaction; raises ValueError for a number that no JSON can hold."""
        body = json.dumps(document, ensure_ascii=False, allow_nan=False)
        self._connection.execute(_UPSERT, (kind, key, body))

    def drop(self, kind: str, key: str) -> None:
        """Forget a document, in the open transaction."""
        self._connection.execute("DELETE FROM document WHERE kind = ? AND key = ?", (kind, key))

    def commit(self) -> None:
        """Make all changes since the last call durable, at once."""
        if self._connection.in_transaction:
            self._connection.commit()

    def close(self) -> None:
        """Commit and close."""
        self.commit()
        self._connection.close()


def remove(path: Path) -> None:
    """Delete a workspace's database with its side files."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
