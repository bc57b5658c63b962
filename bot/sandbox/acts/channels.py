"""Acts on channels: they are made, named, archived; people come, are added, go, are removed."""

from bot.sandbox import rooms
from bot.sandbox.acts.fields import Fields, channel_of, find_channel, member, refuse_guest
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError
from bot.sandbox.records import Channel, User
from bot.sandbox.workspace import Workspace

_MOST_TOPIC = 250
_SENTENCES = {
    "invalid_name_maxlength": "A channel's name has 80 characters at most.",
    "invalid_name_punctuation": "A channel's name needs a letter or a digit.",
    "invalid_name_specials": "A channel's name is of small letters, digits, hyphens and underscores.",
    "invalid_name_required": "A channel needs a name.",
    "name_taken": "That name is already taken by a channel.",
}


async def create(context: Context, person: User, fields: Fields) -> None:
    """A channel is made."""
    made(context, person, fields.text("name"), private=fields.flag("private", default=False))


def made(context: Context, person: User, name: str, *, private: bool) -> Channel:
    """A new channel, if it may be called so."""
    if person.is_restricted:
        raise ActError("restricted_action", "Guests cannot create channels.")
    name = name.strip().removeprefix("#")
    _refuse_name(context, person, name)
    return rooms.create(context, person, name, private=private)


def _refuse_name(context: Context, person: User, name: str) -> None:
    if wrong := rooms.bad_name(context, person.team, name):
        raise ActError(wrong, _SENTENCES[wrong])


async def join(context: Context, person: User, fields: Fields) -> None:
    """A public channel is joined."""
    joined(context, person, fields.text("channel"))


def joined(context: Context, person: User, name: str) -> None:
    """Join a channel by its name."""
    channel = find_channel(context.workspace, person, name)
    _refuse_archived(channel)
    rooms.enter(context, channel, person)


async def leave(context: Context, person: User, fields: Fields) -> None:
    """A channel is left."""
    left(context, person, find_channel(context.workspace, person, fields.text("channel")))


def left(context: Context, person: User, channel: Channel) -> None:
    """Leave a channel."""
    _refuse_direct(channel)
    if channel.name == "general":
        refuse_guest(person)
    rooms.leave(context, channel, person)


def added(context: Context, person: User, channel: Channel, user: User) -> None:
    """Add somebody to a channel that one is in."""
    _refuse_direct(channel)
    _refuse_archived(channel)
    if user.deleted:
        raise ActError("user_is_deactivated", f"@{user.name} has been deactivated.")
    if not rooms.enter(context, channel, user, person):
        raise ActError("already_in_channel", f"@{user.name} is already in #{channel.name}.")


async def kick(context: Context, person: User, fields: Fields) -> None:
    """Somebody is removed from a channel."""
    channel = channel_of(context.workspace, person, fields)
    removed(context, person, channel, member(context.workspace, person, fields.text("name")))


def removed(context: Context, person: User, channel: Channel, user: User) -> None:
    """Remove somebody else from a channel that one is in."""
    _refuse_direct(channel)
    if person.is_restricted:
        raise ActError("restricted_action", "Guests cannot remove people from channels.")
    if user is person:
        raise ActError("cant_kick_self", "You can't remove yourself: leave the channel instead.")
    if channel.name == "general" and not user.is_bot:
        raise ActError("cant_kick_from_general", f"Nobody can be removed from #{channel.name}.")
    if not rooms.leave(context, channel, user, person):
        raise ActError("user_not_in_channel", f"@{user.name} is not in #{channel.name}.")


async def topic(context: Context, person: User, fields: Fields) -> None:
    """A channel gets another topic."""
    set_topic(context, person, channel_of(context.workspace, person, fields), fields.text("topic"))


def set_topic(context: Context, person: User, channel: Channel, text: str) -> None:
    """Another topic for a channel."""
    if channel.kind == "im":
        raise ActError("not_in_dm", "A conversation of two has no topic.")
    if len(text) > _MOST_TOPIC:
        raise ActError("too_long", f"A topic has {_MOST_TOPIC} characters at most.")
    rooms.set_topic(context, channel, person, text)


async def rename(context: Context, person: User, fields: Fields) -> None:
    """A channel gets another name."""
    renamed(context, person, channel_of(context.workspace, person, fields), fields.text("name"))


def renamed(context: Context, person: User, channel: Channel, name: str) -> None:
    """Another name for a channel."""
    _refuse_direct(channel)
    refuse_guest(person)
    name = name.strip().removeprefix("#")
    _refuse_name(context, person, name)
    rooms.rename(context, channel, person, name)


async def archive(context: Context, person: User, fields: Fields) -> None:
    """A channel is archived."""
    archived(context, person, find_channel(context.workspace, person, fields.text("channel")))


def archived(context: Context, person: User, channel: Channel) -> None:
    """Archive a channel."""
    _refuse_direct(channel)
    refuse_guest(person)
    if channel.is_archived:
        raise ActError("already_archived", f"#{channel.name} is archived already.")
    if channel.name == "general":
        raise ActError("cant_archive_general", "The general channel cannot be archived.")
    rooms.archive(context, channel, person)


async def unarchive(context: Context, person: User, fields: Fields) -> None:
    """An archived channel is used again."""
    channel = find_channel(context.workspace, person, fields.text("channel"))
    refuse_guest(person)
    if not channel.is_archived:
        raise ActError("not_archived", f"#{channel.name} is not archived.")
    rooms.unarchive(context, channel, person)


def named_or_here(workspace: Workspace, person: User, name: str, here: Channel) -> Channel:
    """The channel that somebody names, else the one in which they write."""
    return find_channel(workspace, person, name) if name else here


def _refuse_archived(channel: Channel) -> None:
    if channel.is_archived:
        raise ActError("is_archived", f"#{channel.name} is archived.")


def _refuse_direct(channel: Channel) -> None:
    if channel.kind in ("im", "mpim"):
        raise ActError("not_in_dm", "That cannot be done in a direct conversation.")
