"""Listeners of what begins outside a command: a mention, the button in its answer, the shortcut on a message."""

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.blocks.typed import as_read
from bot.listeners.commands import outside
from bot.listeners.incoming import Incoming, Payload
from bot.listeners.new import first_form
from bot.listeners.shapes import Said, on_open
from bot.manifest import THREAD_SHORTCUT
from bot.services import Services, mentions
from bot.services.requests import Reply, once
from bot.store.unit_of_work import UnitOfWork


def register(app: App, services: Services) -> None:
    """Register the listeners of mentions and of the shortcut."""

    def form(_unit: UnitOfWork, incoming: Incoming, _said: Said) -> View:
        return first_form(services, incoming.workspace_id, incoming.channel, incoming.user)

    on_open(app, services, "new.open", "", form)

    @app.event("app_mention")
    def mentioned(event: Payload, body: Payload, context: BoltContext) -> None:
        if "bot_id" in event:
            return  # two bots that answer each other would never end
        ts = str(event["ts"])

        def work(unit: UnitOfWork) -> Reply:
            mentions.answer(unit, str(event["channel"]), ts, str(event.get("thread_ts") or ts))
            return Reply()

        once(services.store, context["workspace_id"], str(body["event_id"]), "event", work)

    @app.shortcut({"type": "message_action", "callback_id": THREAD_SHORTCUT})
    def from_message(ack: Ack, body: Payload, client: WebClient, context: BoltContext, respond: Respond) -> None:
        incoming = Incoming.of(body, context)
        if words := outside(client, incoming.channel, str(body["channel"].get("name", ""))):
            respond(words)  # by the shortcut's own address: where we are not a member we may not post
            ack()
            return
        description = as_read(str(body["message"].get("text") or ""))
        view = first_form(services, incoming.workspace_id, incoming.channel, incoming.user, description)
        client.views_open(trigger_id=incoming.trigger_id, view=view)
        ack()
