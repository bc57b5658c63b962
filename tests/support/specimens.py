"""One of every block, element, view and message with all its fields set: what passes, to be spoilt by tests."""

from __future__ import annotations

from tests.support.block_kit import Payload, button, choice, many, mrkdwn, plain

PLAIN = {**plain(3), "emoji": True}
MRKDWN = {**mrkdwn(3), "verbatim": True}
CONFIRM = {"title": PLAIN, "text": MRKDWN, "confirm": PLAIN, "deny": PLAIN, "style": "danger"}
COMMON: Payload = {"action_id": "a", "confirm": CONFIRM}
FOCUSED: Payload = {**COMMON, "focus_on_load": True}
MENU: Payload = {**FOCUSED, "placeholder": PLAIN}
TYPED: Payload = {**MENU, "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}
OPTION = {**choice(1), "text": PLAIN, "description": PLAIN}
GROUPS = [{"label": PLAIN, "options": [OPTION]}]
MARKED = {**OPTION, "text": MRKDWN, "description": MRKDWN}
FILTER = {"include": ["im"], "exclude_external_shared_channels": True, "exclude_bot_users": True}
IMAGE: Payload = {"type": "image", "alt_text": "a", "image_url": "u"}
SLACK_FILE: Payload = {"type": "image", "alt_text": "a", "slack_file": {"id": "F12345678"}}
FEEDBACK = {"text": PLAIN, "value": "v", "accessibility_label": "l"}
WORKFLOW = {"trigger": {"url": "u", "customizable_input_parameters": [{"name": "n", "value": "v"}]}}
STYLE = dict.fromkeys(
    ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink"), True
)
RUN = [
    {"type": "text", "text": "t", "style": STYLE},
    {"type": "link", "url": "u", "text": "t", "unsafe": True, "style": STYLE},
    {"type": "emoji", "name": "wave", "skin_tone": 2, "unicode": "1f44b", "style": STYLE},
    {"type": "user", "user_id": "U1", "style": STYLE},
    {"type": "usergroup", "usergroup_id": "S1", "style": STYLE},
    {"type": "channel", "channel_id": "C1", "style": STYLE},
    {"type": "team", "team_id": "T1", "style": STYLE},
    {"type": "broadcast", "range": "here", "style": STYLE},
    {"type": "date", "timestamp": 0, "format": "{date}", "url": "u", "fallback": "f", "style": STYLE},
    {"type": "color", "value": "#ff0000", "style": STYLE},
]
LINE = {"type": "rich_text_section", "elements": RUN}
RICH: Payload = {
    "type": "rich_text",
    "elements": [
        LINE,
        {"type": "rich_text_preformatted", "elements": RUN[:1], "border": 1},
        {"type": "rich_text_quote", "elements": RUN[:1], "border": 1},
        {"type": "rich_text_list", "elements": [LINE], "style": "bullet", "indent": 1, "offset": 1, "border": 1},
    ],
}
NOTE: Payload = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": RUN[:1]}]}
CELL = {"type": "raw_text", "text": "x", "emoji": True}
NUMBER = {"type": "raw_number", "value": 1.5, "text": "1.5"}

IN_ACTIONS: dict[str, Payload] = {
    "button": {
        **button(text=PLAIN, value="v", url="u", style="primary", accessibility_label="l", **COMMON),
        "agent_prompt": "p",
        "agent_prompt_display": "d",
        "visible_to_user_ids": ["U1"],
    },
    "overflow": {"options": [{**OPTION, "url": "u"}], **COMMON},
    "checkboxes": {"options": [MARKED], "initial_options": [MARKED], **FOCUSED},
    "radio_buttons": {"options": [MARKED], "initial_option": MARKED, **FOCUSED},
    "static_select": {"options": [OPTION], "initial_option": OPTION, **MENU},
    "static_select in groups": {"option_groups": GROUPS, "initial_option": OPTION, **MENU},
    "multi_static_select": {"options": [OPTION], "initial_options": [OPTION], "max_selected_items": 1, **MENU},
    "multi_static_select in groups": {"option_groups": GROUPS, "initial_options": [OPTION], **MENU},
    "external_select": {"initial_option": OPTION, "min_query_length": 0, **MENU},
    "multi_external_select": {
        "initial_options": [OPTION],
        "min_query_length": 0,
        "max_selected_items": 1,
        **MENU,
    },
    "users_select": {"initial_user": "U1", **MENU},
    "multi_users_select": {"initial_users": ["U1"], "max_selected_items": 1, **MENU},
    "channels_select": {"initial_channel": "C1", "response_url_enabled": True, **MENU},
    "multi_channels_select": {"initial_channels": ["C1"], "max_selected_items": 1, **MENU},
    "conversations_select": {
        "initial_conversation": "C1",
        "default_to_current_conversation": True,
        "response_url_enabled": True,
        "filter": FILTER,
        **MENU,
    },
    "multi_conversations_select": {
        "initial_conversations": ["C1"],
        "default_to_current_conversation": True,
        "max_selected_items": 1,
        "filter": FILTER,
        **MENU,
    },
    "datepicker": {"initial_date": "2026-02-28", **MENU},
    "timepicker": {"initial_time": "23:59", "timezone": "Europe/London", **MENU},
    "datetimepicker": {"initial_date_time": 1_700_000_000, **FOCUSED},
    "workflow_button": {
        "text": PLAIN,
        "workflow": WORKFLOW,
        "style": "primary",
        "accessibility_label": "l",
        **COMMON,
    },
}
IN_INPUT: dict[str, Payload] = {
    "plain_text_input": {"multiline": True, "min_length": 0, "max_length": 9, "initial_value": "i", **TYPED},
    "email_text_input": {"initial_value": "i", **TYPED},
    "url_text_input": {"initial_value": "i", **TYPED},
    "number_input": {
        "is_decimal_allowed": True,
        "initial_value": "1.5",
        "min_value": "-1",
        "max_value": "2",
        **TYPED,
    },
    "rich_text_input": {"initial_value": NOTE, "min_lines": 1, "max_lines": 9, **TYPED},
    "file_input": {"filetypes": ["pdf"], "max_files": 1, **COMMON},
}
IN_CONTEXT_ACTIONS: dict[str, Payload] = {
    "feedback_buttons": {"positive_button": FEEDBACK, "negative_button": FEEDBACK, **COMMON},
    "icon_button": {
        "icon": "trash",
        "text": PLAIN,
        "value": "v",
        "accessibility_label": "l",
        "visible_to_user_ids": ["U1"],
        **COMMON,
    },
}
BLOCKS: dict[str, Payload] = {
    "section": {"text": MRKDWN, "fields": [PLAIN], "accessory": button(), "expand": True},
    "header": {"text": PLAIN, "level": 1},
    "divider": {},
    "context": {"elements": [IMAGE, SLACK_FILE, MRKDWN, PLAIN]},
    "actions": {"elements": [button()]},
    "context_actions": {"elements": [{"type": "icon_button", "icon": "trash", "text": PLAIN}]},
    "input": {
        "label": PLAIN,
        "element": {"type": "plain_text_input"},
        "hint": PLAIN,
        "optional": True,
        "dispatch_action": True,
    },
    "image": {**IMAGE, "title": PLAIN},
    "image in Slack": {"alt_text": "a", "slack_file": {"url": "u"}},
    "markdown": {"text": "m"},
    "rich_text": RICH,
    "table": {"rows": [[CELL, NUMBER, NOTE]], "column_settings": [{"align": "left", "is_wrapped": True}, None]},
    "data_table": {
        "rows": [[CELL, NUMBER], [NOTE, CELL]],
        "caption": "c",
        "page_size": 1,
        "row_header_column_index": 0,
    },
    "alert": {"text": MRKDWN, "level": "info"},
    "card": {
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": MRKDWN,
        "subtitle": PLAIN,
        "body": MRKDWN,
        "subtext": MRKDWN,
        "actions": [button()],
    },
    "card with an icon of Slack's": {"title": MRKDWN, "slack_icon": {"type": "icon", "name": "rocket"}},
    "carousel": {"elements": [{"type": "card", "block_id": "card", "title": MRKDWN}]},
    "container": {
        "title": PLAIN,
        "subtitle": MRKDWN,
        "child_blocks": [{"type": "divider"}],
        "width": "wide",
        "icon": IMAGE,
        "is_collapsible": True,
        "default_collapsed": True,
    },
    "container with a rich title": {
        "rich_text_title": NOTE,
        "child_blocks": [{"type": "divider"}],
        "has_header_divider": True,
    },
    "file": {"external_id": "e", "source": "remote"},
    "video": {
        "alt_text": "a",
        "thumbnail_url": "u",
        "title": PLAIN,
        "video_url": "u",
        "title_url": "u",
        "author_name": "n",
        "description": PLAIN,
        "provider_name": "n",
        "provider_icon_url": "u",
    },
    "task_card": {
        "task_id": "t",
        "title": "t",
        "status": "complete",
        "details": NOTE,
        "output": NOTE,
        "sources": [{"type": "url", "url": "u", "text": "t"}],
    },
    "plan": {"title": "t", "tasks": [{"type": "task_card", "task_id": "t", "title": "t", "status": "pending"}]},
    "call": {"call_id": "R1", "api_decoration_available": True, "call": {}},
    "auth_provider": {
        "value": "v",
        "name": PLAIN,
        "is_connected": True,
        "description": PLAIN,
        "icon_url": "u",
        "auth_url": "u",
        "disconnect_url": "u",
        "connected_identity": PLAIN,
        "connected_context": PLAIN,
        "accessory": {"type": "overflow", "options": many(1)},
        "fallback": [{"type": "divider"}],
    },
}
FIELD = {"title": "t", "value": "v", "short": True}
MESSAGE: Payload = {
    "text": "t",
    "blocks": [{"type": "divider"}],
    "attachments": [
        {
            "blocks": [{"type": "divider"}],
            "color": "#36a64f",
            "fallback": "f",
            "text": "t",
            "pretext": "p",
            "title": "t",
            "footer": "f",
            "fields": [FIELD],
        }
    ],
    "metadata": {"event_type": "e", "event_payload": {}},
}
IDS: Payload = {"private_metadata": "p", "callback_id": "c", "external_id": "e", "blocks": [{"type": "divider"}]}
VIEWS: dict[str, Payload] = {
    "modal": {
        "type": "modal",
        "title": PLAIN,
        "submit": PLAIN,
        "close": PLAIN,
        **IDS,
        "clear_on_close": True,
        "notify_on_close": True,
        "submit_disabled": True,
    },
    "home": {"type": "home", **IDS},
}


def _typed(name: str, fields: Payload) -> Payload:
    return {"type": name.split(" ", maxsplit=1)[0], **fields}


def _all() -> dict[str, tuple[str, Payload, str]]:
    """By name: on which surface, the whole payload, and the pointer to what is shown in it."""
    found: dict[str, tuple[str, Payload, str]] = {"message": ("message", MESSAGE, "")}
    for name, fields in BLOCKS.items():
        block = {"block_id": "b", **_typed(name, fields)}
        surface = "modal" if name == "alert" else "message"
        found[name] = in_place(surface, block)
    for name, fields in IN_ACTIONS.items():
        found[name] = _held("message", "actions", [_typed(name, fields)])
    for name, fields in IN_CONTEXT_ACTIONS.items():
        found[name] = _held("message", "context_actions", [_typed(name, fields)])
    for name, fields in IN_INPUT.items():
        block = {"type": "input", "label": PLAIN, "element": _typed(name, fields)}
        surface, payload, pointer = in_place("modal", block)
        found[name] = surface, payload, f"{pointer}/element"
    return {**found, **{name: (name, view, "/view") for name, view in VIEWS.items()}}


def _held(surface: str, block: str, elements: list[Payload]) -> tuple[str, Payload, str]:
    surface, payload, pointer = in_place(surface, {"type": block, "elements": elements})
    return surface, payload, f"{pointer}/elements/0"


def in_place(surface: str, *blocks: object) -> tuple[str, Payload, str]:
    """Blocks on a surface, and the pointer to the first."""
    if surface == "message":
        return surface, {"text": "t", "blocks": list(blocks)}, "/blocks/0"
    view: Payload = {"type": surface, "blocks": list(blocks)}
    if surface == "modal":
        view |= {"title": plain(1), "submit": plain(1)}
    return surface, view, "/view/blocks/0"


SPECIMENS = _all()
