"""Mitigations that somebody took on: when the day has passed, its owner is told, and again until it is settled.

An item is awaited as long as a threat stands as mitigating on it; then ``remind_at`` is a moment, else None. What one
person owes to one model is told in one message.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import col, select

from bot.errors import Refused
from bot.services import surfaces
from bot.services.people import OURSELVES
from bot.store import models, threats
from bot.store.tables import Action, Audit, Model
from bot.store.tables import Threat as Row
from bot.store.threats import NOTHING
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Owed
from flows import postponing
from flows.merge import status
from flows.review import pause

MORNING: Final = time(9)
SHOWN: Final = ("summary", "overdue")
DONE: Final = "mitigation done"
SETTLED_FOR: Final = timedelta(days=30)
"""How long something has stood as done that begins anew when it is done no longer: an answer is only a word."""
SETTLED: Final = "Nothing waits for that any more: it is settled, or was decided otherwise."


def end_of(day: date) -> datetime:
    """The last moment of a day, in UTC: how a day is kept."""
    return datetime.combine(day, time(23, 59, 59), UTC)


def has_passed(item: Action, now: datetime) -> bool:
    """Whether the item's day is over where its owner lives."""
    return now.astimezone(_zone(item.zone)).date() > item.due.date()


def morning_after(due: datetime, zone: str) -> datetime:
    """When an owner is told that the day has passed: at nine the next morning where they live."""
    return _morning(due.date() + timedelta(days=1), zone)


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, MORNING, _zone(zone)).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # none of this system's: Slack may know newer ones
        return ZoneInfo("UTC")


def awaited(unit: UnitOfWork, model_id: str) -> Mapping[int, Sequence[Row]]:
    """The items on which a threat stands as mitigating, by id, each with these threats; what is there needs no more."""
    return {id_: rows for id_, rows in promised(unit, model_id).items() if rows}


def promised(unit: UnitOfWork, model_id: str) -> Mapping[int, Sequence[Row]]:
    """The items that a decision which stands rests on, by id, each with the threats that wait for it still."""
    standing = threats.standing(unit, model_id)
    by_place: dict[tuple[str, str], list[Row]] = {}
    for row in threats.rows(unit, model_id, everything=True):
        decision = standing.get(row.id, NOTHING).decision
        if decision is None or decision.kind != "mitigate" or row.reopened is not None:
            continue
        waits = row.present and status(row.state, decision.kind) == "mitigating"
        left = set(decision.rests_on.get("mitigations", ())) - threats.held(row) if waits else ()
        for mitigation in decision.rests_on.get("mitigations", ()):
            rows = by_place.setdefault((mitigation, row.on), [])
            rows += [row] if mitigation in left else []
    items = ((item, (item.mitigation, item.on)) for item in threats.actions(unit, model_id))
    return {item.id: by_place[place] for item, place in items if place in by_place and item.id is not None}


def follow(unit: UnitOfWork, model: Model, by: str) -> None:
    """After a decision or a new list, by somebody: remember to tell of what is awaited now, and of nothing else."""
    items, changed = threats.actions(unit, model.id), False
    stands = promised(unit, model.id) if items else {}
    for item in items:
        rows = stands.get(item.id or 0)
        if rows is not None and (item.state == "done") == bool(rows):
            _settle(unit, item, by, done=not rows)
        if bool(rows) == (item.remind_at is not None):
            continue
        item.remind_at = morning_after(item.due, item.zone) if rows else None
        changed = True
        unit.session.add(item)
    if changed:
        unit.session.flush()
        surfaces.refresh(unit, model.id, "overdue")


def _settle(unit: UnitOfWork, item: Action, by: str, *, done: bool) -> None:
    """Note that nothing waits for it any more, or that something does again: then it counts as taken on now."""
    item.state = "done" if done else "open"
    if done:
        unit.record(by, DONE, item.model_id, {"item": item.id, "title": item.title})
    else:
        take_up(unit, item)
    unit.session.add(item)


def done_since(unit: UnitOfWork, model_id: str) -> Mapping[int, tuple[datetime, str]]:
    """When each item was noted as done last, and by whose doing, by its id; nobody's where the rules had changed."""
    wanted = select(Audit).where(col(Audit.subject) == model_id, col(Audit.what) == DONE).order_by(col(Audit.id))
    return {
        one.detail["item"]: (one.at, "" if one.by == OURSELVES else one.by)
        for one in unit.session.exec(wanted)
        if "item" in one.detail
    }


def late(unit: UnitOfWork, *model_ids: str) -> Mapping[str, int]:
    """Of how many items of each of these models the day has passed, where something waits for them."""
    wanted = select(Action).where(col(Action.model_id).in_(model_ids), col(Action.remind_at).is_not(None))
    return Counter(item.model_id for item in unit.session.exec(wanted) if has_passed(item, unit.now))


def take_up(unit: UnitOfWork, item: Action) -> None:
    """An item that was done is to be done again: it begins anew, unless it was done for a short time only."""
    done = done_since(unit, item.model_id).get(item.id or 0)
    if done is None or unit.now - done[0] >= SETTLED_FOR:
        item.at, item.moved = unit.now, []


def share(unit: UnitOfWork, model_id: str, pairs: Iterable[tuple[str, str]]) -> None:
    """What is to be done on a thing is to be done on each that has come of it too: its id, that of another."""
    for old, new in pairs:
        items = threats.actions(unit, model_id)
        there = {item.mitigation for item in items if item.on == new}
        for item in (one for one in items if one.on == old and one.mitigation not in there):
            unit.session.add(Action(**item.model_dump(exclude={"id", "on"}), on=new))
        unit.session.flush()


def move_on(unit: UnitOfWork, model_id: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Let items follow a thing to its new id: the old, the new.

    Where two meet, what is awaited goes before what is not, and then what is due first; the other is dropped.
    """
    for old, new in pairs:
        items = threats.actions(unit, model_id)
        there = {item.mitigation: item for item in items if item.on == new}
        for item in (one for one in items if one.on == old):
            both = (item, there.get(item.mitigation, item))
            stays, goes = sorted(both, key=lambda one: (one.remind_at is None, one.due))
            if goes is not stays:
                unit.session.delete(goes)
                unit.session.flush()
            stays.on = new
            unit.session.add(stays)
        unit.session.flush()


def tell(unit: UnitOfWork, model_id: str, owner: str) -> bool:
    """Tell somebody what of theirs is past its day, in one message; False where another has told them by now.

    Once one is due, all of theirs are told of whose day has passed. From the second reminder on the model's owner is
    mentioned too: whoever took it on may have left.
    """
    model = models.model(unit, model_id, for_update=True)
    found = _theirs(unit, model, owner)
    if not any(item.remind_at is not None and item.remind_at <= unit.now for item in found):
        return False
    for item in found:
        item.reminded += 1
        item.remind_at = _morning((unit.now.astimezone(_zone(item.zone)) + pause(item.reminded)).date(), item.zone)
        unit.session.add(item)
    unit.session.flush()
    surfaces.refresh(unit, model.id, *SHOWN)
    asked = {str(item.id): _next(item) for item in found}
    also = model.owner if model.owner != owner and any(_asked_long(item, unit.now) for item in found) else None
    thread = surfaces.first(unit, model.id, "card")
    payload = {"owner": owner, "also": also, "asked": asked}
    surfaces.show(unit, "overdue", model.channel, model_id=model.id, parent_id=thread, subject=owner, payload=payload)
    unit.record("threatbot", "told what is overdue", model.id, {"owner": owner, "items": sorted(asked)})
    return True


def _theirs(unit: UnitOfWork, model: Model, owner: str) -> list[Action]:
    """What somebody owes to a model and whose day has passed, the soonest due first."""
    ours = (col(Action.model_id) == model.id, col(Action.owner) == owner, col(Action.remind_at).is_not(None))
    wanted = select(Action).where(*ours).order_by(col(Action.due), col(Action.id))
    return [item for item in unit.session.exec(wanted) if has_passed(item, unit.now)]


def _asked_long(item: Action, now: datetime) -> bool:
    """Whether it was asked about before, and that a pause ago: not merely told of again with what came due since."""
    return item.reminded > 1 and now >= morning_after(item.due, item.zone) + pause(1)


def _next(item: Action) -> str:
    """When it is asked about next, as a message keeps it: another moment means that something has happened since."""
    return item.remind_at.isoformat() if item.remind_at is not None else ""


def owed(unit: UnitOfWork, model_id: str, asked: Mapping[str, str]) -> list[Owed]:
    """The items of one message, the soonest due first; ``asked`` has when each was to come next, as it was then."""
    wanted = awaited(unit, model_id)
    found = [item for item in threats.actions(unit, model_id) if str(item.id) in asked]
    done = done_since(unit, model_id)
    return [
        replace(
            _owed(item, wanted.get(item.id or 0, ()), asked[str(item.id)], unit.now),
            done=done.get(item.id or 0) if item.state == "done" else None,
        )
        for item in found
    ]


def _owed(item: Action, rows: Sequence[Row], asked: str, now: datetime) -> Owed:
    ordered = sorted(rows, key=lambda row: row.number)
    return Owed(
        id=item.id or 0,
        title=item.title,
        owner=item.owner,
        due=item.due.date(),
        numbers=tuple(row.number for row in ordered),
        first=ordered[0].id if ordered else "",
        again=_next(item) != asked,
        late=has_passed(item, now),
        put_off=put_off(item),
    )


def put_off(item: Action) -> str:
    """How often an item was put off, and for when it was first promised, in words; empty where never."""
    first = date.fromisoformat(item.moved[0]["before"]) if item.moved else None
    return postponing.put_off(len(item.moved), first)


def waiting_for(unit: UnitOfWork, model_id: str, item_id: int) -> tuple[Action, Sequence[Row]]:
    """An item and the threats that wait for it, the first number first.

    Raises:
        Refused: none does, or there is no such item.
    """
    rows = awaited(unit, model_id).get(item_id)
    if not rows:
        raise Refused(SETTLED)
    item = next(one for one in threats.actions(unit, model_id) if one.id == item_id)
    return item, sorted(rows, key=lambda row: row.number)
