"""Acts among people: messages, reactions, coming and going."""

from bot.sandbox import people, posting
from bot.sandbox.acts.direct import conversation_of
from bot.sandbox.acts.fields import Fields, message_of
from bot.sandbox.acts.inputs import upload
from bot.sandbox.acts.interaction import run_command
from bot.sandbox.acts.typed import as_mrkdwn
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError
from bot.sandbox.records import Message, User
from bot.sandbox.workspace import Workspace


async def message(context: Context, person: User, fields: Fields) -> None:
    """A message in a channel or a thread; one that begins with a slash is a command."""
    workspace = context.workspace
    channel = conversation_of(context, person, fields)
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
    subtype = "file_share" if files else None
    if fields.flag("broadcast", default=False):
        subtype = _broadcast(thread)
    said = Message(
        workspace.next_ts(), channel.id, person.id, as_mrkdwn(workspace, person, text), subtype=subtype, files=files
    )
    said.thread_ts = (thread.thread_ts or thread.ts) if thread else None
    posting.post(context, said)


def _broadcast(thread: Message | None) -> str:
    """A reply that is shown in its channel too."""
    if thread is None:
        raise ActError("thread_not_found", "Only a reply in a thread can also be sent to the channel.")
    return "thread_broadcast"


def _own(workspace: Workspace, person: User, fields: Fields) -> Message:
    found = message_of(workspace, person, fields)
    if found.user != person.id:
        raise ActError("not_your_message", "You can change your own messages only.")
    return found


async def edit(context: Context, person: User, fields: Fields) -> None:
    """Another text for one's own message."""
    found = _own(context.workspace, person, fields)
    before = message_json(context.workspace, found, metadata=True)
    found.text = as_mrkdwn(context.workspace, person, fields.text("text"))
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
    people.react(context, found, person, name, on=person.id not in found.reactions.get(name, []))
