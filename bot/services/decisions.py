"""Deciding on a threat: mitigate, accept, not applicable, and taking a decision back. Rows are append-only."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlmodel import col, select

from bot.errors import Refused
from bot.services import people, surfaces
from bot.services.generation import SHOWN, acceptance_ends
from bot.services.reading import entries
from bot.services.standing import recheck
from bot.store import models, threats
from bot.store.tables import Action, Decision, Model
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork
from bot.triage import headline
from flows import decisions as rules
from flows.merge import basis_of


def accept(unit: UnitOfWork, model_id: str, threat_id: str, until: date, reason: str, by: str) -> None:
    """Accept a risk until a date.

    Raises:
        Refused: not by this person, not so long, or without a reason.
    """
    model, row = _open(unit, model_id, threat_id)
    threat = threats.loaded(row)
    if not reason.strip():
        raise Refused("Write why the risk is acceptable; an auditor will read it.")
    refusal = rules.acceptance(
        row.level,
        until,
        unit.now.date(),
        people.roles_of(unit, by),
        is_owner=by == model.owner,
        accept=threat.accept,
    )
    if refusal:
        raise Refused(refusal)
    known = threats.known(row, threats.decisions(unit, model.id).get(row.id))
    rests_on = threats.dumped_basis(basis_of(known, until))
    _decide(unit, model, row, by, kind="accept", reason=reason, until=_end_of(until), rests_on=rests_on)


def mitigate(
    unit: UnitOfWork, model_id: str, threat_id: str, mitigations: Sequence[str], owner: str, due: date, by: str
) -> None:
    """Take mitigations on, with an owner and a date; each becomes one after-action item, shared by all its threats.

    Raises:
        Refused: none was chosen, or the date has passed.
    """
    model, row = _open(unit, model_id, threat_id)
    threat = threats.loaded(row)
    chosen = [found for found in threat.mitigations if found.id in mitigations]
    if not chosen:
        raise Refused("Choose at least one mitigation.")
    if due < unit.now.date():
        raise Refused(f"The date {due.isoformat()} has passed; choose one from today on.")
    for mitigation in chosen:
        _item(unit, model, row.on, (mitigation.id, mitigation.action, mitigation.title), owner, due, by)
    detail = {"mitigations": [mitigation.id for mitigation in chosen], "owner": owner, "due": due.isoformat()}
    _decide(unit, model, row, by, kind="mitigate", rests_on=detail)


def not_applicable(unit: UnitOfWork, model_id: str, threat_id: str, code: str, reason: str, by: str) -> None:
    """Set a threat aside with a coded reason.

    Raises:
        Refused: the code is none of ours, or no words go with it.
    """
    model, row = _open(unit, model_id, threat_id)
    if refusal := rules.not_applicable(code):
        raise Refused(refusal)
    if not reason.strip():
        raise Refused("Write one sentence on why it does not apply; an auditor will read it.")
    _decide(unit, model, row, by, kind="not-applicable", code=code, reason=reason)


def undo(unit: UnitOfWork, model_id: str, threat_id: str, by: str) -> None:
    """Take the decision back; what was decided stays on record."""
    model = models.model(unit, model_id, for_update=True)
    row = threats.row(unit, model.id, threat_id)
    if threats.decisions(unit, model.id).get(row.id) is None:
        raise Refused(f"T-{row.number} has no decision that could be taken back.")
    _decide(unit, model, row, by, kind="none")


def _open(unit: UnitOfWork, model_id: str, threat_id: str) -> tuple[Model, Row]:
    model = models.model(unit, model_id, for_update=True)
    row = threats.row(unit, model.id, threat_id)
    standing = threats.decisions(unit, model.id).get(row.id)
    if standing is not None and row.reopened is None:
        raise Refused(f"T-{row.number} was decided meanwhile; the list says by whom. Take that back to decide anew.")
    return model, row


def _decide(unit: UnitOfWork, model: Model, row: Row, by: str, **values: object) -> None:
    last = unit.session.exec(
        select(Decision.id)
        .where(col(Decision.model_id) == model.id, col(Decision.threat_id) == row.id)
        .order_by(col(Decision.id).desc())
    ).first()
    filled = {"code": "", "reason": "", "until": None, "rests_on": {}, **values}
    unit.insert(Decision, model_id=model.id, threat_id=row.id, by=by, at=unit.now, supersedes=last, **filled)
    row.reopened = None
    unit.session.add(row)
    unit.session.flush()
    model.headline = headline(entries(unit, model))
    model.acceptance_ends = acceptance_ends(unit, model.id)
    model.revision += 1
    unit.session.add(model)
    unit.session.flush()
    unit.record(by, f"decided {values['kind']}", row.id, {"model": model.id, "number": row.number})
    surfaces.refresh(unit, model.id, *SHOWN)
    recheck(unit, model, by)


def _item(
    unit: UnitOfWork, model: Model, on: str, mitigation: tuple[str, str, str], owner: str, due: date, by: str
) -> None:
    found = unit.session.exec(
        select(Action).where(
            col(Action.model_id) == model.id, col(Action.mitigation) == mitigation[0], col(Action.on) == on
        )
    ).one_or_none()
    if found is not None:
        found.owner, found.due, found.state = owner, _end_of(due), "open"
        unit.session.add(found)
        return
    unit.insert(
        Action,
        model_id=model.id,
        mitigation=mitigation[0],
        on=on,
        kind=mitigation[1],
        title=mitigation[2],
        owner=owner,
        due=_end_of(due),
        state="open",
        by=by,
        at=unit.now,
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
