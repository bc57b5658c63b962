"""What can be done about a mitigation whose day has passed: say that it is done, or give it another day.

Deciding otherwise is the threat's own page. That an item is done is an answer to its fact, and nothing else.
"""

from datetime import date

from bot.errors import NotFound, Refused, refuse_all
from bot.services import Services, postponing, surfaces
from bot.services.decisions import no_sentence
from bot.services.dues import SHOWN, end_of, morning_after, waiting_for
from bot.services.intake import asked, put, put_again, waiting
from bot.store import models, threats
from bot.store.tables import Model
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Days
from flows.conditions import facts_of
from flows.threats.types import Ask
from flows.workload.model import WORKLOAD


def done(unit: UnitOfWork, services: Services, model_id: str, item_id: int) -> tuple[str, int]:
    """Put at the end of the thread the questions whose answers say whether an item is done; its title, and how many.

    Raises:
        Refused: nothing waits for it, or no question of the model tells.
        NotFound: the rule packs know the mitigation no longer.
    """
    model = models.model(unit, model_id, for_update=True)
    shown = sum(_put(unit, services, model, ask) for ask in _evidence(unit, services, model, item_id))
    if not shown:
        raise Refused("No question of this model tells whether that is done. *Decide otherwise* takes it off the list.")
    item, _ = waiting_for(unit, model.id, item_id)
    return item.title, shown


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


def days(unit: UnitOfWork, model_id: str, item_id: int, by: str) -> Days:
    """How late a day somebody may give an item.

    Raises:
        Refused: nothing waits for it, or no day is left that they could give; and who could.
    """
    model = models.model(unit, model_id)
    found = postponing.days(unit, model, *waiting_for(unit, model_id, item_id), by)
    if found.last < unit.now.date():
        raise Refused(found.why_not)
    return found


def move(unit: UnitOfWork, model_id: str, item_id: int, day: date, reason: str, by: postponing.Asker) -> None:
    """Give an item another day; the thread is told, and it stands on record.

    Raises:
        Refused: nothing waits for it, nobody says why in a sentence, or the day has passed or is too late for the
            strictest of its threats, and this person cannot bear its risk.
    """
    model = models.model(unit, model_id, for_update=True)
    item, rows = waiting_for(unit, model_id, item_id)
    stands = item.due.date()
    promises = [(row, postponing.Promise(postponing.since(unit, item, row), stands)) for row in rows]
    found = ((row, postponing.refusal(unit, model, {item.owner}, row, day, one, by)) for row, one in promises)
    late = next(((row, why) for row, why in found if why), None)
    no_day = Refused(f"T-{late[0].number}: {late[1]}" if rows[1:] else late[1], "due") if late else None
    same = Refused("That is the day for which it stands already.", "due") if day == stands else None
    refuse_all([no_day, same, no_sentence(reason, "Write why it takes longer")])
    told = [postponing.keep(unit, item, rows, day, reason, by.member)] if day > stands else []
    if not told:
        sooner = {"title": item.title, "before": stands.isoformat(), "due": day.isoformat(), "reason": reason}
        unit.record(by.member, "mitigation brought forward", model.id, sooner)
    item.due, item.reminded = end_of(day), 0
    item.remind_at = morning_after(item.due, item.zone)
    model.revision += 1
    unit.session.add_all([item, model])
    unit.session.flush()
    surfaces.refresh(unit, model.id, *SHOWN)
    postponing.tell(unit, model, told, [row.number for row in rows])
