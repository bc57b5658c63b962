"""conversations.*, as far as they concern who is in: join, leave, invite, kick, open, close, mark."""

from bot.sandbox import posting, rooms
from bot.sandbox.api import scopes
from bot.sandbox.api.args import Args
from bot.sandbox.api.people import channel_json
from bot.sandbox.api.places import channel_for, find_channel, known_people, known_person, member_channel, named_channel
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Installation, Json, User

_MOST_INVITED, _MOST_IN_GROUP = 100, 8


def join(context: Context, app: Installation, args: Args) -> Json:
    """conversations.join; only public channels can be joined."""
    workspace = context.workspace
    channel = find_channel(workspace, app, args.required("channel"))
    if channel.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    if app.bot_user in channel.members:
        shown = channel_json(workspace, app, channel)
        warnings = {"response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": shown, "warning": "already_in_channel", **warnings}
    rooms.enter(context, channel, workspace.users[app.bot_user])
    return {"channel": channel_json(workspace, app, channel)}


def leave(context: Context, app: Installation, args: Args) -> Json:
    """conversations.leave."""
    channel = channel_for(context, app, args, "write")
    if channel.kind == "im":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.name == "general":
        raise ApiError("cant_leave_general")
    if app.bot_user not in channel.members:
        return {"ok": False, "not_in_channel": True}
    if len(channel.members) == 1:
        raise ApiError("last_member")
    rooms.leave(context, channel, context.workspace.users[app.bot_user])
    return {}


def invite(context: Context, app: Installation, args: Args) -> Json:
    """conversations.invite; all or nobody, unless `force` leaves out those who cannot be."""
    channel = named_channel(context, app, args, "invite")
    ids = args.words("users")
    if not ids:
        raise ApiError("no_user")
    if len(ids) > _MOST_INVITED:
        raise ApiError("too_many_users")
    wrong = {user: error for user in ids if (error := _uninvitable(context, app, channel, user))}
    if wrong and not args.flag("force"):
        raise ApiError(next(iter(wrong.values())))
    people = context.workspace.users
    for user in dict.fromkeys(ids):
        if user not in wrong:
            rooms.enter(context, channel, people[user], people[app.bot_user])
    return {"channel": channel_json(context.workspace, app, channel)}


def _uninvitable(context: Context, app: Installation, channel: Channel, user_id: str) -> str:
    """Why somebody cannot be invited, by Slack's name; nothing if they can."""
    user = context.workspace.users.get(user_id)
    if user is None or user.deleted or user not in known_people(context.workspace, app):
        return "user_not_found"
    if user.id == app.bot_user:
        return "cant_invite_self"
    if user.id in channel.members:
        return "already_in_channel"
    return "" if user.team in channel.teams else "cant_invite"


def kick(context: Context, app: Installation, args: Args) -> Json:
    """conversations.kick."""
    channel = named_channel(context, app, args, "write")
    user = known_person(context.workspace, app, args.required("user", "user_not_found"))
    if user.id == app.bot_user:
        raise ApiError("cant_kick_self")
    if channel.name == "general":
        raise ApiError("cant_kick_from_general")
    if user.id not in channel.members:
        raise ApiError("not_in_channel")
    rooms.leave(context, channel, user, context.workspace.users[app.bot_user])
    return {}


def open_conversation(context: Context, app: Installation, args: Args) -> Json:
    """conversations.open: with one person, with several, or one that was there before."""
    if name := args.text("channel"):
        channel, was_there = _direct(context, app, name), True
    else:
        people = _people(context, app, args)
        scopes.need(app, "write", "im" if len(people) == 1 else "mpim")
        before = len(context.workspace.channels)
        channel = posting.conversation(context, [*(person.id for person in people), app.bot_user], app.id)
        was_there = len(context.workspace.channels) == before
    shown = channel_json(context.workspace, app, channel) if args.flag("return_im") else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if was_there else {})


def _people(context: Context, app: Installation, args: Args) -> list[User]:
    ids = [user for user in dict.fromkeys(args.words("users")) if user != app.bot_user]
    if not ids:
        raise ApiError("users_list_not_supplied")
    if len(ids) > _MOST_IN_GROUP:
        raise ApiError("too_many_users")
    people = [known_person(context.workspace, app, user) for user in ids]
    if any(person.deleted for person in people):
        raise ApiError("user_disabled")
    return people


def _direct(context: Context, app: Installation, name: str) -> Channel:
    channel = find_channel(context.workspace, app, name)
    if channel.kind not in {"im", "mpim"}:
        raise ApiError("method_not_supported_for_channel_type")
    return scopes.need_for(app, "write", channel)


def close(context: Context, app: Installation, args: Args) -> Json:
    """conversations.close: nothing is lost by it, and the next message opens the conversation again."""
    _direct(context, app, args.required("channel"))
    return {"no_op": True, "already_closed": True}


def mark(context: Context, app: Installation, args: Args) -> Json:
    """conversations.mark: the bot has read a conversation up to a message."""
    channel = member_channel(context, app, args, "write")
    args.moment("ts", "", "invalid_timestamp")
    channel.read[app.bot_user] = args.text("ts")
    context.workspace.save(channel)
    return {}
