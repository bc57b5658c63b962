"""reactions.*: what the bot adds to messages without a word."""

import re

from bot.sandbox import people
from bot.sandbox.api.args import Args
from bot.sandbox.api.paging import page, paged
from bot.sandbox.api.places import find_channel, known_person
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation, Json, Message

_NAME = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")


def _message(context: Context, app: Installation, args: Args) -> Message:
    if not (args.has("channel") and args.has("timestamp")):
        raise ApiError("no_item_specified")
    channel = find_channel(context.workspace, app, args.text("channel"))
    message = context.workspace.message(channel.id, args.text("timestamp"))
    if message is None or message.subtype == "tombstone":
        raise ApiError("message_not_found")
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    return message


def _name(args: Args) -> str:
    name = args.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise ApiError("invalid_name")
    return name


def add(context: Context, app: Installation, args: Args) -> Json:
    """reactions.add."""
    message, name = _message(context, app, args), _name(args)
    if context.workspace.channels[message.channel].is_archived:
        raise ApiError("is_archived")
    if app.bot_user in message.reactions.get(name, []):
        raise ApiError("already_reacted")
    people.react(context, message, context.workspace.users[app.bot_user], name, on=True)
    return {}


def remove(context: Context, app: Installation, args: Args) -> Json:
    """reactions.remove."""
    message, name = _message(context, app, args), _name(args)
    if app.bot_user not in message.reactions.get(name, []):
        raise ApiError("no_reaction")
    people.react(context, message, context.workspace.users[app.bot_user], name, on=False)
    return {}


def get(context: Context, app: Installation, args: Args) -> Json:
    """reactions.get."""
    message = _message(context, app, args)
    return {"type": "message", "channel": message.channel, "message": message_json(context.workspace, message)}


def list_reactions(context: Context, app: Installation, args: Args) -> Json:
    """reactions.list: the messages to which somebody, or the bot itself, has reacted, newest first."""
    workspace = context.workspace
    user = known_person(workspace, app, args.text("user", app.bot_user)).id
    found = [
        message
        for channel in workspace.channels.values()
        if app.bot_user in channel.members
        for message in workspace.messages(channel.id)
        if any(user in who for who in message.reactions.values())
    ]
    items, cursor = page(found, args, lambda message: f"{message.ts}/{message.channel}", backwards=True)
    shown = [{"type": "message", "channel": item.channel, "message": message_json(workspace, item)} for item in items]
    return paged("items", shown, cursor)
