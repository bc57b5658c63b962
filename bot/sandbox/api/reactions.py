"""reactions.*: what the bot adds to messages without a word."""

from bot.sandbox import manifest
from bot.sandbox.api.args import Args
from bot.sandbox.api.chat import find_channel
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json, Message


def _message(context: Context, args: Args) -> Message:
    channel = find_channel(context.workspace, args.required("channel"))
    message = context.workspace.message(channel.id, args.required("timestamp"))
    if message is None:
        raise ApiError("message_not_found")
    if manifest.BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    return message


def add(context: Context, args: Args) -> Json:
    """reactions.add."""
    message, name = _message(context, args), args.required("name").strip(":")
    who = message.reactions.setdefault(name, [])
    if manifest.BOT_USER in who:
        raise ApiError("already_reacted")
    who.append(manifest.BOT_USER)
    context.workspace.save(message)
    return {}


def remove(context: Context, args: Args) -> Json:
    """reactions.remove."""
    message, name = _message(context, args), args.required("name").strip(":")
    if manifest.BOT_USER not in message.reactions.get(name, []):
        raise ApiError("no_reaction")
    message.reactions[name].remove(manifest.BOT_USER)
    if not message.reactions[name]:
        del message.reactions[name]
    context.workspace.save(message)
    return {}


def get(context: Context, args: Args) -> Json:
    """reactions.get."""
    message = _message(context, args)
    return {
        "type": "message",
        "channel": message.channel,
        "message": message_json(context.workspace, message),
    }
