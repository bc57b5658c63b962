"""Starting a threat model: the draft from the first form, its flows from the second, then card and intake."""

from bot.services import Services, surfaces
from bot.services.generation import regenerate
from bot.services.intake import ask_next
from bot.store import models
from bot.store.tables import Model
from bot.store.unit_of_work import UnitOfWork
from flows.workload.draft import FlowRow, Form, connected, drafted


def draft(unit: UnitOfWork, services: Services, form: Form, channel: str, by: str) -> Model:
    """Keep what the first form says; nothing is shown in the channel yet."""
    made = Model(
        workspace_id=unit.workspace_id,
        id=services.new_id(),
        name=form.name,
        owner=form.owner,
        channel=channel,
        structure={},
        created_by=by,
        created_at=unit.now,
    )
    made.structure = drafted(form, made.id).model_dump(mode="json", by_alias=True, exclude_none=True)
    unit.session.add(made)
    unit.session.flush()
    unit.record(by, "model drafted", made.id, {"name": form.name})
    return made


def connect(unit: UnitOfWork, services: Services, model_id: str, rows: tuple[FlowRow, ...], by: str) -> Model:
    """Add the flows, show the card in the channel and the first question in its thread."""
    model = models.model(unit, model_id, for_update=True)
    workload = connected(models.workload(model), rows)
    model.structure = workload.model_dump(mode="json", by_alias=True, exclude_none=True)
    unit.session.add(model)
    if model.state != "draft":
        model.state = "intake"
        unit.session.flush()
        regenerate(unit, services, model, by)
        return model
    model.state = "intake"
    unit.session.flush()
    card = surfaces.show(unit, "card", model.channel, model_id=model.id)
    surfaces.show(unit, "intake", model.channel, model_id=model.id, parent_id=card)
    unit.record(by, "intake begun", model.id, {"flows": len(rows)})
    ask_next(unit, services, model, by)
    return model
