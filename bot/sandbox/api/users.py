"""users.* and usergroups.*: who is there, and who is called by one name."""

from bot.sandbox.api.args import Args
from bot.sandbox.api.paging import page, paged, strict_limit
from bot.sandbox.api.people import email_of, profile_json, user_json
from bot.sandbox.api.places import known_people, known_person
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation, Json, User, UserGroup


def info(context: Context, app: Installation, args: Args) -> Json:
    """users.info; somebody of a connected team with whom no channel is shared is a stranger."""
    user = context.workspace.users.get(args.required("user", "user_not_found"))
    if user is None:
        raise ApiError("user_not_found")
    known = user in known_people(context.workspace, app)
    if not known and not _is_connected(context, app, user):
        raise ApiError("user_not_found")
    return {"user": user_json(context.workspace, app, user, stranger=not known)}


def _is_connected(context: Context, app: Installation, user: User) -> bool:
    return any({app.id, user.team} <= set(channel.teams) for channel in context.workspace.channels.values())


def list_users(context: Context, app: Installation, args: Args) -> Json:
    """users.list: the app's own team."""
    strict_limit(args)
    team = [user for user in context.workspace.users.values() if user.team == app.id]
    items, cursor = page(team, args, lambda user: user.id)
    now = int(context.workspace.clock.seconds())
    return paged("members", [user_json(context.workspace, app, user) for user in items], cursor) | {"cache_ts": now}


def lookup_by_email(context: Context, app: Installation, args: Args) -> Json:
    """users.lookupByEmail: nobody of another team, nobody who has left."""
    workspace, wanted = context.workspace, args.required("email", "users_not_found").lower()
    for user in workspace.users.values():
        if user.team == app.id and not user.deleted and email_of(workspace, user).lower() == wanted:
            return {"user": user_json(workspace, app, user)}
    raise ApiError("users_not_found")


def get_presence(context: Context, app: Installation, args: Args) -> Json:
    """users.getPresence: whoever has an account is there."""
    user = known_person(context.workspace, app, args.text("user", app.bot_user))
    return {"presence": "away" if user.deleted else "active"}


def get_profile(context: Context, app: Installation, args: Args) -> Json:
    """users.profile.get."""
    user = known_person(context.workspace, app, args.text("user", app.bot_user))
    return {"profile": profile_json(context.workspace, app, user)}


def list_groups(context: Context, app: Installation, args: Args) -> Json:
    """usergroups.list."""
    groups = [group for group in context.workspace.table(UserGroup).values() if group.team == app.id]
    return {"usergroups": [_group_json(group, args) for group in groups]}


def _group_json(group: UserGroup, args: Args) -> Json:
    shown: Json = {
        "id": group.id,
        "team_id": group.team,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.created,
        "date_delete": 0,
        "auto_type": None,
        "user_count": len(group.users),
    }
    return shown | ({"users": group.users} if args.flag("include_users") else {})


def users_of_group(context: Context, app: Installation, args: Args) -> Json:
    """usergroups.users.list: without those who have left."""
    group = context.workspace.table(UserGroup).get(args.required("usergroup", "no_such_subteam"))
    if group is None or group.team != app.id:
        raise ApiError("no_such_subteam")
    return {"users": [user for user in group.users if not context.workspace.users[user].deleted]}
