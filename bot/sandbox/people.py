"""People come into a team, change, and go: what changes, and what the app is told."""

import re
import zoneinfo

from bot.sandbox import rooms
from bot.sandbox.api.people import user_json
from bot.sandbox.context import Context
from bot.sandbox.records import Channel, Installation, Json, Message, User

_HANDLE = re.compile(r"[a-z][a-z0-9._-]{0,20}")


def bad_handle(name: str) -> bool:
    """Whether nobody can be called so."""
    return not _HANDLE.fullmatch(name)


def is_zone(tz: str) -> bool:
    """Whether a time zone exists."""
    return tz in zoneinfo.available_timezones()


def arrive(context: Context, user: User, channels: list[Channel], by: User) -> None:
    """Somebody new, who is then added to channels."""
    context.workspace.save(user)
    _tell(context, user, "team_join")
    for channel in channels:
        rooms.enter(context, channel, user, by)


def change(context: Context, user: User) -> None:
    """Keep a changed account, and tell of it."""
    context.workspace.save(user)
    _tell(context, user, "user_change")
    _tell(context, user, "user_profile_changed")


def deactivate(context: Context, user: User) -> None:
    """Close an account; without a word they leave every channel."""
    workspace = context.workspace
    user.deleted = True
    for channel in workspace.channels.values():
        if channel.kind not in ("im", "mpim") and user.id in channel.members:
            channel.members.remove(user.id)
            workspace.save(channel)
    change(context, user)


def reactivate(context: Context, user: User) -> None:
    """Open an account again; it is in no channel but the general one."""
    user.deleted = False
    change(context, user)
    for channel in context.workspace.channels.values():
        if channel.name == "general" and channel.team == user.team and not user.is_restricted:
            rooms.enter(context, channel, user)


def react(context: Context, message: Message, user: User, name: str, *, on: bool) -> None:
    """An emoji is put on a message, or taken away."""
    workspace = context.workspace
    who = message.reactions.setdefault(name, [])
    (who.append if on else who.remove)(user.id)
    if not who:
        del message.reactions[name]
    workspace.save(message)
    channel = workspace.channels[message.channel]
    kind = "reaction_added" if on else "reaction_removed"
    item = {"type": "message", "channel": channel.id, "ts": message.ts}
    event = {"type": kind, "user": user.id, "reaction": name, "item_user": message.user, "item": item}
    for app in workspace.present(channel)[:1]:
        context.outbox.emit(app, kind, event, shared=bool(channel.shared_with))


def _tell(context: Context, user: User, kind: str) -> None:
    """Tell the app of the person's team, and those with which they share a channel."""
    workspace = context.workspace
    teams = {team for channel in workspace.channels.values() if user.id in channel.members for team in channel.teams}
    for team in dict.fromkeys([user.team, *sorted(teams)]):
        if app := workspace.installation(team):
            context.outbox.emit(app, kind, {"type": kind, **_account(context, app, user)})


def _account(context: Context, app: Installation, user: User) -> Json:
    now = int(context.workspace.clock.seconds())
    return {"user": user_json(context.workspace, app, user), "cache_ts": now}
