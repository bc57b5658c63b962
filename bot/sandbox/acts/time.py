"""The act that moves the clock: everything that falls due on the way happens in order."""

from bot.sandbox import scheduled
from bot.sandbox.acts.fields import Fields
from bot.sandbox.clock import iso, parse_duration, parse_time
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError, MalformedActError
from bot.sandbox.records import Json, User
from bot.sandbox.settle import due_at

_ASKED = 4
"""How often a busy app is asked what it plans; each time has its own time-out."""
_BEGIN, _END = 1_009_843_200.0, 7_258_118_400.0


async def clock(context: Context, person: User, fields: Fields) -> None:
    """Move the clock by `advance`, or to a time with `to`; back as well. Or on until something of a kind comes."""
    del person
    if fields.given("until"):
        await _until(context, fields.text("until"))
        return
    target = _target(context, fields)
    while (step := await _next_step(context, target)) is not None:
        if not await _passed(context, step):
            break
    move(context, target)


async def _until(context: Context, kind: str) -> None:
    """Go on step by step until what is planned of a kind comes: when it was due, or before that.

    Only what happens on the way can bring it forward. So it has come as soon as the next of its kind is later, or none.
    """
    due = await _planned(context, kind)
    if due is None:
        raise ActError("nothing_planned", f"No {kind!r} is planned.")
    following: float | None = due
    while following is not None and following <= due:
        due = following
        step = await _next_step(context, due)
        if not await _passed(context, due if step is None else step):
            break
        following = await _planned(context, kind)


async def _passed(context: Context, step: float) -> bool:
    """Whether all came to rest at a moment to which the clock was moved."""
    move(context, step)
    settled, _ = await context.settling.wait()
    return settled


def _target(context: Context, fields: Fields) -> float:
    if fields.given("advance"):
        duration = parse_duration(fields.text("advance")).total_seconds()
        return _checked(context.workspace.clock.seconds() + duration)
    if fields.given("to"):
        return _checked(parse_time(fields.text("to")).timestamp())
    raise MalformedActError(
        'clock needs `advance` ("P90D"), `to` (an ISO date-time) or `until` (a kind that is planned)'
    )


def _checked(target: float) -> float:
    # A ts has ten digits before its point from 2001 on; texts of another length would not compare.
    if not _BEGIN <= target <= _END:
        raise MalformedActError("the clock runs from 2002 to the end of 2199")
    return target


async def _next_step(context: Context, target: float) -> float | None:
    """The next moment before the target at which something is due, here or in the bot."""
    now = context.workspace.clock.seconds()
    moments = [moment for _, moment in await _moments(context)]
    return min((moment for moment in moments if now < moment < target), default=None)


async def _planned(context: Context, kind: str) -> float | None:
    """When the next of a kind is due."""
    now = context.workspace.clock.seconds()
    moments = await _moments(context)
    return min((moment for name, moment in moments if name == kind and now < moment), default=None)


async def _moments(context: Context) -> list[tuple[str, float]]:
    """What is due and when, by the kinds that the reports name."""
    report = await _report(context)
    moments = [(str(row.get("kind")), moment.timestamp()) for row in report if (moment := due_at(row))]
    own = [("event", context.outbox.next_due()), ("message", scheduled.next_due(context))]
    return moments + [(kind, due) for kind, due in own if due is not None]


async def _report(context: Context) -> list[Json]:
    """What the app says; one that is too busy to say it is asked again."""
    for _ in range(_ASKED):
        if (report := await context.bot.pending()) is not None:
            return report
    raise ActError("app_busy", "The app is too busy to say what it plans. Try again.")


def move(context: Context, seconds: float) -> None:
    """Set the workspace's clock, then the bot's, which runs its ticks up to it."""
    workspace = context.workspace
    workspace.clock.move(seconds)
    workspace.save(workspace.clock.setting)
    scheduled.post_due(context)
    workspace.commit()
    context.outbox.wake()
    context.bot.set_clock(iso(seconds))
