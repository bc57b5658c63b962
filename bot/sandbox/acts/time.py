"""The act that moves the clock: everything that falls due on the way happens in order."""

from bot.sandbox import scheduled
from bot.sandbox.acts.fields import Fields
from bot.sandbox.clock import iso, parse_duration, parse_time
from bot.sandbox.context import Context
from bot.sandbox.errors import MalformedActError
from bot.sandbox.records import User
from bot.sandbox.settle import due_at

_BEGIN, _END = 1_009_843_200.0, 7_258_118_400.0


async def clock(context: Context, person: User, fields: Fields) -> None:
    """Move the clock by `advance`, or to a time with `to`; back as well."""
    del person
    target = _target(context, fields)
    while (step := await _next_step(context, target)) is not None:
        move(context, step)
        settled, _ = await context.settling.wait()
        if not settled:
            break
    move(context, target)


def _target(context: Context, fields: Fields) -> float:
    if fields.given("advance"):
        duration = parse_duration(fields.text("advance")).total_seconds()
        return _checked(context.workspace.clock.seconds() + duration)
    if fields.given("to"):
        return _checked(parse_time(fields.text("to")).timestamp())
    raise MalformedActError('clock needs `advance` ("P90D") or `to` (an ISO date-time)')


def _checked(target: float) -> float:
    # A ts has ten digits before its point from 2001 on; texts of another length would not compare.
    if not _BEGIN <= target <= _END:
        raise MalformedActError("the clock runs from 2002 to the end of 2199")
    return target


async def _next_step(context: Context, target: float) -> float | None:
    """The next moment before the target at which something is due, here or in the bot."""
    now = context.workspace.clock.seconds()
    report = await context.bot.pending() or []
    moments = [moment.timestamp() for row in report if (moment := due_at(row))]
    moments += [due for due in (context.outbox.next_due(), scheduled.next_due(context)) if due is not None]
    return min((moment for moment in moments if now < moment < target), default=None)


def move(context: Context, seconds: float) -> None:
    """Set the workspace's clock, then the bot's, which runs its ticks up to it."""
    workspace = context.workspace
    workspace.clock.move(seconds)
    workspace.save(workspace.clock.setting)
    scheduled.post_due(context)
    workspace.commit()
    context.outbox.wake()
    context.bot.set_clock(iso(seconds))
