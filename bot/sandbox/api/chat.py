"""chat.*: messages that the bot posts, changes and takes away."""

from bot.sandbox import posting
from bot.sandbox.api.args import Args
from bot.sandbox.api.shapes import message_json
from bot.sandbox.blocks import refuse_bad_message, with_ids
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Ephemeral, Installation, Json, Message
from bot.sandbox.workspace import Workspace

_POST_TEXT, _UPDATE_TEXT = 40_000, 4_000


def is_visible(app: Installation, channel: Channel) -> bool:
    """Whether a channel exists for the app: a public one of its team, or any that its bot is in."""
    return app.bot_user in channel.members or (channel.kind == "channel" and app.id in channel.teams)


def find_channel(workspace: Workspace, app: Installation, name: str) -> Channel:
    """A channel of the app's team by id or #name; private ones only where the bot is a member."""
    for channel in workspace.channels.values():
        if is_visible(app, channel) and name in (channel.id, f"#{channel.name}", channel.name or channel.id):
            return channel
    raise ApiError("channel_not_found")


def writable_channel(context: Context, app: Installation, name: str) -> Channel:
    """A channel in which the bot may post; a person's id means the conversation with them."""
    workspace = context.workspace
    if name in workspace.users:
        if workspace.users[name].deleted:
            raise ApiError("channel_not_found")
        return posting.direct_channel(context, app, name)
    channel = find_channel(workspace, app, name)
    if channel.is_archived:
        raise ApiError("is_archived")
    if app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def post_message(context: Context, app: Installation, args: Args) -> Json:
    """chat.postMessage."""
    channel = writable_channel(context, app, args.required("channel"))
    message = new_message(context, app, args, channel)
    posting.post(context, message)
    shown = message_json(context.workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def new_message(context: Context, app: Installation, args: Args, channel: Channel) -> Message:
    """A message of the bot, checked but not yet posted."""
    workspace = context.workspace
    text, blocks = _text_and_blocks(args)
    refuse_bad_message(text[:_POST_TEXT], blocks)
    return Message(
        workspace.next_ts(),
        channel.id,
        app.bot_user,
        text[:_POST_TEXT],
        with_ids(workspace, blocks),
        thread_ts=_thread(workspace, channel, args.text("thread_ts")),
        metadata=args.mapping("metadata", "invalid_metadata_format"),
    )


def _text_and_blocks(args: Args) -> tuple[str, list[Json]]:
    text, blocks = args.text("text"), args.list_of_objects("blocks", "invalid_blocks_format")
    if not text and not blocks:
        raise ApiError("no_text")
    return text, blocks


def _thread(workspace: Workspace, channel: Channel, ts: str) -> str | None:
    if not ts:
        return None
    parent = workspace.message(channel.id, ts)
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts or parent.ts


def own_message(workspace: Workspace, app: Installation, args: Args, refusal: str) -> Message:
    """A message of the bot's own, by `channel` and `ts`."""
    channel = find_channel(workspace, app, args.required("channel"))
    message = workspace.message(channel.id, args.required("ts"))
    if message is None or message.subtype == "tombstone":
        raise ApiError("message_not_found")
    if message.user != app.bot_user:
        raise ApiError(refusal)
    if channel.is_archived:
        raise ApiError("is_archived")
    return message


def update(context: Context, app: Installation, args: Args) -> Json:
    """chat.update; text without blocks removes the blocks."""
    workspace = context.workspace
    message = own_message(workspace, app, args, "cant_update_message")
    text, blocks = _text_and_blocks(args)
    if len(text) > _UPDATE_TEXT:
        raise ApiError("msg_too_long")
    refuse_bad_message(text, blocks)
    before = message_json(workspace, message, metadata=True)
    message.text, message.blocks = text, with_ids(workspace, blocks)
    if args.has("metadata"):
        message.metadata = args.mapping("metadata", "invalid_metadata_format") or None
    posting.change(context, message, before)
    shown = message_json(workspace, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": shown}


def delete(context: Context, app: Installation, args: Args) -> Json:
    """chat.delete."""
    message = own_message(context.workspace, app, args, "cant_delete_message")
    posting.delete(context, message)
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(context: Context, app: Installation, args: Args) -> Json:
    """chat.postEphemeral."""
    workspace = context.workspace
    channel = writable_channel(context, app, args.required("channel"))
    user = args.required("user")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    message = new_message(context, app, args, channel)
    shown = Ephemeral(
        workspace.next_id("E"),
        channel.id,
        message.ts,
        user,
        app.id,
        message.text,
        message.blocks,
        thread_ts=message.thread_ts,
    )
    workspace.save(shown)
    return {"message_ts": shown.ts}


def get_permalink(context: Context, app: Installation, args: Args) -> Json:
    """chat.getPermalink."""
    workspace = context.workspace
    channel = find_channel(workspace, app, args.required("channel"))
    message = workspace.message(channel.id, args.required("message_ts"))
    if message is None:
        raise ApiError("message_not_found")
    thread = f"?thread_ts={message.thread_ts}" if message.thread_ts else ""
    link = f"{workspace.settings.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}{thread}"
    return {"channel": channel.id, "permalink": link}
