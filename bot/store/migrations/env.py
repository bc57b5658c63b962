"""What Alembic runs: the migrations on the connection that ``bot.store.schema`` hands over."""

from alembic import context
from sqlmodel import SQLModel

from bot.store import tables

assert tables  # the import registers the tables
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
