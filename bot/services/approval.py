"""Approving a model: by somebody other than its owner, once every severe threat has a decision."""

from collections.abc import Iterable, Sequence

from bot.errors import Refused
from bot.services import Services, people, surfaces, worse
from bot.services.generation import SHOWN, renew
from bot.services.reading import entries
from bot.services.reports import want_report
from bot.services.reviews import baseline_of, finish_reviews, next_review
from bot.services.standing import refuse_undecided
from bot.store import models
from bot.store.tables import Approval, Model
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Entry, may_be_approved, worst_left
from flows.decisions import approval, own_word
from flows.risk import is_severe, level_rank
from flows.threats.priority import standing


def refuse_in_vain(unit: UnitOfWork, model: Model, by: str) -> None:
    """Tell a person who cannot approve the model in any of their roles, before a form asks them to.

    Raises:
        Refused: not by this person, and who may.
    """
    listed = entries(unit, model)
    held = people.roles_of(unit, by)
    any_role = [(role,) for role in people.ROLES]  # one yet to be told may be any
    touched = people.touched(unit, model.id).values() if held else any_role
    refusal = approval(worst_left(listed), held or people.ROLES, touched, is_owner=by == model.owner)
    if refusal := refusal or _own_word(listed, by):
        raise Refused(refusal)


def _own_word(listed: Sequence[Entry], by: str) -> str | None:
    """Nobody stands by what they alone say: that a severe threat does not apply."""
    theirs = [entry for entry in severe_set_aside(listed) if entry.decided is not None and entry.decided.by == by]
    return own_word([entry.number for entry in theirs])


def severe_set_aside(listed: Sequence[Entry]) -> list[Entry]:
    """The severe threats that were set aside, the worst first: anybody may, so whoever approves looks at them."""
    return _worst_first(e for e in listed if e.status == "not applicable" and is_severe(standing(e.threat)))


def past_the_day(listed: Sequence[Entry]) -> list[Entry]:
    """The threats of which something that was taken on is past its day, the worst first."""
    return _worst_first(entry for entry in listed if any(one.overdue for one in entry.taken))


def not_enough(listed: Sequence[Entry]) -> list[Entry]:
    """The threats that what was taken on leaves at high or critical, the worst first."""
    return _worst_first(e for e in listed if e.status == "mitigating" and e.leaves and is_severe(e.leaves))


def _worst_first(found: Iterable[Entry]) -> list[Entry]:
    return sorted(found, key=lambda entry: (-level_rank(standing(entry.threat)), entry.number))


def approve(unit: UnitOfWork, services: Services, model_id: str, seen: int, by: str) -> Model | None:
    """Approve the model as it was seen at a revision, post the report and date the next review.

    None where the list was made anew instead, because it is not what would be found now.

    Raises:
        Refused: not by this person, not yet, already done, or the list has changed since it was seen.
    """
    model = models.model(unit, model_id, for_update=True)
    if not may_be_approved(model.state, model.version, worse.approved_versions(unit, model.id).get(model.id)):
        raise Refused("There is nothing to approve: the list of threats is not there yet, or it is approved already.")
    if model.revision != seen:
        raise Refused("The list has changed since this form was opened. Look at it again, then approve.")
    if renew(unit, services, model, by):
        return None
    listed = entries(unit, model)
    refuse_undecided(listed, "Mitigate, accept or set aside each of them.")
    roles = people.roles_of(unit, by)
    touched = people.touched(unit, model.id).values()
    refusal = approval(worst_left(listed), roles, touched, is_owner=by == model.owner) or _own_word(listed, by)
    if refusal:
        raise Refused(refusal, "role")
    worse.tell_first(unit, model)
    approved = unit.insert(Approval, model_id=model.id, version=model.version, by=by, at=unit.now, roles=sorted(roles))
    finish_reviews(unit, model.id, "looked at again and approved", by)
    model.state = "approved"
    model.baseline = baseline_of(unit, services, model)
    model.review_due = next_review(unit, model)
    worse.stands(unit, model)
    model.revision += 1
    unit.session.add(model)
    unit.session.flush()
    unit.record(by, "approved", model.id, {"version": model.version, "review_due": model.review_due.isoformat()})
    surfaces.refresh(unit, model.id, *SHOWN, "nudge", "worse")
    thread = surfaces.first(unit, model.id, "card")
    surfaces.show(unit, "approved", model.channel, model_id=model.id, parent_id=thread, subject=str(approved))
    want_report(unit, model, by)
    return model
