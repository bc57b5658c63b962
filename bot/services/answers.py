"""Answering: one question, the same for others of its kind, or that an answer still holds. Rows are only ever added.

Which question is put next is ``bot.services.intake``'s; here follows what an answer sets off.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.errors import NotFound, Refused
from bot.services import Services, people, surfaces
from bot.services.intake import UNKNOWN, ask_one, asked, follow, put, put_again, waiting
from bot.services.picture import voices_of
from bot.store import models
from bot.store.tables import Answer, Ask, Model
from bot.store.unit_of_work import UnitOfWork
from flows.packs.schema import Role
from flows.threats.types import Ask as Asked

MOST_REFRESHED = 5
GONE = "That question, or that answer to it, is not part of this threat model any more."


@dataclass(frozen=True)
class Meanwhile:
    """Somebody else answered first; theirs stands until somebody changes it."""

    by: str
    value: str


@dataclass(frozen=True)
class SameFor:
    """What "the same for the others" came to: ids that now have the answer, and those that had one meanwhile."""

    done: tuple[str, ...]
    left_alone: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """Who says it, in which role, and by which way: the thread, the window of what is to be confirmed, a review."""

    by: str
    role: Role | None
    source: str = "thread"


def answer(
    unit: UnitOfWork,
    services: Services,
    model_id: str,
    ask: tuple[str, str, int],
    value: str,
    by: str,
    role: str = "",
) -> Meanwhile | None:
    """Answer (fact, on) as it was shown at a revision; ``unknown`` sets the question aside. None where it stands.

    Raises:
        NotFound: the model, or such a question, is not here.
    """
    model = models.model(unit, model_id, for_update=True)
    fact, on, revision = ask
    put = _put(unit, model.id, (fact, on))
    return _said(unit, services, model, put, revision, value, given(unit, services, by, fact, role))


def answer_listed(
    unit: UnitOfWork,
    services: Services,
    model_id: str,
    ask: tuple[str, str, int],
    value: str,
    by: str,
    role: str = "",
) -> Meanwhile | None:
    """Answer what the list has to confirm, put before or not; the answer stands in the thread like any other.

    Raises:
        NotFound: the model is not here, or nothing waits for that answer.
    """
    model = models.model(unit, model_id, for_update=True)
    fact, on, revision = ask
    if asked(unit, model.id, (fact, on)) is None:
        ask_one(unit, services, model_id, (fact, on))
    put = _put(unit, model.id, (fact, on))
    return _said(unit, services, model, put, revision, value, given(unit, services, by, fact, role, "to confirm"))


def same(
    unit: UnitOfWork, services: Services, model_id: str, ask: tuple[str, str, int], others: Sequence[str], by: str
) -> SameFor:
    """Say of ``others`` what stands of (fact, on) at a revision: an answer each, all or none of them.

    Raises:
        NotFound: there is no such question here.
        Refused: its answer has changed since, or is contested.
    """
    model = models.model(unit, model_id, for_update=True)
    fact, on, revision = ask
    source, last = asked(unit, model.id, (fact, on)), last_answer(unit, model.id, (fact, on))
    if source is None or last is None or fact not in services.library.facts:
        raise NotFound(GONE)
    if source.revision != revision or source.state not in ("answered", "deferred"):
        raise Refused("That answer has changed since; nothing was said of the others. Look at it again.")
    open_ = {one.on: one for one in waiting(unit, services, model) if one.fact == fact and not one.contested}
    shelved = {key for key, one in models.asks(unit, model.id).items() if one.state == "deferred"}
    done = tuple(other for other in others if other in open_ and (fact, other) not in shelved)
    who = given(unit, services, by, fact)
    for other in done:
        if asked(unit, model.id, (fact, other)) is None:
            put(unit, services, model, open_[other], left=0)
        _note(unit, services, model, _put(unit, model.id, (fact, other)), last.value, who)
    if done:
        surfaces.refresh(unit, model.id, "question", subject=surfaces.subject_of(fact, on))
        _follow(unit, services, model, fact, by)
    return SameFor(done, tuple(other for other in others if other not in done))


def said_of(unit: UnitOfWork, model_id: str, ask: Asked, others: Sequence[str], by: str) -> SameFor:
    """Of which ``others`` somebody has said what stands of ``ask``."""
    stands = last_answer(unit, model_id, ask)
    found = {other: last_answer(unit, model_id, (ask[0], other)) for other in others}
    done = tuple(on for on, one in found.items() if one and stands and (one.by, one.value) == (by, stands.value))
    return SameFor(done, tuple(on for on in others if on not in done))


def still_so(unit: UnitOfWork, services: Services, model: Model, ask: Asked, by: str) -> Answer:
    """Say again what stands: a new row of the same value, from today on; gives the earlier one.

    Raises:
        NotFound: nothing stands there.
    """
    there, last = asked(unit, model.id, ask), last_answer(unit, model.id, ask)
    if there is None or last is None or last.value == UNKNOWN or not _is_choice(services, ask[0], last.value):
        raise NotFound(GONE)
    _note(unit, services, model, there, last.value, given(unit, services, by, ask[0], source="review"))
    return last


def given(unit: UnitOfWork, services: Services, by: str, fact: str, role: str = "", source: str = "thread") -> Given:
    """Somebody's answer to a fact, in the role that they named, else in the one in which they speak.

    Raises:
        Refused: they do not hold the role that they named.
    """
    if role and role not in people.roles_of(unit, by):
        raise Refused(f"You do not hold the role {role}. `/threatmodel role {role}` adds it.")
    roles = people.answers_as(unit, by, services.library.facts[fact].who)
    named = next((one for one in people.ROLES if one == role), None)
    return Given(by, named or (roles[0] if len(roles) == 1 else None), source)


def last_answer(unit: UnitOfWork, model_id: str, ask: Asked) -> Answer | None:
    """What was said last, ``unknown`` included."""
    ours = select(Answer).where(col(Answer.model_id) == model_id, col(Answer.fact) == ask[0], col(Answer.on) == ask[1])
    return unit.session.exec(ours.order_by(col(Answer.id).desc()).limit(1)).first()


def _note(unit: UnitOfWork, services: Services, model: Model, put: Ask, value: str, who: Given) -> None:
    """Add the row; where the roles that know differ from now on, the question is put to them anew, once."""
    ask = (put.fact, put.on)
    before = ask in voices_of(unit, services, model.id)
    last = last_answer(unit, model.id, ask)
    unit.insert(
        Answer,
        model_id=model.id,
        fact=put.fact,
        on=put.on,
        value=value,
        by=who.by,
        at=unit.now,
        source=who.source,
        role=who.role,
        supersedes=last.id if last else None,
    )
    apart = ask in voices_of(unit, services, model.id)
    put.state = "contested" if apart else "deferred" if value == UNKNOWN else "answered"
    put.revision += 1
    model.revision += 1
    unit.session.add_all([put, model])
    unit.session.flush()
    unit.record(who.by, "answered", model.id, {"fact": put.fact, "on": put.on, "value": value})
    if apart and not before:
        unit.record(who.by, "contested", model.id, {"fact": put.fact, "on": put.on})
        put_again(unit, model, put, "contested")
    surfaces.refresh(unit, model.id, "question", subject=surfaces.subject_of(*ask))


def _said(
    unit: UnitOfWork, services: Services, model: Model, put: Ask, revision: int, value: str, who: Given
) -> Meanwhile | None:
    if not _is_choice(services, put.fact, value):
        raise NotFound(GONE)
    last = last_answer(unit, model.id, (put.fact, put.on))
    if put.revision != revision and last is not None:
        return Meanwhile(last.by, last.value)
    _note(unit, services, model, put, value, who)
    _follow(unit, services, model, put.fact, who.by)
    return None


def _follow(unit: UnitOfWork, services: Services, model: Model, fact: str, by: str) -> None:
    _refresh_alike(unit, model.id, fact)
    surfaces.refresh(unit, model.id, "intake", *(["nudge"] if model.state == "review" else []))
    follow(unit, services, model, by, "after answers")


def _refresh_alike(unit: UnitOfWork, model_id: str, fact: str) -> None:
    """The newest messages of the same fact about other things: what they offer to say of the rest has changed.

    Only some, because Slack takes 50 updates a minute; an older offer leaves alone what is answered, and says so.
    """
    alike = [ask for ask in models.asks(unit, model_id).values() if ask.fact == fact]
    alike.sort(key=lambda ask: ask.surface_id or 0, reverse=True)
    for ask in alike[:MOST_REFRESHED]:
        surfaces.refresh(unit, model_id, "question", subject=surfaces.subject_of(ask.fact, ask.on))


def _put(unit: UnitOfWork, model_id: str, ask: Asked) -> Ask:
    found = asked(unit, model_id, ask)
    if found is None:
        raise NotFound(GONE)
    return found


def _is_choice(services: Services, fact: str, value: str) -> bool:
    known = services.library.facts.get(fact)
    return known is not None and (value == UNKNOWN or value in known.choices)
