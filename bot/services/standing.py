"""Whether a model can stand as approved: no severe threat without a decision, and drawn as it was approved.

One that cannot is reviewed at once.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.errors import Refused
from bot.services import surfaces
from bot.services.reading import entries
from bot.store import models
from bot.store.tables import Model, Review
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Entry
from flows.decisions import MOST_NAMED
from flows.review import pause
from flows.risk import is_severe
from flows.threats.priority import standing

CHANGE = "change"
"""The kind of a review that a change has opened, beside the periodic one."""


def undecided(found: Sequence[Entry]) -> list[Entry]:
    """Open threats at high or critical about which nothing is decided."""
    return [entry for entry in found if entry.status == "open" and is_severe(standing(entry.threat))]


def no_decision(found: Sequence[Entry]) -> str | None:
    """A sentence on the severe threats about which nothing is decided, the first ten by number; None without any."""
    severe = undecided(found)
    if not severe:
        return None
    left = f" and {len(severe) - MOST_NAMED} more" if severe[MOST_NAMED:] else ""
    names = ", ".join(f"T-{entry.number}" for entry in severe[:MOST_NAMED])
    return f"Without a decision at high or critical: {names}{left}. Mitigate, accept or set aside each of them."


def recheck(unit: UnitOfWork, model: Model, by: str) -> None:
    """Open the review of an approved model that cannot stand any more; anything else is left alone."""
    if model.state != "approved":
        return
    severe = undecided(entries(unit, model))
    if not severe:
        return
    _review(unit, model, by, {"undecided": [entry.number for entry in severe]})


def drawable(unit: UnitOfWork, model_id: str) -> Model:
    """The model, of which what is drawn may be changed: at any time once its form is finished.

    Raises:
        Refused: it is a draft.
    """
    model = models.model(unit, model_id, for_update=True)
    if model.state == "draft":
        raise Refused("This threat model is a draft: finish its form first, in `/threatmodel list`.")
    return model


def to_redraw(unit: UnitOfWork, model_id: str, by: str) -> Model:
    """The model, about to be drawn otherwise: the review of one that was approved opens, also of one that was put off.

    Raises:
        Refused: it is a draft.
    """
    model = drawable(unit, model_id)
    if model.state in ("approved", "snoozed"):
        _review(unit, model, by, {"drawn": "otherwise"})
    return model


def _review(unit: UnitOfWork, model: Model, by: str, why: dict[str, object]) -> None:
    due = unit.now
    model.state, model.review_due = "review", None
    unit.session.add(model)
    unit.session.flush()
    unit.record(by, "review opened by a change", model.id, why)
    begin_review(unit, model, CHANGE, due)


def begin_review(unit: UnitOfWork, model: Model, kind: str, due: datetime) -> None:
    """Note a review and nudge for it; of one (model, due, kind) once, which its unique key sees to."""
    row = {"kind": kind, "due": due, "fired_at": unit.now, "outcome": "", "by": ""}
    if unit.insert_once(Review, model_id=model.id, **row, remind_at=unit.now + pause(1), reminded=0):
        surfaces.show(unit, "nudge", model.channel, model_id=model.id, subject=f"{kind}|{due.isoformat()}")
