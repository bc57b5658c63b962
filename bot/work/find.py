"""Looking for our own message in Slack after an ambiguous end, by the key in its metadata."""

from datetime import timedelta

from slack_sdk import WebClient

from bot.slack import METADATA
from bot.store.tables import Surface

PAGES = 5
"""Pages of 200 messages to look through; a message of ours is at most a few retries old."""
SKEW = timedelta(minutes=10)
"""How far our clock may be ahead of Slack's; at more than five minutes no request of theirs is accepted anyway."""


def key_of(surface: Surface) -> str:
    """The key that a surface's message carries."""
    return f"{surface.workspace_id}:{surface.id}"


def find(client: WebClient, surface: Surface, parent_ts: str | None) -> str | None:
    """The ``ts`` of the message that shows ``surface``; None where Slack has none.

    Threads are searched by ``conversations.replies``, because a channel's history omits replies.
    """
    since = str((surface.created_at - SKEW).timestamp())
    cursor = ""
    for _ in range(PAGES):
        if parent_ts:
            page = client.conversations_replies(
                channel=surface.channel, ts=parent_ts, limit=200, cursor=cursor, include_all_metadata=True
            )
        else:
            page = client.conversations_history(
                channel=surface.channel, oldest=since, limit=200, cursor=cursor, include_all_metadata=True
            )
        for message in page["messages"]:
            if _key_in(message) == key_of(surface):
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return None
    return None


def _key_in(message: dict[str, dict[str, object]]) -> object:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != METADATA:
        return None
    payload = metadata.get("event_payload")
    return payload.get("key") if isinstance(payload, dict) else None
