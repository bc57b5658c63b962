"""Editing the lines of what is drawn: what passes between which parts. Parts and assets: ``bot.services.parts``."""

from collections.abc import Iterable

from bot.errors import Refused
from bot.services import Services
from bot.services.parts import own, redrawn, stop_asking
from bot.services.picture import base_of, taken
from bot.services.standing import to_redraw
from bot.store import models
from bot.store.tables import Model
from bot.store.unit_of_work import UnitOfWork
from flows.workload.draft import FlowRow, line_edited, without_line
from flows.workload.model import Flow, Workload


def line(model: Model, id_: str) -> Flow:
    """One of its own lines; ``NotFound`` as ``own``."""
    return own(models.workload(model).flows, id_)


def refuse_unknown(drawn: Workload, base: Workload | None, rows: Iterable[FlowRow]) -> None:
    """Refuse lines from, to or of what neither the model nor the one that it extends has.

    Raises:
        Refused: one of them is such a line.
    """
    every = (drawn,) if base is None else (drawn, base)
    parts = {part.id for each in every for part in each.components}
    assets = {asset.id for each in every for asset in each.assets}
    if any(not ({row.from_, row.to} <= parts and assets.issuperset(row.carries)) for row in rows):
        raise Refused("A line leads to a part, or carries data, that the model does not have. Please choose again.")


def _ends(line: Flow | FlowRow, drawn: Workload, base: Workload | None) -> str:
    """From where to where, by the names of the parts."""
    every = (*(() if base is None else base.components), *drawn.components)
    names = {one.id: one.name for one in every}
    return f"{names.get(line.from_, line.from_)} to {names.get(line.to, line.to)}"


def edit(unit: UnitOfWork, services: Services, model_id: str, id_: str, row: FlowRow, by: str) -> Model:
    """Say what a line is, where it leads and what it carries; one that leads elsewhere is asked about anew.

    Raises:
        NotFound: there is no such line here.
        Refused: it is a draft, or the line would lead to what is not there.
    """
    model = to_redraw(unit, model_id, by)
    before, drawn = line(model, id_), models.workload(model)
    base = base_of(unit, services, model)
    refuse_unknown(drawn, base, [row])
    after = line_edited(drawn, id_, row, taken(unit, services, model))
    stop_asking(unit, services, model, drawn, after)
    ends = {"before": _ends(before, drawn, base), "name": _ends(row, drawn, base)}
    detail = {"line": id_, "kind": row.kind, "carries": list(row.carries), **ends}
    return redrawn(unit, services, model, after, by, ("line edited", detail))


def remove(unit: UnitOfWork, services: Services, model_id: str, id_: str, by: str) -> Model:
    """Take a line out; its threats are kept as gone.

    Raises:
        NotFound: there is no such line here.
        Refused: it is a draft.
    """
    model = to_redraw(unit, model_id, by)
    found, drawn = line(model, id_), models.workload(model)
    after = without_line(drawn, id_)
    stop_asking(unit, services, model, drawn, after)
    detail = {"line": id_, "name": _ends(found, drawn, base_of(unit, services, model))}
    return redrawn(unit, services, model, after, by, ("line removed", detail))
