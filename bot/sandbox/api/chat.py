"""chat.*: messages that the bot posts, changes and takes away."""

from bot.blocks.limits import MESSAGE_TEXT, UPDATE_TEXT
from bot.sandbox import posting
from bot.sandbox.api.args import Args
from bot.sandbox.api.composing import as_ephemeral, checked, metadata, new_message, recomposed, warned
from bot.sandbox.api.places import find_channel, own_message, writable_channel
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation, Json, Message


def post_message(context: Context, app: Installation, args: Args) -> Json:
    """chat.postMessage."""
    channel = writable_channel(context, app, args.required("channel"))
    message = posting.post(context, new_message(context.workspace, app, args, channel))
    shown = message_json(context.workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown, **warned(args)}


def me_message(context: Context, app: Installation, args: Args) -> Json:
    """chat.meMessage."""
    workspace = context.workspace
    channel = writable_channel(context, app, args.required("channel"))
    text = args.required("text", "no_text")
    message = Message(workspace.next_ts(), channel.id, app.bot_user, text, subtype="me_message")
    posting.post(context, message)
    return {"channel": channel.id, "ts": message.ts}


def update(context: Context, app: Installation, args: Args) -> Json:
    """chat.update; text without blocks removes the blocks, and only what is read as text is marked as edited."""
    workspace = context.workspace
    message = own_message(workspace, app, args, "cant_update_message")
    if workspace.channels[message.channel].is_archived:
        raise ApiError("is_inactive")
    if message.subtype == "me_message":
        raise ApiError("cant_update_message")
    found = recomposed(workspace, app, args, message)
    if len(args.text("text") or args.text("markdown_text")) > UPDATE_TEXT:
        raise ApiError("msg_too_long")
    found = checked(workspace, found, MESSAGE_TEXT)
    before = message_json(workspace, message, metadata=True)
    if args.has("metadata"):
        message.metadata = metadata(args)
    _broadcast(message, args)
    message.text, message.blocks, message.attachments = found.text, found.blocks, found.attachments
    posting.change(context, message, before, edited=args.has("text") and not found.blocks)
    shown = message_json(workspace, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown, **warned(args)}


def _broadcast(message: Message, args: Args) -> None:
    if not args.flag("reply_broadcast") or message.subtype == "thread_broadcast":
        return
    if message.thread_ts in (None, message.ts) or message.subtype:
        raise ApiError("cant_broadcast_message")
    message.subtype = "thread_broadcast"


def delete(context: Context, app: Installation, args: Args) -> Json:
    """chat.delete."""
    message = own_message(context.workspace, app, args, "cant_delete_message")
    if context.workspace.channels[message.channel].is_archived:
        raise ApiError("is_archived")
    posting.delete(context, message)
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(context: Context, app: Installation, args: Args) -> Json:
    """chat.postEphemeral."""
    workspace = context.workspace
    channel = writable_channel(context, app, args.required("channel"))
    user = args.required("user")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    shown = as_ephemeral(workspace, app, new_message(workspace, app, args, channel), user)
    posting.show(workspace, shown)
    return {"message_ts": shown.ts, **warned(args)}


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


def unfurl(context: Context, app: Installation, args: Args) -> Json:
    """chat.unfurl: what the app shows for addresses in a message; each must stand in it."""
    workspace = context.workspace
    channel = find_channel(workspace, app, args.required("channel", "cannot_find_channel"))
    message = workspace.message(channel.id, args.required("ts", "missing_ts"))
    if message is None:
        raise ApiError("cannot_find_message")
    unfurls = args.mapping("unfurls", "invalid_unfurls_format")
    if not unfurls:
        raise ApiError("missing_unfurls")
    text = message.text.replace("&amp;", "&")  # the addresses of link_shared are told without escapes
    if any(url not in text or not isinstance(shown, dict) for url, shown in unfurls.items()):
        raise ApiError("cannot_unfurl_url")
    before = message_json(workspace, message, metadata=True)
    others = [item for item in message.attachments if item.get("from_url") not in unfurls]
    message.attachments = others + [{"from_url": url, **shown} for url, shown in unfurls.items()]
    posting.change(context, message, before, edited=False)
    return {}
