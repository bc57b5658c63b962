"""The database connection: SQLite or PostgreSQL, with the settings that keep acknowledged work.

SQLite: WAL, foreign keys, ``synchronous=FULL`` (NORMAL may lose acknowledged rows when power fails); transactions
begin by our own hand, because the driver's default silently loses updates between two writers.
"""

import re
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import NotConfigured
from flows.words import shown

BUSY_SECONDS = 1.5
"""How long a listener waits for SQLite's lock: Slack gives 3 s in all."""

PATIENT_SECONDS = 10.0
"""How long workers and ticks wait for it, for whom nobody waits."""

FROM = "It is taken from --db where that is given, else from THREATBOT_DATABASE_URL."
IMMEDIATE = {"threatbot_begin": "IMMEDIATE"}


def one_snapshot(engine: Engine) -> dict[str, str]:
    """The options with which all that a transaction reads is of one moment: SQLite's always are."""
    return {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}


def connect(url: str) -> Engine:
    """An engine for ``url``.

    Raises:
        NotConfigured: not a database address, or not SQLite or PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        told = f"{_told(url)} is no database address; try sqlite:///threatbot.db"
        raise NotConfigured(f"{told}. {FROM}") from error
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=20, pool_pre_ping=True)
    told = f"{_told(url)} will not do: the address must name SQLite (sqlite:///…) or PostgreSQL (postgresql://…)"
    raise NotConfigured(f"{told}. {FROM}")


def _told(url: str) -> str:
    """What was given, without who signs in and by which password."""
    return shown(re.sub(r"^(\S*?//)?.*@", r"\1…@", url, flags=re.DOTALL))


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, pool_size=24, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own connection
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        wait = options.get("threatbot_wait", BUSY_SECONDS)
        connection.exec_driver_sql(f"PRAGMA busy_timeout={max(1, round(wait * 1000))}")  # a pooled one keeps the last
        connection.exec_driver_sql(f"BEGIN {options.get('threatbot_begin', 'DEFERRED')}")

    return engine
