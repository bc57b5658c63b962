"""conversations.*, as far as they make a channel, name it, say what it is for, and put it away."""

from typing import Literal

from bot.sandbox import rooms
from bot.sandbox.api import scopes
from bot.sandbox.api.args import Args
from bot.sandbox.api.people import channel_json
from bot.sandbox.api.places import channel_for, named_channel
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Installation, Json, User

_LONGEST_WORDS = 250


def _checked_name(context: Context, app: Installation, args: Args, own: Channel | None = None) -> str:
    name = args.text("name").removeprefix("#")
    if error := rooms.bad_name(context, app.id, name, own):
        raise ApiError(error)
    return name


def _bot(context: Context, app: Installation) -> User:
    return context.workspace.users[app.bot_user]


def create(context: Context, app: Installation, args: Args) -> Json:
    """conversations.create: a public channel, or a private one, with the bot in it."""
    workspace = context.workspace
    kind: Literal["group", "channel"] = "group" if args.flag("is_private") else "channel"
    scopes.need(app, "write", kind)
    name = _checked_name(context, app, args)
    channel = rooms.create(context, _bot(context, app), name, private=kind == "group")
    return {"channel": channel_json(workspace, app, channel)}


def rename(context: Context, app: Installation, args: Args) -> Json:
    """conversations.rename, for a channel that the app has made: Slack leaves others to members and administrators."""
    channel = named_channel(context, app, args, "write")
    if channel.creator != app.bot_user:
        raise ApiError("not_authorized")
    rooms.rename(context, channel, _bot(context, app), _checked_name(context, app, args, channel))
    return {"channel": channel_json(context.workspace, app, channel)}


def archive(context: Context, app: Installation, args: Args) -> Json:
    """conversations.archive."""
    channel = channel_for(context, app, args, "write")
    if channel.kind in {"im", "mpim"}:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("already_archived")
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    if channel.name == "general":
        raise ApiError("cant_archive_general")
    rooms.archive(context, channel, _bot(context, app))
    return {}


def unarchive(context: Context, app: Installation, args: Args) -> Json:
    """conversations.unarchive, for a channel in which the bot still is."""
    channel = channel_for(context, app, args, "write")
    if not channel.is_archived:
        raise ApiError("not_archived")
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    rooms.unarchive(context, channel, _bot(context, app))
    return {}


def _words(context: Context, app: Installation, args: Args, name: str) -> Channel:
    channel = channel_for(context, app, args, "topic")
    if channel.kind == "im" or (name == "purpose" and channel.kind == "mpim"):
        raise ApiError("method_not_supported_for_channel_type")
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("is_archived")
    if len(args.text(name)) > _LONGEST_WORDS:
        raise ApiError("too_long")
    return channel


def set_topic(context: Context, app: Installation, args: Args) -> Json:
    """conversations.setTopic."""
    channel = _words(context, app, args, "topic")
    rooms.set_topic(context, channel, _bot(context, app), args.text("topic"))
    return {"channel": channel_json(context.workspace, app, channel)}


def set_purpose(context: Context, app: Installation, args: Args) -> Json:
    """conversations.setPurpose."""
    channel = _words(context, app, args, "purpose")
    rooms.set_purpose(context, channel, _bot(context, app), args.text("purpose"))
    return {"purpose": channel.purpose}
