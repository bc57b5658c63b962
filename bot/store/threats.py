"""Threat rows and the decisions on them, within one unit of work."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

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
_RESTS_ON = tuple(field.name for field in fields(Basis))


@dataclass(frozen=True)
class Standing:
    """What was decided on one threat, by its decision rows.

    Attributes:
        last: the id of the last row; a new one supersedes it.
        decision: the one that stands; None where there is none, or it was taken back.
        halves: half acceptances, the oldest first: those that wait for others, or those that ``decision`` completed.
        accepted: how often it has been accepted.
    """

    last: int | None = None
    decision: Decision | None = None
    halves: tuple[Decision, ...] = ()
    accepted: int = 0

    @property
    def waiting(self) -> tuple[Decision, ...]:
        """The half acceptances that others have still to complete."""
        return () if self.decision is not None else self.halves


NOTHING = Standing()
JUDGED: Final = ("mitigate", "not-applicable")
"""Decisions that keep the level at which they were taken, in ``rests_on``; an acceptance keeps more, see ``Basis``."""


def dumped(threat: Threat) -> dict[str, Any]:
    """A threat as a JSON document."""
    found: dict[str, Any] = _THREAT.dump_python(threat, mode="json")
    return found


def loaded(row: Row) -> Threat:
    """The threat of a row."""
    return _THREAT.validate_python(row.body)


def held(row: Row) -> frozenset[str]:
    """The mitigations that hold for a row, proved or only said; not loaded as a threat, as a list has thousands."""
    listed = row.body.get("mitigations", ())
    return frozenset(one["id"] for one in listed if one["state"] in ("in place", "claimed"))


def dumped_confirm(items: Sequence[ToConfirm]) -> list[Any]:
    """The to-confirm list as JSON."""
    found: list[Any] = _CONFIRM.dump_python(tuple(items), mode="json")
    return found


def loaded_confirm(items: object) -> tuple[ToConfirm, ...]:
    """The to-confirm list from JSON."""
    return _CONFIRM.validate_python(items)


def known(row: Row, decision: Decision | None, items: Sequence[Action] = ()) -> Known:
    """A row as a merge knows it; ``items`` are the after-action items of its model."""
    kind = decision.kind if decision else "none"
    rests_on = decision.rests_on if decision is not None else {}
    basis = loaded_basis(rests_on) if kind == "accept" else None
    names = ("id", "rule", "on", "state", "level", "number", "meaning", "present", "facts", "reopened")
    return _KNOWN.validate_python(
        {
            **{name: getattr(row, name) for name in names},
            **{name: row.body[name] for name in ("grades", "parts", "was", "on_was") if name in row.body},
            "pack": row.body.get("pack_version", ""),
            "decision": kind,
            "basis": basis,
            "knowing": rests_on.get("knowing", ()),
            "judged": rests_on.get("level") if kind in JUDGED else None,
            "due": _last_day(row, rests_on, items) if kind == "mitigate" else None,
            "accept": row.body.get("accept"),
        }
    )


def _last_day(row: Row, rests_on: Mapping[str, Any], items: Sequence[Action]) -> Any:  # noqa: ANN401  a day, or its JSON
    """The last day of what was taken on against a threat, as it was put off since."""
    wanted = set(rests_on.get("mitigations", ())) - held(row)
    days = [item.due.date() for item in items if item.on == row.on and item.mitigation in wanted]
    return max(days, default=rests_on.get("due"))


def everything_known(unit: UnitOfWork, model_id: str) -> list[Known]:
    """All rows of a model as a merge knows them, those that are gone included."""
    return known_of(unit, model_id, rows(unit, model_id, everything=True), standing(unit, model_id))


def known_of(unit: UnitOfWork, model_id: str, found: Sequence[Row], held: Mapping[str, Standing]) -> list[Known]:
    """Rows of a model as a merge knows them, with what was decided on them by threat."""
    items = actions(unit, model_id)
    return [known(row, held.get(row.id, NOTHING).decision, items) for row in found]


def carry(unit: UnitOfWork, model_id: str, new: str, origin: str) -> None:
    """Put the decision that stands on one threat on a new one too, as the same people made it."""
    made = unit.session.exec(
        select(Decision).where(col(Decision.threat_id) == origin).order_by(col(Decision.id).desc()).limit(1)
    ).one_or_none()
    if made is not None and made.kind != "none":
        kept = ("kind", "code", "reason", "until", "by", "at", "rests_on")
        values = {name: getattr(made, name) for name in kept}
        unit.insert(Decision, model_id=model_id, threat_id=new, supersedes=None, **values)


def dumped_basis(basis: Basis) -> dict[str, Any]:
    """What an acceptance rests on, as JSON."""
    found: dict[str, Any] = _BASIS.dump_python(basis, mode="json")
    return found


def loaded_basis(rests_on: Mapping[str, Any]) -> Basis:
    """What an acceptance rests on, from the JSON in which other things may stand beside it."""
    return _BASIS.validate_python({name: rests_on[name] for name in _RESTS_ON if name in rests_on})


def rows(unit: UnitOfWork, model_id: str, *, everything: bool = False) -> list[Row]:
    """A model's threats in order of priority; also those ruled out or no longer there where ``everything``."""
    wanted = select(Row).where(col(Row.model_id) == model_id)
    if not everything:
        wanted = wanted.where(col(Row.present).is_(True), col(Row.state) != "ruled out")
    return list(unit.session.exec(wanted.order_by(col(Row.place), col(Row.number))))


def alike(unit: UnitOfWork, of: Row) -> list[Row]:
    """The threats that may have one cause with this one, itself among them; see ``flows.threats.types.cause_of``.

    Only these are read in full; a large model has thousands, of which one page is to show a few.
    """
    ours = [col(Row.model_id) == of.model_id, col(Row.present).is_(True), col(Row.state) == of.state]
    if of.state == "open":
        answers = _answers(of.facts)
        found = unit.session.exec(select(Row.id, Row.facts).where(*ours))
        ours.append(col(Row.id).in_([id_ for id_, facts in found if _answers(facts) == answers]))
    else:
        ours.append(col(Row.rule) == of.rule)
    return list(unit.session.exec(select(Row).where(*ours).order_by(col(Row.place), col(Row.number))))


def _answers(facts: Sequence[Any]) -> frozenset[tuple[str, str]]:
    return frozenset((fact, value) for fact, _, value in facts)


def row(unit: UnitOfWork, model_id: str, threat_id: str) -> Row:
    """One threat.

    Raises:
        NotFound: this workspace has no such threat.
    """
    found = unit.session.exec(select(Row).where(col(Row.model_id) == model_id, col(Row.id) == threat_id)).one_or_none()
    if found is None:
        raise NotFound("That threat is not in this workspace. `/threatmodel list` shows its threat models.")
    return found


def standing(unit: UnitOfWork, model_id: str) -> dict[str, Standing]:
    """What was decided, by threat; threats on which nobody ever decided are left out."""
    wanted = select(Decision).where(col(Decision.model_id) == model_id).order_by(col(Decision.id))
    by_id: dict[int | None, Decision] = {}
    by_threat: defaultdict[str, list[Decision]] = defaultdict(list)
    for one in unit.session.exec(wanted):
        by_id[one.id] = one
        by_threat[one.threat_id].append(one)
    return {threat: _standing(history, by_id) for threat, history in by_threat.items()}


def _standing(history: Sequence[Decision], by_id: Mapping[int | None, Decision]) -> Standing:
    last = history[-1]
    joined = tuple(by_id[each] for each in last.rests_on.get("joins", ()) if each in by_id)
    accepted = sum(one.kind == "accept" for one in history)
    if last.kind != "none":
        return Standing(last.id, last, joined, accepted)
    return Standing(last.id, None, (*joined, last) if "half" in last.rests_on else (), accepted)


def actions(unit: UnitOfWork, model_id: str) -> list[Action]:
    """A model's after-action items, the soonest due first."""
    wanted = select(Action).where(col(Action.model_id) == model_id).order_by(col(Action.due), col(Action.id))
    return list(unit.session.exec(wanted))
