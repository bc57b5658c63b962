"""An app that subscribes to everything, and what it hears."""

from collections.abc import Callable
from pathlib import Path

from slack_bolt import App

from tests.sandbox.make import Json
from tests.support.manifests import SCOPES, small_file

EVENTS = (
    "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_created", "channel_left",
    "channel_rename", "channel_unarchive", "file_shared", "group_archive", "group_left", "link_shared",
    "member_joined_channel", "member_left_channel", "message.channels", "message.groups", "message.im",
    "message.mpim", "message_metadata_deleted", "message_metadata_posted", "message_metadata_updated",
    "reaction_added", "reaction_removed", "team_join", "tokens_revoked", "user_change",
)  # fmt: skip


def every_event(folder: Path) -> Path:
    """The manifest of such an app."""
    return small_file(folder, (*SCOPES, "reactions:read", "reactions:write"), EVENTS)


def hear(app: App) -> list[Json]:
    """All bodies of events that an app hears, as they come."""
    heard: list[Json] = []

    @app.middleware
    def _hear(body: Json, next_: Callable[[], None]) -> None:
        if "event" in body:
            heard.append(body)
        next_()

    return heard


def events(heard: list[Json], kind: str) -> list[Json]:
    """The inner events of a kind, or of a message's subtype."""
    return [body["event"] for body in heard if kind in (body["event"]["type"], body["event"].get("subtype"))]
