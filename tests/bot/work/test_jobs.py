"""Work that fails: what is wrong with one row is counted against it, and a database that is away against none."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.store.queue import Claim
from bot.work.jobs import Jobs
from tests.bot.work.conftest import House

STATES = "SELECT model_id, state, faults, attempts FROM work ORDER BY id"
MANY = f"SELECT {', '.join(['1'] * 3_000)}"
TOO_LONG = "SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)"


def jobs_by(house: House, report: object) -> Jobs:
    return Jobs(house.services.store, {"report": report}, owner="me", lease=60.0)  # type: ignore[dict-item]


def due(house: House) -> None:
    with house.services.store.queue() as connection:
        connection.exec_driver_sql("UPDATE work SET next_at = 0")


def test_what_a_constraint_forbids_is_given_up_and_holds_nothing_else_up(house: House) -> None:
    done = []

    def twice(claimed: Claim) -> None:
        with house.services.store.queue() as connection:
            if (
                connection.execute(text("SELECT model_id FROM work WHERE id = :id"), {"id": claimed.id}).scalar()
                == "chat"
            ):
                done.append(claimed.id)
                return
            connection.exec_driver_sql("INSERT INTO workspace SELECT * FROM workspace")

    house.want("shop")
    house.want("chat")
    jobs = jobs_by(house, twice)
    for _ in range(3):
        due(house)
        jobs.run_once()
    assert house.rows(STATES)[0][:2] == ("shop", "dead")
    assert done


def goes_away(house: House) -> None:
    """The database is not to be had: another writer holds SQLite, and PostgreSQL ends the connection."""
    if house.services.store.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(house.services.store.engine.url.database))) as other:
            other.execute("BEGIN IMMEDIATE")
            with house.services.store.write(house.home, wait=0.0):
                pass
    with house.services.store.queue() as connection:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")


def test_a_database_that_is_away_is_no_fault_of_the_row_and_the_next_one_is_given_back(house: House) -> None:
    house.want("shop")
    house.want("chat")
    with pytest.raises(OperationalError):
        jobs_by(house, lambda _: goes_away(house)).run_once()
    assert house.rows(STATES) == [("shop", "wanted", 0, 1), ("chat", "wanted", 0, 0)]
    assert house.rows("SELECT owner, lease_until FROM work ORDER BY id") == [("", 0.0), ("", 0.0)]
    assert jobs_by(house, lambda _: None).run_once() == 1


@pytest.mark.parametrize("statement", ["SELECT * FROM nowhere", "SELEC", MANY, TOO_LONG])
def test_a_statement_that_will_never_do_is_given_up(house: House, statement: str) -> None:
    def asks(_: Claim) -> None:
        with house.services.store.queue() as connection:
            for each in statement.split(";"):
                connection.exec_driver_sql(each)

    house.want("shop")
    for _ in range(3):
        due(house)
        jobs_by(house, asks).run_once()
    assert house.rows("SELECT state FROM work") == [("dead",)]
