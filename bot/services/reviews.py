"""Coming back: a model whose review is due is nudged once, wherever and however often it ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from bot.services import Services, surfaces
from bot.store import models
from bot.store.tables import Model, Review
from bot.store.unit_of_work import UnitOfWork, table_of

SNOOZE = timedelta(days=7)
PERIODIC = "periodic"
BATCH = 500


@dataclass(frozen=True)
class Due:
    """A model whose review has come, and when it was due."""

    workspace_id: str
    model_id: str
    due: datetime


def next_moment(services: Services, to: datetime) -> datetime | None:
    """When the next review falls due, up to ``to``; None where none does."""
    table = table_of(Model)
    soonest = select(func.min(table.c.review_due)).where(table.c.state == "approved", table.c.review_due <= to)
    with services.store.engine.connect() as connection:
        return connection.execute(soonest).scalar()


def tick(services: Services) -> int:
    """Nudge every model that is due; says how many nudges are ours."""
    table = table_of(Model)
    wanted = (
        select(table.c.workspace_id, table.c.id, table.c.review_due)
        .where(table.c.state == "approved", table.c.review_due <= services.clock.now())
        .order_by(table.c.review_due)
        .limit(BATCH)
    )
    with services.store.engine.connect() as connection:
        due: Sequence[Due] = [Due(*row) for row in connection.execute(wanted)]
    return sum(_fire(services, one) for one in due)


def _fire(services: Services, due: Due) -> bool:
    with services.store.write(due.workspace_id) as unit:
        if not (_first(unit, due) and _take(unit, due)):
            return False
        model = models.model(unit, due.model_id)
        surfaces.show(unit, "nudge", model.channel, model_id=model.id, subject=due.due.isoformat())
        surfaces.refresh(unit, model.id, "card")
        unit.record("threatbot", "review due", model.id, {"due": due.due.isoformat()})
        return True


def _first(unit: UnitOfWork, due: Due) -> bool:
    """Whether this (model, due, kind) is new: the unique key lets it in once."""
    return unit.insert_once(
        Review, model_id=due.model_id, due=due.due, kind=PERIODIC, fired_at=unit.now, outcome="", by=""
    )


def _take(unit: UnitOfWork, due: Due) -> bool:
    """Compare and set on the due date: a review that was moved meanwhile is left alone."""
    table = table_of(Model)
    ours = (
        (table.c.workspace_id == due.workspace_id)
        & (table.c.id == due.model_id)
        & (table.c.review_due == due.due)
        & (table.c.state == "approved")
    )
    taken = update(table).where(ours).values(state="review", review_due=None, revision=table.c.revision + 1)
    return unit.connection().execute(taken).rowcount == 1
