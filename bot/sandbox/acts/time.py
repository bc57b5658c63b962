"""The act that moves the clock: everything that falls due on the way happens in order."""

from bot.sandbox.acts.fields import Fields
from bot.sandbox.clock import iso, parse_duration, parse_time
from bot.sandbox.context import Context
from bot.sandbox.errors import MalformedActError
from bot.sandbox.records import User
from bot.sandbox.settle import due_at


async def clock(context: Context, person: User, fields: Fields) -> None:
    """Move the clock by `advance`, or to a time with `to`; back as well."""
    del person
    target = _target(context, fields)
    while (step := await _next_step(context, target)) is not None:
        await move(context, step)
        settled, _ = await context.settling.wait()
        if not settled:
            break
    await move(context, target)


def _target(context: Context, fields: Fields) -> float:
    if fields.given("advance"):
        return context.workspace.clock.seconds() + parse_duration(fields.text("advance")).total_seconds()
    if fields.given("to"):
        return parse_time(fields.text("to")).timestamp()
    raise MalformedActError('clock needs `advance` ("P90D") or `to` (an ISO date-time)')


async def _next_step(context: Context, target: float) -> float | None:
    """The next moment before the target at which something is due, here or in the bot."""
    now = context.workspace.clock.seconds()
    report = await context.bot.pending() or []
    moments = [moment.timestamp() for row in report if (moment := due_at(row))]
    if (retry := context.outbox.next_due()) is not None:
        moments.append(retry)
    return min((moment for moment in moments if now < moment < target), default=None)


async def move(context: Context, seconds: float) -> None:
    """Set the workspace's clock, then the bot's, which runs its ticks up to it."""
    workspace = context.workspace
    workspace.clock.move(seconds)
    workspace.save(workspace.clock.setting)
    workspace.commit()
    context.outbox.wake()
    await context.bot.set_clock(iso(seconds))
