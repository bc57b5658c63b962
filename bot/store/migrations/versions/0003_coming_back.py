"""When people are told again: of reviews that wait, of mitigations past their day, of a list that got worse."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FIRST = timedelta(days=7)
MORNING = time(9)
UTC_DATE = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.add_column("model", sa.Column("worse_due", UTC_DATE, nullable=True))
    op.create_index("model_worse_due", "model", ["worse_due"])
    op.add_column("threat", sa.Column("told", sa.JSON(), nullable=True))
    op.add_column("action", sa.Column("zone", text(), nullable=False, server_default="UTC"))
    op.add_column("action", sa.Column("remind_at", UTC_DATE, nullable=True))
    op.add_column("action", sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("action_remind_at", "action", ["remind_at"])
    op.add_column("review", sa.Column("remind_at", UTC_DATE, nullable=True))
    op.add_column("review", sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("review_remind_at", "review", ["remind_at"])
    connection = op.get_bind()
    _reviews_wait(connection)
    _mitigations_are_awaited(connection)
    _approved_lists_stand(connection)


def _table(name: str, *columns: str, **typed: sa.types.TypeEngine) -> sa.TableClause:
    return sa.table(name, *map(sa.column, columns), *(sa.column(key, type_) for key, type_ in typed.items()))


def _reviews_wait(connection: sa.Connection) -> None:
    """What waits unanswered is asked about again a week after it fell due."""
    review = _table("review", "workspace_id", "model_id", "kind", "outcome", due=UTC_DATE, remind_at=UTC_DATE)
    keys = (review.c.workspace_id, review.c.model_id, review.c.kind, review.c.due)
    for row in connection.execute(sa.select(*keys).where(review.c.outcome == "")).all():
        ours = sa.and_(*(key == value for key, value in zip(keys, row, strict=True)))
        connection.execute(sa.update(review).where(ours).values(remind_at=row.due + FIRST))


def _mitigations_are_awaited(connection: sa.Connection) -> None:
    """Who took on what a threat still waits for is told when its day has passed, or has passed already."""
    threat = _table("threat", "workspace_id", "model_id", "id", "on", "state", present=sa.Boolean())
    decision = _table("decision", "id", "workspace_id", "model_id", "threat_id", "kind", rests_on=sa.JSON())
    action = _table("action", "id", "workspace_id", "model_id", "mitigation", "on", due=UTC_DATE, remind_at=UTC_DATE)
    last = {
        (row.workspace_id, row.model_id, row.threat_id): row
        for row in connection.execute(sa.select(decision).order_by(decision.c.id))
    }
    waiting = threat.c.present.is_(True) & threat.c.state.in_(("open", "to confirm"))
    awaited = {
        (row.workspace_id, row.model_id, mitigation, row.on)
        for row in connection.execute(sa.select(threat).where(waiting))
        if (made := last.get((row.workspace_id, row.model_id, row.id))) is not None and made.kind == "mitigate"
        for mitigation in made.rests_on.get("mitigations", ())
    }
    for row in connection.execute(sa.select(action)).all():
        if (row.workspace_id, row.model_id, row.mitigation, row.on) in awaited:
            told = datetime.combine(row.due.date() + timedelta(days=1), MORNING, row.due.tzinfo)
            connection.execute(sa.update(action).where(action.c.id == row.id).values(remind_at=told))


def _approved_lists_stand(connection: sa.Connection) -> None:
    """What was approved before stands as it is now, also where it is being worked on again."""
    approval = _table("approval", "workspace_id", "model_id")
    threat = _table("threat", "workspace_id", "model_id", "id", "state", "level", body=sa.JSON(), told=sa.JSON())
    approved = connection.execute(sa.select(approval.c.workspace_id, approval.c.model_id).distinct()).all()
    keys = (threat.c.workspace_id, threat.c.model_id, threat.c.id)
    for workspace, id_ in approved:
        ours = (threat.c.workspace_id == workspace) & (threat.c.model_id == id_)
        wanted = sa.select(*keys, threat.c.state, threat.c.level, threat.c.body).where(ours)
        for row in connection.execute(wanted).all():
            found = row.body.get("mitigations", ())
            holds = sorted(one["id"] for one in found if one["state"] in ("in place", "claimed"))
            told = {"state": row.state, "level": row.level, "holds": holds}
            connection.execute(sa.update(threat).where(ours, threat.c.id == row.id).values(told=told))


def downgrade() -> None:
    op.drop_index("review_remind_at", table_name="review")
    op.drop_column("review", "reminded")
    op.drop_column("review", "remind_at")
    op.drop_index("action_remind_at", table_name="action")
    op.drop_column("action", "reminded")
    op.drop_column("action", "remind_at")
    op.drop_column("action", "zone")
    op.drop_column("threat", "told")
    op.drop_index("model_worse_due", table_name="model")
    op.drop_column("model", "worse_due")
