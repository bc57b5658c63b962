"""An approved list that got worse: who answers for it is told once for all changes of a while, with what differs.

Each threat's row keeps how it stood when people were last told, by an approval or by such a word. What makes a list
differ from that sets a moment on the model; then the tick compares, so that what was mended meanwhile is not told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, func, select

from bot.services import surfaces
from bot.services.reading import entries
from bot.store import models, threats
from bot.store.tables import Approval, Model
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Entry
from flows.merge import Told, Worse, worse
from flows.risk import level_rank
from flows.threats.priority import standing

GATHERED: Final = timedelta(minutes=15)
"""For how long changes are gathered from the first on: whoever corrects five answers in a row is told of once."""
STANDS: Final = ("approved", "review", "snoozed")
"""States in which somebody relies on an approval."""
NAMED: Final = 8
"""How many threats are named; the list has all."""


def stands(unit: UnitOfWork, model: Model) -> None:
    """Note that people know the list as it is now."""
    for row in threats.rows(unit, model.id, everything=True):
        now = _told(row)
        row.told = {"state": now.state, "level": now.level, "holds": sorted(now.holds), "at": unit.now.isoformat()}
        unit.session.add(row)
    model.worse_due = None
    unit.session.add(model)
    unit.session.flush()


def note(unit: UnitOfWork, model: Model) -> None:
    """After a list was made anew: have it compared in a while where it differs from what was told, else not any more.

    Also where it is better, so that what gets worse again later is told again. One that nobody has approved is not told
    of: it is being worked on.
    """
    if model.state not in STANDS or last_approval(unit, model.id) is None:
        return
    differs = any(_before(row) != _told(row) for row in threats.rows(unit, model.id, everything=True))
    if differs != (model.worse_due is not None):
        model.worse_due = unit.now + GATHERED if differs else None
        unit.session.add(model)
        unit.session.flush()


def last_approval(unit: UnitOfWork, model_id: str) -> Approval | None:
    """Who approved last, and which version."""
    wanted = select(Approval).where(col(Approval.model_id) == model_id).order_by(col(Approval.id).desc()).limit(1)
    return unit.session.exec(wanted).one_or_none()


def approved_versions(unit: UnitOfWork, *model_ids: str) -> dict[str, int]:
    """The version of each of these models that somebody approved last; those that nobody did are left out."""
    last = select(Approval.model_id, func.max(Approval.version)).where(col(Approval.model_id).in_(model_ids))
    return dict(unit.session.exec(last.group_by(col(Approval.model_id))).all())


def tell(unit: UnitOfWork, model_id: str, due: datetime) -> bool:
    """Tell the thread what got worse; False where the moment is another by now, so that it is told once.

    One that is being worked on by now is not told of; what differs stays to be told when it stands again.
    """
    model = models.model(unit, model_id, for_update=True)
    if model.worse_due != due:
        return False
    if model.state not in STANDS:
        model.worse_due = None
        unit.session.add(model)
        return True
    found, approved = dict(_worse(unit, model)), last_approval(unit, model.id)
    if found and approved is not None:
        told = [_Worse(entry, found[entry.threat.id]) for entry in entries(unit, model) if entry.threat.id in found]
        told.sort(key=lambda one: (one.entry.status != "open", -level_rank(standing(one.entry.threat))))
        thread = surfaces.first(unit, model.id, "card")
        payload = _payload(model, approved, told)
        surfaces.show(unit, "worse", model.channel, model_id=model.id, parent_id=thread, payload=payload)
        unit.record("threatbot", "told that it got worse", model.id, {"threats": [one.entry.number for one in told]})
    stands(unit, model)
    return True


def tell_first(unit: UnitOfWork, model: Model) -> None:
    """Before somebody approves again: who stood by the earlier version hears now of what was still to be told."""
    if model.worse_due is not None:
        tell(unit, model.id, model.worse_due)


@dataclass(frozen=True)
class _Worse:
    """A threat as it stands, in which ways it got worse, and how it was told before."""

    entry: Entry
    found: "_Found"


@dataclass(frozen=True)
class _Found:
    ways: Sequence[Worse]
    before: dict[str, Any] | None


def _worse(unit: UnitOfWork, model: Model) -> Iterator[tuple[str, _Found]]:
    for row in threats.rows(unit, model.id):
        if ways := worse(_before(row), _told(row)):
            yield row.id, _Found(ways, row.told)


def _before(row: Row) -> Told | None:
    """How people were last told that it stands; None where they never were."""
    kept = row.told
    return None if kept is None else Told(kept["state"], kept["level"], frozenset(kept["holds"]))


def _told(row: Row) -> Told:
    """What is kept of a row."""
    return Told(row.state, row.level, threats.held(row))


def _payload(model: Model, approved: Approval, told: Sequence[_Worse]) -> dict[str, Any]:
    to = [model.owner, approved.by, *(who for one in told for who in _answers_for(one.entry))]
    undecided = [one.entry for one in told if one.entry.may_decide and one.entry.status == "open"]
    return {
        "approved": {"by": approved.by, "version": approved.version, "at": approved.at.isoformat()},
        "version": model.version,
        "to": list(dict.fromkeys(to)),
        "threats": [_line(one, approved) for one in told[:NAMED]],
        "left": max(0, len(told) - NAMED),
        "decide": [[entry.number, entry.threat.id] for entry in undecided],
        "unconfirmed": [one.entry.number for one in told if one.entry.status == "to confirm"],
    }


def _answers_for(entry: Entry) -> Iterator[str]:
    """Who decided on a threat, or took on to mend it."""
    if entry.decided is not None:
        yield entry.decided.by
    yield from (half.by for half in entry.halves)
    yield from (one.owner for one in entry.taken)


def _line(one: _Worse, approved: Approval) -> dict[str, Any]:
    threat, before = one.entry.threat, one.found.before
    since = datetime.fromisoformat(before["at"]) if before and "at" in before else approved.at
    said = [why for why in threat.because if isinstance(why.at, datetime) and why.at > since and why.by]
    held = set(before["holds"]) if before else set()
    lost = [m.title for m in threat.mitigations if m.id in held and m.state not in ("in place", "claimed")]
    return {
        "number": one.entry.number,
        "title": threat.title,
        "state": one.entry.status,
        "level": standing(threat),
        "was": [before["state"], before["level"]] if before and "new" not in one.found.ways else [],
        "lost": lost,
        "said": [[why.question, why.words, why.by] for why in said[:2]],
    }
