"""files.*: uploads in Slack's three steps, and what is known of a file."""

import base64
import mimetypes

from bot.sandbox import posting
from bot.sandbox.api.args import Args
from bot.sandbox.api.chat import writable_channel
from bot.sandbox.api.shapes import file_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Content, File, Installation, Json, Message
from bot.sandbox.workspace import Workspace


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
    files = [_uploaded(workspace, item) for item in args.list_of_objects("files")]
    if not files:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: files"])
    target = args.text("channel_id") or args.text("channels")
    channel = writable_channel(context, app, target) if target else None
    for file in files:
        file.completed = True
        workspace.save(file)
    if channel:
        thread = args.text("thread_ts")
        if thread and workspace.message(channel.id, thread) is None:
            raise ApiError("thread_not_found")
        ids = [file.id for file in files]
        text, ts = args.text("initial_comment"), workspace.next_ts()
        message = Message(ts, channel.id, app.bot_user, text, thread_ts=thread or None, files=ids)
        posting.post(context, message)
    return {"files": [file_json(workspace, file) for file in files]}


def _uploaded(workspace: Workspace, item: Json) -> File:
    file = workspace.table(File).get(str(item.get("id")))
    if file is None or not file.uploaded:
        raise ApiError("file_not_found")
    file.title = str(item.get("title") or file.name)
    return file


def _is_visible(workspace: Workspace, app: Installation, file: File) -> bool:
    """Whether the app may know a file: its own, one given to it in a form, or one shared where its bot is."""
    given = not file.shares
    return (
        given or file.user == app.bot_user or any(app.bot_user in workspace.channels[at].members for at in file.shares)
    )


def info(context: Context, app: Installation, args: Args) -> Json:
    """files.info."""
    file = context.workspace.table(File).get(args.required("file"))
    if file is None or not (file.completed or file.uploaded) or not _is_visible(context.workspace, app, file):
        raise ApiError("file_not_found")
    return {"file": file_json(context.workspace, file)}
