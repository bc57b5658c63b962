"""Starting a threat model: the draft from the first form, its flows from the second, then card and intake."""

from bot.errors import Refused
from bot.services import Services, surfaces
from bot.services.intake import follow
from bot.services.lines import refuse_unknown
from bot.services.picture import base_of, generations, taken
from bot.services.standing import to_redraw
from bot.store import models
from bot.store.tables import Model
from bot.store.unit_of_work import UnitOfWork
from flows.words import told_apart
from flows.workload.draft import FlowRow, Form, connected, drafted
from flows.workload.extends import MOST_GENERATIONS


def draft(unit: UnitOfWork, services: Services, form: Form, channel: str, by: str) -> Model:
    """Keep what the first form says; nothing is shown in the channel yet.

    Raises:
        NotFound: the model that it extends is not in this workspace.
        Refused: that one is a draft, or has too many below it; or another model has this name.
    """
    _refuse_alike(unit, form.name)
    if form.extends is not None:
        _check_base(unit, models.model(unit, form.extends))
    made = Model(
        workspace_id=unit.workspace_id,
        id=services.new_id(),
        name=form.name,
        folded=told_apart(form.name),
        owner=form.owner,
        channel=channel,
        structure={},
        kind=form.kind,
        extends=form.extends,
        created_by=by,
        created_at=unit.now,
    )
    unit.session.add(made)
    unit.session.flush()
    drawn = drafted(form, made.id, taken(unit, services, made))
    made.structure = drawn.model_dump(mode="json", by_alias=True, exclude_none=True)
    unit.session.add(made)
    unit.session.flush()
    unit.record(by, "model drafted", made.id, {"name": form.name})
    return made


def _refuse_alike(unit: UnitOfWork, name: str) -> None:
    there = models.alike(unit, name)
    if there is None:
        return
    way = "has “Finish the form”" if there.state == "draft" else "has it"
    told = f"“{there.name}” is a threat model already; people could not tell them apart. `/threatmodel list` {way}."
    raise Refused(told, "name")


def _check_base(unit: UnitOfWork, base: Model) -> None:
    if base.state == "draft":
        raise Refused("The model that it extends is a draft: finish its form first.")
    if generations(unit, base) >= MOST_GENERATIONS:
        raise Refused(f"{MOST_GENERATIONS} models stand above each other there already. Extend one further below.")


def connect(
    unit: UnitOfWork, services: Services, drawn_at: tuple[str, int], rows: tuple[FlowRow, ...], by: str
) -> Model:
    """Add the flows to (model, revision) as the form showed it; the first time, show the card and the first question.

    Raises:
        Refused: the model was changed since the form was opened, or a line leads to what it does not have.
    """
    model = models.model(unit, drawn_at[0], for_update=True)
    if model.revision != drawn_at[1]:
        raise Refused("This threat model has changed since the form was opened; nothing was added. Open it again.")
    if model.state != "draft":
        to_redraw(unit, model.id, by)
    _add(unit, services, model, rows, by)
    if model.state == "draft":
        _begin(unit, model)
    surfaces.refresh(unit, model.id, "card", "intake", "nudge")
    unit.session.flush()
    follow(unit, services, model, by, "lines were drawn")
    return model


def put_off(
    unit: UnitOfWork,
    services: Services,
    drawn_at: tuple[str, int],
    rows: tuple[FlowRow, ...],
    by: str,
    *,
    changed: bool = False,
) -> None:
    """Keep what the second form, of (model, revision) and closed, has of lines, and tell ``by`` the way back to it.

    It is the form of a draft, or the one after something ``changed``, by which the new parts are kept already.

    The draft may stand open in another window, so that some of the lines are there already, or it has begun meanwhile.
    Nobody sees a refusal of a form that is closed: ``by`` is told as well of lines that cannot be kept, and why.
    """
    model = models.model(unit, drawn_at[0], for_update=True)
    there = [(one.from_, one.to, one.kind, one.carries) for one in models.workload(model).flows]
    new = tuple(row for row in rows if (row.from_, row.to, row.kind, row.carries) not in there)
    lines, why = len(new), ""
    if model.state == "draft" or changed:
        lines, why = _left_out(unit, services, (model, drawn_at[1]), new, by)
    told = {"user": by, "left_out": {"lines": lines, "why": why}, "changed": changed}
    surfaces.show(unit, "kept", model.channel, model_id=model.id, payload=told, lane=f"{unit.workspace_id}:to:{by}")


def _left_out(
    unit: UnitOfWork, services: Services, drawn_at: tuple[Model, int], rows: tuple[FlowRow, ...], by: str
) -> tuple[int, str]:
    """Add lines to a draft, or to what has begun; gives how many cannot be, all or none, and why."""
    model, revision = drawn_at
    try:
        if rows and model.state == "draft":
            _add(unit, services, model, rows, by)
        elif rows:
            connect(unit, services, (model.id, revision), rows, by)
    except Refused as refusal:
        return len(rows), str(refusal)
    return 0, ""


def _add(unit: UnitOfWork, services: Services, model: Model, rows: tuple[FlowRow, ...], by: str) -> None:
    drawn = models.workload(model)
    base = base_of(unit, services, model)
    refuse_unknown(drawn, base, rows)
    workload = connected(drawn, rows, taken(unit, services, model))
    model.structure = workload.model_dump(mode="json", by_alias=True, exclude_none=True)
    model.revision += 1
    unit.session.add(model)
    unit.record(by, "flows added", model.id, {"flows": len(rows)})


def _begin(unit: UnitOfWork, model: Model) -> None:
    model.state = "intake"
    unit.session.flush()
    card = surfaces.show(unit, "card", model.channel, model_id=model.id)
    surfaces.show(unit, "intake", model.channel, model_id=model.id, parent_id=card)
