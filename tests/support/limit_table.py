"""Slack's limits as one table, and the cases on both sides that follow from it.

A limit of a field is the name of a specimen, a pointer inside it and a number: its longest value is taken and one more
is refused there. What a field cannot say (whole messages and views, two fields together) builds its own payload.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.support.block_kit import (
    Payload,
    actions,
    choice,
    data_table,
    message,
    modal,
    mrkdwn,
    padded,
    plain,
    section,
    table,
    tasks,
)
from tests.support.specimens import SPECIMENS

OPTION = {"/text/text": 75, "/value": 150, "/description/text": 75}
CONFIRM = {"/title/text": 100, "/text/text": 300, "/confirm/text": 30, "/deny/text": 30}
URL, IDENTIFIER, PLACEHOLDER = 3_000, 255, {"/placeholder/text": 150}
FEEDBACK = {"/text/text": 75, "/value": 2_000, "/accessibility_label": 75}


def under(place: str, limits: dict[str, int]) -> dict[str, int]:
    """The same limits one place deeper."""
    return {place + pointer: most for pointer, most in limits.items()}


ELEMENT = {"/action_id": IDENTIFIER, **under("/confirm", CONFIRM)}
MENU = {**ELEMENT, **PLACEHOLDER}
LINES = {"/elements/0/elements/1/url": URL, "/elements/0/elements/2/skin_tone": 6, "/elements/0/elements/8/url": URL}
DISPATCH = {"/dispatch_action_config/trigger_actions_on": 2}

MOST: dict[str, dict[str, int]] = {
    "button": {
        "/text/text": 75,
        "/value": 2_000,
        "/url": URL,
        "/accessibility_label": 75,
        "/agent_prompt": 4_000,
        **ELEMENT,
    },
    "overflow": {"/options": 5, "/options/0/url": URL, **under("/options/0", OPTION), **ELEMENT},
    "checkboxes": {"/options": 10, "/initial_options": 10, **ELEMENT},
    "radio_buttons": {"/options": 10, **ELEMENT},
    "static_select": {"/options": 100, **MENU},
    "static_select in groups": {
        "/option_groups": 100,
        "/option_groups/0/label/text": 75,
        "/option_groups/0/options": 100,
    },
    "multi_static_select in groups": {"/option_groups": 100},
    "multi_static_select": {"/options": 100, "/initial_options": 100, **MENU},
    "external_select": {**under("/initial_option", OPTION), **MENU},
    "multi_external_select": {"/initial_options": 100, **under("/initial_options/0", OPTION), **MENU},
    "users_select": MENU,
    "multi_users_select": MENU,
    "channels_select": MENU,
    "multi_channels_select": MENU,
    "conversations_select": MENU,
    "multi_conversations_select": MENU,
    "datepicker": MENU,
    "timepicker": MENU,
    "datetimepicker": {"/initial_date_time": 9_999_999_999, **ELEMENT},
    "workflow_button": {"/text/text": 75, "/accessibility_label": 75, **ELEMENT},
    "feedback_buttons": {
        **under("/positive_button", FEEDBACK),
        **under("/negative_button", FEEDBACK),
        "/action_id": IDENTIFIER,
    },
    "icon_button": {
        "/text/text": 3_000,
        "/value": 2_000,
        "/accessibility_label": 75,
        "/visible_to_user_ids": 10,
        **ELEMENT,
    },
    "plain_text_input": {"/max_length": 3_000, **DISPATCH, **MENU},
    "email_text_input": {**DISPATCH, **MENU},
    "url_text_input": {**DISPATCH, **MENU},
    "number_input": {**DISPATCH, **MENU},
    "rich_text_input": {"/min_lines": 100, "/max_lines": 100, **DISPATCH, **MENU},
    "file_input": {"/max_files": 10, "/action_id": IDENTIFIER},
    "section": {"/text/text": 3_000, "/fields": 10, "/fields/0/text": 2_000, "/block_id": IDENTIFIER},
    "header": {"/text/text": 150, "/level": 4, "/block_id": IDENTIFIER},
    "divider": {"/block_id": IDENTIFIER},
    "context": {
        "/elements": 10,
        "/elements/0/image_url": URL,
        "/elements/0/alt_text": 2_000,
        "/elements/2/text": 3_000,
        "/elements/3/text": 3_000,
    },
    "actions": {"/elements": 25},
    "context_actions": {"/elements": 5},
    "input": {"/label/text": 2_000, "/hint/text": 2_000},
    "image": {"/image_url": URL, "/alt_text": 2_000, "/title/text": 2_000},
    "image in Slack": {"/slack_file/url": URL},
    "markdown": {"/text": 12_000},
    "rich_text": {
        "/elements/1/border": 1,
        "/elements/2/border": 1,
        "/elements/3/border": 1,
        "/elements/3/indent": 8,
        **LINES,
    },
    "table": {"/rows": 100, "/rows/0": 20, "/column_settings": 20},
    "data_table": {"/rows": 201, "/page_size": 100, "/row_header_column_index": 1},
    "alert": {"/text/text": 200},
    "card": {
        "/title/text": 150,
        "/subtitle/text": 150,
        "/body/text": 200,
        "/subtext/text": 200,
        "/actions": 3,
        "/icon/image_url": URL,
        "/hero_image/alt_text": 2_000,
    },
    "container": {"/title/text": 150, "/subtitle/text": 150, "/child_blocks": 10},
    "file": {"/external_id": IDENTIFIER},
    "video": {
        "/title/text": 199,
        "/author_name": 49,
        "/description/text": 200,
        "/provider_name": 50,
        "/video_url": URL,
        "/thumbnail_url": URL,
        "/alt_text": 2_000,
        "/title_url": 2_000,
        "/provider_icon_url": 2_000,
    },
    "auth_provider": {
        "/value": 150,
        "/name/text": 75,
        "/description/text": 150,
        "/connected_identity/text": 75,
        "/connected_context/text": 75,
        "/icon_url": URL,
        "/auth_url": URL,
        "/disconnect_url": URL,
    },
    "message": {"/blocks": 50, "/attachments": 100, "/attachments/0/blocks": 50, "/attachments/0/footer": 300},
    "modal": {
        "/title/text": 24,
        "/submit/text": 24,
        "/close/text": 24,
        "/blocks": 100,
        "/private_metadata": 3_000,
        "/callback_id": IDENTIFIER,
        "/external_id": IDENTIFIER,
    },
    "home": {
        "/blocks": 100,
        "/private_metadata": 3_000,
        "/callback_id": IDENTIFIER,
        "/external_id": IDENTIFIER,
    },
}

LEAST: dict[str, dict[str, int]] = {
    "plain_text_input": {"/min_length": 0},
    "external_select": {"/min_query_length": 0},
    "multi_external_select": {"/min_query_length": 0, "/max_selected_items": 1},
    "multi_static_select": {"/max_selected_items": 1},
    "datetimepicker": {"/initial_date_time": 1_000_000_000},
    "rich_text_input": {"/min_lines": 1, "/max_lines": 1},
    "file_input": {"/max_files": 1},
    "header": {"/level": 1},
    "rich_text": {
        "/elements/1/border": 0,
        "/elements/3/border": 0,
        "/elements/3/indent": 0,
        "/elements/3/offset": 0,
        "/elements/0/elements/2/skin_tone": 1,
        "/elements/0/elements/8/timestamp": 0,
    },
    "data_table": {"/rows": 2, "/page_size": 1, "/row_header_column_index": 0},
}


def nested(depth: int) -> Payload:
    """A message whose metadata is nested that deeply."""
    value: object = 1
    for _ in range(depth - 3):
        value = [value]
    return {"text": "t", "metadata": {"event_type": "e", "event_payload": {"x": value}}}


def text_input(**fields: object) -> Payload:
    element = {"type": "plain_text_input", **fields}
    return modal({"type": "input", "label": {"type": "plain_text", "text": "x"}, "element": element})


def markdown(size: int) -> Payload:
    return {"type": "markdown", "text": "m" * size}


def attached(*blocks: object) -> Payload:
    return {"blocks": list(blocks)}


def carousel(cards: int) -> Payload:
    return {"type": "carousel", "elements": [{"type": "card", "title": {"type": "mrkdwn", "text": "x"}}] * cards}


@dataclass(frozen=True)
class Limit:
    """One limit that no single field says: `build(n)` is taken up to `most`, and refused at `pointer` beyond it."""

    most: int
    pointer: str
    build: Callable[[int], Payload]
    kind: str = "message"


WHOLE: dict[str, Limit] = {
    "markdown in all": Limit(12_000, "/blocks/1/text", lambda n: message(markdown(7_000), markdown(n - 7_000))),
    "markdown in attachments too": Limit(
        12_000,
        "/attachments/0/blocks/0/text",
        lambda n: {**message(markdown(7_000)), "attachments": [attached(markdown(n - 7_000))]},
    ),
    "texts in all": Limit(13_200, "/blocks", lambda n: message(*[section(3_000)] * 4, section(n - 12_000))),
    "texts in an attachment": Limit(
        13_200,
        "/attachments/0/blocks",
        lambda n: {"text": "t", "attachments": [attached(*[section(3_000)] * 4, section(n - 12_000))]},
    ),
    "text of an update": Limit(4_000, "/text", lambda n: {"text": "t" * n}, "update"),
    "nesting": Limit(60, "", nested),
    "bytes of a view": Limit(250_000, "/view", padded, "view"),
    "option of a select": Limit(
        75,
        "/blocks/0/elements/0/options/0/text/text",
        lambda n: actions({"type": "static_select", "options": [choice(text=plain(n))]}),
    ),
    "option to tick": Limit(
        75,
        "/blocks/0/elements/0/options/0/description/text",
        lambda n: actions({"type": "checkboxes", "options": [choice(description=mrkdwn(n))]}),
    ),
    "cards": Limit(10, "/blocks/0/elements", lambda n: message(carousel(n))),
    "tasks": Limit(50, "/blocks/0/tasks", lambda n: message({"type": "plan", "title": "t", "tasks": tasks(n)})),
    "tables": Limit(1, "/blocks/1", lambda n: message(*[table(1)] * n)),
    "tables in attachments too": Limit(
        1, "/attachments/0/blocks/0", lambda n: {**message(table(1)), "attachments": [attached(table(1))] * (n - 1)}
    ),
    "columns of a data table": Limit(20, "/blocks/0/rows/0", lambda n: message(data_table(2, n))),
    "text of a data table": Limit(
        20_000,
        "/view/blocks/0/rows",
        lambda n: {"type": "home", "blocks": [data_table(2, size=n // 2, rest=n % 2)]},
        "view",
    ),
    "length within bounds": Limit(
        8, "/view/blocks/0/element/initial_value", lambda n: text_input(max_length=8, initial_value="i" * n), "view"
    ),
    "bounds that cross": Limit(
        8, "/view/blocks/0/element/min_length", lambda n: text_input(max_length=8, min_length=n), "view"
    ),
    "least length": Limit(3_000, "/view/blocks/0/element/min_length", lambda n: text_input(min_length=n), "view"),
    "first text": Limit(
        3_000, "/view/blocks/0/element/initial_value", lambda n: text_input(initial_value="i" * n), "view"
    ),
    "one focus": Limit(
        1,
        "/view/blocks/1/element/focus_on_load",
        lambda n: modal(*text_input(focus_on_load=True)["blocks"] * n),
        "view",  # type: ignore[operator]
    ),
}


@dataclass(frozen=True)
class Case:
    """A payload, and the pointer of its refusal; None when it is taken."""

    name: str
    kind: str
    payload: Payload
    pointer: str | None


def cases() -> Iterator[Case]:
    """Both sides of every limit of the tables."""
    for table_, step in ((MOST, 1), (LEAST, -1)):
        for name, limits in table_.items():
            for pointer, edge in limits.items():
                yield _sized(name, pointer, edge, taken=True)
                yield _sized(name, pointer, edge + step, taken=False)
    for name, limit in WHOLE.items():
        yield Case(f"{name}: {limit.most}", limit.kind, limit.build(limit.most), None)
        yield Case(f"{name}: {limit.most + 1}", limit.kind, limit.build(limit.most + 1), limit.pointer)


def _sized(name: str, pointer: str, size: int, *, taken: bool) -> Case:
    surface, _, place = SPECIMENS[name]
    old = value_at(name, pointer)
    new: object = size
    if isinstance(old, str):
        new = "é" * size
    elif isinstance(old, list):
        new = [copy.deepcopy(old[min(index, len(old) - 1)]) for index in range(size)]
    kind = "message" if surface == "message" else "view"
    return Case(f"{name}{pointer}: {size}", kind, changed(name, pointer, new), None if taken else place + pointer)


def steps(name: str, pointer: str) -> list[str]:
    """The keys and indices from a specimen's whole payload to a place inside it."""
    surface, _, place = SPECIMENS[name]
    whole = (place + pointer).split("/")[1:]
    return whole if surface == "message" else whole[1:]  # a view's pointers begin at /view


def value_at(name: str, pointer: str) -> object:
    """What a specimen holds there."""
    found: object = SPECIMENS[name][1]
    for step in steps(name, pointer):
        found = found[int(step)] if isinstance(found, list) else found[step]  # type: ignore[index]
    return found


def unshared(payload: Payload) -> Payload:
    """A copy of JSON in which nothing is the same object twice, so that a change is a change in one place."""
    copied: Payload = json.loads(json.dumps(payload))
    return copied


def changed(name: str, pointer: str, value: object, *, drop: bool = False) -> Payload:
    """A specimen's payload with another value there, or without it."""
    payload = unshared(SPECIMENS[name][1])
    *way, last = steps(name, pointer)
    holder: object = payload
    for step in way:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]  # type: ignore[index]
    key = int(last) if isinstance(holder, list) else last
    if drop:
        del holder[key]  # type: ignore[attr-defined]
    else:
        holder[key] = value  # type: ignore[index]
    return payload
