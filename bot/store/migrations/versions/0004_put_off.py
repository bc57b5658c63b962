"""How often what somebody took on was put off, and for when it was first promised."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("action", sa.Column("moved", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("action", "moved")
