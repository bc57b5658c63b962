"""Slack's own commands: who is in a channel, what it is called and about, and words to somebody alone."""

from collections.abc import Callable

from bot.sandbox import posting
from bot.sandbox.acts import channels
from bot.sandbox.acts.direct import direct
from bot.sandbox.acts.fields import member
from bot.sandbox.acts.typed import as_mrkdwn
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError
from bot.sandbox.records import Channel, Ephemeral, Message, User

Command = Callable[[Context, User, Channel, str], None]


def built_in(context: Context, person: User, channel: Channel, word: str, text: str) -> bool:
    """Carry out one of Slack's own commands; false for any other."""
    command = _COMMANDS.get(word)
    if command is not None:
        command(context, person, channel, text)
    return command is not None


def _answer(context: Context, person: User, channel: Channel, text: str) -> None:
    """What only the person sees."""
    workspace = context.workspace
    workspace.save(Ephemeral(workspace.next_id("E"), channel.id, workspace.next_ts(), person.id, person.team, text))


def _who_and_where(context: Context, person: User, channel: Channel, text: str) -> tuple[User, Channel]:
    who, _, where = text.partition(" ")
    if not who:
        raise ActError("user_not_found", "Say whom, such as @architect.")
    place = channels.named_or_here(context.workspace, person, where.strip(), channel)
    if person.id not in place.members:
        raise ActError("not_in_channel", f"You are not in #{place.name}: join it first.")
    return member(context.workspace, person, who), place


def _invite(context: Context, person: User, channel: Channel, text: str) -> None:
    user, place = _who_and_where(context, person, channel, text)
    channels.added(context, person, place, user)


def _kick(context: Context, person: User, channel: Channel, text: str) -> None:
    user, place = _who_and_where(context, person, channel, text)
    channels.removed(context, person, place, user)


def _topic(context: Context, person: User, channel: Channel, text: str) -> None:
    if text:
        channels.set_topic(context, person, channel, text)
    else:
        _answer(context, person, channel, f"The topic is: {channel.topic}" if channel.topic else "There is no topic.")


def _rename(context: Context, person: User, channel: Channel, text: str) -> None:
    channels.renamed(context, person, channel, text)


def _archive(context: Context, person: User, channel: Channel, text: str) -> None:
    del text
    channels.archived(context, person, channel)


def _join(context: Context, person: User, channel: Channel, text: str) -> None:
    del channel
    channels.joined(context, person, text)


def _leave(context: Context, person: User, channel: Channel, text: str) -> None:
    channels.left(context, person, channels.named_or_here(context.workspace, person, text, channel))


def _who(context: Context, person: User, channel: Channel, text: str) -> None:
    del text
    names = " ".join(f"<@{user}>" for user in channel.members)
    _answer(context, person, channel, f"Here are {len(channel.members)}: {names}")


def _me(context: Context, person: User, channel: Channel, text: str) -> None:
    if not text:
        raise ActError("no_text", "Say what you do, such as /me nods.")
    _post(context, person, channel, text, "me_message")


def _post(context: Context, person: User, channel: Channel, text: str, subtype: str | None) -> None:
    workspace = context.workspace
    said = Message(workspace.next_ts(), channel.id, person.id, as_mrkdwn(workspace, person, text), subtype=subtype)
    posting.post(context, said)


def _msg(context: Context, person: User, channel: Channel, text: str) -> None:
    del channel
    name, _, said = text.partition(" ")
    if not name or not said.strip():
        raise ActError("no_text", "Say to whom and what, such as /msg @architect hello.")
    _post(context, person, direct(context, person, [name]), said.strip(), None)


def _create_private(context: Context, person: User, channel: Channel, text: str) -> None:
    """Slack creates channels in a dialogue; here a command is enough to have a private one."""
    del channel
    channels.made(context, person, text, private=True)


_COMMANDS: dict[str, Command] = {
    "/invite": _invite,
    "/kick": _kick,
    "/remove": _kick,
    "/topic": _topic,
    "/rename": _rename,
    "/archive": _archive,
    "/join": _join,
    "/open": _join,
    "/leave": _leave,
    "/who": _who,
    "/me": _me,
    "/msg": _msg,
    "/dm": _msg,
    "/create-private": _create_private,
}
