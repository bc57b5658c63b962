"""Listeners of the direct conversation: any word there, and the buttons of the answer."""

from typing import Final

from slack_bolt import App, BoltContext
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.blocks.forms import State, text_of
from bot.blocks.help import help_text
from bot.blocks.welcome import where
from bot.errors import Refused
from bot.listeners.commands import outside
from bot.listeners.incoming import Incoming, Payload
from bot.listeners.new import first_form
from bot.listeners.shapes import Said, on_open, on_press, on_submit
from bot.services import Services, mentions
from bot.services.requests import Reply, once
from bot.store.unit_of_work import UnitOfWork

SAID: Final = (None, "file_share")
"""Subtypes of what somebody says; the others tell of edits, deletions and what happened."""


def register(app: App, services: Services) -> None:
    """Register the listeners of the direct conversation."""

    def first(unit: UnitOfWork, incoming: Incoming, _said: Said, state: State) -> Reply:
        channel = text_of(state, "channel")
        view = first_form(services, unit.workspace_id, channel, incoming.user)
        return Reply({"response_action": "update", "view": view.to_dict()})

    on_open(app, services, "new.where", "", _where)
    on_press(app, services, "help.show", "", lambda unit, incoming, _: incoming.tell(unit, help_text()))
    on_submit(app, services, "new.where", "", "channel", first, look=_refuse_outside)

    @app.event("message")
    def said(event: Payload, body: Payload, context: BoltContext) -> None:
        if not is_said(event):
            return

        def work(unit: UnitOfWork) -> Reply:
            thread = str(event.get("thread_ts") or "")
            mentions.answer_alone(unit, str(event["channel"]), str(event["ts"]), thread)
            return Reply()

        once(services.store, context["workspace_id"], str(body["event_id"]), "event", work)


def is_said(event: Payload) -> bool:
    """Whether a person says something to us alone: two bots that answer each other would never end."""
    return event.get("channel_type") == "im" and "bot_id" not in event and event.get("subtype") in SAID


def _where(_unit: UnitOfWork, _incoming: Incoming, _said: Said) -> View:
    return where()


def _refuse_outside(client: WebClient, _by: str, state: State) -> Said:
    channel = text_of(state, "channel")
    if not channel:
        raise Refused("Choose a channel.", "channel")
    if words := outside(client, channel):
        raise Refused(words, "channel")
    return {}
