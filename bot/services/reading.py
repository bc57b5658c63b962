"""What is shown of a model: its threats with numbers, words and decisions, read in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.services.dues import has_passed, put_off
from bot.store import models, threats
from bot.store.tables import Action, Decision, Model
from bot.store.tables import Threat as Row
from bot.store.threats import NOTHING, Standing
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Card, Entry, Taken, card_with
from flows.decisions import NOT_APPLICABLE, needed
from flows.merge import status
from flows.packs.schema import Level
from flows.report.types import Decided, Half
from flows.threats.outcomes import left_by
from flows.threats.types import Threat, ToConfirm
from flows.words import day_in_words

Item = tuple[Action, bool]
"""An after-action item, and whether its day has passed."""


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
    return entries_of(unit, model, threats.rows(unit, model.id), threats.standing(unit, model.id))


def entries_of(unit: UnitOfWork, model: Model, rows: Sequence[Row], held: Mapping[str, Standing]) -> tuple[Entry, ...]:
    """These threats of a model, with their decisions by threat."""
    items, confirm = items_of(unit, model.id), to_confirm(model)
    return tuple(_entry(row, held.get(row.id, NOTHING), items, confirm) for row in rows)


def card(unit: UnitOfWork, model_id: str, threat_id: str) -> Card:
    """One threat with its decision, and after it those that stand on one card with it.

    Raises:
        NotFound: this workspace has no such threat.
    """
    row = threats.row(unit, model_id, threat_id)
    standing = threats.standing(unit, model_id)
    items, confirm = items_of(unit, model_id), to_confirm(models.model(unit, model_id))
    rows = {one.id: one for one in (*threats.alike(unit, row), row)}
    found = [_entry(one, standing.get(one.id, NOTHING), items, confirm) for one in rows.values()]
    return card_with(found, row.id)


def one(unit: UnitOfWork, model_id: str, threat_id: str) -> Entry:
    """One threat with its decision.

    Raises:
        NotFound: this workspace has no such threat.
    """
    row = threats.row(unit, model_id, threat_id)
    standing = threats.standing(unit, model_id).get(row.id, NOTHING)
    return _entry(row, standing, items_of(unit, model_id), to_confirm(models.model(unit, model_id)))


def items_of(unit: UnitOfWork, model_id: str) -> Sequence[Item]:
    """A model's after-action items, the soonest due first, each with whether its day has passed."""
    return [(item, has_passed(item, unit.now)) for item in threats.actions(unit, model_id)]


def _entry(row: Row, standing: Standing, items: Sequence[Item], confirm: Sequence[ToConfirm]) -> Entry:
    threat, decision = threats.loaded(row), standing.decision
    waiting = tuple(half(one) for one in standing.waiting)
    agreed = {role for each in waiting for role in each.roles}
    last = decision or (standing.waiting[-1] if standing.waiting else None)
    return Entry(
        model_id=row.model_id,
        number=row.number,
        status=status(row.state, decision.kind if decision else "none", reopened=row.reopened is not None),
        threat=threat,
        decided=decided(row, standing, items),
        reopened=row.reopened or "",
        waits_for=tuple(item for item in confirm if threat.id in item.settles),
        halves=waiting,
        still=tuple(role for role in needed(row.level, threat.accept) if role not in agreed) if waiting else (),
        act="" if last is None or row.reopened else act(last),
        accepted=standing.accepted,
        taken=_taken(row, standing, items),
        leaves=left(threat, standing),
    )


def _chosen(standing: Standing) -> Sequence[str]:
    """The mitigations that were taken on by the decision that stands."""
    decision = standing.decision
    return decision.rests_on.get("mitigations", ()) if decision is not None and decision.kind == "mitigate" else ()


def left(threat: Threat, standing: Standing) -> Level | None:
    """The level that what was taken on leaves once it is done, as things are now, or else as they were then."""
    chosen = _chosen(standing)
    if standing.decision is None or not chosen:
        return None
    found = left_by(threat, chosen)
    return found.level if found is not None else standing.decision.rests_on.get("leaves")


def _taken(row: Row, standing: Standing, items: Sequence[Item]) -> tuple[Taken, ...]:
    """What is being done about a threat by the decision that stands."""
    chosen = _chosen(standing)
    ours = [one for one in items if one[0].mitigation in chosen and one[0].on == row.on]
    late = row.state != "mitigated"
    return tuple(
        Taken(item.title, item.owner, item.due.date(), late and passed, put_off(item)) for item, passed in ours
    )


def act(decision: Decision) -> str:
    """What the rows of threats that somebody decided in one go have in common; others differ by their own id."""
    revision = decision.rests_on.get("revision")
    return f"{decision.kind} {revision} {decision.by} {decision.at}" if revision is not None else str(decision.id)


def half(row: Decision) -> Half:
    """A half acceptance as people read it."""
    until = row.until.date() if row.until else row.at.date()
    return Half(row.by, row.at, tuple(row.rests_on.get("roles", ())), until, row.reason)


def decided(row: Row, standing: Standing, items: Sequence[Item]) -> Decided | None:
    """A decision as people read it; None where there is none."""
    decision = standing.decision
    if decision is None:
        return None
    return Decided(
        kind=decision.kind,
        by=decision.by,
        at=decision.at,
        reason=coded(decision.code, decision.reason),
        until=decision.until.date() if decision.until else None,
        items=tuple(f"{one.title} by {day_in_words(one.due)}{_how_late(one)}" for one in _taken(row, standing, items)),
        reopened=row.reopened or "",
        times=max(1, standing.accepted),
        halves=tuple(half(one) for one in standing.halves),
        leaves=left(threats.loaded(row), standing),
    )


def _how_late(one: Taken) -> str:
    told = ", ".join(filter(None, ("overdue" if one.overdue else "", one.put_off)))
    return f" ({told})" if told else ""


def coded(code: str, reason: str) -> str:
    """The reason as a person wrote it, after the words of its code where it has one."""
    words = NOT_APPLICABLE.get(code)  # type: ignore[call-overload]  # one of its keys, or empty
    return f"{words}. {reason}" if words else reason
