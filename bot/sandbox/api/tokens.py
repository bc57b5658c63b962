"""auth.*, apps.*, api.*, team.*, bots.* and emoji.*: the app itself, its token and its team."""

from bot.sandbox.api.args import Args
from bot.sandbox.api.shapes import bot_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.installs.installing import revoke, uninstall
from bot.sandbox.installs.oauth import check_client
from bot.sandbox.records import Installation, Json, Team


def auth_test(context: Context, app: Installation, args: Args) -> Json:
    """auth.test."""
    del args
    workspace = context.workspace
    shown: Json = {
        "url": workspace.settings.base_url + "/",
        "team": workspace.table(Team)[app.id].name,
        "team_id": app.id,
        "user": workspace.users[app.bot_user].name,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "app_id": workspace.manifest.app_id,
        "is_enterprise_install": False,
    }
    if app.expires is not None:
        shown["expires_in"] = max(0, int(app.expires - workspace.clock.seconds()))
    return shown


def auth_revoke(context: Context, app: Installation, args: Args) -> Json:
    """auth.revoke; with `test` nothing happens."""
    if args.flag("test"):
        return {"revoked": False}
    revoke(context, app)
    return {"revoked": True}


def uninstall_app(context: Context, app: Installation, args: Args) -> Json:
    """apps.uninstall: takes the app out of the team."""
    check_client(context, args)
    uninstall(context, app)
    return {}


def open_connection(context: Context, app: Installation, args: Args) -> Json:
    """apps.connections.open: where the app connects for Socket Mode."""
    del app, args
    return {"url": context.bot.sockets.new_address()}


def api_test(context: Context, app: Installation, args: Args) -> Json:
    """api.test: gives back an error that it was asked for, and the arguments."""
    del context, app
    if error := args.text("error"):
        raise ApiError(error, args=args.given())
    return {"args": args.given()}


def team_info(context: Context, app: Installation, args: Args) -> Json:
    """team.info: the app's team, or one with which it shares a channel."""
    workspace, wanted = context.workspace, args.text("team", app.id)
    connected = {team for channel in workspace.channels.values() if app.id in channel.teams for team in channel.teams}
    if wanted != app.id and wanted not in connected:
        raise ApiError("team_not_found")
    team, url = workspace.table(Team)[wanted], workspace.settings.base_url + "/"
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "url": url, "email_domain": ""}}


def bots_info(context: Context, app: Installation, args: Args) -> Json:
    """bots.info: the app's own bots, whichever team they are in."""
    for found in context.workspace.table(Installation).values():
        if args.text("bot", app.bot_id) == found.bot_id and (found is app or _meet(context, app, found)):
            return {"bot": bot_json(context.workspace, found)}
    raise ApiError("bot_not_found")


def _meet(context: Context, app: Installation, other: Installation) -> bool:
    return any({app.id, other.id} <= set(channel.teams) for channel in context.workspace.channels.values())


def list_emoji(context: Context, app: Installation, args: Args) -> Json:
    """emoji.list: the team has none of its own."""
    del app, args
    return {"emoji": {}, "cache_ts": f"{context.workspace.clock.seconds():.6f}"}
