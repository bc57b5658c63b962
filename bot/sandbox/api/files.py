"""files.*: uploads in Slack's three steps, and what is known of a file."""

import base64
import mimetypes

from bot.sandbox import posting
from bot.sandbox.api.args import Args
from bot.sandbox.api.composing import thread_of
from bot.sandbox.api.places import writable_channel
from bot.sandbox.api.shapes import file_json
from bot.sandbox.blocks import refuse_bad_message, with_ids
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Content, File, Installation, Json, Message
from bot.sandbox.workspace import Workspace

_KINDS = {"images": "image/", "pdfs": "application/pdf", "snippets": "text/", "zips": "application/zip"}


def new_file(workspace: Workspace, user: str, name: str, size: int) -> File:
    """A file that has a name but no content yet."""
    mimetype = mimetypes.guess_type(name)[0] or "text/plain"
    created = int(workspace.clock.seconds())
    return File(workspace.next_id("F"), name, name, mimetype, size, user, created)


def keep_content(workspace: Workspace, file: File, content: bytes) -> None:
    """Store the bytes of a file."""
    file.size, file.uploaded = len(content), True
    workspace.save(Content(file.id, base64.b64encode(content).decode()))
    workspace.save(file)


def content_of(workspace: Workspace, file_id: str) -> bytes | None:
    """The bytes of a file, if they were uploaded."""
    content = workspace.table(Content).get(file_id)
    return base64.b64decode(content.base64) if content else None


def upload_key(workspace: Workspace, file_id: str) -> str:
    """What makes an upload's address one that cannot be guessed."""
    return workspace.secret("upload", file_id)


def get_upload_url(context: Context, app: Installation, args: Args) -> Json:
    """files.getUploadURLExternal."""
    workspace = context.workspace
    name, length = args.required("filename"), args.number("length", 0)
    if length < 1:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: length"])
    file = new_file(workspace, app.bot_user, name, length)
    workspace.save(file)
    url = f"{workspace.settings.base_url}/upload/v1/{file.id}/{upload_key(workspace, file.id)}"
    return {"upload_url": url, "file_id": file.id}


def complete_upload(context: Context, app: Installation, args: Args) -> Json:
    """files.completeUploadExternal: shares the files in a channel or thread, if one is named."""
    workspace = context.workspace
    files = [_uploaded(workspace, app, item) for item in args.list_of_objects("files")]
    if not files:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: files"])
    targets = [args.text("channel_id")] if args.text("channel_id") else args.words("channels")
    shared = [_sharing(context, app, args, target, [file.id for file in files]) for target in targets]
    for file in files:
        file.completed = True
        workspace.save(file)
    for message in shared:
        posting.post(context, message)
    return {"files": [file_json(workspace, file) for file in files]}


def _sharing(context: Context, app: Installation, args: Args, target: str, files: list[str]) -> Message:
    """The message that shares files in a channel, checked but not yet posted."""
    workspace, blocks = context.workspace, args.list_of_objects("blocks", "invalid_blocks_format")
    channel, text = writable_channel(context, app, target), args.text("initial_comment")
    refuse_bad_message(text, blocks)
    thread = thread_of(workspace, channel, args.text("thread_ts"))
    blocks = with_ids(workspace, blocks)
    return Message(workspace.next_ts(), channel.id, app.bot_user, text, blocks, thread_ts=thread, files=files)


def _uploaded(workspace: Workspace, app: Installation, item: Json) -> File:
    file = workspace.table(File).get(str(item.get("id")))
    if file is None or not file.uploaded or file.user != app.bot_user:
        raise ApiError("file_not_found")
    file.title = str(item.get("title") or file.name)
    return file


def is_visible(workspace: Workspace, app: Installation, file: File) -> bool:
    """Whether the app may know a file: its own, one given to it in a form, or one shared where its bot is."""
    given = not file.shares and workspace.users[file.user].team == app.id  # one whose message is gone was not given
    return (
        given or file.user == app.bot_user or any(app.bot_user in workspace.channels[at].members for at in file.places)
    )


def info(context: Context, app: Installation, args: Args) -> Json:
    """files.info."""
    file = context.workspace.table(File).get(args.required("file"))
    if file is None or not (file.completed or file.uploaded) or not is_visible(context.workspace, app, file):
        raise ApiError("file_not_found")
    return {"file": file_json(context.workspace, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def list_files(context: Context, app: Installation, args: Args) -> Json:
    """files.list: newest first, by numbered pages."""
    workspace = context.workspace
    count, number = min(max(args.number("count", 100), 1), 1_000), max(args.number("page", 1), 1)
    seen = [file for file in workspace.table(File).values() if file.completed and is_visible(workspace, app, file)]
    found = [file for file in reversed(seen) if _is_wanted(file, args)]
    part = found[(number - 1) * count : number * count]
    paging = {"count": count, "total": len(found), "page": number, "pages": -(-len(found) // count)}
    return {"files": [file_json(workspace, file) for file in part], "paging": paging}


def _is_wanted(file: File, args: Args) -> bool:
    user, channel, kinds = args.text("user"), args.text("channel"), args.words("types") or ["all"]
    after, before = args.moment("ts_from", "0", "invalid_ts_from"), args.moment("ts_to", "9999999999", "invalid_ts_to")
    of_kind = "all" in kinds or any(file.mimetype.startswith(_KINDS.get(kind, "?")) for kind in kinds)
    return (
        user in ("", file.user)
        and (not channel or channel in file.places)
        and of_kind
        and (after <= file.created <= before)
    )


def delete(context: Context, app: Installation, args: Args) -> Json:
    """files.delete: one of the app's own."""
    file = context.workspace.table(File).get(args.required("file"))
    if file is None or not is_visible(context.workspace, app, file):
        raise ApiError("file_not_found")
    if file.user != app.bot_user:
        raise ApiError("cant_delete_file")
    remove(context.workspace, file)
    return {}


def remove(workspace: Workspace, file: File) -> None:
    """Take a file away, from the messages too in which it stands."""
    for channel, shares in file.places.items():
        for ts in shares:
            if message := workspace.message(channel, ts):
                message.files = [other for other in message.files if other != file.id]
                workspace.save(message)
    if content := workspace.table(Content).get(file.id):
        workspace.drop(content)
    workspace.drop(file)
