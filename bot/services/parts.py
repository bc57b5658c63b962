"""Editing what is drawn: one part or one asset at a time, and the list follows at once, where there is one.

The review of an approved model opens by it.

A part keeps its id whatever it is called, so that answers and decisions stay with it. What led to a removed part goes
with it; its threats are kept as gone.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from bot.errors import NotFound, Refused
from bot.services import Services, surfaces
from bot.services.intake import follow
from bot.services.standing import to_redraw
from bot.store import models
from bot.store.tables import Model
from bot.store.unit_of_work import UnitOfWork
from flows.words import told_apart
from flows.workload.draft import ComponentRow, edited, graded, without
from flows.workload.model import Asset, Component, Flow, Workload

Thing = TypeVar("Thing", Component, Asset, Flow)
GONE = "That is not in this threat model any more."


def own(things: Iterable[Thing], id_: str) -> Thing:
    """The one of a model's own things with this id.

    Raises:
        NotFound: it has none.
    """
    found = next((one for one in things if one.id == id_), None)
    if found is None:
        raise NotFound(GONE)
    return found


def part(model: Model, id_: str) -> Component:
    """One of its own parts; ``NotFound`` as ``own``."""
    return own(models.workload(model).components, id_)


def asset(model: Model, id_: str) -> Asset:
    """One of its own assets; ``NotFound`` as ``own``."""
    return own(models.workload(model).assets, id_)


def edit(unit: UnitOfWork, services: Services, model_id: str, id_: str, row: ComponentRow, by: str) -> Model:
    """Call a part otherwise, or say that it is something else or somewhere else.

    Raises:
        NotFound: there is no such part here.
        Refused: it is a draft, or another part has this name.
    """
    model = to_redraw(unit, model_id, by)
    before = part(model, id_)
    if any(told_apart(one.name) == told_apart(row.name) and one.id != id_ for one in models.workload(model).components):
        raise Refused("Another part has this name; people could not tell them apart.")
    drawn = models.workload(model)
    after = {"name": row.name, "type": row.type, "zone": row.zone or ""}
    zone = next((one.kind for one in drawn.zones if one.id == before.zone), "")
    detail = {"part": id_, "before": before.name, "type_before": before.type, "zone_before": zone, **after}
    return redrawn(unit, services, model, edited(drawn, id_, row), by, ("part edited", detail))


def remove(unit: UnitOfWork, services: Services, model_id: str, id_: str, by: str) -> Model:
    """Take a part out, with the lines that led from it and to it.

    Raises:
        NotFound: there is no such part here.
        Refused: it is a draft, or this is the last part of a model that needs one.
    """
    model = to_redraw(unit, model_id, by)
    found = part(model, id_)
    if model.kind != "platform" and len(models.workload(model).components) == 1:
        raise Refused("It is the last part; add another one first.")
    drawn = models.workload(model)
    after = without(drawn, id_)
    stop_asking(unit, services, model, drawn, after)
    detail = {"part": id_, "name": found.name, "flows": len(drawn.flows) - len(after.flows)}
    return redrawn(unit, services, model, after, by, ("part removed", detail))


def stop_asking(unit: UnitOfWork, services: Services, model: Model, before: Workload, after: Workload) -> None:
    """Questions about what is not drawn any more say so, and hold up no others."""
    flows = {one.id for one in before.flows} - {one.id for one in after.flows}
    parts = {one.id for one in before.components} - {one.id for one in after.components}
    for (name, on), ask in models.asks(unit, model.id).items():
        fact = services.library.facts.get(name)
        kind = fact.on if fact else "workload"
        if on in (flows if kind == "flow" else parts if kind in ("component", "source", "target") else ()):
            ask.state = "gone"
            unit.session.add(ask)
            surfaces.refresh(unit, model.id, "question", subject=surfaces.subject_of(name, on))


def grade(
    unit: UnitOfWork, services: Services, model_id: str, id_: str, grades: Mapping[str, int | None], by: str
) -> Model:
    """Say how bad each loss of an asset would be, 1 to 5; what is not graded is presumed.

    Raises:
        NotFound: there is no such asset here.
        Refused: it is a draft.
    """
    model = to_redraw(unit, model_id, by)
    name = asset(model, id_).name
    detail = {"asset": id_, "name": name, **{loss: value for loss, value in grades.items() if value is not None}}
    return redrawn(unit, services, model, graded(models.workload(model), id_, grades), by, ("asset graded", detail))


def redrawn(
    unit: UnitOfWork, services: Services, model: Model, drawn: Workload, by: str, what: tuple[str, Mapping[str, object]]
) -> Model:
    """Keep what is drawn now, note ``what`` was done, and let the list follow, or the next question."""
    model.structure = drawn.model_dump(mode="json", by_alias=True, exclude_none=True)
    model.revision += 1
    unit.session.add(model)
    unit.session.flush()
    unit.record(by, what[0], model.id, dict(what[1]))
    surfaces.refresh(unit, model.id, "card", "intake", "nudge")
    follow(unit, services, model, by, "the drawing was edited")
    return model
