"""What an app answers at a `response_url`: the right to it, and how the answer replaces, deletes or shows something.

The answer is composed as any message of the app is (`api/composing.py`).
"""

from bot.blocks.limits import MESSAGE_TEXT
from bot.sandbox import posting
from bot.sandbox.api.args import Args
from bot.sandbox.api.composing import as_ephemeral, checked, composed, new_message
from bot.sandbox.api.shapes import message_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Ephemeral, Installation, Json, Message, ResponseUrl, User

_URL_USES, _URL_SECONDS = 5, 1_800.0
_MOST_URLS = 1_000


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
    workspace.keep_latest(ResponseUrl, _MOST_URLS, lambda item: _is_over(context, item))
    return url


def _is_over(context: Context, url: ResponseUrl) -> bool:
    return url.uses >= _URL_USES or context.workspace.clock.seconds() - url.at > _URL_SECONDS


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
    if isinstance(body.get("text"), dict | list):
        raise ApiError("invalid_payload")
    if workspace.channels[url.channel].is_archived:
        raise ApiError("channel_is_archived")
    shown = _shown(context, url)
    if body.get("delete_original"):
        _delete(context, shown)
    elif body.get("replace_original") and shown:
        _replace(context, url, shown, body)
    else:
        _show(context, url, body)


def _shown(context: Context, url: ResponseUrl) -> Message | Ephemeral | None:
    """What was clicked, if it is still there."""
    if url.message:
        return context.workspace.message(url.channel, url.message)
    return context.workspace.table(Ephemeral).get(url.ephemeral or "")


def _delete(context: Context, shown: Message | Ephemeral | None) -> None:
    if isinstance(shown, Message):
        posting.delete(context, shown)
    elif shown:
        posting.withdraw(context.workspace, shown)


def _replace(context: Context, url: ResponseUrl, shown: Message | Ephemeral, body: Json) -> None:
    workspace = context.workspace
    app = workspace.table(Installation)[url.team]
    found = checked(workspace, composed(workspace, app, Args(body)), MESSAGE_TEXT)
    before = message_json(workspace, shown, metadata=True) if isinstance(shown, Message) else {}
    shown.text, shown.blocks, shown.attachments = found.text, found.blocks, found.attachments
    if isinstance(shown, Message):
        posting.change(context, shown, before, edited=not found.blocks)
    else:
        workspace.save(shown)


def _show(context: Context, url: ResponseUrl, body: Json) -> None:
    """In the thread that the answer names, else in that of what was clicked."""
    workspace = context.workspace
    app, channel = workspace.table(Installation)[url.team], workspace.channels[url.channel]
    named = {"thread_ts": body.get("thread_ts") or url.thread_ts}
    message = new_message(workspace, app, Args({**body, **named}), channel)
    if body.get("response_type") == "in_channel":
        posting.post(context, message)
    else:
        posting.show(workspace, as_ephemeral(workspace, app, message, url.user))
