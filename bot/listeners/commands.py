"""The slash command: one root with subcommands; and paging through the list of models."""

import re
from difflib import get_close_matches
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block

from bot.blocks.help import COMMANDS, PAGE, help_text, listing, not_understood, which
from bot.blocks.rules import fit_of_rules
from bot.blocks.text import clean, cut, plain
from bot.blocks.values import unpacked
from bot.errors import NotFound
from bot.listeners.incoming import Incoming, Payload, action_of
from bot.listeners.new import first_form
from bot.listeners.shapes import Said, on_press
from bot.manifest import COMMAND
from bot.services import Services, people, surfaces
from bot.services.dues import late
from bot.services.precision import precision
from bot.services.requests import Reply
from bot.services.worse import approved_versions
from bot.slack import error_code
from bot.store import models
from bot.store.unit_of_work import UnitOfWork

TEAM = "A threat model is made by a team: type this in the channel where the design is discussed."
WORDS = tuple(command.split()[0] for command in COMMANDS)


def register(app: App, services: Services) -> None:
    """Register the command and the list's pages."""
    _register_pages(app, services)
    _register_choice(app, services)

    @app.command(COMMAND)
    def threatmodel(ack: Ack, body: Payload, client: WebClient, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        word, _, rest = str(body.get("text", "")).strip().partition(" ")
        match word.lower():
            case "new" if words := outside(client, incoming.channel, str(body.get("channel_name", ""))):
                ack(text=words)
            case "new":
                name = clean(rest).strip()
                view = first_form(services, incoming.workspace_id, incoming.channel, incoming.user, name=name)
                client.views_open(trigger_id=incoming.trigger_id, view=view)
                ack()
            case "list" | "rules" | "help" | "" as wanted:
                ack(**_shown(services, incoming.workspace_id, wanted))
            case "show":
                reply = incoming.once(services, lambda unit: _show(unit, services, incoming.channel, rest.strip()))
                ack(**(reply.body or {}))
            case "role":
                reply = incoming.once(services, lambda unit: _role(unit, incoming.user, rest.strip().lower()))
                ack(**(reply.body or {}))
            case other:
                nearest = get_close_matches(other, WORDS, n=1)
                ack(text=not_understood(other, nearest[0] if nearest else None))


def _shown(services: Services, workspace_id: str, wanted: str) -> dict[str, Any]:
    """What is only looked at."""
    if wanted == "list":
        return {"text": "Threat models", "blocks": _page(services, workspace_id, 0)}
    if wanted == "rules":
        with services.store.read(workspace_id) as unit:
            return {"text": fit_of_rules(precision(unit))}
    return {"text": help_text()}


def outside(client: WebClient, channel: str, name: str = "") -> str:
    """What to do first where Threatbot could post nothing: a private channel without it, a direct conversation.

    ``name`` is what Slack calls the place: a direct conversation is told by it, because of one without us we
    could ask nothing, and nobody can be invited to it.
    """
    invite = "I am not in this channel, so I could not post here. Type `/invite @threatbot`, then try again."
    if name == "directmessage" or name.startswith("mpdm-"):
        return f"{TEAM} Nobody can be invited to a direct conversation."
    try:
        found = client.conversations_info(channel=channel)["channel"]
    except SlackApiError as error:
        match error_code(error):
            case "channel_not_found":
                return invite
            case "missing_scope":  # direct conversations, of which no scope of ours tells
                return TEAM
            case _:
                raise
    return invite if found.get("is_private") and not found.get("is_member") else ""


def _show(unit: UnitOfWork, services: Services, channel: str, name: str) -> Reply:
    if not name:
        return Reply({"text": "Say which: `/threatmodel show NAME`. `/threatmodel list` shows the names."})
    found = models.named(unit, name)
    if not found:
        raise NotFound(f"No threat model is called “{plain(cut(name, 100))}”. `/threatmodel list` shows what there is.")
    if len(found) > 1:
        approved = approved_versions(unit, *(one.id for one in found))
        blocks = which([models.model(unit, one.id) for one in found], approved, most=models.MOST_NAMED)
        return Reply({"text": "Which of them?", "blocks": [block.to_dict() for block in blocks]})
    _copy(unit, services, channel, found[0].id)
    return Reply()


def _copy(unit: UnitOfWork, services: Services, channel: str, model_id: str) -> None:
    """The card once more; the link is made here, because a worker of its own may not know the workspace's address."""
    thread = surfaces.thread_link(unit, services.address(), model_id)
    surfaces.show(unit, "card", channel, model_id=model_id, subject="copy", payload={"thread": thread})


def _register_choice(app: App, services: Services) -> None:
    def chosen(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        _copy(unit, services, incoming.channel, models.model(unit, said["m"]).id)

    on_press(app, services, "models.show", "m", chosen)


def _role(unit: UnitOfWork, user: str, said: str) -> Reply:
    word, _, rest = said.partition(" ")
    if word == "drop":
        people.drop(unit, user, rest.strip())
        return Reply({"text": f"Dropped: you act as {rest.strip()} no longer. Your roles: {people.told(unit, user)}."})
    if said:
        people.declare(unit, user, said)
        noted = f"Noted: you act as {said}. It stands on record that you said so yourself."
        return Reply({"text": f"{noted} Your roles: {people.told(unit, user)}."})
    how = "`/threatmodel role security` adds one, `/threatmodel role drop security` drops one"
    return Reply({"text": f"Your roles: {people.told(unit, user)}. {how}: {', '.join(people.ROLES)}."})


def _page(services: Services, workspace_id: str, page: int) -> list[Block]:
    with services.store.read(workspace_id) as unit:
        found, total = models.listed(unit, page * PAGE, PAGE)
        threads = {one.id: surfaces.thread_link(unit, services.address(), one.id) for one in found}
        return listing(found, total, page, threads, approved_versions(unit, *threads), late(unit, *threads))


def _register_pages(app: App, services: Services) -> None:
    @app.action(re.compile(r"^models\.turn\.\d+$"))
    def turn(ack: Ack, body: Payload, context: BoltContext, respond: Respond) -> None:
        page = int(unpacked(action_of(body)["value"], "p")["p"])
        ack()
        respond(text="Threat models", blocks=_page(services, context["workspace_id"], page), replace_original=True)
