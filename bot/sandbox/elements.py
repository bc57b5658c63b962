"""The elements of a surface as a person finds and fills them: by label, with simple values.

What then becomes of a value is told in `acts/inputs.py`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar

from bot.blocks.limits import check_message, describe
from bot.sandbox.blocks import elements, every_block
from bot.sandbox.clock import parse_time
from bot.sandbox.errors import ActError
from bot.sandbox.records import Json
from bot.sandbox.values import FIELDS, is_empty

T = TypeVar("T")

BUTTONS = ("button", "overflow", "workflow_button", "feedback_buttons", "icon_button")
FEEDBACK = ("positive_button", "negative_button")


@dataclass(frozen=True)
class Found:
    """An element with the block that holds it."""

    block: Json
    element: Json

    @property
    def name(self) -> str:
        """How an act names it without doubt."""
        return f"{self.block['block_id']}/{self.element['action_id']}"

    @property
    def label(self) -> str:
        """What a person calls it."""
        return next(labels(self), self.name)


def labels(found: Found) -> Iterator[str]:
    """What a person may call an element, the nearest word first."""
    block, element = found.block, found.element
    either = [element[side].get("text") for side in FEEDBACK if side in element]
    places = [element.get("text"), *either, block.get("label"), element.get("placeholder"), block.get("text")]
    for text in places:
        if isinstance(text, dict) and text.get("text"):
            yield str(text["text"]).strip()
    if element.get("accessibility_label"):
        yield str(element["accessibility_label"])


def all_elements(blocks: list[Json]) -> list[Found]:
    """Each interactive element of a surface."""
    return [Found(block, element) for block in every_block(blocks) for element in elements(block)]


def find(found: list[Found], action_id: str, block_id: str, label: str) -> Found:
    """The one element that a person means."""
    if not action_id and not label:
        raise ActError("invalid_act", "an element is named by `action_id` or `label`")
    hits = _by_id(found, action_id, block_id) if action_id else _by_label(found, label, block_id)
    wanted = action_id or label
    if not hits:
        there = ", ".join(item.label for item in found) or "nothing"
        raise ActError("element_not_found", f"There is no “{wanted}” here. There is: {there}.")
    if len(hits) > 1:
        there = ", ".join(f"{item.label} ({item.name})" for item in hits)
        raise ActError("ambiguous_element", f"There is more than one “{wanted}” here: {there}.")
    return hits[0]


def _by_id(found: list[Found], action_id: str, block_id: str) -> list[Found]:
    return [
        item for item in found if item.element["action_id"] == action_id and block_id in ("", item.block["block_id"])
    ]


def _by_label(found: list[Found], label: str, block_id: str) -> list[Found]:
    """By exact label, else whatever the case of its letters; the nearest kind of label decides."""
    found = [item for item in found if block_id in ("", item.block["block_id"])]
    wanted = label.strip()
    for nearest in (True, False):
        for fold in (str, str.casefold):
            hits = [
                item
                for item in found
                if fold(wanted) in [fold(word) for word in labels(item)][: 1 if nearest else None]
            ]
            if hits:
                return hits
    return []


def pressed(element: Json, label: str, value: str) -> Json:
    """What Slack tells of a button that was pressed; of two, the one with this label or value."""
    if element["type"] == "feedback_buttons":
        sides = [{"text": {"text": ""}, "value": "", **element[side]} for side in FEEDBACK]
        named = [side for side in sides if (value or label) == (side["value"] if value else side["text"]["text"])]
        if not named:
            there = ", ".join(f"{side['text']['text']} ({side['value']})" for side in sides)
            raise ActError("option_not_found", f"Which one? There is: {there}.")
        return {name: named[0][name] for name in ("text", "value")}
    return {name: element[name] for name in ("text", "value", "style", "url", "icon") if name in element}


def options(element: Json) -> list[Json]:
    """An element's options, those in groups included."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def is_offered(offered: list[Json], given: object) -> bool:
    """Whether an option has this text or value."""
    return any(given in (option.get("value"), option["text"]["text"].strip()) for option in offered)


def choose(offered: list[Json], given: object) -> Json:
    """The option that a person means, by its text or its value."""
    for option in offered:
        if is_offered([option], given):
            return {key: option[key] for key in ("text", "value", "description") if key in option}
    there = ", ".join(option["text"]["text"] for option in offered) or "nothing"
    raise ActError("option_not_found", f"There is no “{given}” to choose. There is: {there}.")


def as_list(given: object) -> list[object]:
    """A list, also of what was given alone."""
    if given in (None, ""):
        return []
    return list(given) if isinstance(given, list) else [given]


def written(element: Json, given: object) -> Json:
    """The value of an element that is written into, or takes a date or a time."""
    kind = element["type"]
    field = FIELDS[kind][0]
    if given in (None, ""):
        return {"type": kind, field: None}
    if kind == "rich_text_input" and isinstance(given, dict):
        return {"type": kind, field: _rich(given)}
    if not isinstance(given, str | int | float):
        raise ActError("invalid_value", f"{given!r} cannot be entered here: a text is expected.")
    if kind == "rich_text_input":
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(given)}]}
        return {"type": kind, field: {"type": "rich_text", "elements": [section]}}
    if kind == "datetimepicker":
        moment = given if isinstance(given, int) else int(parse_time(str(given)).timestamp())
        return {"type": kind, field: moment}
    text = str(given)
    if kind == "datepicker":
        text = _iso(date.fromisoformat, text, "a date such as 2026-02-28").isoformat()
    if kind == "timepicker":
        text = _iso(time.fromisoformat, text, "a time such as 09:30").isoformat("minutes")[:5]
    return {"type": kind, field: text}


def _rich(given: Json) -> Json:
    problems = check_message({"blocks": [given]}) if given.get("type") == "rich_text" else []
    if given.get("type") != "rich_text" or problems:
        told = describe(problems[0]) if problems else "its type is not rich_text"
        raise ActError("invalid_value", f"This is not rich text: {told}.")
    return given


def _iso(parse: Callable[[str], T], text: str, expected: str) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise ActError("invalid_value", f"{text!r} is not {expected}.") from error


def complaint(block: Json, value: Json) -> str:
    """Why Slack would not submit what stands in an input; nothing if it would."""
    element = block["element"]
    if is_empty(value):
        return "" if block.get("optional") else "Please complete this required field."
    text = value[FIELDS[value["type"]][0]]
    if not isinstance(text, str):
        return ""
    return _length(element, text) or _form(element, text)


def _length(element: Json, text: str) -> str:
    least, most = element.get("min_length"), element.get("max_length", 3_000)
    if least and len(text) < least:
        return f"Please enter at least {least} characters."
    if len(text) > most:
        return f"Please enter at most {most} characters."
    return ""


def _form(element: Json, text: str) -> str:
    kind = element["type"]
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://[^\s]+$", text):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _number(element, text)
    return ""


def _number(element: Json, text: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, text):
        return "Please enter a valid number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(text) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(text) > float(most):
        return f"Please enter a number of at most {most}."
    return ""
