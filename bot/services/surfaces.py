"""Wanting something shown: new surfaces, and new revisions of those that are there."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, update

from bot.store.queue import parked_below
from bot.store.tables import UNTAKEN, Surface
from bot.store.unit_of_work import UnitOfWork, table_of

GIVEN_UP = ("dead", "parked")
"""States in which no worker touches a surface."""


def show(  # noqa: PLR0913  the columns that a surface may begin with
    unit: UnitOfWork,
    kind: str,
    channel: str,
    *,
    model_id: str = "",
    parent_id: int | None = None,
    subject: str = "",
    payload: dict[str, Any] | None = None,
    ts: str | None = None,
    lane: str = "",
) -> int:
    """Want a surface of ``kind`` in ``channel``, or in the thread of ``parent_id``; gives its id.

    Below a parent that was given up it is parked at once, and comes when the parent is revived.
    """
    parked = {}
    if parent_id is not None and _nowhere(unit, parent_id):
        parked = {"state": "parked", "last_error": parked_below(parent_id)}
    return unit.insert(
        Surface,
        kind=kind,
        channel=channel,
        lane=lane or f"{unit.workspace_id}:{channel}" + (f":{parent_id}" if parent_id else ""),
        parent_id=parent_id,
        model_id=model_id,
        subject=subject,
        payload=payload or {},
        ts=ts,
        created_at=unit.now,
        wanted_rev=1,
        sent_rev=0,
        maybe_sent=False,
        looked=0,
        **{**UNTAKEN, **parked},
    )


def _nowhere(unit: UnitOfWork, parent_id: int) -> bool:
    table = table_of(Surface)
    lost = (table.c.id == parent_id, table.c.state.in_(GIVEN_UP), table.c.ts.is_(None))
    return unit.connection().execute(select(table.c.id).where(*lost)).scalar() is not None


def refresh(unit: UnitOfWork, model_id: str, *kinds: str, subject: str | None = None) -> int:
    """Want a model's surfaces of these kinds shown anew; says how many are.

    What was given up among them is tried again, and so are dead heads of threads and all that is parked below them.
    """
    table = table_of(Surface)
    child = table.alias("child")
    head = and_(
        table.c.state == "dead",
        exists().where(child.c.workspace_id == unit.workspace_id, child.c.parent_id == table.c.id),
    )
    named: ColumnElement[bool] = table.c.kind.in_(kinds)
    if subject is not None:
        named = and_(named, table.c.subject == subject)
    ours = [
        table.c.workspace_id == unit.workspace_id,
        table.c.model_id == model_id,
        or_(named, table.c.state == "parked", head),
    ]
    revived = table.c.state.in_(GIVEN_UP)
    values = {name: case((revived, 0), else_=table.c[name]) for name in ("attempts", "faults", "next_at")}
    raised = update(table).where(*ours).values(wanted_rev=table.c.wanted_rev + 1, state="wanted", **values)
    return unit.connection().execute(raised).rowcount


def subject_of(fact: str, on: str) -> str:
    """What a question's surface says it is about."""
    return f"{fact}|{on}"


def thread_link(unit: UnitOfWork, address: str, model_id: str) -> str:
    """Where a model's thread is, below the workspace's own address; empty where either is not known yet."""
    table = table_of(Surface)
    head = select(table.c.channel, table.c.ts).where(
        table.c.workspace_id == unit.workspace_id, table.c.model_id == model_id, table.c.kind == "card"
    )
    found = unit.connection().execute(head.order_by(table.c.id).limit(1)).one_or_none()
    if found is None or found.ts is None or not address:
        return ""
    return f"{address.rstrip('/')}/archives/{found.channel}/p{found.ts.replace('.', '')}"


def first(unit: UnitOfWork, model_id: str, kind: str) -> int | None:
    """The id of a model's first surface of ``kind``; also of one that was given up, because it may be revived."""
    table = table_of(Surface)
    wanted = select(table.c.id).where(
        table.c.workspace_id == unit.workspace_id, table.c.model_id == model_id, table.c.kind == kind
    )
    return unit.connection().execute(wanted.order_by(table.c.id).limit(1)).scalar()
