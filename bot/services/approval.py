"""Approving a model, and standing by it at a review: not its owner, once every severe threat has a decision."""

from collections.abc import Collection, Iterable, Sequence

from bot.errors import Refused
from bot.services import Services, people, reviews, surfaces, worse
from bot.services.generation import SHOWN, renew
from bot.services.reading import entries
from bot.services.reports import want_report
from bot.services.standing import no_decision
from bot.store import models
from bot.store.tables import Approval, Model
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Entry, may_be_approved, worst_left
from flows.decisions import approval, own_word
from flows.packs.schema import Role
from flows.risk import is_severe, level_rank
from flows.threats.priority import standing
from flows.words import day_in_words


def refuse_in_vain(unit: UnitOfWork, model: Model, by: str) -> None:
    """Tell a person who cannot approve the model in any of their roles, before a form asks them to.

    Raises:
        Refused: not by this person, or not yet: all that is missing, and who may.
    """
    held = people.roles_of(unit, by)
    any_role = [(role,) for role in people.ROLES]  # one yet to be told may be any
    touched = people.touched(unit, model.id).values() if held else any_role
    _refuse(model, entries(unit, model), by, held or people.ROLES, touched)


def _refuse(
    model: Model, listed: Sequence[Entry], by: str, roles: Collection[Role], touched: Collection[Collection[Role]]
) -> None:
    """Refuse with all that is missing, a line each; nothing where nothing is."""
    against = [
        *approval(worst_left(listed), roles, touched, is_owner=by == model.owner),
        *filter(None, (no_decision(listed), _own_word(listed, by))),
    ]
    if against:
        raise Refused("\n".join(f"• {one}" for one in against) if against[1:] else against[0], "role")


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
    roles = people.roles_of(unit, by)
    _refuse(model, entries(unit, model), by, roles, people.touched(unit, model.id).values())
    worse.tell_first(unit, model)
    approved = unit.insert(Approval, model_id=model.id, version=model.version, by=by, at=unit.now, roles=sorted(roles))
    reviews.finish_reviews(unit, model.id, "looked at again and approved", by)
    model.state = "approved"
    model.baseline = reviews.baseline_of(unit, services, model)
    model.review_due = reviews.next_review(unit, model)
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


def stand_by(unit: UnitOfWork, services: Services, model_id: str, seen: int, by: str) -> Model | None:
    """Approve at a review the list that stands, in which nothing has changed: the review ends and the next is dated.

    None where the list was made anew instead, because it is not what would be found now.

    Raises:
        Refused: not by this person, not yet, something did change, no review is open, or the list has changed since
            it was seen.
    """
    model = reviews.unchanged(unit, services, model_id)
    if model.revision != seen:
        raise Refused("The list has changed since this form was opened. Look at it again.")
    if renew(unit, services, model, by):
        return None
    listed = entries(unit, model)
    _refuse(model, listed, by, people.roles_of(unit, by), people.touched(unit, model.id).values())
    model.baseline = reviews.baseline_of(unit, services, model)
    worse.stands(unit, model)
    due = reviews.next_review(unit, model)
    outcome = f"nothing changed; next review {day_in_words(due)}{_left(listed)}"
    reviews.close(unit, model, by, outcome, due, "approved")
    return model


def _left(listed: Sequence[Entry]) -> str:
    """What stands on record as left, in words."""
    severe = sum(is_severe(standing(one.threat)) and one.status != "mitigated" for one in listed)
    late = len({(item.title, item.due) for one in listed for item in one.taken if item.overdue})
    told = [f"{severe} at high or critical not mitigated"] * bool(severe) + [f"{late} past the day"] * bool(late)
    return f"; left: {', '.join(told)}" if told else ""
