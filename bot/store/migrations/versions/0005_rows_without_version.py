"""A threat's row says nothing of the list's version any more: that changed every row with every answer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("threat", "version")


def downgrade() -> None:
    op.add_column("threat", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
