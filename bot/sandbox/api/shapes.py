"""Records as the API and the events show them."""

from bot.sandbox.records import Channel, File, Installation, Json, Message, User, View
from bot.sandbox.workspace import Workspace


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """A message; its metadata where it was asked for."""
    shown: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    shown["team"] = workspace.users[message.user].team
    if message.subtype:
        shown["subtype"] = message.subtype
    if app := workspace.installation_of(message.user):
        shown |= {"bot_id": app.bot_id, "app_id": workspace.manifest.app_id, "bot_profile": bot_json(workspace, app)}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.files:
        shown["files"] = [file_json(workspace, workspace.table(File)[file]) for file in message.files]
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.edited}
    if message.reactions:
        shown["reactions"] = reactions_json(message)
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown | _thread(workspace, message)


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
        "deleted": False,
        "team_id": app.id,
    }


def user_json(user: User) -> Json:
    """A person or the bot."""
    return {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_admin": False,
        "is_owner": False,
        "is_app_user": False,
        "profile": {"real_name": user.real_name, "display_name": user.name, "team": user.team},
    }


def channel_json(workspace: Workspace, app: Installation, channel: Channel) -> Json:
    """A channel as an app sees it, or a direct conversation."""
    shown: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_member": app.bot_user in channel.members,
        "is_general": channel.name == "general",
        "context_team_id": app.id,
        "is_ext_shared": bool(channel.shared_with),
        "is_shared": bool(channel.shared_with),
        "is_org_shared": False,
        "shared_team_ids": list(channel.teams),
    }
    if channel.kind == "im":
        person = next(user for user in channel.members if user != app.bot_user)
        return shown | {"user": person, "is_user_deleted": workspace.users[person].deleted}
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "num_members": len(channel.members),
        "topic": {"value": channel.topic},
        "purpose": {"value": channel.purpose},
    }


def file_json(workspace: Workspace, file: File) -> Json:
    """A file, where it was shared included."""
    url = f"{workspace.settings.base_url}/files-pri/{workspace.users[file.user].team}-{file.id}/{file.name}"
    shares: Json = {}
    for channel_id, messages in file.shares.items():
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
        "user": file.user,
        "size": file.size,
        "mode": "hosted",
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "channels": [channel for channel in file.shares if channel.startswith("C")],
        "shares": shares,
    }


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
