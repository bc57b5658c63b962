"""chat.scheduleMessage and what goes with it; the posting itself is in `bot/sandbox/scheduled.py`."""

from bot.sandbox.api.args import Args
from bot.sandbox.api.composing import new_message
from bot.sandbox.api.paging import page, paged
from bot.sandbox.api.places import find_channel, writable_channel
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation, Json, Scheduled
from bot.sandbox.scheduled import waiting

_LONGEST_SECONDS = 120 * 86_400
_MOST_IN_WINDOW, _WINDOW_SECONDS = 30, 300
# A message's own fields, which a scheduled one keeps.
_KEPT = ("text", "blocks", "thread_ts", "subtype", "metadata", "attachments", "username", "icons", "mrkdwn", "files")


def schedule(context: Context, app: Installation, args: Args) -> Json:
    """chat.scheduleMessage."""
    workspace = context.workspace
    channel = writable_channel(context, app, args.required("channel"))
    post_at = _time(context, args)
    message = new_message(workspace, app, args, channel)
    near = [item for item in waiting(context) if item.channel == channel.id]
    if sum(abs(item.post_at - post_at) < _WINDOW_SECONDS for item in near) >= _MOST_IN_WINDOW:
        raise ApiError("restricted_too_many")
    shown = message_json(workspace, message, metadata=True) | {"type": "delayed_message"}
    kept = {name: value for name, value in message.document().items() if name in _KEPT}
    created = int(workspace.clock.seconds())
    item = Scheduled(workspace.next_id("Q"), app.id, channel.id, post_at, created, kept)
    workspace.save(item)
    del shown["ts"]
    return {"channel": channel.id, "scheduled_message_id": item.id, "post_at": post_at, "message": shown}


def _time(context: Context, args: Args) -> int:
    now = context.workspace.clock.seconds()
    args.required("post_at")
    try:
        post_at = int(args.text("post_at"))
    except ValueError as error:
        raise ApiError("invalid_time") from error
    if post_at <= now:
        raise ApiError("time_in_past")
    if post_at > now + _LONGEST_SECONDS:
        raise ApiError("time_too_far")
    return post_at


def delete_scheduled(context: Context, app: Installation, args: Args) -> Json:
    """chat.deleteScheduledMessage."""
    channel = find_channel(context.workspace, app, args.required("channel"))
    item = context.workspace.table(Scheduled).get(args.required("scheduled_message_id"))
    if item is None or (item.team, item.channel) != (app.id, channel.id):
        raise ApiError("invalid_scheduled_message_id")
    context.workspace.drop(item)
    return {}


def list_scheduled(context: Context, app: Installation, args: Args) -> Json:
    """chat.scheduledMessages.list: the app's own."""
    channel = args.text("channel")
    if channel and channel not in context.workspace.channels:
        raise ApiError("invalid_channel")
    oldest, latest = args.moment("oldest", "0"), args.moment("latest", "9999999999")
    found = [
        item
        for item in waiting(context)
        if item.team == app.id and channel in ("", item.channel) and oldest <= item.post_at <= latest
    ]
    items, cursor = page(found, args, lambda item: f"{item.post_at:010d}/{item.id}")
    return paged("scheduled_messages", [_shown(item) for item in items], cursor)


def _shown(item: Scheduled) -> Json:
    return {
        "id": item.id,
        "channel_id": item.channel,
        "post_at": item.post_at,
        "date_created": item.created,
        "text": item.message["text"],
    }
