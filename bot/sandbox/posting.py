"""How messages come to be, change and go, whoever wrote them, and the events that follow."""

import re
import uuid
from typing import Literal
from urllib.parse import urlsplit

from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.records import Channel, Entered, Ephemeral, File, Installation, Json, Message
from bot.sandbox.workspace import Workspace

_SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
_SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
"""The subtypes of what somebody said; any other tells what happened in the channel."""
_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>|(https?://[^\s<>|]+)")
MOST_EPHEMERALS = 1_000
TOMBSTONE = "This message was deleted."


def post(context: Context, message: Message, **more: object) -> Message:
    """Put a message into its channel and tell the bot, with `more` of it than the message itself holds."""
    workspace = context.workspace
    workspace.save(message)
    for file_id in message.files:
        file = workspace.table(File)[file_id]
        file.shares.setdefault(message.channel, []).append(message.ts)
        workspace.save(file)
    _touch_parent(context, message)
    event = as_told(workspace, message) | more
    _tell(context, message.channel, {**event, "event_ts": message.ts})
    _tell_metadata(context, message, "posted")
    if not workspace.is_bot(message.user) and message.subtype in _SPOKEN:
        _mention(context, message, event)
        _tell_links(context, message)
    _tell_files(context, message)
    return message


def as_told(workspace: Workspace, message: Message) -> Json:
    """A message as an event shows it; what a person wrote has an id that their client made."""
    shown = message_json(workspace, message, metadata=True)
    if not workspace.is_bot(message.user) and message.subtype is None:
        shown["client_msg_id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, message.key))
    if message.subtype == "thread_broadcast" and (root := workspace.message(message.channel, message.thread_ts or "")):
        shown["root"] = message_json(workspace, root)
    return shown


def _tell_channel(context: Context, channel: Channel, kind: str, event: Json) -> None:
    """Tell every app that is in a channel."""
    for app in context.workspace.present(channel):
        context.outbox.emit(app, kind, {"type": kind, **event}, shared=bool(channel.shared_with))


def _mention(context: Context, message: Message, event: Json) -> None:
    """Tell a bot that it was mentioned where it is a member; what is said to it alone is no mention."""
    channel = context.workspace.channels[message.channel]
    if channel.kind == "im":
        return
    event = {key: value for key, value in event.items() if key != "subtype"}
    event |= {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
    for app in context.workspace.present(channel):
        if f"<@{app.bot_user}>" in message.text:
            context.outbox.emit(app, "app_mention", event, shared=bool(channel.shared_with))


def _tell_links(context: Context, message: Message) -> None:
    """Tell the app of links to the domains that it unfurls."""
    channel, domains = context.workspace.channels[message.channel], context.workspace.manifest.unfurl_domains
    links: list[Json] = []
    for match in _LINK.finditer(message.text):
        url = (match[1] or match[2].rstrip(".,;:!?)")).replace("&amp;", "&")
        host = urlsplit(url).hostname or ""
        domain = next((item for item in domains if host == item or host.endswith(f".{item}")), None)
        if domain and url not in [link["url"] for link in links]:
            links.append({"domain": domain, "url": url})
    if links:
        event: Json = {
            "channel": channel.id,
            "is_bot_user_member": bool(context.workspace.present(channel)),
            "user": message.user,
            "message_ts": message.ts,
            "unfurl_id": f"C{message.ts}",
            "source": "conversations_history",
            "links": links,
        }
        _tell_channel(context, channel, "link_shared", event | _thread(message))


def _thread(message: Message) -> Json:
    return {"thread_ts": message.thread_ts} if message.thread_ts else {}


def _tell_files(context: Context, message: Message) -> None:
    channel = context.workspace.channels[message.channel]
    for file_id in message.files:
        event: Json = {"channel_id": channel.id, "file_id": file_id, "user_id": message.user, "file": {"id": file_id}}
        _tell_channel(context, channel, "file_shared", event)


def change(context: Context, message: Message, before: Json, *, edited: bool = True) -> None:
    """Keep a changed message and tell the bot what it was before; what is unfurled counts as no edit."""
    workspace = context.workspace
    if edited:
        message.edited = workspace.next_ts()
    workspace.save(message)
    _tell_changed(context, message, before)
    if message.metadata != before.get("metadata"):
        _tell_metadata(context, message, "updated", before.get("metadata"))


def _tell_changed(context: Context, message: Message, before: Json) -> None:
    after = as_told(context.workspace, message)
    _tell(context, message.channel, _hidden(context, "message_changed", message=after, previous_message=before))


def delete(context: Context, message: Message) -> None:
    """Take a message away. A thread keeps a stone in its place, which Slack tells as a change."""
    workspace = context.workspace
    before = as_told(workspace, message)
    _unshare(workspace, message)
    if workspace.replies(message):
        message.text, message.subtype, message.metadata = TOMBSTONE, "tombstone", None
        message.blocks, message.attachments, message.files, message.reactions = [], [], [], {}
        workspace.save(message)
        _tell_changed(context, message, before)
    else:
        workspace.drop(message)
        _touch_parent(context, message)
        gone = _hidden(context, "message_deleted", deleted_ts=message.ts, previous_message=before)
        _tell(context, message.channel, gone)
    _tell_metadata(context, message, "deleted", before.get("metadata"))


def _unshare(workspace: Workspace, message: Message) -> None:
    """A file that stood in a message that goes is shared there no more."""
    for file_id in message.files:
        file = workspace.table(File)[file_id]
        file.shares[message.channel] = [ts for ts in file.shares.get(message.channel, []) if ts != message.ts]
        workspace.save(file)


def _tell_metadata(context: Context, message: Message, what: str, previous: Json | None = None) -> None:
    """Tell the app of metadata of a kind that it subscribes to."""
    workspace, now = context.workspace, message.metadata if what != "deleted" else None
    kind = (now or previous or {}).get("event_type")
    if kind not in workspace.manifest.metadata_events:
        return
    channel, sender = workspace.channels[message.channel], workspace.installation_of(message.user)
    event: Json = {
        "app_id": workspace.manifest.app_id,
        "bot_id": sender.bot_id if sender else None,
        "user_id": message.user,
        "team_id": workspace.users[message.user].team,
        "channel_id": channel.id,
        "message_ts": message.ts,
        **({"metadata": now or {}} if what != "deleted" else {"deleted_ts": workspace.next_ts()}),
        **({"previous_metadata": previous or {}} if what != "posted" else {}),
    }
    _tell_channel(context, channel, f"message_metadata_{what}", event)


def show(workspace: Workspace, shown: Ephemeral) -> None:
    """Show one person a message. Slack forgets them sooner: the oldest goes where there are many."""
    workspace.save(shown)
    for old in list(workspace.table(Ephemeral).values())[:-MOST_EPHEMERALS]:
        withdraw(workspace, old)


def withdraw(workspace: Workspace, shown: Ephemeral) -> None:
    """Take such a message away, with what was entered in it."""
    workspace.drop(shown)
    if entered := workspace.table(Entered).get(f"{shown.key}:{shown.user}"):
        workspace.drop(entered)


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
    for app in context.workspace.present(channel)[:1]:  # an app hears of a message once
        shown = {**event, "channel": channel.id, "channel_type": channel.kind}
        context.outbox.emit(app, _SUBSCRIPTIONS[channel.kind], shown, shared=bool(channel.shared_with))
