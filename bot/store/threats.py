"""Threat rows and the decisions on them, within one unit of work."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import col, select

from bot.errors import NotFound
from bot.store.tables import Action, Decision
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork
from flows.merge import Basis, Known
from flows.threats.types import Threat, ToConfirm

_THREAT = TypeAdapter(Threat)
_BASIS = TypeAdapter(Basis)
_KNOWN = TypeAdapter(Known)
_CONFIRM = TypeAdapter(tuple[ToConfirm, ...])


def dumped(threat: Threat) -> dict[str, Any]:
    """A threat as a JSON document."""
    found: dict[str, Any] = _THREAT.dump_python(threat, mode="json")
    return found


def loaded(row: Row) -> Threat:
    """The threat of a row."""
    return _THREAT.validate_python(row.body)


def dumped_confirm(items: Sequence[ToConfirm]) -> list[Any]:
    """The to-confirm list as JSON."""
    found: list[Any] = _CONFIRM.dump_python(tuple(items), mode="json")
    return found


def loaded_confirm(items: object) -> tuple[ToConfirm, ...]:
    """The to-confirm list from JSON."""
    return _CONFIRM.validate_python(items)


def known(row: Row, decision: Decision | None) -> Known:
    """A row as a merge knows it."""
    kind = decision.kind if decision else "none"
    basis = _BASIS.validate_python(decision.rests_on) if decision and kind == "accept" else None
    return _KNOWN.validate_python(
        {
            **{
                name: getattr(row, name)
                for name in ("id", "rule", "on", "state", "level", "number", "meaning", "present")
            },
            "facts": row.facts,
            "decision": kind,
            "basis": basis,
            "reopened": row.reopened,
        }
    )


def dumped_basis(basis: Basis) -> dict[str, Any]:
    """What an acceptance rests on, as JSON."""
    found: dict[str, Any] = _BASIS.dump_python(basis, mode="json")
    return found


def rows(unit: UnitOfWork, model_id: str, *, everything: bool = False) -> list[Row]:
    """A model's threats in order of priority; also those ruled out or no longer there where ``everything``."""
    wanted = select(Row).where(col(Row.model_id) == model_id)
    if not everything:
        wanted = wanted.where(col(Row.present).is_(True), col(Row.state) != "ruled out")
    return list(unit.session.exec(wanted.order_by(col(Row.place), col(Row.number))))


def row(unit: UnitOfWork, model_id: str, threat_id: str) -> Row:
    """One threat.

    Raises:
        NotFound: this workspace has no such threat.
    """
    found = unit.session.exec(select(Row).where(col(Row.model_id) == model_id, col(Row.id) == threat_id)).one_or_none()
    if found is None:
        raise NotFound("That threat is not in this workspace. `/threatmodel list` shows its threat models.")
    return found


def decisions(unit: UnitOfWork, model_id: str) -> dict[str, Decision]:
    """The decision that stands, by threat; one that was taken back is left out."""
    wanted = select(Decision).where(col(Decision.model_id) == model_id).order_by(col(Decision.id))
    last = {decision.threat_id: decision for decision in unit.session.exec(wanted)}
    return {threat: decision for threat, decision in last.items() if decision.kind != "none"}


def actions(unit: UnitOfWork, model_id: str) -> list[Action]:
    """A model's after-action items, the soonest due first."""
    wanted = select(Action).where(col(Action.model_id) == model_id).order_by(col(Action.due), col(Action.id))
    return list(unit.session.exec(wanted))
