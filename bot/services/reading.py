"""What is shown of a model: its threats with numbers, words and decisions, read in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.store import models, threats
from bot.store.tables import Action, Decision, Model
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Entry
from flows.decisions import NOT_APPLICABLE
from flows.merge import status
from flows.report.types import Decided
from flows.threats.types import ToConfirm


@dataclass(frozen=True)
class Reading:
    """A model and its list as it stands."""

    model: Model
    entries: tuple[Entry, ...]
    to_confirm: tuple[ToConfirm, ...]
    notes: tuple[str, ...]

    @property
    def numbers(self) -> dict[str, int]:
        """Threat id -> its number."""
        return {entry.threat.id: entry.number for entry in self.entries}


def reading(unit: UnitOfWork, model_id: str) -> Reading:
    """Read a model's list.

    Raises:
        NotFound: this workspace has no such model.
    """
    model = models.model(unit, model_id)
    return Reading(model, entries(unit, model), to_confirm(model), tuple(model.notes.get("notes", [])))


def to_confirm(model: Model) -> tuple[ToConfirm, ...]:
    """What is to be looked up, as it was last generated."""
    return threats.loaded_confirm(model.notes.get("to_confirm", []))


def entries(unit: UnitOfWork, model: Model) -> tuple[Entry, ...]:
    """A model's threats in order of priority, with their decisions."""
    standing = threats.decisions(unit, model.id)
    items = threats.actions(unit, model.id)
    confirm = to_confirm(model)
    return tuple(_entry(row, standing.get(row.id), items, confirm) for row in threats.rows(unit, model.id))


def one(unit: UnitOfWork, model_id: str, threat_id: str) -> Entry:
    """One threat with its decision.

    Raises:
        NotFound: this workspace has no such threat.
    """
    row = threats.row(unit, model_id, threat_id)
    standing = threats.decisions(unit, model_id).get(row.id)
    return _entry(row, standing, threats.actions(unit, model_id), to_confirm(models.model(unit, model_id)))


def _entry(row: Row, decision: Decision | None, items: Sequence[Action], confirm: Sequence[ToConfirm]) -> Entry:
    threat = threats.loaded(row)
    return Entry(
        model_id=row.model_id,
        number=row.number,
        status=status(row.state, decision.kind if decision else "none", reopened=row.reopened is not None),
        threat=threat,
        decided=decided(row, decision, items),
        reopened=row.reopened or "",
        waits_for=tuple(item for item in confirm if threat.id in item.settles),
    )


def decided(row: Row, decision: Decision | None, items: Sequence[Action]) -> Decided | None:
    """A decision as people read it; None where there is none."""
    if decision is None:
        return None
    chosen = decision.rests_on.get("mitigations", []) if decision.kind == "mitigate" else []
    told = tuple(
        f"{item.title} by {item.due:%d %B %Y}" for item in items if item.mitigation in chosen and item.on == row.on
    )
    coded = NOT_APPLICABLE.get(decision.code)  # type: ignore[call-overload]  # one of its keys, or empty
    reason = f"{coded}. {decision.reason}" if coded else decision.reason
    until = decision.until.date() if decision.until else None
    return Decided(decision.kind, decision.by, decision.at, reason, until, told, row.reopened or "")
