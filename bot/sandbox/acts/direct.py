"""Direct conversations of people, with each other and with the bot: opened by the first word."""

from bot.sandbox import posting
from bot.sandbox.acts.fields import Fields, channel_of, member
from bot.sandbox.context import Context
from bot.sandbox.errors import ActError
from bot.sandbox.records import Channel, User

_MOST_TOGETHER = 9


def conversation_of(context: Context, person: User, fields: Fields) -> Channel:
    """The channel that an act names; a direct conversation with @one or @one,@other is opened if it is not."""
    name = fields.text("channel")
    if not name.startswith("@"):
        return channel_of(context.workspace, person, fields)
    return direct(context, person, name.split(","))


def direct(context: Context, person: User, names: list[str]) -> Channel:
    """The direct conversation of a person with others, by @name."""
    others = [member(context.workspace, person, name.strip()) for name in names]
    for other in others:
        if other.deleted:
            raise ActError("user_disabled", f"@{other.name} has been deactivated.")
    users = list(dict.fromkeys([person.id, *(other.id for other in others)]))
    if len(users) < 2 or len(users) > _MOST_TOGETHER:
        raise ActError("cannot_dm", f"A direct conversation is with one person up to {_MOST_TOGETHER - 1}.")
    # A bot's conversation is the app's as installed, and its person stands first.
    bot = next((other for other in others if other.is_bot), None)
    return posting.conversation(context, users, bot.team if bot else person.team)
