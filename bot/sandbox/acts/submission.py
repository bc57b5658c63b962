"""A modal's end: it is submitted, and the app's answer carried out, or it is closed."""

from bot.sandbox import answers, interact, modals
from bot.sandbox.acts.fields import Fields
from bot.sandbox.acts.inputs import value_of
from bot.sandbox.acts.surface import Surface, top_view
from bot.sandbox.context import Context
from bot.sandbox.elements import all_elements, complaint
from bot.sandbox.errors import ActError, ApiError
from bot.sandbox.records import Installation, Json, User, View
from bot.sandbox.values import FIELDS, state_values

_ANSWERED = ("conversations_select", "channels_select")


async def submit(context: Context, person: User, fields: Fields) -> None:
    """The submit button of a modal, with values on top of those set before."""
    view = top_view(context.workspace, person, fields.text("view_id"))
    if view.content["type"] != "modal":
        raise ActError("not_submittable", "There is nothing to submit in a Home tab.")
    surface = Surface(context, person, view)
    for name, given in fields.mapping("values").items():
        await _enter(surface, name, given)
    _refuse_incomplete(context, view)
    payload = surface.payload("view_submission") | {
        "trigger_id": interact.new_trigger(context, surface.app, person, view).id,
        "response_urls": response_urls(context, surface),
    }
    del payload["container"]
    ack = await interact.deliver(context, payload)
    _answer(context, view, ack.body)


def response_urls(context: Context, surface: Surface) -> list[Json]:
    """For each chosen conversation whose select asks for it, the right to answer there."""
    urls: list[Json] = []
    for found in all_elements(surface.blocks):
        kind = found.element["type"]
        if kind not in _ANSWERED or found.block["type"] != "input" or not found.element.get("response_url_enabled"):
            continue
        names = {"block_id": found.block["block_id"], "action_id": found.element["action_id"]}
        values = state_values([found.block], surface.entered)
        chosen = values[names["block_id"]][names["action_id"]][FIELDS[kind][0]]
        if chosen:
            url = answers.new_url(context, surface.app, surface.person, context.workspace.channels[chosen])
            urls.append(names | {"channel_id": chosen, "response_url": answers.url_address(context, url)})
    return urls


async def _enter(surface: Surface, name: str, given: object) -> None:
    there = {found.name: found for found in all_elements(surface.blocks) if found.element["type"] in FIELDS}
    if name not in there:
        raise ActError("element_not_found", f"There is no “{name}” here. There is: {', '.join(there) or 'nothing'}.")
    found = there[name]
    value = await value_of(surface, found, given)
    surface.enter(found.block["block_id"], found.element["action_id"], value)


def _refuse_incomplete(context: Context, view: View) -> None:
    values = state_values(view.content["blocks"], view.values)
    wrong: dict[str, str] = {}
    labels = []
    for block in view.content["blocks"]:
        if block["type"] != "input":
            continue
        text = complaint(block, values[block["block_id"]][block["element"]["action_id"]])
        if text:
            wrong[block["block_id"]] = text
            labels.append(f"{block['label']['text']}: {text}")
    _show_errors(context, view, wrong)
    if wrong:
        raise ActError(
            "required_field" if any("required" in text for text in wrong.values()) else "invalid_field",
            " ".join(labels),
        )


def _show_errors(context: Context, view: View, errors: dict[str, str]) -> None:
    view.errors = errors
    context.workspace.save(view)


def _answer(context: Context, view: View, body: Json) -> None:
    """Carry out `response_action`; without one the modal goes."""
    workspace, action = context.workspace, body.get("response_action")
    try:
        if action == "errors":
            _refused_by_app(context, view, body.get("errors"))
        elif action == "update":
            modals.replace(workspace, view, _content(body))
        elif action == "push":
            modals.push(workspace, workspace.table(Installation)[view.team], view.user, _content(body))
        elif action == "clear":
            modals.close_all(workspace, modals.stack(workspace, view.user))
        else:
            modals.close_all(workspace, [view])
    except ApiError as refusal:
        told = "; ".join([refusal.error, *refusal.messages])
        raise ActError("invalid_response", f"We had some trouble connecting. Try again? ({told})") from refusal


def _content(body: Json) -> Json:
    content = body.get("view")
    if not isinstance(content, dict):
        raise ApiError("invalid_arguments", ["[ERROR] must be an object [json-pointer:/view]"])
    return content


def _refused_by_app(context: Context, view: View, errors: object) -> None:
    if not isinstance(errors, dict):
        raise ApiError("invalid_errors", ["[ERROR] must be an object [json-pointer:/errors]"])
    inputs = {block["block_id"]: block for block in view.content["blocks"] if block["type"] == "input"}
    unknown = [block_id for block_id in errors if block_id not in inputs]
    if unknown or not errors:
        raise ApiError("invalid_errors", [f"no input block has the id {block_id}" for block_id in unknown])
    _show_errors(context, view, dict(errors))
    told = [f"{inputs[block_id]['label']['text']}: {text}" for block_id, text in errors.items()]
    raise ActError("invalid_fields", " ".join(told))


async def close(context: Context, person: User, fields: Fields) -> None:
    """The close button of a modal, or Escape; the app is told where it asked for that."""
    view = top_view(context.workspace, person, fields.text("view_id"))
    stack = modals.stack(context.workspace, person.id)
    cleared = bool(view.content.get("clear_on_close"))
    closed = stack if cleared else [view]
    payloads = [_closed(context, person, item, cleared=cleared) for item in closed if _wants_to_know(item)]
    modals.close_all(context.workspace, closed)
    failures: list[ActError] = []
    for payload in payloads:
        try:
            await interact.deliver(context, payload)
        except ActError as failure:
            failures.append(failure)
    if failures:
        raise failures[0]


def _wants_to_know(view: View) -> bool:
    return bool(view.content.get("notify_on_close"))


def _closed(context: Context, person: User, view: View, *, cleared: bool) -> Json:
    app = context.workspace.table(Installation)[view.team]
    payload = interact.about(context, app, person, "view_closed") | interact.about_view(context, view)
    del payload["container"]
    return payload | {"is_cleared": cleared}
