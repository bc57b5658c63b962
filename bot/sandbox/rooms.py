"""Channels come to be and end, people come and go in them: what changes, what is said there, who is told.

Acts and the Web API use it alike. `by` is who did it.
"""

import re
from typing import Literal

from bot.sandbox import posting
from bot.sandbox.context import Context
from bot.sandbox.records import Channel, Json, Message, User

_NAME, _LONGEST_NAME = re.compile(r"[\w-]+"), 80


def bad_name(context: Context, team: str, name: str, own: Channel | None = None) -> str:
    """Slack's word for what is wrong with a channel's name, or nothing."""
    if not name:
        return "invalid_name_required"
    if len(name) > _LONGEST_NAME:
        return "invalid_name_maxlength"
    if not any(letter.isalnum() for letter in name):
        return "invalid_name_punctuation"
    if not _NAME.fullmatch(name) or name != name.lower():
        return "invalid_name_specials"
    channels = context.workspace.channels.values()
    taken = any(channel.name == name and team in channel.teams and channel is not own for channel in channels)
    return "name_taken" if taken else ""


def create(context: Context, by: User, name: str, *, private: bool = False) -> Channel:
    """A new channel with its creator in it."""
    workspace = context.workspace
    created = int(workspace.clock.seconds())
    kind: Literal["group", "channel"] = "group" if private else "channel"
    channel = Channel(workspace.next_id("C"), name, kind, created=created, team=by.team, creator=by.id)
    workspace.save(channel)
    if not private:
        _tell_team(context, channel, "channel_created", {"channel": _brief(channel) | {"creator": by.id}})
    enter(context, channel, by)
    return channel


def enter(context: Context, channel: Channel, user: User, by: User | None = None) -> bool:
    """Somebody joins, or is added by another; false if they were there."""
    if user.id in channel.members:
        return False
    channel.members.append(user.id)
    context.workspace.save(channel)
    inviter: Json = {"inviter": by.id} if by and by is not user else {}
    event = {"user": user.id, **_place(channel), "team": user.team, **inviter}
    _tell_members(context, channel, "member_joined_channel", event)
    _say(context, channel, user, "channel_join", f"<@{user.id}> has joined the channel", **inviter)
    return True


def leave(context: Context, channel: Channel, user: User, by: User | None = None) -> bool:
    """Somebody leaves, or is removed by another; false if they were not there."""
    if user.id not in channel.members:
        return False
    removed = f"<@{user.id}> was removed from the channel by <@{by.id}>" if by and by is not user else ""
    _say(context, channel, user, "channel_leave", removed or f"<@{user.id}> has left the channel")
    channel.members.remove(user.id)
    context.workspace.save(channel)
    event = {"user": user.id, **_place(channel), "team": user.team}
    _tell_members(context, channel, "member_left_channel", event)
    if app := context.workspace.installation_of(user.id):
        kind = "channel_left" if channel.kind == "channel" else "group_left"
        context.outbox.emit(app, kind, {"type": kind, "channel": channel.id, "actor_id": (by or user).id})
    return True


def archive(context: Context, channel: Channel, by: User) -> None:
    """Nothing more can be said in a channel."""
    _say(context, channel, by, "channel_archive", f"<@{by.id}> archived the channel", members=list(channel.members))
    channel.is_archived = True
    context.workspace.save(channel)
    _tell_fate(context, channel, "archive", {"channel": channel.id, "user": by.id, "is_moved": 0})


def unarchive(context: Context, channel: Channel, by: User) -> None:
    """A channel is used again."""
    channel.is_archived = False
    context.workspace.save(channel)
    _say(context, channel, by, "channel_unarchive", f"<@{by.id}> un-archived the channel")
    _tell_fate(context, channel, "unarchive", {"channel": channel.id, "user": by.id})


def rename(context: Context, channel: Channel, by: User, name: str) -> None:
    """Another name for a channel."""
    old, channel.name = channel.name, name
    if old != name:
        channel.previous_names = [*channel.previous_names, old]
    context.workspace.save(channel)
    text = f'<@{by.id}> has renamed the channel from "{old}" to "{name}"'
    _say(context, channel, by, "channel_name", text, old_name=old, name=name)
    _tell_fate(context, channel, "rename", {"channel": _brief(channel)})


def set_topic(context: Context, channel: Channel, by: User, topic: str) -> None:
    """Another topic; an empty one takes it away."""
    channel.topic = topic
    channel.set_by["topic"] = (by.id, int(context.workspace.clock.seconds()))
    context.workspace.save(channel)
    text = f"<@{by.id}> set the channel topic: {topic}" if topic else f"<@{by.id}> cleared channel topic"
    _say(context, channel, by, "channel_topic", text, topic=topic)


def set_purpose(context: Context, channel: Channel, by: User, purpose: str) -> None:
    """Another purpose; an empty one takes it away."""
    channel.purpose = purpose
    channel.set_by["purpose"] = (by.id, int(context.workspace.clock.seconds()))
    context.workspace.save(channel)
    text = f"<@{by.id}> set the channel purpose: {purpose}" if purpose else f"<@{by.id}> cleared channel purpose"
    _say(context, channel, by, "channel_purpose", text, purpose=purpose)


def _say(context: Context, channel: Channel, who: User, subtype: str, text: str, **more: object) -> None:
    message = Message(context.workspace.next_ts(), channel.id, who.id, text, subtype=subtype)
    posting.post(context, message, **more)


def _place(channel: Channel) -> Json:
    return {"channel": channel.id, "channel_type": "C" if channel.kind == "channel" else "G"}


def _brief(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "context_team_id": channel.team,
        "is_shared": bool(channel.shared_with),
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_private": channel.kind != "channel",
    }


def _tell_members(context: Context, channel: Channel, kind: str, event: Json) -> None:
    for app in context.workspace.present(channel):
        context.outbox.emit(app, kind, {"type": kind, **event}, shared=bool(channel.shared_with))


def _tell_fate(context: Context, channel: Channel, what: str, event: Json) -> None:
    """Of a public channel the whole team hears, of a private one who is in it."""
    if channel.kind == "channel":
        _tell_team(context, channel, f"channel_{what}", event)
    else:
        _tell_members(context, channel, f"group_{what}", event)


def _tell_team(context: Context, channel: Channel, kind: str, event: Json) -> None:
    for team in channel.teams:
        if app := context.workspace.installation(team):
            context.outbox.emit(app, kind, {"type": kind, **event}, shared=bool(channel.shared_with))
