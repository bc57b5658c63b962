"""Listeners of the lines of what is drawn: listed under a part, edited in a form of their own, added, removed."""

import re

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.blocks.forms import State
from bot.blocks.lines import line_form, line_in
from bot.blocks.values import unpacked
from bot.listeners.incoming import Incoming, Payload, action_of
from bot.listeners.new import flows_of
from bot.listeners.parts import part_form, window_of
from bot.listeners.shapes import Said, WrongFields, on_open, on_submit, on_turn
from bot.services import Services, lines
from bot.services.picture import base_of
from bot.services.standing import drawable
from bot.store import models
from bot.store.unit_of_work import UnitOfWork

NEW = 2
REMOVED = "The line is removed; the list follows."


def register(app: App, services: Services) -> None:
    """Register the listeners of lines."""
    _register_remove(app, services)

    def form(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        model = drawable(unit, said["m"])
        flow, base = lines.line(model, said["l"]), base_of(unit, services, model)
        return line_form(model, models.workload(model), base, flow, int(said["p"]))

    def turned(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return part_form(unit, services, said, int(said["q"]))

    def add(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return flows_of(unit, services, drawable(unit, said["m"]), NEW)

    def edited(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> None:
        row, errors = line_in(state)
        if row is None:
            raise WrongFields(errors)
        lines.edit(unit, services, said["m"], said["l"], row, incoming.user)

    def saved(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return window_of(unit, services, said["m"], int(said["p"]), "Saved; the list follows.")

    on_turn(app, services, re.compile(r"^lines\.turn\.\d+$"), "m o p q", turned)
    on_turn(
        app, services, "lines.edit", "m o l p q", form
    )  # in the place of the part's form: Slack stacks three windows
    on_open(app, services, "lines.open", "m o l p q", form)
    on_turn(app, services, "lines.add", "m", add)
    on_submit(app, services, "lines.edit", "m l p", "from", edited, below=saved)


def _register_remove(app: App, services: Services) -> None:
    @app.action("lines.remove")
    def removed(ack: Ack, body: Payload, client: WebClient, context: BoltContext) -> None:
        """The window below counts lines, so both are shown anew."""
        incoming = Incoming.of(body, context)
        said = unpacked(action_of(body)["value"], "m", "o", "l", "p", "q")

        def work(unit: UnitOfWork) -> None:
            lines.remove(unit, services, said["m"], said["l"], incoming.user)

        incoming.once(services, work)
        with services.store.read(incoming.workspace_id) as unit:
            parts = window_of(unit, services, said["m"], int(said["p"]), REMOVED)
            part = part_form(unit, services, said, int(said["q"]), REMOVED) if said["o"] else None
        client.views_update(view_id=body["view"]["id"], view=part or parts)
        if part is not None and (under := body["view"].get("previous_view_id")):
            client.views_update(view_id=under, view=parts)
        ack()
