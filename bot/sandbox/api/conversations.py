"""conversations.*: channels, their members and what was said in them."""

from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox import posting
from bot.sandbox.api.args import Args
from bot.sandbox.api.chat import find_channel, is_visible
from bot.sandbox.api.shapes import channel_json, message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Installation, Json, Message

T = TypeVar("T")
_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im"}


def page(items: Sequence[T], args: Args, default: int = 100) -> tuple[list[T], str]:
    """A page of a list, and the cursor of the next one."""
    cursor, limit = args.text("cursor"), min(max(args.number("limit", default), 1), 1_000)
    if cursor and not cursor.removeprefix("next:").isdecimal():
        raise ApiError("invalid_cursor")
    start = int(cursor.removeprefix("next:")) if cursor else 0
    following = f"next:{start + limit}" if start + limit < len(items) else ""
    return list(items[start : start + limit]), following


def _paged(name: str, items: list[Json], cursor: str) -> Json:
    return {name: items, "response_metadata": {"next_cursor": cursor}}


def list_channels(context: Context, app: Installation, args: Args) -> Json:
    """conversations.list."""
    workspace = context.workspace
    kinds = {_KINDS.get(name.strip()) for name in args.text("types", "public_channel").split(",")}
    found = [
        channel
        for channel in workspace.channels.values()
        if channel.kind in kinds
        and is_visible(app, channel)
        and not (args.flag("exclude_archived") and channel.is_archived)
    ]
    items, cursor = page(found, args)
    return _paged("channels", [channel_json(workspace, app, channel) for channel in items], cursor)


def info(context: Context, app: Installation, args: Args) -> Json:
    """conversations.info."""
    channel = find_channel(context.workspace, app, args.required("channel"))
    return {"channel": channel_json(context.workspace, app, channel)}


def join(context: Context, app: Installation, args: Args) -> Json:
    """conversations.join; only public channels can be joined."""
    workspace = context.workspace
    channel = find_channel(workspace, app, args.required("channel"))
    if channel.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    if app.bot_user in channel.members:
        return {"channel": channel_json(workspace, app, channel), "warning": "already_in_channel"}
    channel.members.append(app.bot_user)
    workspace.save(channel)
    return {"channel": channel_json(workspace, app, channel)}


def members(context: Context, app: Installation, args: Args) -> Json:
    """conversations.members."""
    channel = find_channel(context.workspace, app, args.required("channel"))
    items, cursor = page(channel.members, args)
    return {"members": items, "response_metadata": {"next_cursor": cursor}}


def open_direct(context: Context, app: Installation, args: Args) -> Json:
    """conversations.open with one person."""
    user = context.workspace.users.get(args.required("users"))
    if user is None:
        raise ApiError("user_not_found")
    if user.deleted:
        raise ApiError("user_disabled")
    channel = posting.direct_channel(context, app, user.id)
    return {"channel": {"id": channel.id}}


def _readable(context: Context, app: Installation, args: Args) -> Channel:
    channel = find_channel(context.workspace, app, args.required("channel"))
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _between(messages: list[Message], args: Args) -> list[Message]:
    oldest, latest = _moment(args, "oldest", "0"), _moment(args, "latest", "9999999999.999999")
    if args.flag("inclusive"):
        return [message for message in messages if oldest <= float(message.ts) <= latest]
    return [message for message in messages if oldest < float(message.ts) < latest]


def _moment(args: Args, name: str, default: str) -> float:
    try:
        return float(args.text(name) or default)
    except ValueError as error:
        raise ApiError(f"invalid_ts_{name}") from error


def _messages(context: Context, messages: list[Message], args: Args) -> Json:
    items, cursor = page(messages, args)
    metadata = args.flag("include_all_metadata")
    shown = [message_json(context.workspace, message, metadata=metadata) for message in items]
    return {"has_more": bool(cursor), **_paged("messages", shown, cursor)}


def history(context: Context, app: Installation, args: Args) -> Json:
    """conversations.history: newest first, without what was said in threads."""
    channel = _readable(context, app, args)
    messages = [
        message for message in context.workspace.messages(channel.id) if message.thread_ts in (None, message.ts)
    ]
    return _messages(context, _between(messages, args)[::-1], args)


def replies(context: Context, app: Installation, args: Args) -> Json:
    """conversations.replies: a thread with what it hangs on, oldest first."""
    channel = _readable(context, app, args)
    message = context.workspace.message(channel.id, args.required("ts"))
    if message is None:
        raise ApiError("thread_not_found")
    parent = context.workspace.message(channel.id, message.thread_ts or message.ts) or message
    return _messages(context, [parent, *_between(context.workspace.replies(parent), args)], args)
