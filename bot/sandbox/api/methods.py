"""The methods that the workspace has, and the scopes that each needs. Any other is unknown."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.api import (
    canvases,
    channel_names,
    channel_people,
    channels,
    chat,
    files,
    reactions,
    schedule,
    tokens,
    users,
    views,
)
from bot.sandbox.api.args import Args
from bot.sandbox.api.scopes import all_of
from bot.sandbox.context import Context
from bot.sandbox.installs import oauth
from bot.sandbox.records import Installation, Json


@dataclass(frozen=True)
class Method:
    """What answers a call, and which scopes it needs: any one of them will do to be let in.

    `direct` are those for direct conversations; a method that needs one by the kind of conversation asks for it itself.
    `is_open` is a method for whoever calls: it needs no token.
    """

    answer: Callable[[Context, Installation, Args], Json]
    scopes: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()
    app_token: bool = False
    is_open: bool = False

    @property
    def every_scope(self) -> tuple[str, ...]:
        """All the scopes that let a call in."""
        return (*self.scopes, *self.direct)


def _by_kind(answer: Callable[[Context, Installation, Args], Json], use: str) -> Method:
    return Method(answer, all_of(use, "channel", "group"), all_of(use, "mpim", "im"))


_WRITE = ("chat:write",)
_USERS = ("users:read",)

METHODS = {
    "api.test": Method(tokens.api_test, is_open=True),
    "apps.connections.open": Method(tokens.open_connection, app_token=True),
    "apps.uninstall": Method(tokens.uninstall_app),
    "auth.revoke": Method(tokens.auth_revoke),
    "auth.test": Method(tokens.auth_test),
    "bots.info": Method(tokens.bots_info, _USERS),
    "canvases.create": Method(canvases.create, ("canvases:write",)),
    "canvases.delete": Method(canvases.delete, ("canvases:write",)),
    "canvases.edit": Method(canvases.edit, ("canvases:write",)),
    "canvases.sections.lookup": Method(canvases.lookup_sections, ("canvases:read",)),
    "chat.delete": Method(chat.delete, _WRITE),
    "chat.deleteScheduledMessage": Method(schedule.delete_scheduled, _WRITE),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.meMessage": Method(chat.me_message, _WRITE),
    "chat.postEphemeral": Method(chat.post_ephemeral, _WRITE),
    "chat.postMessage": Method(chat.post_message, _WRITE),
    "chat.scheduleMessage": Method(schedule.schedule, _WRITE),
    "chat.scheduledMessages.list": Method(schedule.list_scheduled),
    "chat.unfurl": Method(chat.unfurl, ("links:write",)),
    "chat.update": Method(chat.update, _WRITE),
    "conversations.archive": _by_kind(channel_names.archive, "write"),
    "conversations.canvases.create": Method(canvases.create_for_channel, ("canvases:write",)),
    "conversations.close": _by_kind(channel_people.close, "write"),
    "conversations.create": _by_kind(channel_names.create, "write"),
    "conversations.history": _by_kind(channels.history, "history"),
    "conversations.info": _by_kind(channels.info, "read"),
    "conversations.invite": _by_kind(channel_people.invite, "invite"),
    "conversations.join": Method(channel_people.join, ("channels:join",)),
    "conversations.kick": _by_kind(channel_people.kick, "write"),
    "conversations.leave": _by_kind(channel_people.leave, "write"),
    "conversations.list": _by_kind(channels.list_channels, "read"),
    "conversations.mark": _by_kind(channel_people.mark, "write"),
    "conversations.members": _by_kind(channels.members, "read"),
    "conversations.open": Method(channel_people.open_conversation, ("im:write",), ("mpim:write",)),
    "conversations.rename": _by_kind(channel_names.rename, "write"),
    "conversations.replies": _by_kind(channels.replies, "history"),
    "conversations.setPurpose": _by_kind(channel_names.set_purpose, "topic"),
    "conversations.setTopic": _by_kind(channel_names.set_topic, "topic"),
    "conversations.unarchive": _by_kind(channel_names.unarchive, "write"),
    "emoji.list": Method(tokens.list_emoji, ("emoji:read",)),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",)),
    "files.delete": Method(files.delete, ("files:write",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",)),
    "files.info": Method(files.info, ("files:read",)),
    "files.list": Method(files.list_files, ("files:read",)),
    "oauth.v2.access": Method(oauth.access, is_open=True),
    "oauth.v2.exchange": Method(oauth.exchange, is_open=True),
    "reactions.add": Method(reactions.add, ("reactions:write",)),
    "reactions.get": Method(reactions.get, ("reactions:read",)),
    "reactions.list": Method(reactions.list_reactions, ("reactions:read",)),
    "reactions.remove": Method(reactions.remove, ("reactions:write",)),
    "team.info": Method(tokens.team_info, ("team:read",)),
    "usergroups.list": Method(users.list_groups, ("usergroups:read",)),
    "usergroups.users.list": Method(users.users_of_group, ("usergroups:read",)),
    "users.conversations": _by_kind(channels.of_user, "read"),
    "users.getPresence": Method(users.get_presence, _USERS),
    "users.info": Method(users.info, _USERS),
    "users.list": Method(users.list_users, _USERS),
    "users.lookupByEmail": Method(users.lookup_by_email, ("users:read.email",)),
    "users.profile.get": Method(users.get_profile, ("users.profile:read",)),
    "views.open": Method(views.open_view),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}
