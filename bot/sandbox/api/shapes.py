"""Messages, files, bots and views as the API and the events show them; people and channels are in `people.py`."""

from bot.sandbox.api.people import user_profile
from bot.sandbox.records import Canvas, File, Installation, Json, Message, View
from bot.sandbox.workspace import Workspace


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """A message; its metadata where it was asked for."""
    shown: Json = {"type": "message", **_author(workspace, message), "ts": message.ts, "text": message.text}
    parts: Json = {"subtype": message.subtype, "blocks": message.blocks, "attachments": message.attachments}
    shown |= {name: part for name, part in parts.items() if part}
    if not message.mrkdwn:
        shown["mrkdwn"] = False
    if message.files:
        shown["files"] = [file_json(workspace, workspace.table(File)[file]) for file in message.files]
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.edited}
    if message.reactions:
        shown["reactions"] = reactions_json(message)
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown | _thread(workspace, message)


def _author(workspace: Workspace, message: Message) -> Json:
    """Who wrote it; in a channel that teams share also from where."""
    user = workspace.users[message.user]
    shown: Json = {"user": user.id, "team": user.team}
    if workspace.channels[message.channel].shared_with:
        shown |= {"user_team": user.team, "source_team": user.team, "user_profile": user_profile(user)}
    if app := workspace.installation_of(user.id):
        shown |= {"bot_id": app.bot_id, "app_id": workspace.manifest.app_id, "bot_profile": bot_json(workspace, app)}
    if message.username or message.icons:
        del shown["user"]
        shown |= {"username": message.username or user.name, "icons": message.icons}
    return shown


def _thread(workspace: Workspace, message: Message) -> Json:
    if message.thread_ts and message.thread_ts != message.ts:
        parent = workspace.message(message.channel, message.thread_ts)
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.user if parent else None}
    replies = workspace.replies(message)
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "latest_reply": replies[-1].ts,
    }


def reactions_json(message: Message) -> list[Json]:
    """Who reacted how."""
    return [{"name": name, "users": who, "count": len(who)} for name, who in message.reactions.items()]


def bot_json(workspace: Workspace, app: Installation) -> Json:
    """The bot of an installation."""
    return {
        "id": app.bot_id,
        "app_id": workspace.manifest.app_id,
        "user_id": app.bot_user,
        "name": workspace.users[app.bot_user].name,
        "deleted": workspace.users[app.bot_user].deleted,
        "team_id": app.id,
    }


def file_json(workspace: Workspace, file: File) -> Json:
    """A file, where it was shared included."""
    url = f"{workspace.settings.base_url}/files-pri/{workspace.users[file.user].team}-{file.id}/{file.name}"
    shares: Json = {}
    for channel_id, messages in file.places.items():
        kind = "public" if workspace.channels[channel_id].kind == "channel" else "private"
        shares.setdefault(kind, {})[channel_id] = [_share(workspace, channel_id, ts) for ts in messages]
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2] or "text",
        "user_team": workspace.users[file.user].team,
        "user": file.user,
        "size": file.size,
        "mode": "hosted",
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "channels": [channel for channel in file.places if channel.startswith("C")],
        "shares": shares,
        **(_CANVAS if workspace.table(Canvas).get(file.id) else {}),
    }


_CANVAS = {"mode": "quip", "filetype": "quip", "mimetype": "application/vnd.slack-docs", "pretty_type": "Canvas"}


def _share(workspace: Workspace, channel_id: str, ts: str) -> Json:
    message = workspace.message(channel_id, ts)
    thread = {"thread_ts": message.thread_ts} if message and message.thread_ts else {}
    return {"ts": ts, **thread}


def view_json(workspace: Workspace, view: View, values: Json) -> Json:
    """A view as Slack gives it to its app, with the values that `values.py` computed."""
    app = workspace.installation(view.team)
    defaults: Json = {
        "callback_id": "",
        "external_id": "",
        "private_metadata": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "title": None,
        "submit": None,
        "close": None,
    }
    return {
        "id": view.id,
        "team_id": workspace.users[view.user].team,
        **defaults,
        **view.content,
        "state": {"values": values},
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "app_id": workspace.manifest.app_id,
        "app_installed_team_id": view.team,
        "bot_id": app.bot_id if app else "",
    }
