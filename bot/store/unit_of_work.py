"""The unit of work: one transaction, bound to one workspace, and the only place that commits."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlmodel import Session, SQLModel

from bot.clock import Clock
from bot.errors import BotError
from bot.failpoints import reach
from bot.store import audit, tables
from bot.store.engine import IMMEDIATE


def table_of(kind: type[SQLModel]) -> Table:
    """The Core table behind a class."""
    return kind.__table__  # type: ignore[attr-defined, no-any-return]


BOUND: tuple[type[SQLModel], ...] = tuple(
    kind
    for kind in vars(tables).values()
    if isinstance(kind, type) and issubclass(kind, SQLModel)
    if hasattr(kind, "__table__") and "workspace_id" in table_of(kind).c
)
"""Every table whose rows belong to one workspace."""


class CrossesWorkspaces(BotError):
    """A row of another workspace was about to be written."""


class UnitOfWork:
    """One open transaction of one workspace."""

    def __init__(self, session: Session, workspace_id: str, clock: Clock) -> None:
        """Bind ``session`` to ``workspace_id``; every ORM statement in it sees that workspace alone."""
        self.session = session
        self.workspace_id = workspace_id
        self.clock = clock
        event.listen(session, "do_orm_execute", self._bind)
        event.listen(session, "before_flush", self._check)

    def _bind(self, state: ORMExecuteState) -> None:
        wanted = self.workspace_id
        state.statement = state.statement.options(
            *(with_loader_criteria(kind, kind.workspace_id == wanted, include_aliases=True) for kind in BOUND)  # type: ignore[attr-defined]
        )

    def _check(self, session: Session, *_: object) -> None:
        for row in (*session.new, *session.dirty, *session.deleted):
            if getattr(row, "workspace_id", self.workspace_id) != self.workspace_id:
                raise CrossesWorkspaces("A row of another workspace was about to be written.")

    @property
    def now(self) -> datetime:
        """The bot's time."""
        return self.clock.now()

    def connection(self) -> Connection:
        """The transaction's connection, for Core statements on hot paths; they name the workspace themselves."""
        return self.session.connection()

    def insert(self, kind: type[SQLModel], /, **values: Any) -> int:  # noqa: ANN401  column values
        """Insert one row of this workspace by Core; gives its id (0 where the key is not a number)."""
        row = {"workspace_id": self.workspace_id, **values}
        key = self.connection().execute(insert(table_of(kind)), row).inserted_primary_key
        last = key[-1] if key else 0
        return last if isinstance(last, int) else 0

    def insert_once(self, kind: type[SQLModel], /, **values: Any) -> bool:  # noqa: ANN401  column values
        """Insert one row unless its key is there already; says whether it was new."""
        connection = self.connection()
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        table = table_of(kind)
        row = {"workspace_id": self.workspace_id, **values}
        wanted = dialect.insert(table).values(row).on_conflict_do_nothing().returning(table.c.workspace_id)
        return connection.execute(wanted).first() is not None

    def record(self, by: str, what: str, subject: str, detail: Mapping[str, object] | None = None) -> None:
        """Append to the audit log: who did what to what."""
        self.insert(tables.Audit, **audit.entry(self.now, by, what, subject, dict(detail or {})))


class Store:
    """Opens transactions; ``on_commit`` is called after each commit that may have made work."""

    def __init__(self, engine: Engine, clock: Clock, on_commit: Callable[[], None] = lambda: None) -> None:
        """Keep the engine and the clock."""
        self.engine = engine
        self.clock = clock
        self.on_commit = on_commit

    @contextmanager
    def read(self, workspace_id: str) -> Iterator[UnitOfWork]:
        """A transaction that only reads (deferred on SQLite: it waits for no writer); always rolled back."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield UnitOfWork(session, workspace_id, self.clock)

    @contextmanager
    def write(self, workspace_id: str, *, request: bool = False) -> Iterator[UnitOfWork]:
        """A transaction that writes; commits at the end, rolls back on any error.

        ``request`` marks a Slack request's own transaction, at which the failpoints around a commit stand.
        """
        engine = self.engine.execution_options(**IMMEDIATE)
        with Session(engine, expire_on_commit=False) as session:
            unit = UnitOfWork(session, workspace_id, self.clock)
            yield unit
            if request:
                session.flush()
                reach("before-commit")
            session.commit()
        self.on_commit()
        if request:
            reach("after-commit")

    @contextmanager
    def queue(self) -> Iterator[Connection]:
        """The queue role's transaction: ids, due dates and delivery columns of all workspaces, nothing else."""
        with self.engine.execution_options(**IMMEDIATE).begin() as connection:
            yield connection
