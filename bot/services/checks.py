"""What a review asks to be said again: at every second one three answers drawn by lot, always those that are too old.

What was drawn stands in the model's baseline, so that a review that is put off asks for the same again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import col, func, select

from bot.services import Services
from bot.services.picture import picture
from bot.store import models
from bot.store.tables import Answer, Model, Review, Surface
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Check
from flows.review import aged, spot_check
from flows.threats.types import Ask

PUT_OFF = "put off"
"""How the outcome of a review begins that was no review yet."""


def draw(unit: UnitOfWork, services: Services, model: Model) -> None:
    """A review begins: draw what it asks to be confirmed, of what people said in this model."""
    done = _done(unit, model.id)
    found: tuple[Ask, ...] = ()
    if done % 2:
        own = picture(unit, services, model).own
        found = spot_check(own, done, frozenset(aged(own, unit.now)))
    drawn = {"since": unit.now.isoformat(), "asks": [list(ask) for ask in found]}
    model.baseline = {**model.baseline, "drawn": drawn}
    unit.session.add(model)
    unit.session.flush()


def drawn(unit: UnitOfWork, services: Services, model: Model) -> list[Check]:
    """What was drawn and nobody has answered since."""
    kept = model.baseline.get("drawn")
    if not kept:
        return []
    since = datetime.fromisoformat(kept["since"])
    found = _checks(unit, services, model, [(fact, on) for fact, on in kept["asks"]], old=False)
    return [check for check in found if check.at < since]


def old(unit: UnitOfWork, services: Services, model: Model, but: Sequence[Check] = ()) -> list[Check]:
    """The answers that are too old to count on, the oldest first; without those that are asked about already."""
    there = {(check.fact, check.on) for check in but}
    asks = [ask for ask in aged(picture(unit, services, model).own, unit.now) if ask not in there]
    return _checks(unit, services, model, asks, old=True)


def _done(unit: UnitOfWork, model_id: str) -> int:
    """How many dated reviews came to an end; one that was put off did not."""
    ours = (col(Review.model_id) == model_id, col(Review.kind) == "periodic", col(Review.outcome) != "")
    ended = select(func.count()).select_from(Review).where(*ours, col(Review.outcome).not_like(f"{PUT_OFF}%"))
    return unit.session.exec(ended).one()


def _checks(unit: UnitOfWork, services: Services, model: Model, asks: Iterable[Ask], *, old: bool) -> list[Check]:
    """As far as they were asked here and still stand."""
    last = {(answer.fact, answer.on): answer for answer in models.answers(unit, model.id)}
    put = models.asks(unit, model.id)
    there = [ask for ask in asks if ask in last and ask in put and put[ask].state == "answered"]
    shown = {ask: put[ask].surface_id for ask in there}
    surfaces = unit.session.exec(select(Surface).where(col(Surface.id).in_(list(shown.values()))))
    texts = {one.id: str(one.payload.get("text", "")) for one in surfaces}
    return [
        Check(*ask, texts[shown[ask]], _words(services, last[ask]), last[ask].by, last[ask].at, old)
        for ask in there
        if shown[ask] in texts
    ]


def _words(services: Services, answer: Answer) -> str:
    fact = services.library.facts.get(answer.fact)
    return fact.choices.get(answer.value, answer.value) if fact else answer.value
