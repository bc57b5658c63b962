"""What Slack makes of what people type: mentions become ids, and what is no markup is escaped."""

import re

from bot.sandbox.records import User, UserGroup
from bot.sandbox.workspace import Workspace

_KEPT = re.compile(r"<(@U\w+|#[CG]\w+(?:\|[^<>]*)?)>")
_TYPED = re.compile(r"(?<![\w&])@([a-z](?:[a-z0-9._-]*[a-z0-9])?)|(?<![\w&])#([a-z0-9_-]+)")


def as_mrkdwn(workspace: Workspace, author: User, text: str) -> str:
    """What Slack makes of what somebody typed: mentions become ids, markup of no meaning is escaped."""
    parts = _KEPT.split(text)
    kept = [f"<{part}>" if number % 2 else _escaped(workspace, author, part) for number, part in enumerate(parts)]
    return "".join(kept)


def _escaped(workspace: Workspace, author: User, text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _TYPED.sub(lambda match: _mention(workspace, author, match), text)


def _mention(workspace: Workspace, author: User, match: re.Match[str]) -> str:
    """Groups are those of the author's own team; their handle comes before a person's name."""
    person, channel = match.groups()
    if person in {"channel", "here", "everyone"}:
        return f"<!{person}>"
    for group in workspace.table(UserGroup).values():
        if (group.team, group.handle) == (author.team, person):
            return f"<!subteam^{group.id}>"
    for user in workspace.users.values():
        if user.name == person:
            return f"<@{user.id}>"
    for place in workspace.channels.values():
        if channel and place.name == channel:
            return f"<#{place.id}|{channel}>"
    return match[0]
