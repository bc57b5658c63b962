"""The app comes into a team and goes: what becomes of its token and its bot user, and how it is told."""

from bot.sandbox import seed
from bot.sandbox.context import Context
from bot.sandbox.records import Installation, Json
from bot.sandbox.workspace import Workspace


def first_token(workspace: Workspace, team: str) -> str:
    """The token of an app that is new in a team."""
    return f"xoxb-{workspace.secret('bot', team)}"


def install(context: Context, team: str) -> Installation:
    """Install the app in a team, for the first time or again, with the scopes that its manifest asks for.

    The first team's token is the one that the app was started with; another team's can be guessed by nobody.
    """
    workspace = context.workspace
    found = workspace.installation(team)
    if found is None:
        user, found = seed.bot_user(workspace.manifest, team, first_token(workspace, team), workspace.manifest.scopes)
        workspace.save(user)
    elif found.revoked:
        found.earlier[found.token] = 0.0
        if team != seed.HOME.id:
            found.token = f"xoxb-{workspace.secret('bot', team, str(workspace.next_number('token')))}"
    found.revoked, found.scopes = False, list(workspace.manifest.scopes)
    workspace.save(found)
    _show_bot(context, found, deleted=False)
    workspace.commit()
    return found


def revoke(context: Context, app: Installation) -> None:
    """Take a bot's token away, as an administrator may, and tell it so. Only a new installation brings one."""
    app.revoked = True
    context.workspace.save(app)
    tokens: Json = {"oauth": [], "bot": [app.bot_user]}
    context.outbox.emit(app, "tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})
    context.workspace.commit()


def uninstall(context: Context, app: Installation) -> None:
    """Take the app out of a team: its tokens end and its bot user is deactivated. It is told of both ends."""
    context.outbox.emit(app, "app_uninstalled", {"type": "app_uninstalled"})
    _show_bot(context, app, deleted=True)
    revoke(context, app)


def _show_bot(context: Context, app: Installation, *, deleted: bool) -> None:
    bot = context.workspace.users[app.bot_user]
    if bot.deleted != deleted:
        bot.deleted = deleted
        context.workspace.save(bot)
