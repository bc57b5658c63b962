"""Sending one rendered surface to Slack; says what became of it, and marks nothing itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks.limits import UPDATE_TEXT
from bot.blocks.text import cut
from bot.failpoints import reach
from bot.slack import METADATA, error_code
from bot.store.queue import Claim
from bot.store.tables import Surface
from bot.work.find import find, key_of
from bot.work.rendered import Ephemeral, File, Message, Rendered


@dataclass(frozen=True)
class Shown:
    """The surface is in Slack as ``ts`` (a file's id)."""

    ts: str | None


@dataclass(frozen=True)
class Found:
    """Our message stands in Slack as ``ts`` after all; it is updated next, because it may be an older revision."""

    ts: str


@dataclass(frozen=True)
class NotFoundOnce:
    """It was not found after an ambiguous end: look once more before posting again."""


@dataclass(frozen=True)
class Step:
    """A file is one step further; ``payload`` is to be kept before the next."""

    payload: dict[str, Any]


@dataclass(frozen=True)
class Afresh:
    """Slack does not take a file's bytes at this address, or lost them; ``payload`` is without both."""

    payload: dict[str, Any]


@dataclass(frozen=True)
class Joined:
    """Nothing was sent: we were not in the channel, and have joined it."""


@dataclass(frozen=True)
class TooLate:
    """Nothing was sent, because the lease may have ended; whoever claims the row next sends it."""


Outcome = Shown | Found | NotFoundOnce | Step | Afresh | Joined | TooLate


@dataclass(frozen=True)
class Turn:
    """One claimed surface as it was read and rendered; ``until``, by the monotonic clock, it may be sent."""

    claimed: Claim
    surface: Surface
    rendered: Rendered
    parent_ts: str | None
    revision: int
    until: float
    note: Callable[[], bool]
    """Keeps that a post of it is made next; False when the row is no longer ours."""

    @property
    def late(self) -> bool:
        """Whether nothing may be sent any more."""
        return time.monotonic() > self.until

    def begin(self) -> bool:
        """To be called right before what cannot be taken back; False where that must not be done."""
        return not self.late and self.note() and not self.late


def send(client: WebClient, turn: Turn) -> Outcome:
    """Show a surface, or join the channel where that is what is missing."""
    if turn.late:
        return TooLate()
    try:
        return _send(client, turn)
    except SlackApiError as error:
        if error_code(error) != "not_in_channel":
            raise
    client.conversations_join(channel=turn.surface.channel)
    return Joined()


def _send(client: WebClient, turn: Turn) -> Outcome:
    match turn.rendered:
        case Message():
            return _send_message(client, turn, turn.rendered)
        case Ephemeral():
            return _send_ephemeral(client, turn, turn.rendered)
        case File():
            return _send_file(client, turn, turn.rendered)


def _send_message(client: WebClient, turn: Turn, message: Message) -> Outcome:
    """Post a message, or update the one that is there."""
    surface, blocks = turn.surface, [block.to_dict() for block in message.blocks]
    text = cut(message.text, UPDATE_TEXT)
    if surface.ts is not None:
        client.chat_update(channel=surface.channel, ts=surface.ts, text=text, blocks=blocks)
        reach("after-post")
        return Shown(surface.ts)
    if surface.maybe_sent:
        if (found := find(client, surface, turn.parent_ts)) is not None:
            return Found(found)
        if surface.looked == 0:
            return NotFoundOnce()
    if not turn.begin():
        return TooLate()
    posted = client.chat_postMessage(
        channel=surface.channel,
        thread_ts=turn.parent_ts,
        text=text,
        blocks=blocks,
        unfurl_links=False,
        unfurl_media=False,
        metadata={"event_type": METADATA, "event_payload": {"key": key_of(surface)}},
    )
    reach("after-post")
    return Shown(str(posted["ts"]))


def _send_ephemeral(client: WebClient, turn: Turn, message: Ephemeral) -> Outcome:
    """Show a message to one person, at most once: nothing could find it again."""
    if turn.surface.maybe_sent:
        return Shown(None)
    if not turn.begin():
        return TooLate()
    blocks = [block.to_dict() for block in message.blocks] or None
    channel = turn.surface.channel
    client.chat_postEphemeral(
        channel=channel, user=message.user, text=message.text, blocks=blocks, thread_ts=message.thread_ts or None
    )
    return Shown(None)


def _send_file(client: WebClient, turn: Turn, file: File) -> Outcome:
    """Carry a file one step further: an address to upload to, the bytes, its place in the thread."""
    done = turn.surface.payload
    if "file_id" not in done:
        answer = client.files_getUploadURLExternal(filename=file.name, length=len(file.body))
        return Step({**done, "file_id": answer["file_id"], "upload_url": answer["upload_url"]})
    if "upload_url" in done:
        return _upload(client.timeout, done, file)
    file_id = str(done["file_id"])
    if turn.surface.maybe_sent:
        if _shared(client, file_id, turn.surface.channel):
            return Shown(file_id)
        if turn.surface.looked == 0:
            return NotFoundOnce()
    if not turn.begin():
        return TooLate()
    return _complete(client, turn, file, file_id)


def _upload(timeout: float, done: dict[str, Any], file: File) -> Outcome:
    answer = httpx.post(done["upload_url"], content=file.body, timeout=timeout)
    if answer.is_client_error and answer.status_code not in (408, 429):
        return Afresh(_without(done, "file_id", "upload_url"))
    answer.raise_for_status()
    return Step(_without(done, "upload_url"))


def _complete(client: WebClient, turn: Turn, file: File, file_id: str) -> Outcome:
    try:
        client.files_completeUploadExternal(
            files=[{"id": file_id, "title": file.title}],
            channel_id=turn.surface.channel,
            thread_ts=turn.parent_ts,
            initial_comment=file.comment,
        )
    except SlackApiError as error:
        if error_code(error) != "file_not_found":
            raise
        return Afresh(_without(turn.surface.payload, "file_id"))
    reach("after-post")
    return Shown(file_id)


def _without(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if key not in names}


def _shared(client: WebClient, file_id: str, channel: str) -> bool:
    try:
        info = client.files_info(file=file_id)["file"]
    except SlackApiError as error:
        if error_code(error) != "file_not_found":
            raise
        return False  # a file whose upload was never completed is not to be seen
    places = [*info.get("channels", []), *info.get("groups", [])]
    shares = info.get("shares") or {}
    return channel in places or any(channel in by_channel for by_channel in shares.values())
