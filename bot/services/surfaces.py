"""Wanting something shown: new surfaces, and new revisions of those that are there."""

from typing import Any

from sqlalchemy import BindParameter, Row, Select, Update, and_, bindparam, case, exists, or_, select, update

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
    return (
        unit.connection().execute(_NOWHERE, {"workspace": unit.workspace_id, "parent": parent_id}).scalar() is not None
    )


def refresh(unit: UnitOfWork, model_id: str, *kinds: str, subject: str | None = None) -> int:
    """Want a model's surfaces of these kinds shown anew; says how many are.

    What was given up among them is tried again, and so are dead heads of threads and all that is parked below them.
    """
    ours = {"workspace": unit.workspace_id, "model": model_id, "kinds": kinds, "about": subject}
    return unit.connection().execute(_REFRESHED if subject is None else _REFRESHED_ABOUT, ours).rowcount


def _refreshed(*, about: bool) -> Update:
    """Built once, as all here: building costs many times what executing costs."""
    child = _SURFACE.alias("child")
    ours: BindParameter[str] = bindparam("workspace")
    head = and_(
        _COLUMNS.state == "dead", exists().where(child.c.workspace_id == ours, child.c.parent_id == _COLUMNS.id)
    )
    named = [_COLUMNS.kind.in_(bindparam("kinds", expanding=True)), *([_COLUMNS.subject == bindparam("about")] * about)]
    revived = _COLUMNS.state.in_(GIVEN_UP)
    values = {name: case((revived, 0), else_=_COLUMNS[name]) for name in ("attempts", "faults", "next_at")}
    return (
        update(_SURFACE)
        .where(_COLUMNS.workspace_id == ours, _COLUMNS.model_id == bindparam("model"))
        .where(or_(and_(*named), _COLUMNS.state == "parked", head))
        .values(wanted_rev=_COLUMNS.wanted_rev + 1, state="wanted", **values)
    )


def subject_of(fact: str, on: str) -> str:
    """What a question's surface says it is about."""
    return f"{fact}|{on}"


def thread_link(unit: UnitOfWork, address: str, model_id: str) -> str:
    """Where a model's thread is, below the workspace's own address; empty where either is not known yet."""
    found = _first(unit, model_id, "card")
    if found is None or found.ts is None or not address:
        return ""
    return f"{address.rstrip('/')}/archives/{found.channel}/p{found.ts.replace('.', '')}"


def first(unit: UnitOfWork, model_id: str, kind: str) -> int | None:
    """The id of a model's first surface of ``kind``; also of one that was given up, because it may be revived."""
    found = _first(unit, model_id, kind)
    return None if found is None else found.id


def _first(unit: UnitOfWork, model_id: str, kind: str) -> Row[tuple[int, str, str | None]] | None:
    ours = {"workspace": unit.workspace_id, "model": model_id, "kind": kind}
    return unit.connection().execute(_FIRST, ours).one_or_none()


def _by_kind() -> Select[tuple[int, str, str | None]]:
    ours = (_COLUMNS.workspace_id == bindparam("workspace"), _COLUMNS.model_id == bindparam("model"))
    wanted = select(_COLUMNS.id, _COLUMNS.channel, _COLUMNS.ts).where(*ours, _COLUMNS.kind == bindparam("kind"))
    return wanted.order_by(_COLUMNS.id).limit(1)


_SURFACE = table_of(Surface)
_COLUMNS = _SURFACE.c
_NOWHERE = (
    select(_COLUMNS.id)
    .where(_COLUMNS.workspace_id == bindparam("workspace"), _COLUMNS.id == bindparam("parent"))
    .where(_COLUMNS.state.in_(GIVEN_UP), _COLUMNS.ts.is_(None))
)
_REFRESHED = _refreshed(about=False)
_REFRESHED_ABOUT = _refreshed(about=True)
_FIRST = _by_kind()
