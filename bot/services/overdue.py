"""What can be done about a mitigation whose day has passed: say that it is done, or give it another day.

Deciding otherwise is the threat's own page. That an item is done is an answer to its fact, and nothing else.
"""

from collections.abc import Iterable
from datetime import date

from bot.errors import NotFound, Refused
from bot.services import Services, surfaces
from bot.services.dues import SHOWN, end_of, morning_after, waiting_for
from bot.services.intake import asked, put, put_again, waiting
from bot.store import models, threats
from bot.store.tables import Model
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork
from flows import decisions as rules
from flows.conditions import facts_of
from flows.threats.types import Ask
from flows.workload.model import WORKLOAD


def done(unit: UnitOfWork, services: Services, model_id: str, item_id: int) -> int:
    """Put at the end of the thread the questions whose answers say whether an item is done; gives how many.

    Raises:
        Refused: nothing waits for it, or no question of the model tells.
        NotFound: the rule packs know the mitigation no longer.
    """
    model = models.model(unit, model_id, for_update=True)
    shown = sum(_put(unit, services, model, ask) for ask in _evidence(unit, services, model, item_id))
    if not shown:
        raise Refused("No question of this model tells whether that is done. *Decide otherwise* takes it off the list.")
    return shown


def _evidence(unit: UnitOfWork, services: Services, model: Model, item_id: int) -> list[Ask]:
    item, rows = waiting_for(unit, model.id, item_id)
    known = services.library.mitigations.get(item.mitigation)
    if known is None:
        raise NotFound("The rule packs do not have that mitigation any more: decide on its threats anew.")
    facts, found = facts_of(known.done_when), [threats.loaded(row) for row in rows]
    rest_on = [ask for one in found for ask in (*((why.fact, why.on) for why in one.because), *one.asks)]
    near = {item.on, WORKLOAD, *(part for one in found for part in one.components)}
    put_before = [ask for ask in models.asks(unit, model.id) if ask[1] in near]
    return [ask for ask in dict.fromkeys([*rest_on, *sorted(put_before)]) if ask[0] in facts]


def _put(unit: UnitOfWork, services: Services, model: Model, ask: Ask) -> bool:
    there = asked(unit, model.id, ask)
    if there is not None and there.state != "gone":
        put_again(unit, model, there, "changing" if there.state in ("answered", "deferred") else there.state)
        return True
    found = [one for one in waiting(unit, services, model) if (one.fact, one.on) == ask]
    for one in found:
        put(unit, services, model, one, left=0)
    return bool(found)


def last_day(unit: UnitOfWork, rows: Iterable[Row]) -> date:
    """The latest day to which what is done about these threats may be put off."""
    today = unit.now.date()
    return min(rules.longest_acceptance(row.level, today, threats.loaded(row).accept) for row in rows)


def move(unit: UnitOfWork, model_id: str, item_id: int, day: date, by: str) -> None:
    """Give an item another day; the thread is told, and it stands on record.

    Raises:
        Refused: nothing waits for it, or the day has passed or is too late for the strictest of its threats.
    """
    model = models.model(unit, model_id, for_update=True)
    item, rows = waiting_for(unit, model_id, item_id)
    for row in rows:
        if refusal := rules.mitigation(row.level, day, unit.now.date(), threats.loaded(row).accept):
            raise Refused(f"T-{row.number}: {refusal}" if rows[1:] else refusal, "due")
    before = item.due.date()
    item.due, item.reminded = end_of(day), 0
    item.remind_at = morning_after(item.due, item.zone)
    model.revision += 1
    unit.session.add_all([item, model])
    unit.session.flush()
    told = {"title": item.title, "before": before.isoformat(), "due": day.isoformat()}
    unit.record(by, "mitigation put off", model.id, told)
    surfaces.refresh(unit, model.id, *SHOWN)
    thread = surfaces.first(unit, model.id, "card")
    payload = {**told, "by": by, "owner": item.owner, "threats": [row.number for row in rows]}
    surfaces.show(unit, "put off", model.channel, model_id=model.id, parent_id=thread, payload=payload)
