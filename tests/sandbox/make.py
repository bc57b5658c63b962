"""Blocks and views for the tests, and the error of a call."""

from collections.abc import Callable
from typing import Any

from slack_sdk.errors import SlackApiError

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    """An option; its value is its text in lower case."""
    return {"text": plain(text), "value": text.lower()}


def section(text: str, **fields: object) -> Json:
    """A section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **fields}


def button(action_id: str, label: str, **fields: object) -> Json:
    """A block with one button."""
    return {"type": "actions", "elements": [{"type": "button", "action_id": action_id, "text": plain(label), **fields}]}


def entry(block_id: str, label: str, element: Json | None = None, **fields: object) -> Json:
    """An input block, for a line of text unless told otherwise."""
    element = {"action_id": "value", **(element or {"type": "plain_text_input"})}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **fields}


def modal(title: str = "New model", *blocks: Json, **fields: object) -> Json:
    """A modal with a submit button."""
    return {
        "type": "modal",
        "callback_id": "new",
        "title": plain(title),
        "submit": plain("Create"),
        "blocks": list(blocks) or [entry("name", "Name")],
        **fields,
    }


def refusal(call: Callable[[], object]) -> str:
    """Slack's error for a call, or nothing."""
    try:
        call()
    except SlackApiError as error:
        return str(error.response["error"])
    return ""
