"""Listeners of a new threat model: its two forms, and more rows in them."""

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.blocks.new_form import flows_form, lines_of, parts_form, parts_of
from bot.blocks.values import unpacked
from bot.listeners.incoming import Incoming, Payload, action_of
from bot.services import Services, drafts
from bot.services.requests import Reply
from bot.store import models
from bot.store.unit_of_work import UnitOfWork
from flows.workload.draft import TYPES

ROWS = 3


def types_of(services: Services) -> list[tuple[str, str]]:
    """Component types for a select, by title."""
    return sorted({**TYPES, **services.library.types}.items(), key=lambda item: item[1].lower())


def open_form(services: Services, client: WebClient, trigger_id: str, channel: str, user: str) -> None:
    """Open the first form."""
    view = parts_form(types_of(services), ROWS, channel, user)
    client.views_open(trigger_id=trigger_id, view=view)


def register(app: App, services: Services) -> None:
    """Register the listeners of the two forms."""

    @app.action("new.more_parts")
    def more_parts(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        view = body["view"]
        held = unpacked(view["private_metadata"], "channel", "rows")
        rows = int(action_of(body)["value"]) + 2
        form = parts_form(types_of(services), rows, held["channel"], body["user"]["id"])
        client.views_update(view_id=view["id"], hash=view["hash"], view=form)

    @app.action("new.more_flows")
    def more_flows(ack: Ack, body: Payload, client: WebClient, context: BoltContext) -> None:
        ack()
        view = body["view"]
        held = unpacked(view["private_metadata"], "m", "rows")
        with services.store.read(context["workspace_id"]) as unit:
            workload = models.workload(models.model(unit, held["m"]))
        form = flows_form(workload, int(action_of(body)["value"]) + 2)
        client.views_update(view_id=view["id"], hash=view["hash"], view=form)

    @app.view("new.parts")
    def parts(ack: Ack, body: Payload, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        held = unpacked(body["view"]["private_metadata"], "channel", "rows")
        form, errors = parts_of(body["view"]["state"]["values"], int(held["rows"]))
        if form is None:
            ack(response_action="errors", errors=errors)
            return

        def work(unit: UnitOfWork) -> Reply:
            model = drafts.draft(unit, services, form, held["channel"], incoming.user)
            view = flows_form(models.workload(model), max(2, len(form.components)))
            return Reply({"response_action": "update", "view": view.to_dict()})

        ack(**(incoming.once(services, work).body or {}))

    @app.view("new.flows")
    def lines(ack: Ack, body: Payload, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        held = unpacked(body["view"]["private_metadata"], "m", "rows")
        rows, errors = lines_of(body["view"]["state"]["values"], int(held["rows"]))
        if errors:
            ack(response_action="errors", errors=errors)
            return

        def work(unit: UnitOfWork) -> None:
            drafts.connect(unit, services, held["m"], rows, incoming.user)

        incoming.once(services, work)
        ack()
