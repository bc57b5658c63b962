"""Claiming and marking of leased rows (``surface``, ``work``), by any number of workers in any number of processes.

A claim takes the oldest wanted row of each lane, with a lease by the database's own clock and a fence; a mark
changes a row only while its fence is still ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import SQLModel

from bot.store.tables import Surface, Work
from bot.store.unit_of_work import table_of


@dataclass(frozen=True)
class Claim:
    """A row that is ours until its lease ends."""

    id: int
    workspace_id: str
    kind: str
    fence: int
    attempts: int
    faults: int


def claim(connection: Connection, kind: type[SQLModel], owner: str, lease: float, most: int = 20) -> list[Claim]:
    """Take up to ``most`` rows for ``lease`` seconds, one a lane, the oldest first."""
    taking = _taking(kind, connection.dialect.name)
    taken = connection.execute(taking, {"most": most, "owner": owner, "lease": lease})
    return sorted((Claim(*row) for row in taken), key=lambda c: c.id)


@cache
def _taking(kind: type[SQLModel], dialect: str) -> ReturningUpdate[Any]:
    # built once, as all that a worker does over and over: building costs many times what executing costs
    table, now = table_of(kind), _now(dialect)
    ids = select(table.c.id).where(_ready(table, now)).order_by(table.c.id).limit(bindparam("most"))
    if dialect == "postgresql":
        ids = ids.with_for_update(skip_locked=True)
    until = now + bindparam("lease", type_=Float)
    return (
        update(table)
        .where(table.c.id.in_(ids.scalar_subquery()))
        .values(owner=bindparam("owner"), attempts=table.c.attempts + 1, fence=table.c.fence + 1, lease_until=until)
        .returning(*(table.c[field.name] for field in fields(Claim)))
    )


def _now(dialect: str) -> ColumnElement[float]:
    """The database's clock, in seconds."""
    if dialect == "sqlite":
        return (func.julianday("now") - 2440587.5) * 86400.0
    return cast(func.extract("epoch", func.clock_timestamp()), Float)


def _ready(table: Table, now: ColumnElement[float]) -> ColumnElement[bool]:
    older = table.alias("older")
    ready = and_(
        table.c.state == "wanted",
        table.c.lease_until < now,
        table.c.next_at <= now,
        ~exists().where(older.c.lane == table.c.lane, older.c.state == "wanted", older.c.id < table.c.id),
    )
    if "parent_id" not in table.c:
        return ready
    parent = table.alias("parent")
    shown = exists().where(parent.c.id == table.c.parent_id, parent.c.ts.is_not(None))
    return and_(ready, or_(table.c.parent_id.is_(None), table.c.ts.is_not(None), shown))


def mark_sent(connection: Connection, claimed: Claim, revision: int, ts: str | None) -> bool:
    """Note that ``revision`` is shown as ``ts``; False when the fence is no longer ours."""
    clean = {"attempts": 0, "faults": 0, "maybe_sent": False, "looked": 0, "last_error": ""}
    return _mark(connection, _shown(), claimed, {"ts": ts, "sent_rev": revision, "shown": revision, **clean})


@cache
def _shown() -> Update:
    wanted = table_of(Surface).c.wanted_rev
    return _held(Surface).values(state=case((wanted > bindparam("shown"), "wanted"), else_="sent"))


def mark_begun(connection: Connection, claimed: Claim) -> bool:
    """Note, under the lease, that a post is made next: from now on it may stand in Slack, and is looked for anew."""
    return _change(connection, _held(Surface), claimed, {"maybe_sent": True, "looked": 0})


def mark_done(connection: Connection, kind: type[SQLModel], claimed: Claim) -> bool:
    """Note that a row without revisions is done; False when the fence is no longer ours."""
    done = {"state": "sent", "attempts": 0, "faults": 0, "last_error": ""}
    return _mark(connection, _held(kind), claimed, done)


def mark_overtaken(connection: Connection, claimed: Claim) -> None:
    """Note that what waited behind this row of work, wanting the same, is done with it."""
    table, ours = table_of(Work), table_of(Work).alias("ours")
    behind = and_(
        table.c.state == "wanted",
        table.c.kind == claimed.kind,
        table.c.id > claimed.id,
        table.c.lane == select(ours.c.lane).where(ours.c.id == claimed.id).scalar_subquery(),
    )
    connection.execute(update(table).where(behind).values(state="sent"))


def mark_later(
    connection: Connection,
    kind: type[SQLModel],
    claimed: Claim,
    wait: float,
    error: str,
    **values: Any,  # noqa: ANN401
) -> bool:
    """Give the row back, to be claimed again after ``wait`` seconds."""
    later = _held(kind).values(next_at=_now(connection.dialect.name) + wait)
    return _mark(connection, later, claimed, {"last_error": error[:500], **values})


def give_back(
    connection: Connection,
    kind: type[SQLModel],
    claims: Sequence[Claim],
    **values: Any,  # noqa: ANN401
) -> None:
    """Give back rows that were claimed and not begun: the next worker to claim them is the first to try."""
    untried = _held(kind).values(attempts=table_of(kind).c.attempts - 1)
    for claimed in claims:
        _mark(connection, untried, claimed, values)


def mark_dead(
    connection: Connection,
    kind: type[SQLModel],
    claimed: Claim,
    error: str,
    **values: Any,  # noqa: ANN401
) -> bool:
    """Give the row up, and park what would stand in its thread where there is none."""
    table = table_of(kind)
    if not _mark(connection, _held(kind), claimed, {"state": "dead", "last_error": error[:500], **values}):
        return False
    if "parent_id" in table.c:
        head = table.alias("head")
        nowhere = exists().where(head.c.id == claimed.id, head.c.ts.is_(None))
        below = update(table).where(table.c.parent_id == claimed.id, table.c.state == "wanted", table.c.ts.is_(None))
        connection.execute(below.where(nowhere).values(state="parked", last_error=parked_below(claimed.id)))
    return True


def parked_below(parent_id: int) -> str:
    """Why a row is parked."""
    return f"its parent {parent_id} could not be sent"


@cache
def _held(kind: type[SQLModel]) -> Update:
    """A change of a row while its fence is still ours."""
    table = table_of(kind)
    return update(table).where(table.c.id == bindparam("claimed"), table.c.fence == bindparam("held"))


def _mark(connection: Connection, statement: Update, claimed: Claim, values: dict[str, Any]) -> bool:
    """Change a row and let go of it."""
    return _change(connection, statement, claimed, {"lease_until": 0.0, "owner": "", **values})


def _change(connection: Connection, statement: Update, claimed: Claim, values: dict[str, Any]) -> bool:
    row = {"claimed": claimed.id, "held": claimed.fence, **values}
    return connection.execute(statement, row).rowcount == 1


@dataclass(frozen=True)
class Pending:
    """A row that is wanted and not done; ``next_at`` (seconds) is 0 where it is not put off."""

    kind: str
    created_at: datetime
    next_at: float


def pending(connection: Connection, kind: type[SQLModel]) -> list[Pending]:
    """What is wanted and not done, the oldest first."""
    rows = connection.execute(_wanted(kind, connection.dialect.name))
    return [Pending(r.kind, r.created_at, r.next_at if r.next_at > r.now else 0.0) for r in rows]


@cache
def _wanted(kind: type[SQLModel], dialect: str) -> Select[Any]:
    table = table_of(kind)
    columns = select(table.c.kind, table.c.created_at, table.c.next_at, _now(dialect).label("now"))
    return columns.where(table.c.state == "wanted").order_by(table.c.id)
