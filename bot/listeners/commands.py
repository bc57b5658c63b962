"""The slash command: one root with subcommands."""

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.listeners.incoming import Incoming, Payload
from bot.listeners.new import open_form
from bot.services import Services

COMMAND = "/threatmodel"


def register(app: App, services: Services) -> None:
    """Register the command."""

    @app.command(COMMAND)
    def threatmodel(ack: Ack, body: Payload, client: WebClient, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        word, _, _rest = str(body.get("text", "")).strip().partition(" ")
        if word == "new":
            open_form(services, client, incoming.trigger_id, incoming.channel, incoming.user)
            ack()
            return
        ack(text="help")
