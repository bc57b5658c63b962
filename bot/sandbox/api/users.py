"""users.*, usergroups.*, team.*, bots.*, auth.*, api.* and apps.*: who is there."""

from bot.sandbox import manifest
from bot.sandbox.api.args import Args
from bot.sandbox.api.conversations import page
from bot.sandbox.api.shapes import bot_json, user_json
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json


def info(context: Context, args: Args) -> Json:
    """users.info."""
    user = context.workspace.users.get(args.required("user"))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": user_json(user)}


def list_users(context: Context, args: Args) -> Json:
    """users.list."""
    items, cursor = page(list(context.workspace.users.values()), args)
    return {"members": [user_json(user) for user in items], "response_metadata": {"next_cursor": cursor}}


def list_usergroups(context: Context, args: Args) -> Json:
    """usergroups.list: the workspace has none."""
    del context, args
    return {"usergroups": []}


def team_info(context: Context, args: Args) -> Json:
    """team.info."""
    del args
    url = context.workspace.settings.base_url
    return {"team": {"id": manifest.TEAM_ID, "name": manifest.TEAM_NAME, "domain": "local", "url": url}}


def bots_info(context: Context, args: Args) -> Json:
    """bots.info."""
    del context
    if args.text("bot", manifest.BOT_ID) != manifest.BOT_ID:
        raise ApiError("bot_not_found")
    return {"bot": bot_json()}


def auth_test(context: Context, args: Args) -> Json:
    """auth.test."""
    del args
    return {
        "url": context.workspace.settings.base_url + "/",
        "team": manifest.TEAM_NAME,
        "team_id": manifest.TEAM_ID,
        "user": manifest.BOT_NAME,
        "user_id": manifest.BOT_USER,
        "bot_id": manifest.BOT_ID,
        "app_id": manifest.APP_ID,
        "is_enterprise_install": False,
    }


def open_connection(context: Context, args: Args) -> Json:
    """apps.connections.open: where the app connects for Socket Mode."""
    del args
    return {"url": context.bot.sockets.new_address()}


def api_test(context: Context, args: Args) -> Json:
    """api.test: gives back an error that it was asked for."""
    del context
    if error := args.text("error"):
        raise ApiError(error)
    return {}
