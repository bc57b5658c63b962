"""Which model a model extends, and the look-up of what is shown of a model."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("model", sa.Column("extends", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.create_index("model_extends", "model", ["workspace_id", "extends"])
    op.create_index("surface_model", "surface", ["workspace_id", "model_id"])


def downgrade() -> None:
    op.drop_index("surface_model", table_name="surface")
    op.drop_index("model_extends", table_name="model")
    op.drop_column("model", "extends")
