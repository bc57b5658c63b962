"""Cases that follow from the specimens: each field of another type, left out, and empty."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.limit_table import Case, changed, value_at
from tests.support.specimens import SPECIMENS

RUNS = {
    "text": {"text"},
    "link": {"url"},
    "emoji": {"name"},
    "user": {"user_id"},
    "usergroup": {"usergroup_id"},
    "channel": {"channel_id"},
    "team": {"team_id"},
    "broadcast": {"range"},
    "date": {"timestamp", "format"},
    "color": {"value"},
    "rich_text": {"elements"},
    "rich_text_section": {"elements"},
    "rich_text_preformatted": {"elements"},
    "rich_text_quote": {"elements"},
    "rich_text_list": {"elements", "style"},
    "raw_text": {"text"},
    "raw_number": {"value"},
    "plain_text": {"text"},
    "mrkdwn": {"text"},
    "icon": {"name"},
    "url": {"url", "text"},
}
REQUIRED: dict[str, set[str]] = {
    **RUNS,
    "header": {"text"},
    "context": {"elements"},
    "actions": {"elements"},
    "context_actions": {"elements"},
    "input": {"label", "element"},
    "image": {"alt_text", "image_url", "slack_file"},
    "markdown": {"text"},
    "table": {"rows"},
    "data_table": {"rows", "caption"},
    "alert": {"text"},
    "carousel": {"elements"},
    "container": {"title", "rich_text_title", "child_blocks", "is_collapsible"},
    "file": {"external_id", "source"},
    "video": {"alt_text", "thumbnail_url", "title", "video_url"},
    "task_card": {"task_id", "title", "status"},
    "plan": {"title"},
    "call": {"call_id"},
    "auth_provider": {"value", "name", "is_connected"},
    "button": {"text", "agent_prompt"},
    "overflow": {"options"},
    "checkboxes": {"options"},
    "radio_buttons": {"options"},
    "static_select": {"options", "option_groups"},
    "multi_static_select": {"options", "option_groups"},
    "number_input": {"is_decimal_allowed"},
    "workflow_button": {"text", "workflow"},
    "feedback_buttons": {"positive_button", "negative_button"},
    "icon_button": {"icon", "text"},
    "modal": {"title", "blocks"},
    "home": {"blocks"},
    "confirm": {"title", "text", "confirm", "deny"},
    "options": {"text", "value"},
    "initial_option": {"text", "value"},
    "initial_options": {"text", "value"},
    "option_groups": {"label", "options"},
    "positive_button": {"text", "value"},
    "negative_button": {"text", "value"},
    "workflow": {"trigger"},
    "trigger": {"url"},
    "customizable_input_parameters": {"name", "value"},
    "metadata": {"event_type", "event_payload"},
    "slack_file": {"id", "url"},
}
"""What an object of this type, or under this key, must have; some have one of two, of which a specimen shows one."""
ONLY_CHOICE = {"card with an icon of Slack's": {"/title"}, "carousel": {"/elements/0/title"}}
UNTYPED = {"card/hero_image", "card/icon", "container/icon", "plan/tasks/0"}
"""Objects whose type goes without saying."""
MAY_BE_EMPTY = {
    *("message/text", "message/blocks", "message/attachments", "button/value", "icon_button/value"),
    *("plain_text_input/initial_value", "table/column_settings", "task_card/sources", "plan/tasks"),
    *("modal/blocks", "modal/private_metadata", "modal/callback_id", "modal/external_id"),
    *("home/blocks", "home/private_metadata", "home/callback_id", "home/external_id"),
    *(f"message/attachments/0/{name}" for name in ("blocks", "fallback", "text", "pretext", "title", "footer")),
    *(f"message/attachments/0/{name}" for name in ("fields", "fields/0/title", "fields/0/value")),
    "workflow_button/workflow/trigger/customizable_input_parameters",
    "workflow_button/workflow/trigger/customizable_input_parameters/0/value",
}


def places(name: str) -> Iterator[str]:
    """Every place inside a specimen, as a pointer from it."""
    todo = [("", value_at(name, ""))]
    while todo:
        pointer, value = todo.pop()
        if pointer:
            yield pointer
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        todo += [(f"{pointer}/{key}", found) for key, found in inner]


def cases() -> Iterator[Case]:
    """All of them, over all specimens."""
    for name in SPECIMENS:
        for pointer in places(name):
            yield from _cases_at(name, pointer)


def _cases_at(name: str, pointer: str) -> Iterator[Case]:
    surface, _, at = SPECIMENS[name]
    kind, value = "message" if surface == "message" else "view", value_at(name, pointer)
    if not f"{name}{pointer}".startswith(("call/call/", "message/metadata/event_payload/")) and value is not None:
        wrong = 7 if isinstance(value, dict) else {"wrong": 1}
        yield Case(f"{name}{pointer} of another type", kind, changed(name, pointer, wrong), at + pointer)
    if isinstance(value, str | list) and not _type_goes_without_saying(name, pointer):
        taken = f"{name}{pointer}" in MAY_BE_EMPTY or _empty_run(name, pointer)
        empty: object = "" if isinstance(value, str) else []
        yield Case(f"{name}{pointer} empty", kind, changed(name, pointer, empty), None if taken else at + pointer)
    holder, _, key = pointer.rpartition("/")
    if not key.isdigit() and "initial_option" not in pointer and not _is_chosen(name, pointer):
        needed = key in _needs(name, holder) or pointer in ONLY_CHOICE.get(name, ())
        without = changed(name, pointer, None, drop=True)
        yield Case(f"{name}{pointer} left out", kind, without, (at + holder) if needed else None)


def _needs(name: str, holder: str) -> set[str]:
    found = value_at(name, holder)
    assert isinstance(found, dict)
    kind = found.get("type")
    if f"{name}{holder}" in UNTYPED:
        return REQUIRED["image" if "icon" in holder or "image" in holder else "task_card"]
    if kind is not None:
        return {"type", *REQUIRED.get(kind, ())}
    names = [step for step in holder.split("/") if step and not step.isdigit()]
    return REQUIRED.get(names[-1], set()) if names else set()


def _type_goes_without_saying(name: str, pointer: str) -> bool:
    return pointer.endswith("/type") and f"{name}{pointer}".removesuffix("/type") in UNTYPED - {"plan/tasks/0"}


def _empty_run(name: str, pointer: str) -> bool:
    """A line of rich text may be empty, and so may the text of a link."""
    holder, _, key = pointer.rpartition("/")
    found = value_at(name, holder)
    kind = found.get("type") if isinstance(found, dict) else ""
    lines = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}
    return (key == "elements" and kind in lines) or (key == "text" and kind == "link")


def _is_chosen(name: str, pointer: str) -> bool:
    """What is chosen at first repeats an option, so the option cannot change alone."""
    chosen = any("initial_option" in place for place in places(name))
    return chosen and "/options/" in pointer
