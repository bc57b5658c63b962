"""The intake: which question is shown next, answering, changing, "don't know", stopping and going on.

``answer`` rows are append-only and ``ask`` rows say what was put; the next question is a pure function of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.errors import NotFound
from bot.services import Services, people, surfaces
from bot.services.generation import regenerate
from bot.services.picture import picture
from bot.store import models
from bot.store.tables import Answer, Ask, Model
from bot.store.unit_of_work import UnitOfWork
from flows.intake.questions import Question, next_questions, said, short_intake
from flows.packs.schema import Role

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Meanwhile:
    """Somebody else answered first; theirs stands until somebody changes it."""

    by: str
    value: str


def remaining(unit: UnitOfWork, services: Services, model: Model) -> Sequence[Question]:
    """What this intake still asks, the riskiest first: what can still change something and nobody has set aside."""
    aside = frozenset(key for key, ask in models.asks(unit, model.id).items() if ask.state == "deferred")
    seen = picture(unit, services, model)
    return short_intake(seen.workload, services.library, aside, context=seen.context, before=model.asked_before)


def said_so_far(unit: UnitOfWork, services: Services, model: Model) -> int:
    """How many answers stand: an intake that begins anew asks beyond them."""
    return said(models.answered(unit, model, services.library))


def ask_next(unit: UnitOfWork, services: Services, model: Model, by: str) -> None:
    """Show the next question in the thread; when none is left, the list of threats."""
    if model.state != "intake" or _open(unit, model.id):
        return
    waiting = remaining(unit, services, model)
    if waiting:
        put(unit, services, model, waiting[0], left=len(waiting) - 1)
    else:
        regenerate(unit, services, model, by)


def put(unit: UnitOfWork, services: Services, model: Model, question: Question, left: int) -> None:
    """Show a question at the end of the thread; where it was asked before, the earlier message says so."""
    before = models.asks(unit, model.id)
    ask = before.get((question.fact, question.on))
    if ask is None:
        ask = Ask(workspace_id=unit.workspace_id, model_id=model.id, fact=question.fact, on=question.on)
    ask.state = "open"
    subject = subject_of(question.fact, question.on)
    surfaces.refresh(unit, model.id, "question", subject=subject)
    ask.surface_id = surfaces.show(
        unit,
        "question",
        model.channel,
        model_id=model.id,
        parent_id=surfaces.first(unit, model.id, "card"),
        subject=subject,
        payload=_payload(services, question, len(before) + (ask.surface_id is None), left),
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
    }


def subject_of(fact: str, on: str) -> str:
    """What a question's surface says it is about."""
    return f"{fact}|{on}"


def answer(
    unit: UnitOfWork, services: Services, model_id: str, ask: tuple[str, str, int], value: str, by: str
) -> Meanwhile | None:
    """Answer (fact, on) as it was shown at a revision; ``unknown`` sets the question aside. None where it stands.

    Raises:
        NotFound: the model, or such a question, is not here.
    """
    model = models.model(unit, model_id, for_update=True)
    fact, on, revision = ask
    put = _asked(unit, model.id, fact, on)
    known = services.library.facts.get(fact)
    if put is None or known is None or (value != UNKNOWN and value not in known.choices):
        raise NotFound("That question, or that answer to it, is not part of this threat model any more.")
    last = _last(unit, model.id, fact, on)
    if put.revision != revision and last is not None:
        return Meanwhile(last.by, last.value)
    _append(unit, model.id, (fact, on), value, by, last)
    put.state = "deferred" if value == UNKNOWN else "answered"
    put.revision += 1
    unit.session.add(put)
    model.revision += 1
    unit.session.add(model)
    unit.session.flush()
    unit.record(by, "answered", model.id, {"fact": fact, "on": on, "value": value})
    surfaces.refresh(unit, model.id, "question", subject=subject_of(fact, on))
    surfaces.refresh(unit, model.id, "intake")
    if model.state in ("intake", "paused"):
        ask_next(unit, services, model, by)
    elif model.state != "draft":
        regenerate(unit, services, model, by)
    return None


def ask_one(unit: UnitOfWork, services: Services, model_id: str, ask: tuple[str, str]) -> None:
    """Put one question in the thread, whichever was next; one that was set aside is asked again.

    Raises:
        NotFound: the question can no longer change anything.
    """
    model = models.model(unit, model_id, for_update=True)
    seen = picture(unit, services, model)
    waiting = next_questions(seen.workload, services.library, context=seen.context)
    found = [one for one in waiting if (one.fact, one.on) == ask]
    if not found:
        raise NotFound("That is answered meanwhile, or no longer changes anything.")
    put(unit, services, model, found[0], left=0)


def reopen(unit: UnitOfWork, model_id: str, fact: str, on: str) -> None:
    """Show an answered question's choices again, so that the answer can be changed."""
    models.model(unit, model_id, for_update=True)
    put = _asked(unit, model_id, fact, on)
    if put is None:
        raise NotFound("That question is not part of this threat model any more.")
    put.state = "changing"  # it holds up no other question, and the old answer counts until there is a new one
    unit.session.add(put)
    unit.session.flush()
    surfaces.refresh(unit, model_id, "question", subject=subject_of(fact, on))


def stop(unit: UnitOfWork, model_id: str, by: str) -> Model:
    """Stop asking for now; what was answered stays."""
    return _pause(unit, model_id, by, "intake", "paused")


def resume(unit: UnitOfWork, services: Services, model_id: str, by: str) -> Model:
    """Go on asking."""
    model = _pause(unit, model_id, by, "paused", "intake")
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
    return model


def _asked(unit: UnitOfWork, model_id: str, fact: str, on: str) -> Ask | None:
    wanted = select(Ask).where(col(Ask.model_id) == model_id, col(Ask.fact) == fact, col(Ask.on) == on)
    return unit.session.exec(wanted).one_or_none()


def _open(unit: UnitOfWork, model_id: str) -> bool:
    waiting = select(Ask.fact).where(col(Ask.model_id) == model_id, col(Ask.state) == "open")
    return unit.session.exec(waiting.limit(1)).first() is not None


def _last(unit: UnitOfWork, model_id: str, fact: str, on: str) -> Answer | None:
    ours = select(Answer).where(col(Answer.model_id) == model_id, col(Answer.fact) == fact, col(Answer.on) == on)
    return unit.session.exec(ours.order_by(col(Answer.id).desc()).limit(1)).first()


def _append(unit: UnitOfWork, model_id: str, ask: tuple[str, str], value: str, by: str, last: Answer | None) -> None:
    unit.insert(
        Answer,
        model_id=model_id,
        fact=ask[0],
        on=ask[1],
        value=value,
        by=by,
        at=unit.now,
        source="thread",
        role=_only_role(unit, by),
        supersedes=last.id if last else None,
    )


def _only_role(unit: UnitOfWork, by: str) -> Role | None:
    held = people.roles_of(unit, by)
    return next(iter(held)) if len(held) == 1 else None
