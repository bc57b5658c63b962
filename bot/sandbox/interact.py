"""What people do to the app, as Slack tells it: commands, actions, submissions, suggestions.

Builds the payloads, delivers them, and turns a missing acknowledgement into what a person sees.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.sandbox import modals, posting
from bot.sandbox.api.shapes import message_json
from bot.sandbox.blocks import refuse_bad_message, with_ids
from bot.sandbox.clock import iso
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError, ApiError
from bot.sandbox.parcels import Ack, NoAnswerError
from bot.sandbox.records import Channel, Ephemeral, Installation, Json, Message, ResponseUrl, Trigger, User, View
from bot.sandbox.values import state_values

_URL_USES, _URL_SECONDS = 5, 1_800.0


async def deliver(context: Context, payload: Json) -> Ack:
    """Deliver an interaction."""
    context.workspace.commit()
    try:
        return await _sent(context, payload, str(payload["type"]), context.bot.interaction)
    except NoAnswerError as failure:
        raise _what_people_see(failure) from failure


async def command(context: Context, app: Installation, user: User, channel: Channel, word: str, text: str) -> Ack:
    """Deliver a slash command."""
    url = new_url(context, app, user, channel)
    form = {
        "token": "unused",
        "team_id": app.id,
        "team_domain": context.workspace.payload_team(app.id)["domain"],
        "channel_id": channel.id,
        "channel_name": channel.name or "directmessage",
        "user_id": user.id,
        "user_name": user.name,
        "command": word,
        "text": text,
        "api_app_id": context.workspace.manifest.app_id,
        "is_enterprise_install": "false",
        "response_url": url_address(context, url),
        "trigger_id": new_trigger(context, app, user).id,
    }
    context.workspace.commit()
    try:
        ack = await _sent(context, form, word, context.bot.command)
    except NoAnswerError as failure:
        raise _what_people_see(failure, word) from failure
    body = ack.body or ({"text": ack.text} if ack.text else {})
    if body.get("text") or body.get("blocks"):
        respond(context, url, body)
    return ack


async def _sent(context: Context, content: Json, name: str, send: Callable[[Json], Awaitable[Ack]]) -> Ack:
    """Deliver what a person did once, and let it meet a fault that was ordered."""
    fault = context.faults.take_delivery("interactions", name)
    if fault is None:
        return await send(content)
    entry = context.log.begin(iso(time.time()), "interaction", name, content)
    context.log.fail(entry, f"fault: {fault.kind}")
    if fault.kind == "lost":
        raise NoAnswerError("http_timeout")
    if fault.kind == "late":
        await asyncio.sleep(fault.seconds)
        return await send(content)
    first, _ = await asyncio.gather(send(content), send(content), return_exceptions=True)
    if isinstance(first, BaseException):
        raise first
    return first


def _what_people_see(failure: NoAnswerError, word: str = "") -> ActError:
    subject = f"{word} failed" if word else "That did not work: the app did not answer"
    if failure.reason == "http_timeout":
        return ActError("operation_timed_out", f'{subject} with the error "operation_timed_out"')
    return ActError("dispatch_failed", f'{subject} with the error "dispatch_failed"')


def new_trigger(context: Context, app: Installation, user: User, view: View | None = None) -> Trigger:
    """The right to open a view in answer to what a person did."""
    workspace = context.workspace
    number = str(workspace.next_number("trigger"))
    trigger_id = f"{number}.1.{workspace.secret('trigger', number)}"
    trigger = Trigger(trigger_id, user.id, app.id, workspace.clock.seconds(), time.time(), view.id if view else None)
    workspace.save(trigger)
    return trigger


def new_url(
    context: Context, app: Installation, user: User, channel: Channel, shown: Message | Ephemeral | None = None
) -> ResponseUrl:
    """The right to answer what a person did to a message, or with a command."""
    workspace = context.workspace
    number = str(workspace.next_number("url"))
    url = ResponseUrl(
        f"{number}.{workspace.secret('url', number)}",
        app.id,
        channel.id,
        user.id,
        workspace.clock.seconds(),
        message=shown.ts if isinstance(shown, Message) else None,
        ephemeral=shown.id if isinstance(shown, Ephemeral) else None,
        thread_ts=shown.thread_ts if shown else None,
    )
    workspace.save(url)
    return url


def url_address(context: Context, url: ResponseUrl) -> str:
    """Where the bot posts its answer."""
    return f"{context.workspace.settings.base_url}/response/{url.id}"


def use_url(context: Context, url_id: str) -> ResponseUrl:
    """Spend one of the five uses of a response_url."""
    url = context.workspace.table(ResponseUrl).get(url_id)
    app = context.workspace.installation(url.team) if url else None
    if url is None or app is None or app.revoked:
        raise ApiError("invalid_url")
    if context.workspace.clock.seconds() - url.at > _URL_SECONDS:
        raise ApiError("expired_url")
    if url.uses >= _URL_USES:
        raise ApiError("used_url")
    url.uses += 1
    context.workspace.save(url)
    return url


def respond(context: Context, url: ResponseUrl, body: Json) -> None:
    """Carry out an answer: replace or delete what was clicked, or show something new."""
    workspace = context.workspace
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise ApiError("invalid_payload")
    message = workspace.message(url.channel, url.message) if url.message else None
    ephemeral = workspace.table(Ephemeral).get(url.ephemeral) if url.ephemeral else None
    if body.get("delete_original"):
        if message:
            posting.delete(context, message)
        if ephemeral:
            workspace.drop(ephemeral)
        return
    text, blocks = str(body.get("text") or ""), _blocks(body)
    if not text and not blocks:
        raise ApiError("no_text")
    refuse_bad_message(text, blocks)
    blocks = with_ids(workspace, blocks)
    if body.get("replace_original") and message:
        before = message_json(workspace, message, metadata=True)
        message.text, message.blocks = text, blocks
        posting.change(context, message, before)
    elif body.get("replace_original") and ephemeral:
        ephemeral.text, ephemeral.blocks = text, blocks
        workspace.save(ephemeral)
    else:
        _show(context, url, body, text, blocks)


def _blocks(body: Json) -> list[Json]:
    blocks = body.get("blocks") or []
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise ApiError("invalid_blocks_format")
    return blocks


def _show(context: Context, url: ResponseUrl, body: Json, text: str, blocks: list[Json]) -> None:
    workspace = context.workspace
    thread, ts = _thread(context, url, body), workspace.next_ts()
    if body.get("response_type") == "in_channel":
        bot = workspace.table(Installation)[url.team].bot_user
        posting.post(context, Message(ts, url.channel, bot, text, blocks, thread_ts=thread))
        return
    workspace.save(
        Ephemeral(workspace.next_id("E"), url.channel, ts, url.user, url.team, text, blocks, thread_ts=thread)
    )


def _thread(context: Context, url: ResponseUrl, body: Json) -> str | None:
    """The thread of an answer: the one that it names, else that of what was clicked."""
    named = str(body.get("thread_ts") or "")
    if not named:
        return url.thread_ts
    found = context.workspace.message(url.channel, named)
    if found is None:
        raise ApiError("thread_not_found")
    return found.thread_ts or found.ts


def about(context: Context, app: Installation, user: User, kind: str) -> Json:
    """What every interaction says."""
    return {
        "type": kind,
        "token": "unused",
        "api_app_id": context.workspace.manifest.app_id,
        "team": context.workspace.payload_team(app.id),
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
    }


def about_view(context: Context, view: View) -> Json:
    """Where an interaction with a view happened."""
    return {"container": {"type": "view", "view_id": view.id}, "view": modals.shown(context.workspace, view)}


def about_message(context: Context, app: Installation, shown: Message | Ephemeral, entered: Json) -> Json:
    """Where an interaction with a message happened, and what was entered in it."""
    workspace = context.workspace
    channel = workspace.channels[shown.channel]
    is_ephemeral = isinstance(shown, Ephemeral)
    thread = {"thread_ts": shown.thread_ts} if shown.thread_ts else {}
    container = {"type": "message", "message_ts": shown.ts, "channel_id": channel.id, **thread}
    if isinstance(shown, Message):
        message = message_json(workspace, shown, metadata=True)
    else:
        # Slack does not show an app the text of a message that only one person sees.
        message = {"type": "message", "user": app.bot_user, "ts": shown.ts, **thread}
    return {
        "container": {**container, "is_ephemeral": is_ephemeral},
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "message": message,
        "state": {"values": state_values(shown.blocks, entered)},
    }
