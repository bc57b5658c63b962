"""Slack's own commands, as far as a threat model needs them: who is in a channel."""

from bot.sandbox.acts.fields import find_person
from bot.sandbox.context import Context
from bot.sandbox.records import Channel, User


def built_in(context: Context, person: User, channel: Channel, word: str, text: str) -> bool:
    """Carry out one of Slack's own commands; false for any other."""
    if word == "/invite":
        _add(context, channel, find_person(context.workspace, text))
    elif word in {"/remove", "/kick"}:
        _remove(context, channel, find_person(context.workspace, text))
    elif word == "/create-private":
        _create(context, person, text)
    elif word == "/leave":
        _remove(context, channel, person)
    else:
        return False
    return True


def _create(context: Context, person: User, name: str) -> None:
    """Slack creates channels in a dialogue; here a command is enough to have a private one."""
    workspace = context.workspace
    created = int(workspace.clock.seconds())
    workspace.save(
        Channel(workspace.next_id("C"), name.lstrip("#"), "group", [person.id], created=created, team=person.team)
    )


def _add(context: Context, channel: Channel, user: User) -> None:
    if user.id not in channel.members:
        channel.members.append(user.id)
        context.workspace.save(channel)


def _remove(context: Context, channel: Channel, user: User) -> None:
    if user.id in channel.members:
        channel.members.remove(user.id)
        context.workspace.save(channel)
