"""Wanting something shown: new surfaces, and new revisions of those that are there."""

from typing import Any

from sqlalchemy import select, update

from bot.store.tables import Surface
from bot.store.unit_of_work import UnitOfWork, table_of


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
    """Want a surface of ``kind`` in ``channel``, or in the thread of ``parent_id``; gives its id."""
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
        state="wanted",
        wanted_rev=1,
        sent_rev=0,
        looked=0,
        owner="",
        attempts=0,
        fence=0,
        lease_until=0.0,
        next_at=0.0,
        last_error="",
    )


def refresh(unit: UnitOfWork, model_id: str, *kinds: str, subject: str | None = None) -> int:
    """Want a model's surfaces of these kinds shown anew; says how many there are."""
    table = table_of(Surface)
    ours = [
        table.c.workspace_id == unit.workspace_id,
        table.c.model_id == model_id,
        table.c.kind.in_(kinds),
        table.c.state.in_(("wanted", "sent")),
    ]
    if subject is not None:
        ours.append(table.c.subject == subject)
    raised = update(table).where(*ours).values(wanted_rev=table.c.wanted_rev + 1, state="wanted")
    return unit.connection().execute(raised).rowcount


def first(unit: UnitOfWork, model_id: str, kind: str) -> int | None:
    """The id of a model's first live surface of ``kind``."""
    table = table_of(Surface)
    wanted = select(table.c.id).where(
        table.c.workspace_id == unit.workspace_id,
        table.c.model_id == model_id,
        table.c.kind == kind,
        table.c.state.in_(("wanted", "sent")),
    )
    return unit.connection().execute(wanted.order_by(table.c.id).limit(1)).scalar()
