"""What people do to the app, as Slack tells it: commands, actions, submissions, suggestions.

Builds the payloads, delivers them, and turns a missing acknowledgement into what a person sees. What an app says at a
`response_url` is told in `answers.py`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.sandbox import modals
from bot.sandbox.answers import new_url, respond, url_address
from bot.sandbox.api.shapes import message_json
from bot.sandbox.clock import iso
from bot.sandbox.context import Context
from bot.sandbox.deliveries.parcels import Ack, NoAnswerError
from bot.sandbox.errors import ActError
from bot.sandbox.records import Channel, Ephemeral, Installation, Json, Message, Trigger, User, View
from bot.sandbox.values import state_values

_MOST_TRIGGERS = 1_000


async def deliver(context: Context, payload: Json) -> Ack:
    """Deliver an interaction."""
    context.workspace.commit()
    try:
        return await _sent(context, payload, str(payload["type"]), context.bot.interaction)
    except NoAnswerError as failure:
        raise _what_people_see(context, failure) from failure


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
        raise _what_people_see(context, failure, word) from failure
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


def _what_people_see(context: Context, failure: NoAnswerError, word: str = "") -> ActError:
    """What failed, and what to do, in plain words; Slack says no more than the name at their end."""
    app = context.workspace.manifest.bot_name
    subject = f"`{word}` failed" if word else "That did not work"
    if failure.reason == "http_timeout":
        told = f"{app} did not answer within 3 seconds. It may do it all the same: look before you try again."
        return ActError("operation_timed_out", f"{subject}: {told} (operation_timed_out)")
    if failure.reason == "http_error":
        told = f"{app} answered with the status {failure.status}. What went wrong, its own log says."
    else:
        told = f"{app} did not answer. As soon as it runs again, try again."
    return ActError("dispatch_failed", f"{subject}: {told} (dispatch_failed)")


def new_trigger(context: Context, app: Installation, user: User, view: View | None = None) -> Trigger:
    """The right to open a view in answer to what a person did."""
    workspace = context.workspace
    number = str(workspace.next_number("trigger"))
    trigger_id = f"{number}.1.{workspace.secret('trigger', number)}"
    trigger = Trigger(trigger_id, user.id, app.id, workspace.clock.seconds(), time.time(), view.id if view else None)
    workspace.save(trigger)
    workspace.keep_latest(Trigger, _MOST_TRIGGERS)
    return trigger


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
