"""Sending one rendered surface to Slack; says what became of it, and marks nothing itself."""

import time
from dataclasses import dataclass
from typing import Any

import httpx
from slack_sdk import WebClient

from bot.blocks.limits import UPDATE_TEXT
from bot.blocks.text import cut
from bot.failpoints import reach
from bot.slack import METADATA
from bot.store.tables import Surface
from bot.work.find import find, key_of
from bot.work.rendered import Ephemeral, File, Filled, Message


@dataclass(frozen=True)
class Shown:
    """The surface is in Slack as ``ts`` (a file's id, a view's external id)."""

    ts: str | None


@dataclass(frozen=True)
class NotFoundOnce:
    """Our message was not found after an ambiguous end: look once more before posting again."""


@dataclass(frozen=True)
class Step:
    """A file is one step further; ``payload`` is to be kept before the next."""

    payload: dict[str, Any]


@dataclass(frozen=True)
class TooLate:
    """Nothing was sent, because the lease may have ended; whoever claims the row next sends it."""


Outcome = Shown | NotFoundOnce | Step | TooLate


def send_message(client: WebClient, surface: Surface, message: Message, parent_ts: str | None, until: float) -> Outcome:
    """Post a message, or update the one that is there; never post when the monotonic clock is past ``until``."""
    blocks, text = [block.to_dict() for block in message.blocks], cut(message.text, UPDATE_TEXT)
    if surface.ts is not None:
        client.chat_update(channel=surface.channel, ts=surface.ts, text=text, blocks=blocks)
        reach("after-post")
        return Shown(surface.ts)
    if surface.attempts > 1:
        found = find(client, surface, parent_ts)
        if found is not None:
            client.chat_update(channel=surface.channel, ts=found, text=text, blocks=blocks)
            return Shown(found)
        if surface.looked == 0:
            return NotFoundOnce()
    if time.monotonic() > until:
        return TooLate()
    posted = client.chat_postMessage(
        channel=surface.channel,
        thread_ts=parent_ts,
        text=text,
        blocks=blocks,
        unfurl_links=False,
        unfurl_media=False,
        metadata={"event_type": METADATA, "event_payload": {"key": key_of(surface)}},
    )
    reach("after-post")
    return Shown(str(posted["ts"]))


def send_ephemeral(client: WebClient, surface: Surface, message: Ephemeral, parent_ts: str | None) -> Outcome:
    """Show a message to one person."""
    blocks = [block.to_dict() for block in message.blocks] or None
    client.chat_postEphemeral(
        channel=surface.channel, user=message.user, text=message.text, blocks=blocks, thread_ts=parent_ts
    )
    return Shown(None)


def fill_view(client: WebClient, surface: Surface, filled: Filled) -> Outcome:
    """Replace the content of an open modal, by its external id."""
    client.views_update(external_id=surface.ts or "", view=filled.view.to_dict())
    return Shown(surface.ts)


def send_file(client: WebClient, surface: Surface, file: File, parent_ts: str | None) -> Outcome:
    """Carry a file one step further: an address to upload to, the bytes, its place in the thread."""
    done = surface.payload
    if "file_id" not in done:
        answer = client.files_getUploadURLExternal(filename=file.name, length=len(file.body))
        return Step({**done, "file_id": answer["file_id"], "upload_url": answer["upload_url"]})
    if "upload_url" in done:
        httpx.post(done["upload_url"], content=file.body, timeout=10).raise_for_status()
        return Step({key: value for key, value in done.items() if key != "upload_url"})
    file_id = str(done["file_id"])
    if surface.attempts > 1 and _shared(client, file_id, surface.channel):
        return Shown(file_id)
    client.files_completeUploadExternal(
        files=[{"id": file_id, "title": file.title}],
        channel_id=surface.channel,
        thread_ts=parent_ts,
        initial_comment=file.comment,
    )
    reach("after-post")
    return Shown(file_id)


def _shared(client: WebClient, file_id: str, channel: str) -> bool:
    info = client.files_info(file=file_id)["file"]
    places = [*info.get("channels", []), *info.get("groups", [])]
    shares = info.get("shares") or {}
    return channel in places or any(channel in by_channel for by_channel in shares.values())
