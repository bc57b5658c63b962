"""reactions.*: what the bot adds to messages without a word."""

from bot.sandbox.api.args import Args
from bot.sandbox.api.chat import find_channel
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation, Json, Message


def _message(context: Context, app: Installation, args: Args) -> Message:
    channel = find_channel(context.workspace, app, args.required("channel"))
    message = context.workspace.message(channel.id, args.required("timestamp"))
    if message is None:
        raise ApiError("message_not_found")
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    return message


def add(context: Context, app: Installation, args: Args) -> Json:
    """reactions.add."""
    message, name = _message(context, app, args), args.required("name").strip(":")
    who = message.reactions.setdefault(name, [])
    if app.bot_user in who:
        raise ApiError("already_reacted")
    who.append(app.bot_user)
    context.workspace.save(message)
    return {}


def remove(context: Context, app: Installation, args: Args) -> Json:
    """reactions.remove."""
    message, name = _message(context, app, args), args.required("name").strip(":")
    if app.bot_user not in message.reactions.get(name, []):
        raise ApiError("no_reaction")
    message.reactions[name].remove(app.bot_user)
    if not message.reactions[name]:
        del message.reactions[name]
    context.workspace.save(message)
    return {}


def get(context: Context, app: Installation, args: Args) -> Json:
    """reactions.get."""
    message = _message(context, app, args)
    return {
        "type": "message",
        "channel": message.channel,
        "message": message_json(context.workspace, message),
    }
