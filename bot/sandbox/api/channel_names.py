"""conversations.*, as far as they make a channel, name it, say what it is for, and put it away."""

import re
from typing import Literal

from bot.sandbox.api import scopes
from bot.sandbox.api.args import Args
from bot.sandbox.api.people import channel_json
from bot.sandbox.api.places import channel_for, named_channel
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Installation, Json

_LONGEST_NAME, _LONGEST_WORDS = 80, 250
_NAME = re.compile(r"[\w-]+")


def _checked_name(context: Context, app: Installation, args: Args, own: Channel | None = None) -> str:
    name = args.text("name").removeprefix("#")
    if not name:
        raise ApiError("invalid_name_required")
    if len(name) > _LONGEST_NAME:
        raise ApiError("invalid_name_maxlength")
    if not any(letter.isalnum() for letter in name):
        raise ApiError("invalid_name_punctuation")
    if not _NAME.fullmatch(name) or name != name.lower():
        raise ApiError("invalid_name_specials")
    channels = context.workspace.channels.values()
    if any(channel.name == name and app.id in channel.teams and channel is not own for channel in channels):
        raise ApiError("name_taken")
    return name


def create(context: Context, app: Installation, args: Args) -> Json:
    """conversations.create: a public channel, or a private one, with the bot in it."""
    workspace = context.workspace
    kind: Literal["group", "channel"] = "group" if args.flag("is_private") else "channel"
    scopes.need(app, "write", kind)
    name, created = _checked_name(context, app, args), int(workspace.clock.seconds())
    channel = Channel(workspace.next_id("C"), name, kind, [app.bot_user], created=created, team=app.id)
    channel.creator = app.bot_user
    workspace.save(channel)
    return {"channel": channel_json(workspace, app, channel)}


def rename(context: Context, app: Installation, args: Args) -> Json:
    """conversations.rename, for a channel that the app has made: Slack leaves others to members and administrators."""
    channel = named_channel(context, app, args, "write")
    if channel.creator != app.bot_user:
        raise ApiError("not_authorized")
    name = _checked_name(context, app, args, channel)
    if name != channel.name:
        channel.previous_names = [*channel.previous_names, channel.name]
    channel.name = name
    context.workspace.save(channel)
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
    channel.is_archived = True
    context.workspace.save(channel)
    return {}


def unarchive(context: Context, app: Installation, args: Args) -> Json:
    """conversations.unarchive, for a channel in which the bot still is."""
    channel = channel_for(context, app, args, "write")
    if not channel.is_archived:
        raise ApiError("not_archived")
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    channel.is_archived = False
    context.workspace.save(channel)
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
    channel.set_by[name] = (app.bot_user, int(context.workspace.clock.seconds()))
    return channel


def set_topic(context: Context, app: Installation, args: Args) -> Json:
    """conversations.setTopic."""
    channel = _words(context, app, args, "topic")
    channel.topic = args.text("topic")
    context.workspace.save(channel)
    return {"channel": channel_json(context.workspace, app, channel)}


def set_purpose(context: Context, app: Installation, args: Args) -> Json:
    """conversations.setPurpose."""
    channel = _words(context, app, args, "purpose")
    channel.purpose = args.text("purpose")
    context.workspace.save(channel)
    return {"purpose": channel.purpose}
