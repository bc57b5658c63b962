"""How messages come to be, change and go, whoever wrote them, and the events that follow."""

from typing import Literal

from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.records import Channel, File, Installation, Json, Message

_SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
TOMBSTONE = "This message was deleted."


def post(context: Context, message: Message) -> Message:
    """Put a message into its channel and tell the bot."""
    workspace = context.workspace
    workspace.save(message)
    for file_id in message.files:
        file = workspace.table(File)[file_id]
        file.shares.setdefault(message.channel, []).append(message.ts)
        workspace.save(file)
    _touch_parent(context, message)
    shown = message_json(workspace, message, metadata=True)
    _tell(context, message.channel, {**shown, "event_ts": message.ts})
    if not workspace.is_bot(message.user):
        _mention(context, message, shown)
    return message


def _mention(context: Context, message: Message, shown: Json) -> None:
    """Tell a bot that it was mentioned where it is a member."""
    channel = context.workspace.channels[message.channel]
    event = {key: value for key, value in shown.items() if key != "subtype"}
    event |= {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
    for team in channel.teams:
        app = context.workspace.installation(team)
        if app and app.bot_user in channel.members and f"<@{app.bot_user}>" in message.text:
            context.outbox.emit(app, "app_mention", event, shared=bool(channel.shared_with))


def change(context: Context, message: Message, before: Json, *, edited: bool = True) -> None:
    """Keep a changed message and tell the bot what it was before; what is unfurled counts as no edit."""
    workspace = context.workspace
    if edited:
        message.edited = workspace.next_ts()
    workspace.save(message)
    after = message_json(workspace, message, metadata=True)
    _tell(context, message.channel, _hidden(context, "message_changed", message=after, previous_message=before))


def delete(context: Context, message: Message) -> None:
    """Take a message away; a thread keeps a stone in its place."""
    workspace = context.workspace
    before = message_json(workspace, message, metadata=True)
    if workspace.replies(message):
        message.text, message.subtype, message.metadata = TOMBSTONE, "tombstone", None
        message.blocks, message.files, message.reactions = [], [], {}
        workspace.save(message)
    else:
        workspace.drop(message)
        _touch_parent(context, message)
    gone = _hidden(context, "message_deleted", deleted_ts=message.ts, previous_message=before)
    _tell(context, message.channel, gone)


def direct_channel(context: Context, app: Installation, user_id: str) -> Channel:
    """A bot's conversation with a person, opened if it is not."""
    return conversation(context, [user_id, app.bot_user], app.id)


def conversation(context: Context, users: list[str], team: str) -> Channel:
    """The direct conversation of two, or of several, opened if it is not."""
    workspace = context.workspace
    kind: Literal["im", "mpim"] = "im" if len(users) < 3 else "mpim"
    for channel in workspace.channels.values():
        if channel.kind == kind and set(channel.members) == set(users):
            return channel
    created = int(workspace.clock.seconds())
    name = "" if kind == "im" else f"mpdm-{'--'.join(workspace.users[user].name for user in users)}-1"
    new_id = workspace.next_id("D" if kind == "im" else "G")
    channel = Channel(new_id, name, kind, users, created=created, team=team)
    workspace.save(channel)
    return channel


def _touch_parent(context: Context, message: Message) -> None:
    if message.thread_ts and message.thread_ts != message.ts:
        parent = context.workspace.message(message.channel, message.thread_ts)
        if parent:
            context.workspace.save(parent)


def _hidden(context: Context, subtype: str, **fields: object) -> Json:
    ts = context.workspace.next_ts()
    return {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts, **fields}


def _tell(context: Context, channel_id: str, event: Json) -> None:
    channel = context.workspace.channels[channel_id]
    if app := context.workspace.present(channel):
        shown = {**event, "channel": channel.id, "channel_type": channel.kind}
        context.outbox.emit(app, _SUBSCRIPTIONS[channel.kind], shown, shared=bool(channel.shared_with))
