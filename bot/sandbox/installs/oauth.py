"""How the app comes into a team by a person's consent: codes, tokens, and their rotation.

The page on which somebody consents is in `consent.py`.
"""

import hmac
from urllib.parse import urlsplit

from bot.sandbox.api.args import Args
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.installs import installing
from bot.sandbox.records import Grant, Installation, Json, Team
from bot.sandbox.workspace import Workspace

CODE_SECONDS, TOKEN_SECONDS = 600.0, 43_200


def client_secret(workspace: Workspace) -> str:
    """The app's secret: as it was given, else one of the workspace's own."""
    return workspace.settings.client_secret or workspace.secret("client", workspace.manifest.app_id)


def check_client(context: Context, args: Args) -> None:
    """Refuse a caller who is not the app."""
    workspace = context.workspace
    if args.text("client_id") != workspace.manifest.client_id:
        raise ApiError("invalid_client_id")
    if not hmac.compare_digest(args.text("client_secret").encode(), client_secret(workspace).encode()):
        raise ApiError("bad_client_secret")


def allowed_redirect(workspace: Workspace, uri: str) -> str:
    """Where a code may be sent: one of the manifest's addresses or a path below one, by default the first."""
    configured = workspace.manifest.redirect_urls
    if not uri and configured:
        return configured[0]
    if not any(_is_below(uri, url) for url in configured):
        raise ApiError("bad_redirect_uri")
    return uri


def _is_below(uri: str, url: str) -> bool:
    try:
        given, known = urlsplit(uri), urlsplit(url)
    except ValueError:
        return False
    if (given.scheme, given.netloc) != (known.scheme, known.netloc) or given.fragment or ".." in given.path:
        return False
    return given.path == known.path or given.path.startswith(known.path.rstrip("/") + "/")


def new_grant(context: Context, grant: Grant) -> Grant:
    """Keep a person's consent, under a code that nobody can guess."""
    workspace = context.workspace
    workspace.keep_latest(Grant, 0, lambda earlier: _is_over(workspace, earlier))
    number = str(workspace.next_number("grant"))
    grant.id = f"{number}.{workspace.secret('grant', number)}"
    workspace.save(grant)
    workspace.commit()
    return grant


def access(context: Context, app: Installation, args: Args) -> Json:
    """oauth.v2.access: a token for a code, or for a refresh token."""
    del app
    check_client(context, args)
    kind = args.text("grant_type", "authorization_code")
    if kind == "refresh_token":
        return _refreshed(context, args.text("refresh_token"))
    if kind != "authorization_code":
        raise ApiError("invalid_grant_type")
    grant = _spent(context, args)
    before = context.workspace.installation(grant.team)
    granted = {*grant.scopes, *(before.scopes if before and not before.revoked else [])}
    if before and before.revoked:
        before.earlier[before.token] = 0.0
    found = installing.install(context, grant.team)
    found.scopes = [scope for scope in context.workspace.manifest.scopes if scope in granted]
    return _told(context, _with_token(context, found)) | {"authed_user": {"id": grant.user}}


def _spent(context: Context, args: Args) -> Grant:
    """The consent behind a code, which works once."""
    grant = context.workspace.table(Grant).get(args.text("code"))
    if grant is None or _is_over(context.workspace, grant):
        raise ApiError("invalid_code")
    if args.text("redirect_uri", grant.redirect_uri) != grant.redirect_uri:
        raise ApiError("bad_redirect_uri")
    context.workspace.drop(grant)
    return grant


def _is_over(workspace: Workspace, grant: Grant) -> bool:
    return workspace.clock.seconds() - grant.at > CODE_SECONDS


def _refreshed(context: Context, token: str) -> Json:
    for app in context.workspace.table(Installation).values():
        if app.refresh and not app.revoked and hmac.compare_digest(app.refresh.encode(), token.encode()):
            app.earlier[app.token] = app.expires or 0.0
            return _told(context, _with_new_token(context, app))
    raise ApiError("invalid_refresh_token")


def exchange(context: Context, app: Installation, args: Args) -> Json:
    """oauth.v2.exchange: a token that never ends for one that is rotated."""
    del app
    check_client(context, args)
    if not context.workspace.manifest.token_rotation:
        raise ApiError("token_rotation_not_enabled")
    token = args.required("token", "invalid_token")
    found = next((item for item in context.workspace.table(Installation).values() if item.knows(token)), None)
    if found is None or found.revoked:
        raise ApiError("invalid_token")
    if found.token != token or found.expires is not None:
        raise ApiError("token_already_exchanged")
    found.earlier[token] = 0.0
    return _told(context, _with_new_token(context, found))


def _with_token(context: Context, app: Installation) -> Installation:
    """An installation with a token that holds: its own where that still does and is not rotated."""
    is_spent = app.token in app.earlier
    if context.workspace.manifest.token_rotation or is_spent:
        if not is_spent:
            app.earlier[app.token] = app.expires or 0.0
        return _with_new_token(context, app)
    context.workspace.save(app)
    return app


def _with_new_token(context: Context, app: Installation) -> Installation:
    workspace = context.workspace
    number = str(workspace.next_number("token"))
    app.token = f"xoxb-{workspace.secret('bot', app.id, number)}"
    if workspace.manifest.token_rotation:
        app.token = f"xoxe.xoxb-1-{workspace.secret('bot', app.id, number)}"
        app.refresh = f"xoxe-1-{workspace.secret('refresh', app.id, number)}"
        app.expires = workspace.clock.seconds() + TOKEN_SECONDS
    workspace.save(app)
    return app


def _told(context: Context, app: Installation) -> Json:
    workspace = context.workspace
    team = workspace.table(Team)[app.id]
    rotation: Json = {} if app.expires is None else {"expires_in": TOKEN_SECONDS, "refresh_token": app.refresh}
    return {
        "app_id": workspace.manifest.app_id,
        "access_token": app.token,
        "token_type": "bot",
        "scope": ",".join(app.scopes),
        "bot_user_id": app.bot_user,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        **rotation,
    }
