"""The schema's version: which one a database has, and bringing it to the newest.

Alembic is imported only when there is something to do, because it costs as much as the rest of a start.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, select, table
from sqlalchemy.sql import column

from bot.errors import NotConfigured
from bot.store.engine import IMMEDIATE

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0005"
MIGRATIONS = Path(__file__).with_name("migrations")


def current(engine: Engine) -> str | None:
    """The database's version; None where it is empty."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(select(column("version_num")).select_from(table("alembic_version"))).scalar()


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest version; nothing happens where it is there."""
    if current(engine) == NEWEST:
        return
    from alembic import command  # noqa: PLC0415  see the module's docstring

    with engine.execution_options(**IMMEDIATE).connect() as connection:
        command.upgrade(_config(connection), "head")
        connection.commit()


def ready(engine: Engine) -> None:
    """Make a new database; refuse one of another version where several processes may share it.

    Raises:
        NotConfigured: PostgreSQL with another version: an operator decides when it is upgraded.
    """
    found = current(engine)
    if found == NEWEST:
        return
    if found is not None and engine.dialect.name == "postgresql":
        raise NotConfigured(
            f"The database has version {found}, this Threatbot needs {NEWEST}: run `threatbot db upgrade`."
        )
    upgrade(engine)


def _config(connection: object) -> "Config":
    from alembic.config import Config  # noqa: PLC0415  see the module's docstring

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
