"""The methods that the workspace has, and the scope that each needs. Any other is unknown."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.api import chat, conversations, files, reactions, users, views
from bot.sandbox.api.args import Args
from bot.sandbox.context import Context
from bot.sandbox.records import Installation, Json


@dataclass(frozen=True)
class Method:
    """What answers a call, and which scopes it needs: any one of them will do."""

    answer: Callable[[Context, Installation, Args], Json]
    scopes: tuple[str, ...] = ()
    app_token: bool = False


_READ = ("channels:read", "groups:read")
_HISTORY = ("channels:history", "groups:history")

METHODS = {
    "api.test": Method(users.api_test),
    "apps.connections.open": Method(users.open_connection, app_token=True),
    "auth.test": Method(users.auth_test),
    "bots.info": Method(users.bots_info, ("users:read",)),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.history": Method(conversations.history, _HISTORY),
    "conversations.info": Method(conversations.info, _READ),
    "conversations.join": Method(conversations.join, ("channels:join",)),
    "conversations.list": Method(conversations.list_channels, _READ),
    "conversations.members": Method(conversations.members, _READ),
    "conversations.open": Method(conversations.open_direct, ("im:write",)),
    "conversations.replies": Method(conversations.replies, _HISTORY),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",)),
    "files.info": Method(files.info, ("files:read",)),
    "reactions.add": Method(reactions.add, ("reactions:write",)),
    "reactions.get": Method(reactions.get, ("reactions:read",)),
    "reactions.remove": Method(reactions.remove, ("reactions:write",)),
    "team.info": Method(users.team_info, ("team:read",)),
    "usergroups.list": Method(users.list_usergroups, ("usergroups:read",)),
    "users.info": Method(users.info, ("users:read",)),
    "users.list": Method(users.list_users, ("users:read",)),
    "views.open": Method(views.open_view),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}
