"""The scopes that depend on what kind of conversation a method is used in."""

from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Installation

KINDS = ("channel", "group", "mpim", "im")
# For each use, the scopes that allow it by the kind of conversation; any one of them will do.
BY_KIND: dict[str, dict[str, tuple[str, ...]]] = {
    "read": {
        "channel": ("channels:read",),
        "group": ("groups:read",),
        "mpim": ("mpim:read",),
        "im": ("im:read",),
    },
    "history": {
        "channel": ("channels:history",),
        "group": ("groups:history",),
        "mpim": ("mpim:history",),
        "im": ("im:history",),
    },
    "write": {
        "channel": ("channels:manage",),
        "group": ("groups:write",),
        "mpim": ("mpim:write",),
        "im": ("im:write",),
    },
    "invite": {
        "channel": ("channels:write.invites", "channels:manage"),
        "group": ("groups:write.invites", "groups:write"),
        "mpim": ("mpim:write",),
        "im": ("im:write",),
    },
    "topic": {
        "channel": ("channels:write.topic", "channels:manage"),
        "group": ("groups:write.topic", "groups:write"),
        "mpim": ("mpim:write.topic", "mpim:write"),
        "im": ("im:write.topic", "im:write"),
    },
}


def all_of(use: str, *kinds: str) -> tuple[str, ...]:
    """Every scope of a use, for these kinds of conversation."""
    return tuple(scope for kind in kinds for scope in BY_KIND[use][kind])


def has(app: Installation, use: str, kind: str) -> bool:
    """Whether an app may use a kind of conversation so."""
    return bool(set(BY_KIND[use][kind]) & set(app.scopes))


def need(app: Installation, use: str, kind: str) -> None:
    """Refuse an app that may not."""
    if not has(app, use, kind):
        raise missing(app, BY_KIND[use][kind])


def need_for(app: Installation, use: str, channel: Channel) -> Channel:
    """The conversation, if the app may use it so."""
    need(app, use, channel.kind)
    return channel


def missing(app: Installation, scopes: tuple[str, ...]) -> ApiError:
    """What an app without these scopes is told."""
    return ApiError("missing_scope", needed=",".join(scopes), provided=",".join(app.scopes))
