"""What a call says a message shall be: text, blocks, attachments, metadata, another name; checked as Slack does."""

import re
from dataclasses import dataclass, field

from bot.blocks.limits import MESSAGE_TEXT, warnings
from bot.sandbox.api.args import Args
from bot.sandbox.blocks import refuse_bad_message, with_ids
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Ephemeral, File, Installation, Json, Message, UserGroup
from bot.sandbox.workspace import Workspace

_CONTENT = ("text", "markdown_text", "blocks", "attachments")
_MARKDOWN = 12_000
_MOST_ATTACHMENTS = 100
_EVENT_TYPE = re.compile(r"[A-Za-z0-9_.:-]{1,255}")
_NAME = re.compile(r"(?<![\w<&|])([@#])([a-z0-9][a-z0-9._-]*)")
_ADDRESS = re.compile(r"(?<![<|\w])https?://[^\s<>|]+")


@dataclass
class Composed:
    """The content of a message, checked."""

    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)


def composed(workspace: Workspace, app: Installation, args: Args) -> Composed:
    """The content that a call gives; one has to be there."""
    return _something(_given(workspace, app, args))


def recomposed(workspace: Workspace, app: Installation, args: Args, message: Message) -> Composed:
    """What a message holds after a call that changes it: what is not given stays, but a text alone ends the blocks."""
    if not any(args.has(name) for name in _CONTENT):
        raise ApiError("no_text")
    found = _given(workspace, app, args)
    said, drawn = args.has("text") or args.has("markdown_text"), args.has("blocks") or args.has("markdown_text")
    return _something(
        Composed(
            found.text if said or found.blocks else message.text,
            found.blocks if said or drawn else message.blocks,
            found.attachments if args.has("attachments") else message.attachments,
        )
    )


def _given(workspace: Workspace, app: Installation, args: Args) -> Composed:
    blocks = args.list_of_objects("blocks", "invalid_blocks_format")
    text = args.text("text")
    if markdown := args.text("markdown_text"):
        text, blocks = _markdown(markdown, text, blocks)
    return Composed(_linked(workspace, app, args, text), blocks, _attachments(args))


def _something(found: Composed) -> Composed:
    if not (found.text or found.blocks or found.attachments):
        raise ApiError("no_text")
    return found


def checked(workspace: Workspace, found: Composed, longest: int) -> Composed:
    """The content with its text cut, its blocks within Slack's limits and their ids filled in."""
    text = found.text[:longest]
    refuse_bad_message(text, found.blocks, found.attachments)
    return Composed(text, with_ids(workspace, found.blocks), found.attachments)


def warned(args: Args) -> Json:
    """What Slack warns of and takes all the same, in the form of its answers."""
    payload = {name: value for name, value in args.given().items() if name in _CONTENT and value is not None}
    found = warnings(payload | {"text": payload.get("text") or payload.get("markdown_text") or ""})
    return {"warning": ",".join(found), "response_metadata": {"warnings": found}} if found else {}


def _markdown(markdown: str, text: str, blocks: list[Json]) -> tuple[str, list[Json]]:
    if text or blocks:
        raise ApiError("markdown_text_conflict")
    if len(markdown) > _MARKDOWN:
        raise ApiError("msg_too_long")
    return markdown, [{"type": "markdown", "text": markdown}]


def _attachments(args: Args) -> list[Json]:
    found = args.list_of_objects("attachments", "invalid_attachments")
    if len(found) > _MOST_ATTACHMENTS:
        raise ApiError("too_many_attachments")
    return [{"id": number, **item} for number, item in enumerate(found, 1)]


def _linked(workspace: Workspace, app: Installation, args: Args, text: str) -> str:
    """With `link_names` groups become mentions, with `parse` full also channels and addresses."""
    full = args.text("parse") == "full"
    if full:
        text = _ADDRESS.sub(lambda match: f"<{match[0]}>", text)
    if full or args.flag("link_names"):
        text = _NAME.sub(lambda match: _mention(workspace, app, match, full=full), text)
    return text


def _mention(workspace: Workspace, app: Installation, match: re.Match[str], *, full: bool) -> str:
    sign, name = match.groups()
    if sign == "@":
        for group in workspace.table(UserGroup).values():
            if (group.team, group.handle) == (app.id, name):
                return f"<!subteam^{group.id}|@{name}>"
        return f"<!{name}>" if name in {"here", "channel", "everyone"} else match[0]
    for channel in workspace.channels.values():
        if full and channel.name == name and channel.kind == "channel" and app.id in channel.teams:
            return f"<#{channel.id}|{name}>"
    return match[0]


def metadata(args: Args) -> Json | None:
    """The message's metadata; an empty object means none."""
    found = args.mapping("metadata", "invalid_metadata_format")
    if not found:
        return None
    if not {"event_type", "event_payload"} <= found.keys():
        raise ApiError("invalid_metadata_format")
    kind, payload = found["event_type"], found["event_payload"]
    if not (isinstance(kind, str) and _EVENT_TYPE.fullmatch(kind) and isinstance(payload, dict)):
        raise ApiError("invalid_metadata_schema")
    return found


def dressed(app: Installation, args: Args) -> Json:
    """Another name and picture for the message; without the scope Slack leaves them unheeded."""
    if "chat:write.customize" not in app.scopes:
        return {}
    emoji, url = args.text("icon_emoji"), args.text("icon_url")
    icons = {"emoji": emoji} if emoji else {"image_48": url} if url else {}
    username = args.text("username")
    return {"username": username, "icons": icons, "subtype": "bot_message"} if username or icons else {}


def thread_of(workspace: Workspace, channel: Channel, ts: str) -> str | None:
    """The thread that a ts names: that of a reply is its parent's."""
    if not ts:
        return None
    parent = workspace.message(channel.id, ts)
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts or parent.ts


def _linked_files(workspace: Workspace, app: Installation, text: str) -> list[str]:
    """The app's own files to which a text links: a message shows them."""
    own = [file for file in workspace.table(File).values() if file.completed and file.user == app.bot_user]
    return [file.id for file in own if f"/files-pri/{app.id}-{file.id}/" in text]


def new_message(workspace: Workspace, app: Installation, args: Args, channel: Channel) -> Message:
    """A message of the bot, checked but not yet posted."""
    thread = thread_of(workspace, channel, args.text("thread_ts"))
    found = checked(workspace, composed(workspace, app, args), MESSAGE_TEXT)
    fields: Json = {"subtype": "thread_broadcast"} if thread and args.flag("reply_broadcast") else {}
    return Message(
        workspace.next_ts(),
        channel.id,
        app.bot_user,
        found.text,
        found.blocks,
        thread_ts=thread,
        metadata=metadata(args),
        files=_linked_files(workspace, app, found.text),
        attachments=found.attachments,
        mrkdwn=args.flag("mrkdwn", default=True),
        **(dressed(app, args) | fields),
    )


def as_ephemeral(workspace: Workspace, app: Installation, message: Message, user: str) -> Ephemeral:
    """The same for one person's eyes alone."""
    return Ephemeral(
        workspace.next_id("E"),
        message.channel,
        message.ts,
        user,
        app.id,
        message.text,
        message.blocks,
        thread_ts=message.thread_ts,
        attachments=message.attachments,
    )
