"""Messages that are posted at a time: by the clock as it runs, and by the act that moves it."""

import asyncio

from bot.sandbox import posting
from bot.sandbox.context import Context
from bot.sandbox.records import Channel, File, Installation, Message, Scheduled

_LOOK_EVERY = 1.0


def waiting(context: Context) -> list[Scheduled]:
    """What is not posted yet, the first due first."""
    return sorted(context.workspace.table(Scheduled).values(), key=lambda item: (item.post_at, item.id))


def next_due(context: Context) -> float | None:
    """When the next one is due."""
    return next((float(item.post_at) for item in waiting(context)), None)


def post_due(context: Context) -> None:
    """Post what is due; what can be posted no longer is dropped, as Slack drops it."""
    workspace = context.workspace
    now = workspace.clock.seconds()
    for item in waiting(context):
        if item.post_at > now:
            break
        workspace.drop(item)
        app, channel = workspace.installation(item.team), workspace.channels[item.channel]
        if app and _may_post(app, channel) and not item.message.get("metadata"):
            there = [file for file in item.message.get("files", []) if file in workspace.table(File)]
            content = item.message | {"files": there}
            posting.post(context, Message(workspace.next_ts(), channel.id, app.bot_user, **content))
    workspace.commit()


def _may_post(app: Installation, channel: Channel) -> bool:
    member = app.bot_user in channel.members or (channel.kind == "channel" and "chat:write.public" in app.scopes)
    return member and not channel.is_archived and not app.revoked


async def keep_posting(context: Context) -> None:
    """Post as the clock runs; a time to post at has whole seconds, so one look a second is enough."""
    while True:
        post_due(context)
        await asyncio.sleep(_LOOK_EVERY)
