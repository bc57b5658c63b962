"""views.*: modals and Home tabs."""

from bot.sandbox import modals
from bot.sandbox.api.args import Args
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation, Json, View


def _content(args: Args) -> Json:
    content = args.mapping("view")
    if content is None:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: view"])
    return content


def _modal(args: Args) -> Json:
    content = _content(args)
    if content.get("type") != "modal":
        raise ApiError("invalid_arguments", ["[ERROR] must be a modal [json-pointer:/view/type]"])
    return content


def _answer(context: Context, view: View) -> Json:
    return {"view": modals.shown(context.workspace, view)}


def open_view(context: Context, app: Installation, args: Args) -> Json:
    """views.open."""
    content = _modal(args)
    trigger = modals.use_trigger(context.workspace, app, args.required("trigger_id"))
    return _answer(context, modals.open_first(context.workspace, app, trigger.user, content))


def push(context: Context, app: Installation, args: Args) -> Json:
    """views.push."""
    content = _modal(args)
    trigger = modals.use_trigger(context.workspace, app, args.required("trigger_id"))
    return _answer(context, modals.push(context.workspace, app, trigger.user, content))


def update(context: Context, app: Installation, args: Args) -> Json:
    """views.update, by view_id or external_id."""
    content = _content(args)
    if not args.has("view_id") and not args.has("external_id"):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: view_id"])
    view = modals.find(context.workspace, app, args.text("view_id"), args.text("external_id"))
    return _answer(context, modals.replace(context.workspace, view, content, stale=args.text("hash")))


def publish(context: Context, app: Installation, args: Args) -> Json:
    """views.publish."""
    workspace = context.workspace
    content, user = _content(args), args.required("user_id")
    if user not in workspace.users or workspace.users[user].team != app.id:
        raise ApiError("invalid_arguments", ["[ERROR] invalid user id [json-pointer:/user_id]"])
    if content.get("type") != "home":
        raise ApiError("invalid_arguments", ["[ERROR] must be a home view [json-pointer:/view/type]"])
    view = modals.home(workspace, user)
    if view is None:
        return _answer(context, modals.new_view(workspace, app, user, content))
    return _answer(context, modals.replace(workspace, view, content, stale=args.text("hash")))
