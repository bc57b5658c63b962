"""Who and what a new workspace holds: one team, and beside it a partner where one is wanted."""

from collections.abc import Iterator

from bot.sandbox.manifest import Manifest
from bot.sandbox.records import Channel, Installation, Record, Team, User, UserGroup

HOME = Team("T0LOCAL", "Local workspace", "local")
PARTNER = Team("T0PARTNER", "Partner company", "partner")

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
PARTNER_ROLES = ("partner", "supplier")
_GROUPS = (
    ("S0DESIGN", "design", "Design", ("architect", "developer", "product")),
    ("S0CHAMPIONS", "security-champions", "Security champions", ("security", "developer")),
)


def user_id(role: str) -> str:
    """The id of the person in a role."""
    return f"U0{role.upper()}"


def bot_user(manifest: Manifest, team: str, token: str, scopes: tuple[str, ...]) -> tuple[User, Installation]:
    """The app's bot user in a team, and the installation that it speaks for."""
    word = manifest.word + ("" if team == HOME.id else team.removeprefix("T0"))
    user = User(f"U0{word}", manifest.bot_name.lower(), manifest.name, "UTC", is_bot=True, team=team)
    return user, Installation(team, user.id, f"B0{word}", token, list(scopes))


def home(manifest: Manifest, bot_token: str, created: int) -> Iterator[Record]:
    """The first team with the app in it; the bot is not in #security, which it may join, nor is the guest."""
    yield HOME
    people = [
        User(user_id(role), role, role.capitalize(), tz, is_restricted=role == "guest", team=HOME.id)
        for role, tz in _ZONES.items()
    ]
    bot, installation = bot_user(manifest, HOME.id, bot_token, manifest.scopes)
    yield from (*people, bot, installation)
    everyone = [*(person.id for person in people), bot.id]
    members = [user for user in everyone if user not in (user_id("guest"), bot.id)]
    yield Channel("C0GENERAL", "general", members=everyone, created=created, team=HOME.id)
    yield Channel("C0CHECKOUT", "checkout-design", members=list(everyone), created=created, team=HOME.id)
    yield Channel("C0SECURITY", "security", members=members, created=created, team=HOME.id)
    for group, handle, name, roles in _GROUPS:
        yield UserGroup(group, HOME.id, handle, name, [user_id(role) for role in roles], created)


def partner(created: int) -> Iterator[Record]:
    """A second team, without the app, and a channel that both teams share."""
    yield PARTNER
    people = [
        User(user_id(role), role, role.capitalize(), tz, team=PARTNER.id)
        for role, tz in zip(PARTNER_ROLES, ("Asia/Tokyo", "America/Sao_Paulo"), strict=True)
    ]
    yield from people
    members = [person.id for person in people]
    yield Channel("C0PARTNER", "partner-general", members=members, created=created, team=PARTNER.id)
    shared = [user_id("developer"), user_id("security"), user_id("architect"), *members]
    yield Channel("C0JOINT", "joint-project", members=shared, created=created, team=HOME.id, shared_with=[PARTNER.id])
