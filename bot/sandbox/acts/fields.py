"""The fields of an act, read as the act needs them, and whom and what they name."""

from bot.sandbox.errors import ActError, MalformedActError
from bot.sandbox.records import Channel, Installation, Json, Message, Team, User
from bot.sandbox.workspace import Workspace


class Fields:
    """What stands in `{"as": ROLE, "do": {KIND: {…}}}` under KIND."""

    def __init__(self, kind: str, values: Json) -> None:
        self.kind = kind
        self._values = values

    def given(self, name: str) -> object:
        """A field as it was given, or nothing."""
        return self._values.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it has to be there."""
        value = self._values.get(name, default)
        if value is None and default is None:
            raise MalformedActError(f"{self.kind} needs `{name}`")
        if not isinstance(value, str):
            raise MalformedActError(f"{self.kind}: `{name}` must be a text")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """A truth value."""
        value = self._values.get(name, default)
        if not isinstance(value, bool):
            raise MalformedActError(f"{self.kind}: `{name}` must be true or false")
        return value

    def mapping(self, name: str) -> Json:
        """An object; a missing one is empty."""
        value = self._values.get(name) or {}
        if not isinstance(value, dict):
            raise MalformedActError(f"{self.kind}: `{name}` must be an object")
        return value

    def objects(self, name: str) -> list[Json]:
        """A list of objects; a missing one is empty."""
        value = self._values.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise MalformedActError(f"{self.kind}: `{name}` must be a list of objects")
        return value


def find_person(workspace: Workspace, name: str) -> User:
    """A person by role, @role or id."""
    for user in workspace.users.values():
        if name.removeprefix("@") in (user.id, user.name):
            return user
    raise MalformedActError(f"there is nobody called {name!r}; at hand: {_roles(workspace)}")


def member(workspace: Workspace, person: User, name: str) -> User:
    """A person or the bot of one's own team or of a channel that is shared, as somebody types them."""
    shared = {
        user for channel in workspace.channels.values() if person.team in channel.teams for user in channel.members
    }
    for user in workspace.users.values():
        known = user.team == person.team or user.id in shared
        if known and name.removeprefix("@") in (user.id, user.name, f"<@{user.id}>"):
            return user
    raise ActError("user_not_found", f"There is nobody called {name}.")


def _roles(workspace: Workspace) -> str:
    return ", ".join(user.name for user in workspace.users.values() if not user.is_bot)


def app_of(workspace: Workspace, person: User) -> Installation:
    """The app as installed in a person's team."""
    app = workspace.installation(person.team)
    if app is None:
        team = workspace.table(Team)[person.team].name
        raise ActError("app_not_installed", f"{workspace.manifest.name} is not installed in {team}.")
    return app


def refuse_guest(person: User) -> None:
    """What is not for guests."""
    if person.is_restricted:
        raise ActError("restricted_action", "Guests cannot do that.")


def sees(person: User, channel: Channel) -> bool:
    """Whether a channel exists for a person; a guest knows only their own."""
    public = channel.kind == "channel" and person.team in channel.teams
    return person.id in channel.members or (public and not person.is_restricted)


def find_channel(workspace: Workspace, person: User, name: str) -> Channel:
    """A channel by id, name or #name; a direct conversation by its id or @name of the other."""
    for channel in workspace.channels.values():
        if sees(person, channel) and name in _names(workspace, channel, person):
            return channel
    raise ActError("channel_not_found", f"You see no channel called {name}.")


def _names(workspace: Workspace, channel: Channel, person: User) -> tuple[str, ...]:
    if channel.kind != "im":
        return channel.id, channel.name, f"#{channel.name}"
    other = next(workspace.users[user] for user in channel.members if user != person.id)
    return channel.id, f"@{other.name}"


def channel_of(workspace: Workspace, person: User, fields: Fields) -> Channel:
    """The channel that an act names, in which the person may write."""
    channel = find_channel(workspace, person, fields.text("channel"))
    if channel.is_archived:
        raise ActError("is_archived", f"#{channel.name} is archived.")
    if person.id not in channel.members:
        raise ActError("not_in_channel", f"You are not in #{channel.name}: join it first.")
    return channel


def message_of(workspace: Workspace, person: User, fields: Fields) -> Message:
    """The message that an act names by `channel` and `ts`."""
    channel = find_channel(workspace, person, fields.text("channel"))
    message = workspace.message(channel.id, fields.text("ts"))
    if message is None or message.subtype == "tombstone":
        raise ActError("message_not_found", "That message is not there any more.")
    if person.id not in channel.members:
        raise ActError("not_in_channel", f"You are not in #{channel.name}: join it first.")
    return message
