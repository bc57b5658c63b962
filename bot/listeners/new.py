"""Listeners of a new threat model: its two forms, more rows in them, and a draft that is taken up again."""

from slack_bolt import App
from slack_sdk.models.views import View

from bot.blocks.forms import State, text_of
from bot.blocks.new_form import flows_form, lines_of, parts_form, parts_of
from bot.listeners.incoming import Incoming
from bot.listeners.shapes import Said, WrongFields, on_open, on_submit, on_turn
from bot.services import Services, drafts
from bot.services.requests import Reply
from bot.store import models
from bot.store.unit_of_work import UnitOfWork
from flows.workload.model import WORKLOAD
from flows.workload.types import TYPES

ROWS = 3
MORE = 2


def types_of(services: Services) -> list[tuple[str, str]]:
    """Component types for a select, by title."""
    named = {**TYPES, **services.library.types}
    named.pop(WORKLOAD, None)  # the pack about the whole is no part of it
    return sorted(named.items(), key=lambda item: item[1].lower())


def register(app: App, services: Services) -> None:
    """Register the listeners of the two forms."""

    def more_parts(_unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
        description = text_of(incoming.entered, "description")  # a text that nobody touched is not kept by an update
        return parts_form(types_of(services), int(said["rows"]) + MORE, said["channel"], incoming.user, description)

    def parts(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply:
        form, errors = parts_of(state, int(said["rows"]))
        if form is None:
            raise WrongFields(errors)
        model = drafts.draft(unit, services, form, said["channel"], incoming.user)
        view = flows_form(models.workload(model), max(2, len(form.components)), model.revision)
        return Reply({"response_action": "update", "view": view.to_dict()})

    def lines(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> None:
        rows, errors = lines_of(state, int(said["rows"]))
        if errors:
            raise WrongFields(errors)
        drafts.connect(unit, services, (said["m"], int(said["r"])), rows, incoming.user)

    on_turn(app, services, "new.more_parts", "channel rows", more_parts)
    on_turn(
        app, services, "new.more_flows", "m rows", lambda unit, _, said: _flows(unit, said, int(said["rows"]) + MORE)
    )
    on_open(app, services, "model.finish", "m", lambda unit, _, said: _flows(unit, said, 2))
    on_submit(app, services, "new.parts", "channel rows", "name", parts)
    on_submit(app, services, "new.flows", "m r rows", "from1", lines)


def _flows(unit: UnitOfWork, said: Said, rows: int) -> View:
    model = models.model(unit, said["m"])
    workload = models.workload(model)
    return flows_form(workload, max(rows, len(workload.components)), model.revision)
