"""Views: the stack of modals before a person, and their Home tab. The API and people's acts use it."""

import time

from bot.sandbox.api.shapes import view_json
from bot.sandbox.blocks import refuse_bad_view, with_ids
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Installation, Json, Trigger, View
from bot.sandbox.values import state_values
from bot.sandbox.workspace import Workspace

_MOST_STACKED = 3
_MOST_CLOSED = 100
_TRIGGER_SECONDS = 3.0


def stack(workspace: Workspace, user: str) -> list[View]:
    """The modals before a person, the one on top last."""
    return [
        view
        for view in workspace.table(View).values()
        if view.is_open and view.user == user and view.content["type"] == "modal"
    ]


def home(workspace: Workspace, user: str) -> View | None:
    """A person's Home tab, once the bot has published one."""
    for view in workspace.table(View).values():
        if view.user == user and view.content["type"] == "home":
            return view
    return None


def shown(workspace: Workspace, view: View) -> Json:
    """The view as Slack gives it to the app."""
    return view_json(workspace, view, state_values(view.content["blocks"], view.values))


def new_view(workspace: Workspace, app: Installation, user: str, content: Json, under: View | None = None) -> View:
    """Check a view and put it before a person, on top of another or as the first."""
    refuse_bad_view(content)
    _refuse_taken_name(workspace, app.id, content, None)
    view = View(workspace.next_id("V"), user, app.id, _complete(workspace, content), _new_hash(workspace))
    view.root, view.previous = (under.root, under.id) if under else (view.id, None)
    workspace.save(view)
    return view


def open_first(workspace: Workspace, app: Installation, user: str, content: Json) -> View:
    """A modal in place of all that a person had open."""
    before = stack(workspace, user)
    view = new_view(workspace, app, user, content)
    close_all(workspace, before)
    return view


def push(workspace: Workspace, app: Installation, user: str, content: Json) -> View:
    """A modal on top of those that a person has open."""
    open_views = stack(workspace, user)
    if len(open_views) >= _MOST_STACKED:
        raise ApiError("push_limit_reached")
    return new_view(workspace, app, user, content, under=open_views[-1] if open_views else None)


def replace(workspace: Workspace, view: View, content: Json, stale: str = "") -> View:
    """Other content for a view; what was entered stays where the ids stay."""
    if stale and stale != view.hash:
        raise ApiError("hash_conflict")
    if content.get("type") != view.content["type"]:
        message = "[ERROR] a view's type cannot change [json-pointer:/view/type]"
        raise ApiError("invalid_arguments", [message])
    refuse_bad_view(content)
    _refuse_taken_name(workspace, view.team, content, view)
    name = {"external_id": view.external_id} if view.external_id and not content.get("external_id") else {}
    view.content = {**_complete(workspace, content), **name}
    view.hash = _new_hash(workspace)
    view.errors = {}
    workspace.save(view)
    return view


def close_all(workspace: Workspace, views: list[View]) -> None:
    """Take modals away; the last ones are remembered, so that who saw them is told that they went."""
    for view in views:
        view.is_open = False
        workspace.save(view)
    closed = [view for view in workspace.table(View).values() if not view.is_open]
    for view in closed[:-_MOST_CLOSED]:
        workspace.drop(view)


def find(workspace: Workspace, app: Installation, view_id: str, external_id: str = "") -> View:
    """An open view of an app by its id or by the bot's name for it."""
    for view in workspace.table(View).values():
        mine = view.is_open and view.team == app.id
        if mine and (view.id == view_id or (external_id and view.external_id == external_id)):
            return view
    raise ApiError("not_found")


def use_trigger(workspace: Workspace, app: Installation, trigger_id: str) -> Trigger:
    """Spend a trigger, which works once and for three seconds."""
    trigger = workspace.table(Trigger).get(trigger_id)
    if trigger is None or trigger.team != app.id:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if is_expired(workspace, trigger):
        raise ApiError("expired_trigger_id")
    trigger.used = True
    workspace.save(trigger)
    return trigger


def is_expired(workspace: Workspace, trigger: Trigger) -> bool:
    """Whether three seconds have passed, by the workspace's clock or by real time."""
    return workspace.clock.seconds() - trigger.at > _TRIGGER_SECONDS or time.time() - trigger.real > _TRIGGER_SECONDS


def _refuse_taken_name(workspace: Workspace, team: str, content: Json, own: View | None) -> None:
    name = content.get("external_id")
    others = (view for view in workspace.table(View).values() if view.is_open and view is not own)
    if name and any((view.team, view.external_id) == (team, name) for view in others):
        raise ApiError("duplicate_external_id")


def _complete(workspace: Workspace, content: Json) -> Json:
    return {**content, "blocks": with_ids(workspace, content.get("blocks", []))}


def _new_hash(workspace: Workspace) -> str:
    number = workspace.next_number("hash")
    return f"{int(workspace.clock.seconds())}.{workspace.secret('hash', str(number))[:8]}"
