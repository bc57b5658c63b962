"""Giving what somebody took on a later day: as far as its threats allow, and beyond that by who could bear their risk.

How late that is, is ``flows.postponing``'s; here is who asks, what is kept of it and what the thread is told.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from bot.services import people, surfaces
from bot.store import threats
from bot.store.tables import Action, Decision, Model
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Days
from flows.decisions import longest_acceptance
from flows.merge.ends import ROSE
from flows.packs.schema import Level, Role
from flows.postponing import Bearer, is_beyond, postponed
from flows.risk import level_rank


@dataclass(frozen=True)
class Asker:
    """Who wants another day: themselves, and whether they are a guest of the workspace."""

    member: str
    guest: bool = False


@dataclass(frozen=True)
class Promise:
    """From which day on a risk is borne by it (see ``since``), and for which day it stands."""

    since: date
    due: date


def since(unit: UnitOfWork, item: Action | None, row: Row) -> date:
    """The day from which a threat's risk is borne by a promise.

    It is today where nothing is promised yet, where that was kept, or where the level has risen since.
    """
    anew = item is None or item.state == "done" or has_risen(row)
    return unit.now.date() if item is None or anew else item.at.date()


def has_risen(row: Row) -> bool:
    """Whether what was decided ended because more is at stake: then the days count anew."""
    return row.reopened is not None and row.reopened.startswith(ROSE)


def first_promise(unit: UnitOfWork, row: Row, chosen: Iterable[str]) -> Action | None:
    """What was taken on first against a threat and is not done, be it another mitigation than those chosen now."""
    taken = select(Decision.rests_on).where(col(Decision.threat_id) == row.id, col(Decision.kind) == "mitigate")
    ids = {id_ for rests_on in unit.session.exec(taken) for id_ in rests_on.get("mitigations", ())}.union(chosen)
    items = [one for one in threats.actions(unit, row.model_id) if one.on == row.on and one.mitigation in ids]
    return min((one for one in items if one.state != "done"), key=lambda one: one.at, default=None)


def refusal(
    unit: UnitOfWork, model: Model, doers: Collection[str], row: Row, day: date, promise: Promise, asker: Asker
) -> str | None:
    """Why somebody may not put off to a day what ``doers`` do about a threat, or did; None where they may.

    Sooner than it stands is anybody's to give.
    """
    if unit.now.date() <= day <= promise.due:
        return None
    bearer = _bearer(model, doers, asker, people.roles_of(unit, asker.member))
    return postponed(row.level, day, unit.now.date(), promise.since, bearer, threats.loaded(row).accept)


def days(unit: UnitOfWork, model: Model, item: Action, rows: Sequence[Row], member: str) -> Days:
    """How late a day somebody may give what these threats wait for.

    Where no day is left that anybody may give, whoever told no role yet may have any: they are asked for it.
    """
    today, known = unit.now.date(), [(row, threats.loaded(row).accept) for row in rows]
    anyone = min(longest_acceptance(row.level, since(unit, item, row), accept) for row, accept in known)
    roles = people.may_hold(unit, member) if anyone < today else people.roles_of(unit, member)
    bearer = _bearer(model, {item.owner}, Asker(member), roles)
    last = min(longest_acceptance(row.level, today, accept) for row, accept in known)
    said = (postponed(row.level, last, today, since(unit, item, row), bearer, accept) for row, accept in known)
    why_not = next(filter(None, said), "")
    return Days(anyone, anyone if why_not else last, why_not)


def _bearer(model: Model, doers: Collection[str], asker: Asker, roles: Iterable[Role]) -> Bearer:
    member = asker.member
    return Bearer(frozenset(roles), member == model.owner, member in doers, not asker.guest)


def keep(unit: UnitOfWork, item: Action, rows: Sequence[Row], day: date, reason: str, by: str) -> dict[str, Any]:
    """Note on an item, and on record, that its day is later now; gives what there is to tell of it.

    ``rows`` are the threats that wait for it.
    """
    accepts = [(row.level, threats.loaded(row).accept, since(unit, item, row)) for row in rows]
    over: list[Level] = [level for level, accept, start in accepts if is_beyond(level, day, start, accept)]
    moved: dict[str, Any] = {"before": item.due.date().isoformat(), "due": day.isoformat(), "by": by, "reason": reason}
    if over:
        worst = max(over, key=level_rank)
        moved |= {"beyond": worst, "roles": sorted(people.roles_of(unit, by))}
    item.moved = [*item.moved, {**moved, "at": unit.now.isoformat()}]
    unit.session.add(item)
    told = {**moved, "title": item.title, "threats": [row.number for row in rows]}
    unit.record(by, "mitigation put off", item.model_id, told)
    return {**told, "owner": item.owner, "times": len(item.moved), "promised": item.moved[0]["before"]}


def tell(unit: UnitOfWork, model: Model, told: Sequence[dict[str, Any]], numbers: Sequence[int]) -> None:
    """Tell the thread what was put off in one go, and which threats wait for it; nothing where nothing was."""
    if not told:
        return
    titles = "; ".join(dict.fromkeys(one["title"] for one in told))
    worst = max(told, key=lambda one: (level_rank(one["beyond"]) if "beyond" in one else -1, one["times"]))
    payload = {**worst, "title": titles, "threats": sorted(numbers)}
    thread = surfaces.first(unit, model.id, "card")
    surfaces.show(unit, "put off", model.channel, model_id=model.id, parent_id=thread, payload=payload)
