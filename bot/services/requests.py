"""Carrying out a Slack request once: its row and its effect are one transaction, a repeat gets the stored reply."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from bot.store.tables import Request
from bot.store.unit_of_work import Store, UnitOfWork, table_of

Body = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What a request is acknowledged with: the arguments of ``ack`` (text, blocks, response_action …)."""

    body: Body | None = None


def once(store: Store, workspace_id: str, key: str, kind: str, work: Callable[[UnitOfWork], Reply]) -> Reply:
    """Do ``work`` and store its reply, or give the reply of the time when ``key`` was carried out before."""
    with store.write(workspace_id, request=True) as unit:
        if not unit.insert_once(Request, key=key, kind=kind, at=unit.now, reply=None):
            return Reply(_stored(unit, key))
        reply = work(unit)
        if reply.body is not None:
            table = table_of(Request)
            ours = (table.c.workspace_id == workspace_id) & (table.c.key == key)
            unit.connection().execute(update(table).where(ours).values(reply=reply.body))
        return reply


def _stored(unit: UnitOfWork, key: str) -> Body | None:
    table = table_of(Request)
    ours = (table.c.workspace_id == unit.workspace_id) & (table.c.key == key)
    stored: Body | None = unit.connection().execute(select(table.c.reply).where(ours)).scalar_one()
    return stored
