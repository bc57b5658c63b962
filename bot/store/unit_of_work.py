"""The unit of work: one transaction, bound to one workspace, and the only place that commits."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache, cached_property, lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import ColumnClause, Connection, Engine, Insert, Table, column, event, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel

from bot.clock import Clock
from bot.errors import BotError
from bot.failpoints import reach
from bot.store import audit, tables
from bot.store.away import Busy
from bot.store.engine import BUSY_SECONDS, IMMEDIATE, PATIENT_SECONDS, one_snapshot


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


@cache
def _insert(kind: type[SQLModel]) -> Insert:
    return insert(table_of(kind))  # built once: building costs more than executing


@cache
def _insert_once(kind: type[SQLModel], dialect: str) -> ReturningInsert[Any]:
    table = table_of(kind)
    builder = postgresql if dialect == "postgresql" else sqlite
    statement: ReturningInsert[Any] = builder.insert(table).on_conflict_do_nothing().returning(table.c.workspace_id)
    return statement


class _Each:
    """Stands for every class in ``BOUND`` as their base would: one option narrows all of them, in place of 14."""

    workspace_id: ColumnClause[str] = column("workspace_id")

    @classmethod
    def __subclasses__(cls) -> list[type[SQLModel]]:
        return list(BOUND)


@lru_cache(maxsize=1024)
def _criteria(workspace_id: str) -> LoaderCriteriaOption:
    """What narrows every ORM statement to one workspace."""
    return with_loader_criteria(_Each, lambda each: each.workspace_id == workspace_id, include_aliases=True)


class BoundSession(Session):
    """A session that sees and writes the rows of one workspace alone."""

    workspace_id: str


@event.listens_for(BoundSession, "do_orm_execute")
def _bind(state: ORMExecuteState) -> None:
    session = state.session
    assert isinstance(session, BoundSession)
    state.statement = state.statement.options(_criteria(session.workspace_id))


@event.listens_for(BoundSession, "before_attach")
def _attach(session: BoundSession, row: object) -> None:
    """A row of another workspace stays out, because a refresh of it would not be narrowed."""
    if getattr(row, "workspace_id", session.workspace_id) != session.workspace_id:
        raise CrossesWorkspaces("A row of another workspace was about to be read or written.")


@event.listens_for(BoundSession, "before_flush")
def _check(session: BoundSession, *_: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        _attach(session, row)


class UnitOfWork:
    """One open transaction of one workspace."""

    def __init__(self, connection: Connection, workspace_id: str, clock: Clock) -> None:
        """Speak for ``workspace_id`` on ``connection``, whose transaction somebody else begins and ends."""
        self._connection = connection
        self.workspace_id = workspace_id
        self.clock = clock

    @cached_property
    def session(self) -> BoundSession:
        """For ORM statements; made when first needed, because a hot path does without."""
        session = BoundSession(self._connection, expire_on_commit=False)
        session.workspace_id = self.workspace_id
        return session

    def close(self) -> None:
        """Write what the session still holds back."""
        if "session" in self.__dict__:
            self.session.flush()
            self.session.close()

    @property
    def now(self) -> datetime:
        """The bot's time."""
        return self.clock.now()

    def connection(self) -> Connection:
        """The transaction's connection, for Core statements on hot paths; they name the workspace themselves."""
        return self._connection

    def insert(self, kind: type[SQLModel], /, **values: Any) -> int:  # noqa: ANN401  column values
        """Insert one row of this workspace by Core; gives its id (0 where the key is not a number)."""
        row = {"workspace_id": self.workspace_id, **values}
        key = self._connection.execute(_insert(kind), row).inserted_primary_key
        last = key[-1] if key else 0
        return last if isinstance(last, int) else 0

    def insert_once(self, kind: type[SQLModel], /, **values: Any) -> bool:  # noqa: ANN401  column values
        """Insert one row unless its key is there already; says whether it was new."""
        row = {"workspace_id": self.workspace_id, **values}
        statement = _insert_once(kind, self._connection.dialect.name)
        return self._connection.execute(statement, row).first() is not None

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
        self._writing = engine.execution_options(**IMMEDIATE)
        self._reading = engine.execution_options(**one_snapshot(engine))
        # SQLite has one writer, and waits for it by sleeping; within this process a lock is quicker and fair
        self._turn = Lock() if engine.dialect.name == "sqlite" else None

    @contextmanager
    def read(self, workspace_id: str) -> Iterator[UnitOfWork]:
        """A transaction that only reads, of one moment, and waits for no writer; always rolled back."""
        with self._reading.connect() as connection:
            unit = UnitOfWork(connection, workspace_id, self.clock)
            yield unit
            if "session" in unit.__dict__:
                unit.session.close()

    @contextmanager
    def write(self, workspace_id: str, *, request: bool = False, wait: float = BUSY_SECONDS) -> Iterator[UnitOfWork]:
        """A transaction that writes; commits at the end, rolls back on any error.

        ``request`` marks a Slack request's own transaction, at which the failpoints around a commit stand; ``wait`` is
        how many seconds another writer on SQLite may hold it up.

        Raises:
            Busy: another writer held the database for too long.
        """
        with self._begun(wait) as connection:  # begun here, or a session would own the end
            unit = UnitOfWork(connection, workspace_id, self.clock)
            yield unit
            unit.close()
            if request:
                reach("before-commit")
        self.on_commit()
        if request:
            reach("after-commit")

    @contextmanager
    def queue(self) -> Iterator[Connection]:
        """The queue role's transaction: ids, due dates and delivery columns of all workspaces, nothing else."""
        with self._begun(PATIENT_SECONDS) as connection:
            yield connection

    @contextmanager
    def _begun(self, wait: float) -> Iterator[Connection]:
        """One deadline for both waits: for this process's other writers, then for another process's."""
        until = time.monotonic() + wait
        with self._my_turn(wait), self._writing.connect() as connection:
            connection.execution_options(threatbot_wait=until - time.monotonic())
            with connection.begin():
                yield connection

    @contextmanager
    def _my_turn(self, wait: float) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=wait):
            raise Busy("Another change held the database for too long. Nothing was changed; please try again.")
        try:
            yield
        finally:
            self._turn.release()
