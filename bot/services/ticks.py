"""Coming back: what falls due, each at its moment and once, wherever and however often it ticks.

A moment stands in a column of our own tables; whoever acts on it first moves or clears it in the same transaction, so
that a killed process leaves either both or neither, and a second one finds another moment there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, select, true
from sqlmodel import SQLModel

from bot.services import Services, dues, reviews, worse
from bot.services.generation import regenerate
from bot.store import models
from bot.store.away import alone
from bot.store.engine import PATIENT_SECONDS
from bot.store.tables import Action, Model, Review
from bot.store.unit_of_work import UnitOfWork, table_of

BATCH: Final = 500


@dataclass(frozen=True)
class Due:
    """A model of which a moment has come; ``who`` it is about, where one model has several."""

    workspace_id: str
    model_id: str
    at: datetime
    who: str = ""


@dataclass(frozen=True)
class Moment:
    """A kind of moment: its name, the column, what is done when it has come, and in which states of a row it counts."""

    name: str
    kind: type[SQLModel]
    column: str
    act: Callable[[UnitOfWork, Services, Due], bool]
    who: str = ""
    states: Sequence[str] = ()

    @property
    def at(self) -> Column[datetime]:
        """The column."""
        found: Column[datetime] = table_of(self.kind).c[self.column]
        return found

    def counts(self) -> ColumnElement[bool]:
        """Which rows wait for it; where a column is empty nothing is due."""
        return table_of(self.kind).c.state.in_(self.states) if self.states else true()

    def due(self) -> Select[Any]:
        """The columns of ``Due`` of what has come until ``now``, the earliest first."""
        table = table_of(self.kind)
        model = table.c["id" if self.kind is Model else "model_id"]
        columns = [table.c.workspace_id, model, self.at, *([table.c[self.who]] if self.who else [])]
        wanted = select(*columns).where(self.counts(), self.at <= bindparam("now", type_=self.at.type))
        return wanted.distinct().order_by(self.at).limit(BATCH)


def _reopen(unit: UnitOfWork, services: Services, due: Due) -> bool:
    model = models.model(unit, due.model_id, for_update=True)
    if model.acceptance_ends != due.at:
        return False
    regenerate(unit, services, model, "threatbot", "an acceptance ended")
    return True


MOMENTS: Final = (
    Moment(
        "review",
        Model,
        "review_due",
        lambda unit, services, due: reviews.fire(unit, services, due.model_id, due.at),
        states=reviews.WAITING,
    ),
    Moment("acceptance_ends", Model, "acceptance_ends", _reopen),
    Moment("list_has_changed", Model, "worse_due", lambda unit, _, due: worse.tell(unit, due.model_id, due.at)),
    Moment("reminder", Review, "remind_at", lambda unit, _, due: reviews.ask_again(unit, due.model_id, due.at)),
    Moment(
        "mitigation_overdue",
        Action,
        "remind_at",
        lambda unit, _, due: dues.tell(unit, due.model_id, due.who),
        who="owner",
    ),
)
"""What Threatbot comes back for, in the order in which it is looked at."""


def upcoming(services: Services, to: datetime) -> dict[str, datetime]:
    """When something of each kind falls due next, by its name, up to ``to``; what is not planned is left out."""
    with services.store.engine.connect() as connection:
        found = connection.execute(_soonest(), {"to": to}).one()
    return {one.name: at for one, at in zip(MOMENTS, found, strict=True) if at is not None}


def next_moment(services: Services, to: datetime) -> datetime | None:
    """When something falls due next, up to ``to``; None where nothing does."""
    return min(upcoming(services, to).values(), default=None)


@cache
def _soonest() -> Select[Any]:
    until = [bindparam("to", type_=one.at.type) for one in MOMENTS]
    each = [select(func.min(one.at)).where(one.counts(), one.at <= to) for one, to in zip(MOMENTS, until, strict=True)]
    return select().add_columns(*(one.scalar_subquery() for one in each))


def tick(services: Services) -> int:
    """Act on everything that has come until now; says how much of it was ours to do."""
    now, done = services.clock.now(), 0
    for moment in MOMENTS:
        with services.store.engine.connect() as connection:
            found = [Due(*tuple(row)) for row in connection.execute(moment.due(), {"now": now})]
        done += sum(alone(partial(_act, services, moment, one), f"a tick for model {one.model_id}") for one in found)
    return done


def _act(services: Services, moment: Moment, due: Due) -> bool:
    with services.store.write(due.workspace_id, wait=PATIENT_SECONDS) as unit:
        return moment.act(unit, services, due)


def pass_to(services: Services, to: datetime) -> None:
    """Let the time up to ``to`` pass, each tick at the moment at which something falls due, and in order.

    Where one cannot be looked at, those after it come at the end, together.
    """
    clock = services.clock
    while (moment := next_moment(services, to)) is not None:
        clock.move(max(moment, clock.now()))
        if tick(services) == 0:
            break
    clock.move(to)
    tick(services)
