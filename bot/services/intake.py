"""The intake: which question is shown next, showing one again, stopping and going on.

``ask`` rows say what was put; the next question is a pure function of them and of the answers, which
``bot.services.answers`` writes.
"""

from collections.abc import Sequence

from sqlmodel import col, select

from bot.errors import NotFound
from bot.services import Services, surfaces
from bot.services.generation import refresh_open, regenerate
from bot.services.picture import picture, voices_of
from bot.store import models
from bot.store.tables import Ask, Model, Surface
from bot.store.unit_of_work import UnitOfWork
from flows.intake.questions import Question, next_questions, said, short_intake, waiting_for_same
from flows.threats.types import Ask as Asked

UNKNOWN = "unknown"
ASIDE = ("deferred", "contested")
"""States of questions that an intake does not put again by itself."""


def remaining(unit: UnitOfWork, services: Services, model: Model) -> Sequence[Question]:
    """What this intake still asks, the riskiest first: what can still change something and nobody has set aside."""
    aside = frozenset(key for key, ask in models.asks(unit, model.id).items() if ask.state in ASIDE)
    seen = picture(unit, services, model)
    return short_intake(seen.workload, services.library, aside, context=seen.context, before=model.asked_before)


def said_so_far(unit: UnitOfWork, services: Services, model: Model) -> int:
    """How many answers stand: an intake that begins anew asks beyond them."""
    return said(picture(unit, services, model).own)


def ask_next(unit: UnitOfWork, services: Services, model: Model, by: str) -> None:
    """Show the next question in the thread; when none is left, the list of threats."""
    if model.state != "intake" or _open(unit, model.id):
        return
    left = remaining(unit, services, model)
    if left:
        put(unit, services, model, left[0], left=len(left) - 1)
    else:
        end(unit, services, model, by, "the questions were answered")


def follow(unit: UnitOfWork, services: Services, model: Model, by: str, why: str) -> None:
    """Go on after a change: with the next question while they are put, else with a list made anew, if there is one."""
    if model.state in ("intake", "paused"):
        ask_next(unit, services, model, by)
    elif model.state != "draft":
        regenerate(unit, services, model, by, why)


def end(unit: UnitOfWork, services: Services, model: Model, by: str, why: str) -> None:
    """Ask no more, and show the list of threats; ``why`` goes on record."""
    model.state = "triage"
    regenerate(unit, services, model, by, why)
    refresh_open(unit, model.id)


def put(unit: UnitOfWork, services: Services, model: Model, question: Question, left: int) -> None:
    """Show a question at the end of the thread; where it was asked before, the earlier message says so."""
    before = models.asks(unit, model.id)
    ask = before.get((question.fact, question.on))
    if ask is None:
        ask = Ask(workspace_id=unit.workspace_id, model_id=model.id, fact=question.fact, on=question.on)
    ask.state = "contested" if question.contested else "open"
    _show(unit, model, ask, _payload(services, question, len(before) + (ask.surface_id is None), left))


def put_again(unit: UnitOfWork, model: Model, ask: Ask, state: str) -> None:
    """Show a question at the end of the thread once more, as it read before, now in ``state``.

    Raises:
        NotFound: it was never shown.
    """
    shown = unit.session.exec(select(Surface).where(col(Surface.id) == ask.surface_id)).one_or_none()
    if shown is None:
        raise NotFound("That question is not part of this threat model any more.")
    ask.state = state
    _show(unit, model, ask, {**shown.payload, "contested": state == "contested"})


def _show(unit: UnitOfWork, model: Model, ask: Ask, payload: dict[str, object]) -> None:
    """What stood further up says where it is now."""
    subject = surfaces.subject_of(ask.fact, ask.on)
    surfaces.refresh(unit, model.id, "question", subject=subject)
    ask.surface_id = surfaces.show(
        unit,
        "question",
        model.channel,
        model_id=model.id,
        parent_id=surfaces.first(unit, model.id, "card"),
        subject=subject,
        payload=payload,
    )
    unit.session.add(ask)
    unit.session.flush()


def _payload(services: Services, question: Question, number: int, left: int) -> dict[str, object]:
    fact = services.library.facts[question.fact]
    return {
        "text": question.text,
        "why": question.why,
        "who": list(fact.who),
        "settles": question.settles,
        "unknown_leads_to": fact.unknown_leads_to or "",
        "number": number,
        "left": left,
        "contested": bool(question.contested),
    }


def names(unit: UnitOfWork, services: Services, model: Model, ids: Sequence[str]) -> list[str]:
    """How people call parts, lines and assets; an id that is not in the model any more is shown as it is."""
    drawn = picture(unit, services, model).workload
    named = {one.id: one.name for group in (drawn.components, drawn.assets) for one in group}
    ends = {one.id: one.name or f"{named.get(one.from_)} to {named.get(one.to)}" for one in drawn.flows}
    return [named.get(id_) or ends.get(id_, id_) for id_ in ids]


def ask_one(unit: UnitOfWork, services: Services, model_id: str, ask: Asked) -> Model:
    """Put one question in the thread, whichever was next; one that was set aside is asked again.

    Raises:
        NotFound: the question can no longer change anything.
    """
    model = models.model(unit, model_id, for_update=True)
    found = [one for one in waiting(unit, services, model) if (one.fact, one.on) == ask]
    if not found:
        raise NotFound("That is answered meanwhile, or does not change anything any more.")
    put(unit, services, model, found[0], left=0)
    return model


def waiting(unit: UnitOfWork, services: Services, model: Model) -> Sequence[Question]:
    """Every question whose answer can still change something, also those that were set aside."""
    seen = picture(unit, services, model)
    return next_questions(seen.workload, services.library, context=seen.context)


def same_for(unit: UnitOfWork, services: Services, model: Model, ask: Asked) -> tuple[tuple[str, str], ...]:
    """(id, name) of the other things of its kind of which nobody has said anything yet."""
    seen = picture(unit, services, model)
    found = waiting_for_same(seen.workload, services.library, ask, context=seen.context)
    shelved = {on for (fact, on), put in models.asks(unit, model.id).items() if fact == ask[0] and put.state in ASIDE}
    return tuple((on, name) for on, name in found if on not in shelved)


def reopen(unit: UnitOfWork, model_id: str, fact: str, on: str) -> None:
    """Show an answered question's choices again, so that the answer can be changed."""
    models.model(unit, model_id, for_update=True)
    put = asked(unit, model_id, (fact, on))
    if put is None:
        raise NotFound("That question is not part of this threat model any more.")
    put.state = "changing"  # it holds up no other question, and the old answer counts until there is a new one
    unit.session.add(put)
    unit.session.flush()
    surfaces.refresh(unit, model_id, "question", subject=surfaces.subject_of(fact, on))


def keep(unit: UnitOfWork, services: Services, model_id: str, fact: str, on: str) -> None:
    """Leave a question that was opened again as it was answered; nothing new is said. One that was not stays as it is.

    Raises:
        NotFound: there is no such question here.
    """
    models.model(unit, model_id, for_update=True)
    put = asked(unit, model_id, (fact, on))
    if put is None:
        raise NotFound("That question is not part of this threat model any more.")
    if put.state == "changing":
        last = [one.value for one in models.answers(unit, model_id) if (one.fact, one.on) == (fact, on)][-1:]
        apart = (fact, on) in voices_of(unit, services, model_id)
        put.state = "contested" if apart else "deferred" if last == [UNKNOWN] else "answered" if last else "open"
        unit.session.add(put)
        unit.session.flush()
    surfaces.refresh(unit, model_id, "question", subject=surfaces.subject_of(fact, on))


def stop(unit: UnitOfWork, model_id: str, by: str) -> Model:
    """Stop asking for now; what was answered stays."""
    return _pause(unit, model_id, by, "intake", "paused")


def resume(unit: UnitOfWork, services: Services, model_id: str, by: str) -> Model:
    """Go on asking."""
    model = _pause(unit, model_id, by, "paused", "intake")
    ask_next(unit, services, model, by)
    return model


def go_on(unit: UnitOfWork, services: Services, model_id: str, by: str) -> Model:
    """Ask as many questions again once the list is there; what was set aside stays aside."""
    model = models.model(unit, model_id, for_update=True)
    if model.state == "triage":
        aside = sum(ask.state in ASIDE for ask in models.asks(unit, model.id).values())
        model.state, model.asked_before = "intake", said_so_far(unit, services, model) + aside
        model.revision += 1
        unit.session.add(model)
        unit.session.flush()
        unit.record(by, "asked on", model.id)
        surfaces.refresh(unit, model.id, "intake", "card", "summary")
        refresh_open(unit, model.id)
        ask_next(unit, services, model, by)
    return model


def _pause(unit: UnitOfWork, model_id: str, by: str, before: str, after: str) -> Model:
    model = models.model(unit, model_id, for_update=True)
    if model.state == before:
        model.state = after
        unit.session.add(model)
        unit.session.flush()
        unit.record(by, after, model.id)
        surfaces.refresh(unit, model.id, "intake", "card")
        refresh_open(unit, model.id)
    return model


def asked(unit: UnitOfWork, model_id: str, ask: Asked) -> Ask | None:
    """The question as it was put, if it was."""
    wanted = select(Ask).where(col(Ask.model_id) == model_id, col(Ask.fact) == ask[0], col(Ask.on) == ask[1])
    return unit.session.exec(wanted).one_or_none()


def _open(unit: UnitOfWork, model_id: str) -> bool:
    found = select(Ask.fact).where(col(Ask.model_id) == model_id, col(Ask.state) == "open")
    return unit.session.exec(found.limit(1)).first() is not None
