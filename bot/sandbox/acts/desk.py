"""Answers POST /_workspace/act: who does what, how it went, and what they see of it."""

from collections.abc import Awaitable, Callable

from bot.sandbox.acts import channels, interaction, people, submission, talk, time
from bot.sandbox.acts.fields import Fields
from bot.sandbox.asked import Asked
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError, ApiError, MalformedActError
from bot.sandbox.records import Json, User
from bot.sandbox.see import Sight

Act = Callable[[Context, User, Fields], Awaitable[Json | None]]

ACTS: dict[str, Act] = {
    "command": interaction.command,
    "message": talk.message,
    "edit": talk.edit,
    "delete": talk.delete,
    "click": interaction.click,
    "set": interaction.set_value,
    "suggest": interaction.suggest,
    "submit": submission.submit,
    "close": submission.close,
    "shortcut": interaction.shortcut,
    "home": interaction.home,
    "react": talk.react,
    "join": channels.join,
    "leave": channels.leave,
    "create": channels.create,
    "topic": channels.topic,
    "rename": channels.rename,
    "archive": channels.archive,
    "unarchive": channels.unarchive,
    "kick": channels.kick,
    "invite": people.invite,
    "profile": people.profile,
    "deactivate": people.deactivate,
    "reactivate": people.reactivate,
    "install": people.install,
    "uninstall": people.uninstall,
    "clock": time.clock,
}


def person_called(context: Context, role: object) -> User:
    """The person in a role."""
    people = {user.name: user for user in context.workspace.users.values() if not user.is_bot}
    if not isinstance(role, str) or role not in people:
        raise MalformedActError(f"`as` must be one of {', '.join(people)}, not {role!r}")
    return people[role]


async def perform(context: Context, body: Json) -> Json:
    """Do what a request describes, wait until all has settled, and tell what that person sees."""
    workspace = context.workspace
    before = workspace.changes.number
    person = person_called(context, body.get("as", "developer"))
    answer: Json = {"ok": True, "error": None}
    try:
        answer |= await _act(context, person, body) or {}
    except ActError as error:
        answer = error.body()
    workspace.commit()
    settled, pending = await context.settling.wait()
    sight = Sight(context, person)
    changed = sight.visible(workspace.changes.since(before))
    seen = sight.state(Asked(only=frozenset(record_id for _, record_id in changed)))
    return answer | {
        "settled": settled,
        "pending": pending,
        "changed": [record_id for kind, record_id in changed if kind in {"message", "view", "ephemeral"}],
        "state": seen,
    }


async def _act(context: Context, person: User, body: Json) -> Json | None:
    kind, fields = _what(body)
    if person.deleted and kind != "clock":
        raise ActError("account_inactive", "This account has been deactivated.")
    try:
        return await ACTS[kind](context, person, fields)
    except ApiError as refusal:
        # The bot answered in the body of its acknowledgement, and Slack refused that answer.
        told = "; ".join([refusal.error, *refusal.messages])
        raise ActError("invalid_response", f"The app's answer was refused: {told}") from refusal


def _what(body: Json) -> tuple[str, Fields]:
    do = body.get("do")
    if not isinstance(do, dict) or len(do) != 1:
        raise MalformedActError('an act is {"as": ROLE, "do": {KIND: {…}}} with one KIND')
    ((kind, values),) = do.items()
    if kind not in ACTS:
        raise MalformedActError(f"{kind!r} is not an act; there are {', '.join(ACTS)}")
    if not isinstance(values, dict):
        raise MalformedActError(f"what stands under {kind!r} must be an object")
    return kind, Fields(kind, values)
