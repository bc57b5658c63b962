"""Who and what a new workspace holds."""

from bot.sandbox import manifest
from bot.sandbox.records import Channel, User

_ZONES = {
    "developer": "Europe/London",
    "architect": "Europe/Berlin",
    "security": "America/New_York",
    "compliance": "Europe/London",
    "redteam": "America/Los_Angeles",
    "operations": "Asia/Kolkata",
    "product": "Europe/London",
    "guest": "Australia/Sydney",
}
ROLES = tuple(_ZONES)


def user_id(role: str) -> str:
    """The id of the person in a role."""
    return f"U0{role.upper()}"


def users() -> list[User]:
    """One person a role, and the bot."""
    people = [
        User(user_id(role), role, role.capitalize(), tz, is_restricted=role == "guest") for role, tz in _ZONES.items()
    ]
    return [*people, User(manifest.BOT_USER, manifest.BOT_NAME, "Threatbot", "UTC", is_bot=True)]


def channels(created: int) -> list[Channel]:
    """Three channels; the bot is not in #security, which it may join, nor is the guest."""
    everyone = [user_id(role) for role in ROLES]
    members = [user for user in everyone if user != user_id("guest")]
    bot = manifest.BOT_USER
    return [
        Channel("C0GENERAL", "general", members=[*everyone, bot], created=created),
        Channel("C0CHECKOUT", "checkout-design", members=[*everyone, bot], created=created),
        Channel("C0SECURITY", "security", members=members, created=created),
    ]
