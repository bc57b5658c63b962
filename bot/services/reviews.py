"""Reviews: one that is due is nudged for, and again until it is answered; what people answer.

When it is due, ``bot.services.ticks`` sees.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel import select as pick

from bot.errors import NotFound, Refused
from bot.services import Services, answers, checks, surfaces
from bot.services.generation import SHOWN, refresh_open, regenerate
from bot.services.intake import ask_next, asked, put_again, said_so_far
from bot.services.picture import overdue, picture, taken, voices_of
from bot.services.reading import to_confirm
from bot.services.standing import begin_review, to_redraw
from bot.store import models, threats
from bot.store.models import stored
from bot.store.tables import Model, Review
from bot.store.unit_of_work import UnitOfWork, table_of
from flows.review import next_due, nudge, pause
from flows.risk import is_severe, level_rank
from flows.threats.types import Ask
from flows.words import day_in_words, how_often
from flows.workload.draft import ComponentRow, extended

SNOOZE = timedelta(days=7)
MOST_SNOOZES = 4
"""How often in a row a review is put off; then it has waited for a month."""
PUT_OFF = "put off"
"""How the outcome of a review begins that was put off."""
WAITING = ("approved", "snoozed", "intake", "paused", "triage")
"""States in which a dated review falls due; one that was never approved has no date."""
PERIODIC = "periodic"


def fire(unit: UnitOfWork, services: Services, model_id: str, due: datetime) -> bool:
    """Open a review that is due, and nudge; False where it was opened or moved meanwhile."""
    put_off = _is_put_off(unit, model_id)
    if not _take(unit, model_id, due):
        return False
    model = models.model(unit, model_id)
    if not put_off:
        _count_unknown(unit, services, model)
        checks.draw(unit, services, model)
    begin_review(unit, model, PERIODIC, due)
    surfaces.refresh(unit, model.id, "card")
    unit.record("threatbot", "review due", model.id, {"due": due.isoformat()})
    return True


def ask_again(unit: UnitOfWork, model_id: str, at: datetime) -> bool:
    """Nudge once more for a review that nobody answered; False where somebody did, or another has asked meanwhile.

    First its owner in the thread, later the whole channel. What was asked before gives way to it.
    """
    model = models.model(unit, model_id, for_update=True)
    ours = (col(Review.model_id) == model_id, col(Review.remind_at) == at, col(Review.outcome) == "")
    found = unit.session.exec(pick(Review).where(*ours)).first()
    if found is None:
        return False
    if model.state != "review":
        found.remind_at = None  # nothing is asked of one that is worked on, or is no more
        unit.session.add(found)
        return True
    found.reminded += 1
    found.remind_at = unit.now + pause(found.reminded + 1)
    unit.session.add(found)
    unit.session.flush()
    surfaces.refresh(unit, model.id, "nudge")
    parent = surfaces.first(unit, model.id, "card") if found.reminded == 1 else None
    subject = f"{found.kind}|{found.due.isoformat()}|{found.reminded}"
    surfaces.show(unit, "nudge", model.channel, model_id=model.id, parent_id=parent, subject=subject)
    unit.record("threatbot", "review asked about again", model.id, {"times": found.reminded})
    return True


def _is_put_off(unit: UnitOfWork, model_id: str) -> bool:
    """Whether this is a review that was put off: the same one again, and no further one."""
    table = table_of(Model)
    ours = (table.c.workspace_id == unit.workspace_id, table.c.id == model_id)
    return unit.connection().execute(select(table.c.state).where(*ours)).scalar() == "snoozed"


def _take(unit: UnitOfWork, model_id: str, due: datetime) -> bool:
    """Compare and set on the due date: a review that was moved meanwhile is left alone."""
    table = table_of(Model)
    ours = (
        (table.c.workspace_id == unit.workspace_id)
        & (table.c.id == model_id)
        & (table.c.review_due == due)
        & table.c.state.in_(WAITING)
    )
    taken = update(table).where(ours).values(state="review", review_due=None, revision=table.c.revision + 1)
    return unit.connection().execute(taken).rowcount == 1


def unchanged(unit: UnitOfWork, services: Services, model_id: str) -> Model:
    """The model, whose review is open and of which nothing has changed since the approval.

    Raises:
        Refused: no review is open, something did change, or answers drawn by lot are still to be confirmed.
    """
    model = in_review(unit, model_id)
    if changes := changed(unit, services, model):
        ways = "look at it and *Approve* it as it is now, or press *Something changed*"
        raise Refused(f"{' '.join(changes)} So the list has to be looked at again: {ways}.")
    if left := checks.drawn(unit, services, model):
        raise Refused(f"To be confirmed first, {len(left)} drawn by lot: press *Still so* or *Change* under each.")
    return model


def snooze(unit: UnitOfWork, model_id: str, by: str) -> Model:
    """Put the review off by a week.

    Raises:
        Refused: no review is open, or it was put off too often in a row.
    """
    model = in_review(unit, model_id)
    if (times := put_off(unit, model.id)) >= MOST_SNOOZES:
        ways = "*Something changed* or, where it stands there, *Nothing changed*"
        raise Refused(f"This review was put off {how_often(times)} in a row. Say how it stands: {ways}.")
    due = unit.now + SNOOZE
    close(unit, model, by, f"{PUT_OFF} to {day_in_words(due)}", due, "snoozed")
    return model


def put_off(unit: UnitOfWork, model_id: str) -> int:
    """How often in a row a model's review was put off, until now."""
    ended = pick(Review.outcome).where(col(Review.model_id) == model_id, col(Review.outcome) != "")
    last = unit.session.exec(ended.order_by(col(Review.at).desc(), col(Review.due).desc()).limit(MOST_SNOOZES))
    return sum(1 for _ in takewhile(lambda outcome: outcome.startswith(PUT_OFF), last))


def something_changed(
    unit: UnitOfWork, services: Services, model_id: str, note: str, parts: Sequence[ComponentRow], by: str
) -> Model:
    """Note what changed, add new parts, and go on asking: also what was set aside; the list follows.

    Of an approved model this is its review; while questions are put, they go on as they are.

    Raises:
        Refused: it is a draft.
    """
    model = to_redraw(unit, model_id, by)
    asking, reviewed = model.state in ("intake", "paused"), model.state == "review"
    workload = extended(models.workload(model), parts, taken(unit, services, model))
    model.structure = workload.model_dump(mode="json", by_alias=True, exclude_none=True)
    model.state = "intake"
    model.revision += 1
    if not asking:
        model.asked_before = said_so_far(unit, services, model)
    if reviewed:  # one that nobody approves again comes back all the same
        model.review_due = next_review(unit, model)
    unit.session.add(model)
    unit.session.flush()
    finish_reviews(unit, model.id, f"something changed: {note}"[:1000], by)
    if not asking:
        _ask_again(unit, model)
    unit.record(by, "something changed", model.id, {"note": note, "parts": [part.name for part in parts]})
    surfaces.refresh(unit, model.id, *SHOWN, "nudge")
    refresh_open(unit, model.id)
    ask_next(unit, services, model, by)
    return model


def _ask_again(unit: UnitOfWork, model: Model) -> None:
    """What was set aside may be put once more."""
    for ask in models.asks(unit, model.id).values():
        if ask.state == "deferred":
            ask.state = "answered"
            unit.session.add(ask)
    unit.session.flush()


def changed(unit: UnitOfWork, services: Services, model: Model) -> tuple[str, ...]:
    """Sentences on what changed since the last approval or review."""
    if not model.baseline:
        return ()
    workload = picture(unit, services, model).workload
    return nudge(stored(model.baseline), workload, services.library.version, unit.now, _reviews(unit, model.id)).changes


def baseline_of(unit: UnitOfWork, services: Services, model: Model) -> dict[str, Any]:
    """What the model rests on at the end of a review, with the severe questions that are still without an answer."""
    return models.baseline(picture(unit, services, model).workload, services.library.version, _unknown(model))


def unanswered(model: Model) -> list[str]:
    """The questions that nobody could answer at two reviews running, and that count as open."""
    return [one.question for one in to_confirm(model) if one.overdue]


def _unknown(model: Model, more: int = 0) -> dict[Ask, int]:
    """The severe questions without an answer, with at how many reviews running; ``more`` counts this one."""
    before = {(fact, on): reviews for fact, on, reviews in model.baseline.get("unknown", [])}
    severe = [one for one in to_confirm(model) if is_severe(one.worst) or one.overdue]
    return {(one.fact, one.on): before.get((one.fact, one.on), 0) + more for one in severe}


def _count_unknown(unit: UnitOfWork, services: Services, model: Model) -> None:
    """A review begins: what nobody could answer at the last one either counts as open from now on."""
    before = overdue(model)
    unknown = _unknown(model, more=1)
    rests_on = model.baseline or baseline_of(unit, services, model)
    model.baseline = {**rests_on, "unknown": [[*ask, reviews] for ask, reviews in sorted(unknown.items())]}
    unit.session.add(model)
    unit.session.flush()
    if overdue(model) != before:
        regenerate(unit, services, model, "threatbot", "what nobody could answer at two reviews counts as open")
        for ask in overdue(model):
            surfaces.refresh(unit, model.id, "question", subject=surfaces.subject_of(*ask))


def still_so(unit: UnitOfWork, services: Services, model_id: str, ask: Ask, by: str) -> None:
    """Say at a review that an answer still holds.

    Raises:
        Refused: no review is open.
        NotFound: nothing stands there.
    """
    model = in_review(unit, model_id)
    answers.still_so(unit, services, model, ask, by)
    if ask in voices_of(unit, services, model_id):
        regenerate(unit, services, model, by, "an answer was confirmed")
    surfaces.refresh(unit, model_id, "nudge")


def change(unit: UnitOfWork, model_id: str, ask: Ask) -> None:
    """Put at the end of the thread a question whose answer does not hold any more.

    Raises:
        Refused: no review is open.
        NotFound: it was never asked.
    """
    model = in_review(unit, model_id)
    there = asked(unit, model_id, ask)
    if there is None:
        raise NotFound(answers.GONE)
    put_again(unit, model, there, "changing")


def in_review(unit: UnitOfWork, model_id: str) -> Model:
    """The model, whose review is open.

    Raises:
        Refused: it is not, or not any more.
    """
    model = models.model(unit, model_id, for_update=True)
    if model.state != "review":
        raise Refused("This review is done already; the card in the channel says when the next one is due.")
    return model


def close(unit: UnitOfWork, model: Model, by: str, outcome: str, due: datetime, state: str) -> None:
    """End the review of a model with a word on it, and date the next."""
    model.state = state
    model.review_due = due
    model.revision += 1
    unit.session.add(model)
    unit.session.flush()
    finish_reviews(unit, model.id, outcome, by)
    unit.record(by, outcome, model.id, {"review_due": due.isoformat()})
    surfaces.refresh(unit, model.id, "card", "nudge", "summary")


def finish_reviews(unit: UnitOfWork, model_id: str, outcome: str, by: str) -> None:
    """Note what became of every review of a model that is still open."""
    still_open = pick(Review).where(col(Review.model_id) == model_id, col(Review.outcome) == "")
    for review in unit.session.exec(still_open):
        review.outcome, review.by, review.at, review.remind_at = outcome, by, unit.now, None
        unit.session.add(review)
    unit.session.flush()


def _reviews(unit: UnitOfWork, model_id: str) -> int:
    return len(unit.session.exec(pick(Review.due).where(col(Review.model_id) == model_id)).all())


def next_review(unit: UnitOfWork, model: Model) -> datetime:
    """The next review: the day that the rules give, at nine o'clock UTC.

    What was set aside counts as left: anybody may, and only a review looks at it again.
    """
    left = [row.level for row in threats.rows(unit, model.id) if row.state != "mitigated"]
    worst = max(left, key=level_rank, default=None)
    return datetime.combine(next_due(unit.now.date(), worst), time(9), UTC)
