"""People and channels as the API shows them, to the app of one team."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.records import Channel, Installation, Json, Team, User
from bot.sandbox.workspace import Workspace

# Slack's labels are words; the time zone database has abbreviations only.
_LABELS = {
    "AEDT": "Australian Eastern Daylight Time",
    "AEST": "Australian Eastern Standard Time",
    "BST": "British Summer Time",
    "CEST": "Central European Summer Time",
    "CET": "Central European Time",
    "EDT": "Eastern Daylight Time",
    "EST": "Eastern Standard Time",
    "GMT": "Greenwich Mean Time",
    "IST": "India Standard Time",
    "JST": "Japan Standard Time",
    "PDT": "Pacific Daylight Time",
    "PST": "Pacific Standard Time",
    "UTC": "Coordinated Universal Time",
    "-03": "Brasilia Standard Time",
}


def email_of(workspace: Workspace, user: User) -> str:
    """The address of a person; a bot has none."""
    return "" if user.is_bot else f"{user.name}@{workspace.table(Team)[user.team].domain}.example"


def user_profile(user: User) -> Json:
    """The short profile that messages of shared channels carry."""
    return {"real_name": user.real_name, "display_name": user.name, "name": user.name, "team": user.team}


def profile_json(workspace: Workspace, app: Installation, user: User) -> Json:
    """A profile; the address only for an app that may see it."""
    shown: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": "",
        "status_emoji": "",
        "team": user.team,
    }
    if "users:read.email" in app.scopes and not user.is_bot and user.team == app.id:
        shown["email"] = email_of(workspace, user)
    installed = workspace.installation_of(user.id)
    return shown | ({"bot_id": installed.bot_id, "api_app_id": workspace.manifest.app_id} if installed else {})


def user_json(workspace: Workspace, app: Installation, user: User, *, stranger: bool = False) -> Json:
    """A person or the bot; `stranger` where they share no channel that the app sees."""
    shown: Json = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "profile": profile_json(workspace, app, user),
    }
    if stranger:
        return shown | {"is_stranger": True}
    if user.deleted:
        return shown
    rights = {"is_admin": False, "is_owner": False, "is_primary_owner": False, "is_ultra_restricted": False}
    return shown | rights | {"is_restricted": user.is_restricted} | _zone(workspace, user)


def _zone(workspace: Workspace, user: User) -> Json:
    """The person's time zone as it stands on the workspace's own day."""
    there = datetime.fromtimestamp(workspace.clock.seconds(), ZoneInfo(user.tz))
    name, offset = there.tzname() or user.tz, there.utcoffset()
    seconds = int(offset.total_seconds()) if offset else 0
    return {"tz": user.tz, "tz_label": _LABELS.get(name, name), "tz_offset": seconds}


def channel_json(workspace: Workspace, app: Installation, channel: Channel, *, count: bool = True) -> Json:
    """A channel as an app sees it, or a direct conversation; `count` says how many members it has."""
    shown: Json = {
        "id": channel.id,
        "created": channel.created,
        "creator": channel.creator,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_member": app.bot_user in channel.members,
        "is_general": channel.name == "general",
        "context_team_id": app.id,
        **_sharing(app, channel),
    }
    if app.bot_user in channel.read:
        shown["last_read"] = channel.read[app.bot_user]
    if channel.kind == "im":
        person = next(user for user in channel.members if user != app.bot_user)
        return shown | {"user": person, "is_user_deleted": workspace.users[person].deleted}
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "previous_names": channel.previous_names,
        "topic": _words(channel, "topic", channel.topic),
        "purpose": _words(channel, "purpose", channel.purpose),
        **({"num_members": len(channel.members)} if count else {}),
    }


def _sharing(app: Installation, channel: Channel) -> Json:
    shared = bool(channel.shared_with)
    shown: Json = {
        "is_ext_shared": shared,
        "is_shared": shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "shared_team_ids": list(channel.teams),
    }
    if shared:
        connected = [team for team in channel.teams if team != app.id]
        shown |= {"conversation_host_id": channel.team, "connected_team_ids": connected, "internal_team_ids": [app.id]}
    return shown


def _words(channel: Channel, name: str, value: str) -> Json:
    user, at = channel.set_by.get(name, ("", 0))
    return {"value": value, "creator": user, "last_set": at}
