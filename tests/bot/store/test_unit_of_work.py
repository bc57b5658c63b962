"""The unit of work: it alone commits, it is bound to one workspace, and two of them never lose an update."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select, update

from bot.clock import Clock
from bot.store import schema
from bot.store.engine import connect
from bot.store.tables import Model, Request, Role, Workspace
from bot.store.unit_of_work import BOUND, CrossesWorkspaces, Store, UnitOfWork

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
OURS, THEIRS = "01OURS", "01THEIRS"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store with two workspaces in it."""
    engine = connect(database_url)
    schema.upgrade(engine)
    with Session(engine) as session:
        for key in (OURS, THEIRS):
            session.add(Workspace(id=key, team_id=key, name=key, bot_user_id="B", created_at=NOW))
        session.commit()
    yield Store(engine, Clock(frozen_at=NOW))
    engine.dispose()


def a_model(workspace: str, key: str) -> Model:
    """The least that a model can be."""
    return Model(
        workspace_id=workspace,
        id=key,
        name=key,
        owner="U1",
        channel="C1",
        structure={},
        created_by="U1",
        created_at=NOW,
    )


def names(unit: UnitOfWork) -> list[str]:
    """Every model's name that this unit of work can see."""
    return sorted(unit.session.exec(select(Model.name)))


def test_what_is_written_by_session_and_by_core_is_committed_together(store: Store) -> None:
    with store.write(OURS) as unit:
        assert names(unit) == []  # a read by the session comes first: it must not own the transaction
        unit.insert(Role, member="U1", role="a", by="U1", at=NOW)
        unit.session.add(a_model(OURS, "shop"))
    with store.read(OURS) as unit:
        assert names(unit) == ["shop"]
        assert unit.session.exec(select(Role.role)).all() == ["a"]


def test_an_error_leaves_nothing_behind(store: Store) -> None:
    class Stop(Exception):
        pass

    def writes_and_fails() -> None:
        with store.write(OURS) as unit:
            unit.insert(Role, member="U1", role="a", by="U1", at=NOW)
            unit.session.add(a_model(OURS, "shop"))
            unit.session.flush()
            raise Stop

    with pytest.raises(Stop):
        writes_and_fails()
    with store.read(OURS) as unit:
        assert names(unit) == []
        assert unit.session.exec(select(Role.role)).all() == []


def test_a_reader_never_commits(store: Store) -> None:
    with store.read(OURS) as unit:
        unit.session.add(a_model(OURS, "shop"))
        unit.session.flush()
    with store.read(OURS) as unit:
        assert names(unit) == []


def test_the_commit_is_told_after_it_is_done(store: Store) -> None:
    seen: list[list[str]] = []

    def told() -> None:
        with store.read(OURS) as unit:
            seen.append(names(unit))

    store.on_commit = told
    with store.write(OURS) as unit:
        unit.session.add(a_model(OURS, "shop"))
    assert seen == [["shop"]]


def test_another_workspace_is_never_seen_or_changed(store: Store) -> None:
    with store.write(THEIRS) as unit:
        unit.session.add(a_model(THEIRS, "secret"))
    with store.write(OURS) as unit:
        assert names(unit) == []
        assert unit.session.get(Model, (THEIRS, "secret")) is None
        unit.session.exec(update(Model).where(col(Model.id) == "secret").values(name="stolen"))
    with store.read(THEIRS) as unit:
        assert names(unit) == ["secret"]


@pytest.mark.parametrize("kind", BOUND, ids=lambda kind: kind.__name__)
def test_each_table_is_narrowed_wherever_it_stands_in_a_statement(store: Store, kind: type[SQLModel]) -> None:
    bound = col(kind.workspace_id)  # type: ignore[attr-defined]
    asked: list[tuple[str, set[object]]] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def _asked(_connection: object, _cursor: object, statement: str, given: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, set(given.values() if isinstance(given, dict) else given)))  # type: ignore[call-overload]

    other = aliased(kind)
    for workspace in (OURS, THEIRS, OURS):
        with store.read(workspace) as unit:
            asked.clear()
            unit.session.exec(select(kind)).all()
            unit.session.exec(select(other)).all()
            unit.session.exec(select(bound)).all()
            unit.session.exec(select(Request.key).where(col(Request.key).in_(select(bound)))).all()
            assert [given for _, given in asked] == [{workspace}] * 4
        assert [statement.count("workspace_id = ") for statement, _ in asked] == [1, 1, 1, 2]


def test_a_row_of_another_workspace_cannot_be_written(store: Store) -> None:
    def writes() -> None:
        with store.write(OURS) as unit:
            unit.session.add(a_model(THEIRS, "planted"))

    with pytest.raises(CrossesWorkspaces):
        writes()


def test_a_row_cannot_belong_to_another_workspaces_model(store: Store) -> None:
    with store.write(THEIRS) as unit:
        unit.session.add(a_model(THEIRS, "secret"))

    def approves() -> None:
        from bot.store.tables import Approval  # noqa: PLC0415  only here

        with store.write(OURS) as unit:
            unit.insert(Approval, model_id="secret", version=1, by="U1", at=NOW, roles=[])

    with pytest.raises(IntegrityError):
        approves()


def test_a_key_is_taken_once(store: Store) -> None:
    with store.write(OURS) as unit:
        assert unit.insert_once(Request, key="k", kind="command", at=NOW, reply=None)
        assert not unit.insert_once(Request, key="k", kind="command", at=NOW, reply=None)
    with store.write(THEIRS) as unit:
        assert unit.insert_once(Request, key="k", kind="command", at=NOW, reply=None), "keys are a workspace's own"


def test_two_writers_lose_no_update(store: Store) -> None:
    with store.write(OURS) as unit:
        unit.session.add(a_model(OURS, "counter"))

    def count() -> None:
        for _ in range(25):
            with store.write(OURS) as unit:
                wanted = select(Model).where(col(Model.id) == "counter")
                if store.engine.dialect.name == "postgresql":
                    wanted = wanted.with_for_update()
                model = unit.session.exec(wanted).one()
                model.revision += 1
                unit.session.add(model)

    writers = [threading.Thread(target=count) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with store.read(OURS) as unit:
        assert unit.session.exec(select(Model.revision)).one() == 100


def waits(unit: UnitOfWork) -> int:
    """For how many milliseconds SQLite itself would wait for another process."""
    return int(unit.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one())


def test_a_worker_waits_longer_than_a_listener(sqlite_url: str) -> None:
    with closing_store(sqlite_url) as store:
        with store.write(OURS, wait=10) as unit:
            assert 1_500 < waits(unit) <= 10_000
        with store.write(OURS) as unit:
            assert 0 < waits(unit) <= 1_500
        with store.queue() as connection:
            assert int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()) > 1_500
        with store.read(OURS) as unit:
            assert waits(unit) == 1_500


def test_both_waits_have_one_deadline(sqlite_url: str) -> None:
    left: list[int] = []
    begins = threading.Event()

    def second() -> None:
        begins.set()
        with store.write(OURS, wait=10) as unit:
            left.append(waits(unit))

    with closing_store(sqlite_url) as store:
        other = threading.Thread(target=second)
        with store.write(OURS):
            other.start()
            assert begins.wait(10)
            other.join(0.1)  # it waits for this process's own lock
        other.join()
    assert 0 < left[0] < 9_990


@contextmanager
def closing_store(url: str) -> Iterator[Store]:
    """A store of its own."""
    engine = connect(url)
    schema.upgrade(engine)
    yield Store(engine, Clock(frozen_at=NOW))
    engine.dispose()
