"""Approving a model: by somebody other than its owner, once every severe threat has a decision."""

from bot.errors import Refused
from bot.services import Services, people, surfaces
from bot.services.generation import SHOWN
from bot.services.reports import want_report
from bot.services.reviews import next_review
from bot.store import models, threats
from bot.store.tables import Approval, Model
from bot.store.unit_of_work import UnitOfWork
from flows.decisions import approval
from flows.merge import status
from flows.packs.schema import Level
from flows.risk import level_rank


def approve(unit: UnitOfWork, services: Services, model_id: str, by: str) -> Model:
    """Approve the model as it stands, post the report and date the next review.

    Raises:
        Refused: not by this person, not yet, or already done.
    """
    model = models.model(unit, model_id, for_update=True)
    if model.state not in ("triage", "review"):
        raise Refused("There is nothing to approve: the list of threats is not there yet, or it is approved already.")
    rows = threats.rows(unit, model.id)
    standing = threats.decisions(unit, model.id)
    live: list[Level] = []
    undecided = 0
    for row in rows:
        decision = standing.get(row.id)
        word = status(row.state, decision.kind if decision else "none", reopened=row.reopened is not None)
        if word in ("open", "to confirm", "mitigating", "accepted"):
            live.append(row.level)
        if word == "open" and row.level in ("high", "critical"):
            undecided += 1
    if undecided:
        raise Refused(
            f"Without a decision at high or critical: {undecided}. Mitigate, accept or set aside each of them first."
        )
    worst = max(live, key=level_rank, default=None)
    roles = people.roles_of(unit, by)
    refusal = approval(worst, roles, people.touched(unit, model.id) | roles, is_owner=by == model.owner)
    if refusal:
        raise Refused(refusal)
    approved = unit.insert(Approval, model_id=model.id, version=model.version, by=by, at=unit.now, roles=sorted(roles))
    model.state = "approved"
    workload = models.answered(model, models.answers(unit, model.id), services.library)
    model.baseline = models.baseline(workload, services.library.version)
    model.review_due = next_review(unit.now, worst)
    model.revision += 1
    unit.session.add(model)
    unit.session.flush()
    unit.record(by, "approved", model.id, {"version": model.version, "review_due": model.review_due.isoformat()})
    surfaces.refresh(unit, model.id, *SHOWN, "nudge")
    thread = surfaces.first(unit, model.id, "card")
    surfaces.show(unit, "approved", model.channel, model_id=model.id, parent_id=thread, subject=str(approved))
    want_report(unit, model, by)
    return model
