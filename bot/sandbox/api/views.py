"""views.*: modals and Home tabs."""

from bot.sandbox import modals
from bot.sandbox.api.args import Args
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json, View


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


def _answer(view: View) -> Json:
    return {"view": modals.shown(view)}


def open_view(context: Context, args: Args) -> Json:
    """views.open."""
    content = _modal(args)
    trigger = modals.use_trigger(context.workspace, args.required("trigger_id"))
    return _answer(modals.open_first(context.workspace, trigger.user, content))


def push(context: Context, args: Args) -> Json:
    """views.push."""
    content = _modal(args)
    trigger = modals.use_trigger(context.workspace, args.required("trigger_id"))
    return _answer(modals.push(context.workspace, trigger.user, content))


def update(context: Context, args: Args) -> Json:
    """views.update, by view_id or external_id."""
    content = _content(args)
    if not args.has("view_id") and not args.has("external_id"):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: view_id"])
    view = modals.find(context.workspace, args.text("view_id"), args.text("external_id"))
    return _answer(modals.replace(context.workspace, view, content, stale=args.text("hash")))


def publish(context: Context, args: Args) -> Json:
    """views.publish."""
    workspace = context.workspace
    content, user = _content(args), args.required("user_id")
    if user not in workspace.users:
        raise ApiError("invalid_arguments", ["[ERROR] invalid user id [json-pointer:/user_id]"])
    if content.get("type") != "home":
        raise ApiError("invalid_arguments", ["[ERROR] must be a home view [json-pointer:/view/type]"])
    view = modals.home(workspace, user)
    if view is None:
        return _answer(modals.new_view(workspace, user, content))
    return _answer(modals.replace(workspace, view, content, stale=args.text("hash")))
