"""Acts on people and on the app's place in a team: they come, change, go, and come back."""

from bot.sandbox import people
from bot.sandbox.acts import channels
from bot.sandbox.acts.fields import Fields, app_of, channel_of, find_channel, find_person, refuse_guest
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError, MalformedActError
from bot.sandbox.installs import installing
from bot.sandbox.records import Channel, User


async def invite(context: Context, person: User, fields: Fields) -> None:
    """Somebody new comes into the team (`guest`: into one channel only), or somebody there into a `channel`."""
    workspace, name = context.workspace, fields.text("name").removeprefix("@")
    there = next((user for user in workspace.users.values() if name in (user.name, user.id)), None)
    if there is not None:
        if not fields.given("channel"):
            raise ActError("already_in_team", f"@{name} is here already. To add them to a channel, name it.")
        channels.added(context, person, channel_of(workspace, person, fields), there)
        return
    if person.is_restricted:
        raise ActError("restricted_action", "Guests cannot invite people.")
    user = _newcomer(context, person, name, fields)
    people.arrive(context, user, _channels_for(context, person, user, fields), person)


def _newcomer(context: Context, person: User, name: str, fields: Fields) -> User:
    if people.bad_handle(name):
        raise ActError(
            "invalid_name", f"{name!r} cannot be a name: small letters, digits, points and hyphens, 21 at most."
        )
    if f"U0{name.upper()}" in context.workspace.users:
        raise ActError("name_taken", f"The name {name} was in use before.")
    real_name = fields.text("real_name", name.replace(".", " ").title())
    guest = fields.flag("guest", default=False)
    return User(f"U0{name.upper()}", name, real_name, _zone(fields, person.tz), is_restricted=guest, team=person.team)


def _channels_for(context: Context, person: User, user: User, fields: Fields) -> list[Channel]:
    """The general channel, but not for a guest, and the one that was named."""
    workspace = context.workspace
    general = [item for item in workspace.channels.values() if item.name == "general" and item.team == person.team]
    named = [channel_of(workspace, person, fields)] if fields.given("channel") else []
    if user.is_restricted:
        if not named:
            raise ActError("channel_required", "A guest is invited into a channel: name it.")
        return named
    return list({channel.id: channel for channel in (*general, *named)}.values())


async def profile(context: Context, person: User, fields: Fields) -> None:
    """A person's (`name`, else one's own) real name or time zone changes."""
    user = find_person(context.workspace, fields.text("name", person.name))
    if not fields.given("real_name") and not fields.given("tz"):
        raise MalformedActError("profile needs `real_name` or `tz`")
    user.real_name, user.tz = fields.text("real_name", user.real_name), _zone(fields, user.tz)
    people.change(context, user)


def _zone(fields: Fields, default: str) -> str:
    zone = fields.text("tz", default)
    if not people.is_zone(zone):
        raise MalformedActError(f"{fields.kind}: {zone!r} is not a time zone such as Europe/Berlin")
    return zone


async def deactivate(context: Context, person: User, fields: Fields) -> None:
    """An account is closed (`name`, else one's own), or a channel archived (`channel`)."""
    if fields.given("channel"):
        channels.archived(context, person, find_channel(context.workspace, person, fields.text("channel")))
        return
    user = find_person(context.workspace, fields.text("name", person.name))
    if user is not person:
        refuse_guest(person)
    people.deactivate(context, user)


async def reactivate(context: Context, person: User, fields: Fields) -> None:
    """A closed account is opened again."""
    refuse_guest(person)
    user = find_person(context.workspace, fields.text("name"))
    if not user.deleted:
        raise ActError("not_deactivated", f"@{user.name} has not been deactivated.")
    people.reactivate(context, user)


async def install(context: Context, person: User, fields: Fields) -> None:
    """The app is installed in the person's team, or again."""
    del fields
    refuse_guest(person)
    found = context.workspace.installation(person.team)
    if found is not None and not found.revoked:
        raise ActError("already_installed", f"{context.workspace.manifest.name} is installed already.")
    installing.install(context, person.team)


async def uninstall(context: Context, person: User, fields: Fields) -> None:
    """The app is taken out of the person's team."""
    del fields
    refuse_guest(person)
    app = app_of(context.workspace, person)
    if app.revoked:
        raise ActError("app_not_installed", f"{context.workspace.manifest.name} is not installed any more.")
    installing.uninstall(context, app)
