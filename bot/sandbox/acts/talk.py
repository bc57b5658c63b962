"""Acts among people: messages, reactions, coming and going."""

import re

from bot.sandbox import posting
from bot.sandbox.acts.fields import Fields, channel_of, find_channel, find_person, message_of
from bot.sandbox.acts.inputs import upload
from bot.sandbox.acts.interaction import run_command
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError
from bot.sandbox.records import Message, User
from bot.sandbox.workspace import Workspace

_KEPT = re.compile(r"<(@U\w+|#[CG]\w+(?:\|[^<>]*)?)>")
_TYPED = re.compile(r"(?<![\w&])@([a-z]+)\b|(?<![\w&])#([a-z0-9_-]+)")


async def message(context: Context, person: User, fields: Fields) -> None:
    """A message in a channel or a thread; one that begins with a slash is a command."""
    workspace = context.workspace
    channel = channel_of(workspace, person, fields)
    text, thread_ts = fields.text("text", ""), fields.text("thread_ts", "")
    if text.startswith("/"):
        await run_command(context, person, channel, text, in_thread=bool(thread_ts))
        return
    thread = workspace.message(channel.id, thread_ts) if thread_ts else None
    if thread_ts and thread is None:
        raise ActError("thread_not_found", "That thread is not there any more.")
    files = [upload(context, person, item).id for item in fields.objects("files")]
    if not text and not files:
        raise ActError("no_text", "There is nothing to send.")
    posting.post(
        context,
        Message(
            workspace.next_ts(),
            channel.id,
            person.id,
            as_mrkdwn(workspace, text),
            thread_ts=(thread.thread_ts or thread.ts) if thread else None,
            subtype="file_share" if files else None,
            files=files,
        ),
    )


def as_mrkdwn(workspace: Workspace, text: str) -> str:
    """What Slack makes of what was typed: mentions become ids, markup of no meaning is escaped."""
    parts = _KEPT.split(text)
    kept = [f"<{part}>" if number % 2 else _escaped(workspace, part) for number, part in enumerate(parts)]
    return "".join(kept)


def _escaped(workspace: Workspace, text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _TYPED.sub(lambda match: _mention(workspace, match), text)


def _mention(workspace: Workspace, match: re.Match[str]) -> str:
    person, channel = match.groups()
    if person in {"channel", "here", "everyone"}:
        return f"<!{person}>"
    for user in workspace.users.values():
        if user.name == person:
            return f"<@{user.id}>"
    for place in workspace.channels.values():
        if channel and place.name == channel:
            return f"<#{place.id}|{channel}>"
    return match[0]


def _own(workspace: Workspace, person: User, fields: Fields) -> Message:
    found = message_of(workspace, person, fields)
    if found.user != person.id:
        raise ActError("not_your_message", "You can change your own messages only.")
    return found


async def edit(context: Context, person: User, fields: Fields) -> None:
    """Another text for one's own message."""
    found = _own(context.workspace, person, fields)
    before = message_json(context.workspace, found, metadata=True)
    found.text = as_mrkdwn(context.workspace, fields.text("text"))
    posting.change(context, found, before)


async def delete(context: Context, person: User, fields: Fields) -> None:
    """A message is taken away: one's own, or the app's, as an administrator may."""
    found = message_of(context.workspace, person, fields)
    if found.user != person.id and not context.workspace.is_bot(found.user):
        raise ActError("not_your_message", "You can delete your own messages and the app's only.")
    posting.delete(context, found)


async def react(context: Context, person: User, fields: Fields) -> None:
    """An emoji on a message; a second time takes it away."""
    found = message_of(context.workspace, person, fields)
    name = fields.text("name").strip(":")
    who = found.reactions.setdefault(name, [])
    if person.id in who:
        who.remove(person.id)
    else:
        who.append(person.id)
    if not who:
        del found.reactions[name]
    context.workspace.save(found)


async def join(context: Context, person: User, fields: Fields) -> None:
    """A public channel is joined."""
    channel = find_channel(context.workspace, person, fields.text("channel"))
    if channel.is_archived:
        raise ActError("is_archived", f"#{channel.name} is archived.")
    if person.id not in channel.members:
        channel.members.append(person.id)
        context.workspace.save(channel)


async def leave(context: Context, person: User, fields: Fields) -> None:
    """A channel is left."""
    channel = find_channel(context.workspace, person, fields.text("channel"))
    if person.id in channel.members:
        channel.members.remove(person.id)
        context.workspace.save(channel)


async def deactivate(context: Context, person: User, fields: Fields) -> None:
    """An account is closed (`name`, else one's own), or a channel archived (`channel`)."""
    workspace = context.workspace
    if fields.given("channel"):
        channel = find_channel(workspace, person, fields.text("channel"))
        channel.is_archived = True
        workspace.save(channel)
        return
    user = find_person(workspace, fields.text("name", person.name))
    user.deleted = True
    for channel in workspace.channels.values():
        if channel.kind != "im" and user.id in channel.members:
            channel.members.remove(user.id)
            workspace.save(channel)
    workspace.save(user)
