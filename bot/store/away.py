"""Whether the database is not to be had just now, or one statement is wrong: what to try again, and what to give up."""

import sqlite3
from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from bot import faults
from bot.errors import BotError

_SQLITE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_CLASSES: Final = ("08", "40", "53", "57", "58")
"""SQLSTATE classes: connection, transaction rolled back, resources, an operator's doing, the system."""
_STATES: Final = frozenset({"25006", "25P03", "55P03"})
"""Only reading is allowed (a fail-over), an idle transaction was ended, a lock was not to be had."""
_TOO_LONG: Final = "57014"
"""A statement was cancelled because it took too long: it would again."""


class Busy(BotError):
    """The database was held by another writer for too long."""


def is_away(error: BaseException) -> bool:
    """Whether ``error`` says that the database is not to be had just now; every other error is of the thing at hand."""
    if isinstance(error, Busy | NoConnection):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError | InterfaceError)
    return state != _TOO_LONG and (state.startswith(_CLASSES) or state in _STATES)


def alone(work: Callable[[], bool], what: str) -> bool:
    """What ``work`` gives; False where it cannot be done by its own fault, which must not stop the others.

    Raises:
        Exception: the database is not to be had; then the others cannot be done either.
    """
    try:
        return work()
    except Exception as error:
        if is_away(error):
            raise
        faults.report(error, what)
        return False
