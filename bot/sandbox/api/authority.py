"""For whom a token speaks, and whether it still holds: for calls, and for the bytes of files."""

from bot.sandbox.api.methods import Method
from bot.sandbox.api.scopes import missing
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation
from bot.sandbox.workspace import Workspace


def holder(workspace: Workspace, token: str) -> Installation | None:
    """The installation whose token it is, or once was."""
    return next((app for app in workspace.table(Installation).values() if app.knows(token)), None)


def ended(workspace: Workspace, app: Installation, token: str) -> str:
    """Slack's word for why a token of an installation holds no more, or nothing."""
    if app.revoked and workspace.users[app.bot_user].deleted:
        return "account_inactive"
    if (end := app.end_of(token)) == 0:
        return "token_revoked"
    return "token_expired" if end is not None and end <= workspace.clock.seconds() else ""


def authorised(workspace: Workspace, method: Method, token: str) -> Installation:
    """The installation that a call speaks for; with the app's own token or secret it is the first."""
    first = next(iter(workspace.table(Installation).values()))
    if method.is_open:
        return first
    if not token:
        raise ApiError("not_authed")
    app, is_app_token = holder(workspace, token), token == workspace.settings.app_token
    if app is None and not is_app_token:
        raise ApiError("invalid_auth")
    if method.app_token != is_app_token:
        raise ApiError("not_allowed_token_type")
    if app is None:
        return first
    if error := ended(workspace, app, token):
        raise ApiError(error)
    if method.every_scope and not set(method.every_scope) & set(app.scopes):
        raise missing(app, method.every_scope)
    return app
