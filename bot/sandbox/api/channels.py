"""conversations.*, as far as they read: which there are, who is in them and what was said."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from bot.sandbox.api import scopes
from bot.sandbox.api.args import Args
from bot.sandbox.api.paging import cut, first_of, page, paged, strict_limit
from bot.sandbox.api.people import channel_json
from bot.sandbox.api.places import channel_for, is_visible, known_person, member_channel
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Installation, Json, Message

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_LATEST = "9999999999.999999"


def _wanted_kinds(app: Installation, args: Args) -> set[str]:
    names = args.words("types") or ["public_channel"]
    if not set(names) <= _KINDS.keys():
        raise ApiError("invalid_types")
    kinds = {_KINDS[name] for name in names}
    for kind in sorted(kinds):
        scopes.need(app, "read", kind)
    return kinds


def _listed(context: Context, app: Installation, args: Args, channels: list[Channel]) -> Json:
    strict_limit(args)
    kinds, archived = _wanted_kinds(app, args), not args.flag("exclude_archived")
    found = [channel for channel in channels if channel.kind in kinds and (archived or not channel.is_archived)]
    items, cursor = page(found, args, lambda channel: channel.id)
    return paged("channels", [channel_json(context.workspace, app, channel) for channel in items], cursor)


def list_channels(context: Context, app: Installation, args: Args) -> Json:
    """conversations.list."""
    visible = [channel for channel in context.workspace.channels.values() if is_visible(app, channel)]
    return _listed(context, app, args, visible)


def of_user(context: Context, app: Installation, args: Args) -> Json:
    """users.conversations: those that a person is in, or the bot itself."""
    user = known_person(context.workspace, app, args.text("user", app.bot_user)).id
    visible = [channel for channel in context.workspace.channels.values() if is_visible(app, channel)]
    return _listed(context, app, args, [channel for channel in visible if user in channel.members])


def info(context: Context, app: Installation, args: Args) -> Json:
    """conversations.info."""
    channel = channel_for(context, app, args, "read")
    return {"channel": channel_json(context.workspace, app, channel, count=args.flag("include_num_members"))}


def members(context: Context, app: Installation, args: Args) -> Json:
    """conversations.members."""
    strict_limit(args)
    channel = channel_for(context, app, args, "read")
    items, cursor = page(channel.members, args, str)
    return paged("members", items, cursor)


def _between(messages: Iterable[Message], args: Args) -> Iterator[Message]:
    oldest, latest = args.moment("oldest", "0"), args.moment("latest", _LATEST)
    if args.flag("inclusive"):
        return (message for message in messages if oldest <= float(message.ts) <= latest)
    return (message for message in messages if oldest < float(message.ts) < latest)


def _shown(context: Context, items: list[Message], cursor: str, args: Args) -> Json:
    metadata = args.flag("include_all_metadata")
    shown = [message_json(context.workspace, message, metadata=metadata) for message in items]
    return {"has_more": bool(cursor), **paged("messages", shown, cursor)}


def history(context: Context, app: Installation, args: Args) -> Json:
    """conversations.history: newest first, of what was said in threads only what was sent to the channel as well."""
    channel = member_channel(context, app, args, "history")
    oldest, until = args.moment("oldest", "0"), f"{args.moment('latest', _LATEST):017.6f}"
    newest_first = context.workspace.newest_first(channel.id, min(first_of(args) or until, until))
    found = takewhile(lambda message: float(message.ts) >= oldest, newest_first)
    items, cursor = cut(_between(found, args), args, lambda message: message.ts)
    return _shown(context, items, cursor, args)


def replies(context: Context, app: Installation, args: Args) -> Json:
    """conversations.replies: a thread with what it hangs on, oldest first."""
    channel = member_channel(context, app, args, "history")
    message = context.workspace.message(channel.id, args.required("ts"))
    if message is None:
        raise ApiError("thread_not_found")
    parent = context.workspace.message(channel.id, message.thread_ts or message.ts) or message
    found = [parent, *_between(context.workspace.replies(parent), args)]
    items, cursor = page(found, args, lambda message: message.ts)
    return _shown(context, items, cursor, args)
