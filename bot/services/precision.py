"""How well the rules fit a workspace: which of their threats people set aside because the rule does not fit."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, case, func, select

from bot.store.tables import Decision
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork, table_of
from flows.decisions import NotApplicable, Precision

MISFIT: NotApplicable = "rule-wrong-here"


def precision(unit: UnitOfWork) -> Sequence[Precision]:
    """Each rule on whose threats a decision stands in this workspace, the worst share first."""
    decision, threat = table_of(Decision), table_of(Row)
    last = (
        select(func.max(decision.c.id))
        .where(decision.c.workspace_id == unit.workspace_id)
        .group_by(decision.c.model_id, decision.c.threat_id)
    )
    same = and_(
        threat.c.workspace_id == decision.c.workspace_id,
        threat.c.model_id == decision.c.model_id,
        threat.c.id == decision.c.threat_id,
    )
    misfit = func.sum(case((decision.c.code == MISFIT, 1), else_=0))
    counted = (
        select(threat.c.rule, func.count(), misfit)
        .select_from(decision.join(threat, same))
        .where(decision.c.workspace_id == unit.workspace_id, decision.c.id.in_(last), decision.c.kind != "none")
        .group_by(threat.c.rule)
    )
    found = [Precision(rule, decided, int(misfits)) for rule, decided, misfits in unit.connection().execute(counted)]
    return sorted(found, key=lambda one: (-one.share, -one.decided, one.rule))


def flagged(unit: UnitOfWork, rules: Collection[str]) -> Sequence[str]:
    """Those of the rules that do not fit here too often."""
    return [one.rule for one in precision(unit) if one.flagged and one.rule in rules]
