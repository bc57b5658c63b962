"""What a model is judged by now: what is drawn and answered, what it inherits, and what else a generation knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import NotFound
from bot.services import Services
from bot.store import models, threats
from bot.store.tables import Model
from bot.store.unit_of_work import UnitOfWork
from flows.intake.answers import Answer as Said
from flows.intake.answers import apply, contested
from flows.packs.index import Library
from flows.threats.generate import generate
from flows.threats.types import Ask, Context, Generation, Voice
from flows.workload.extends import extended, in_force, over
from flows.workload.model import Workload

UNKNOWN_REVIEWS = 2
"""After how many reviews running without an answer a severe question counts against the model."""


@dataclass(frozen=True)
class Picture:
    """A model as it stands; answers past their last day are left out.

    Attributes:
        own: drawn here or below, with what was answered here alone.
        workload: with what it inherits laid under it.
        context: the day, what is contested, overdue, or extended.
        base: the name of the model that it extends; empty where it extends none or that is not here.
    """

    own: Workload
    workload: Workload
    context: Context
    base: str = ""

    def generation(self, library: Library) -> Generation:
        """Its threats."""
        return generate(self.workload, library, context=self.context)


def picture(unit: UnitOfWork, services: Services, model: Model) -> Picture:
    """The model with all that it is judged by."""
    base = base_of(unit, services, model)
    said = models.said(unit, model.id, services.library)
    own = _answered(unit, services, model, said, base)
    below = None if base is None or base.kind == "platform" else base
    context = Context(unit.now.date(), _voices(said, services.library), overdue(model), below)
    return Picture(own, _laid(own, base, services), context, base.name if base is not None else "")


def voices_of(unit: UnitOfWork, services: Services, model_id: str) -> dict[Ask, tuple[Voice, ...]]:
    """The facts of a model of which people who know differ, with what each of them says."""
    return _voices(models.said(unit, model_id, services.library), services.library)


def _voices(said: Sequence[Said], library: Library) -> dict[Ask, tuple[Voice, ...]]:
    apart = contested(said, library)
    return {
        ask: tuple(Voice(one.role, one.by, one.value) for one in given if one.role is not None)
        for ask, given in apart.items()
    }


def platform_facts(library: Library) -> frozenset[str]:
    """The facts that a platform model answers for all teams."""
    return frozenset(name for name, fact in library.facts.items() if fact.scope == "platform")


def overdue(model: Model) -> frozenset[Ask]:
    """The questions that nobody could answer at two reviews running."""
    found = model.baseline.get("unknown", [])
    return frozenset((fact, on) for fact, on, reviews in found if reviews >= UNKNOWN_REVIEWS)


def base_of(unit: UnitOfWork, services: Services, model: Model) -> Workload | None:
    """The model that it extends, with what that inherits; None where it extends none or that is not here."""
    below = _below(unit, model)
    if below is None:
        return None
    base = base_of(unit, services, below)
    said = models.said(unit, below.id, services.library)
    return _laid(_answered(unit, services, below, said, base), base, services)


def name_below(unit: UnitOfWork, model: Model) -> str:
    """The name of the model that it extends; empty where it extends none or that is not here."""
    below = _below(unit, model)
    return "" if below is None else models.workload(below).name


def generations(unit: UnitOfWork, model: Model) -> int:
    """How many models stand above each other with this one on top."""
    below = _below(unit, model)
    return 1 if below is None else 1 + generations(unit, below)


def taken(unit: UnitOfWork, services: Services, model: Model) -> frozenset[str]:
    """The ids of parts and lines that no new one of this model may get.

    Those of what it extends and of what extends it; and those of what it had once, lest its answers and decisions come
    back with something else.
    """
    base = base_of(unit, services, model)
    drawn = [] if base is None else [base]
    above = models.extending(unit, model.id)
    while above:
        drawn += [models.workload(one) for one in above]
        above = [one for each in above for one in models.extending(unit, each.id)]
    around = frozenset(one.id for each in drawn for group in (each.components, each.flows) for one in group)
    had = {row.on for row in threats.rows(unit, model.id, everything=True)} | {
        on for _, on in models.asks(unit, model.id)
    }
    return around | had


def _answered(
    unit: UnitOfWork, services: Services, model: Model, said: Sequence[Said], base: Workload | None
) -> Workload:
    drawn = models.workload(model)
    return in_force(apply(drawn if base is None else over(drawn, base), said, services.library), unit.now.date())


def _laid(own: Workload, base: Workload | None, services: Services) -> Workload:
    return own if base is None else extended(own, base, platform_facts(services.library))


def _below(unit: UnitOfWork, model: Model) -> Model | None:
    if not model.extends:
        return None
    try:
        return models.model(unit, model.extends)
    except NotFound:
        return None
