"""Which channel a call names, and whether the app may see it, read it or write in it."""

from bot.sandbox import posting
from bot.sandbox.api import scopes
from bot.sandbox.api.args import Args
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Installation, Message, User
from bot.sandbox.workspace import Workspace


def is_visible(app: Installation, channel: Channel) -> bool:
    """Whether a channel exists for the app: a public one of its team, or any that its bot is in."""
    return app.bot_user in channel.members or (channel.kind == "channel" and app.id in channel.teams)


def find_channel(workspace: Workspace, app: Installation, channel_id: str) -> Channel:
    """A channel of the app's team by id; private ones only where the bot is a member."""
    channel = workspace.channels.get(channel_id)
    if channel is None or not is_visible(app, channel):
        raise ApiError("channel_not_found")
    return channel


def channel_for(context: Context, app: Installation, args: Args, use: str) -> Channel:
    """The channel that a call names, if the app has the scope for its kind."""
    return scopes.need_for(app, use, find_channel(context.workspace, app, args.required("channel")))


def member_channel(context: Context, app: Installation, args: Args, use: str) -> Channel:
    """The same, where the bot also has to be a member."""
    channel = channel_for(context, app, args, use)
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def named_channel(context: Context, app: Installation, args: Args, use: str) -> Channel:
    """The same, and a channel that has a name of its own and is not archived: no direct conversation."""
    channel = channel_for(context, app, args, use)
    if channel.kind in {"im", "mpim"}:
        raise ApiError("method_not_supported_for_channel_type")
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("is_archived")
    return channel


def _by_name(workspace: Workspace, app: Installation, name: str) -> Channel | None:
    for channel in workspace.channels.values():
        names = (f"#{channel.name}", channel.name) if channel.name else ()
        if is_visible(app, channel) and name in (channel.id, *names):
            return channel
    return None


def place_named(workspace: Workspace, app: Installation, name: str) -> str:
    """One name for a place, however a call spells it; a conversation with a person has that person's id."""
    channel = _by_name(workspace, app, name)
    if channel is None or channel.kind != "im":
        return channel.id if channel else name
    return next((user for user in channel.members if user != app.bot_user), name)


def writable_channel(context: Context, app: Installation, name: str) -> Channel:
    """A channel in which the bot may post, by id or #name; a person's id means the conversation with them."""
    if name in context.workspace.users:
        return _conversation_with(context, app, context.workspace.users[name])
    channel = _by_name(context.workspace, app, name)
    if channel is None:
        raise ApiError("channel_not_found")
    if channel.is_archived:
        raise ApiError("is_archived")
    if app.bot_user not in channel.members and not (channel.kind == "channel" and "chat:write.public" in app.scopes):
        raise ApiError("not_in_channel")
    return channel


def _conversation_with(context: Context, app: Installation, user: User) -> Channel:
    if user.deleted or user.is_bot or user not in known_people(context.workspace, app):
        raise ApiError("channel_not_found")
    return posting.direct_channel(context, app, user.id)


def known_people(workspace: Workspace, app: Installation) -> list[User]:
    """The people of the app's team, and those of other teams with whom it shares a channel that it sees."""
    shared = {
        user
        for channel in workspace.channels.values()
        if channel.shared_with and is_visible(app, channel)
        for user in channel.members
    }
    return [user for user in workspace.users.values() if user.team == app.id or user.id in shared]


def known_person(workspace: Workspace, app: Installation, user_id: str) -> User:
    """A person of the app's team, or one with whom it shares a channel."""
    user = workspace.users.get(user_id)
    if user is None or user not in known_people(workspace, app):
        raise ApiError("user_not_found")
    return user


def own_message(workspace: Workspace, app: Installation, args: Args, refusal: str) -> Message:
    """A message of the bot's own, by `channel` and `ts`."""
    channel = find_channel(workspace, app, args.required("channel"))
    message = workspace.message(channel.id, args.required("ts"))
    if message is None or message.subtype == "tombstone":
        raise ApiError("message_not_found")
    if message.user != app.bot_user:
        raise ApiError(refusal)
    return message
