"""``threatbot db``: the database's version, and bringing it to the newest."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.commands.exits import say
from bot.errors import BotError
from bot.settings import Settings
from bot.store import schema
from bot.store.engine import connect


class NoDatabase(BotError):
    """The database does not answer."""

    @classmethod
    def because(cls, error: SQLAlchemyError) -> "NoDatabase":
        """Say so without the error's own words, which may hold an address."""
        cause = type(error.__cause__ or error).__name__
        return cls(f"The database does not answer ({cause}); check THREATBOT_DATABASE_URL and that it runs.")


def upgrade(*, as_json: bool) -> None:
    """Bring the database to the newest version, and say from which to which."""
    with _engine() as engine:
        before = schema.current(engine)
        schema.upgrade(engine)
        after = schema.current(engine)
    if as_json:
        _print({"before": before, "current": after})
    elif before == after:
        say(f"The database has version {after}, the newest; nothing to do.")
    else:
        say(f"The database is at version {after} now ({before or 'empty'} before).")


def current(*, as_json: bool) -> None:
    """Say which version the database has, and which one is the newest."""
    found = None
    if not absent(Settings.from_environment().database_url):
        with _engine() as engine:
            found = schema.current(engine)
    if as_json:
        _print({"current": found, "newest": schema.NEWEST})
    else:
        sys.stdout.write(f"{found or 'empty'} (newest: {schema.NEWEST})\n")


def absent(url: str) -> bool:
    """Whether it is a SQLite file that is not there: to connect would make it, and looking must change nothing."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return False
    return parsed.get_backend_name() == "sqlite" and bool(parsed.database) and not Path(parsed.database or "").exists()


@contextmanager
def _engine() -> Iterator[Engine]:
    """The configured database.

    Raises:
        NoDatabase: it does not answer, or refuses.
    """
    engine = connect(Settings.from_environment().database_url)
    try:
        yield engine
    except SQLAlchemyError as error:
        raise NoDatabase.because(error) from error
    finally:
        engine.dispose()


def _print(document: dict[str, str | None]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
