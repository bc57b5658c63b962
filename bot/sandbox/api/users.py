"""users.*, usergroups.*, team.*, bots.*, auth.*, api.* and apps.*: who is there."""

from bot.sandbox.api.args import Args
from bot.sandbox.api.conversations import page
from bot.sandbox.api.shapes import bot_json, user_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation, Json, Team, User


def known_people(context: Context, app: Installation) -> list[User]:
    """The people of the app's team, and those of other teams with whom it shares a channel."""
    shared = {
        user for channel in context.workspace.channels.values() if app.id in channel.teams for user in channel.members
    }
    return [user for user in context.workspace.users.values() if user.team == app.id or user.id in shared]


def info(context: Context, app: Installation, args: Args) -> Json:
    """users.info."""
    user = context.workspace.users.get(args.required("user"))
    if user is None or user not in known_people(context, app):
        raise ApiError("user_not_found")
    return {"user": user_json(user)}


def list_users(context: Context, app: Installation, args: Args) -> Json:
    """users.list."""
    team = [user for user in context.workspace.users.values() if user.team == app.id]
    items, cursor = page(team, args)
    return {"members": [user_json(user) for user in items], "response_metadata": {"next_cursor": cursor}}


def list_usergroups(context: Context, app: Installation, args: Args) -> Json:
    """usergroups.list: the workspace has none."""
    del context, app, args
    return {"usergroups": []}


def team_info(context: Context, app: Installation, args: Args) -> Json:
    """team.info."""
    del args
    team = context.workspace.table(Team)[app.id]
    url = context.workspace.settings.base_url
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "url": url}}


def bots_info(context: Context, app: Installation, args: Args) -> Json:
    """bots.info."""
    if args.text("bot", app.bot_id) != app.bot_id:
        raise ApiError("bot_not_found")
    return {"bot": bot_json(context.workspace, app)}


def auth_test(context: Context, app: Installation, args: Args) -> Json:
    """auth.test."""
    del args
    return {
        "url": context.workspace.settings.base_url + "/",
        "team": context.workspace.table(Team)[app.id].name,
        "team_id": app.id,
        "user": context.workspace.users[app.bot_user].name,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "app_id": context.workspace.manifest.app_id,
        "is_enterprise_install": False,
    }


def open_connection(context: Context, app: Installation, args: Args) -> Json:
    """apps.connections.open: where the app connects for Socket Mode."""
    del app, args
    return {"url": context.bot.sockets.new_address()}


def api_test(context: Context, app: Installation, args: Args) -> Json:
    """api.test: gives back an error that it was asked for."""
    del context, app
    if error := args.text("error"):
        raise ApiError(error)
    return {}
