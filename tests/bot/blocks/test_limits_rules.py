"""Rules that no single field says: fields that exclude or need each other, ids that repeat, what must agree."""

from __future__ import annotations

import pytest

from bot.blocks.limits import MESSAGE_TEXT, NO_TEXT, TEXT_CUT, check_message, warnings
from tests.bot.blocks.test_limits import problems
from tests.support.block_kit import (
    Payload,
    actions,
    button,
    choice,
    data_table,
    input_block,
    many,
    message,
    modal,
    mrkdwn,
    plain,
    section,
    select,
    table,
    tasks,
)
from tests.support.limit_table import Case, attached, nested
from tests.support.specimens import IMAGE, MESSAGE, NOTE, SPECIMENS

B, E = "/blocks/0", "/blocks/0/elements/0"
CARD: Payload = {"type": "card", "title": plain(1)}
BOX: Payload = {"type": "container", "title": plain(1), "child_blocks": [{"type": "divider"}]}
NAMED: Payload = {"type": "divider", "block_id": "b"}
HOME = SPECIMENS["home"][1]
NUMBERS = {"type": "number_input", "is_decimal_allowed": False}
PLAN: Payload = {"type": "plan", "title": "t"}


def ticks(**fields: object) -> Payload:
    return actions({"type": "checkboxes", **fields})


def picker(**fields: object) -> Payload:
    return actions({"type": "conversations_select", **fields})


MESSAGES: dict[str, tuple[Payload, str | None]] = {
    "no message at all": ({}, None),
    "null is nothing": ({"text": None, "blocks": None, "attachments": None, "metadata": None}, None),
    "no blocks": ({"text": "t", "blocks": []}, None),
    "an unknown block": (message({"type": "hologram"}), f"{B}/type"),
    "a block without type": (message({}), B),
    "a block that is text": (message("text"), B),
    "an unknown element": (actions({"type": "lever"}), f"{E}/type"),
    "an element that is text": (actions("go"), E),
    "blocks as a string": ({"text": "t", "blocks": "[]"}, "/blocks"),
    "attachments as a string": ({"text": "t", "attachments": "[]"}, "/attachments"),
    "an attachment that is text": ({"text": "t", "attachments": ["a"]}, "/attachments/0"),
    "blocks of an attachment as a string": ({"attachments": [{"blocks": "[]"}]}, "/attachments/0/blocks"),
    "a bad block in an attachment": ({"attachments": [attached({"type": "alert"})]}, "/attachments/0/blocks/0/type"),
    "metadata as a string": ({"text": "t", "metadata": "{}"}, "/metadata"),
    "an update's text of another type": ({"text": 7}, "/text"),
    "nesting": (nested(61), ""),
    "neither text nor fields": (message({"type": "section"}), B),
    "fields alone": (message({"type": "section", "fields": [plain(1)]}), None),
    "two sources of an image": (message({**IMAGE, "slack_file": {"id": "F1"}}), B),
    "two names of a file": (
        message({"type": "image", "alt_text": "a", "slack_file": {"id": "F", "url": "u"}}),
        f"{B}/slack_file",
    ),
    "two sources of an element": (message({"type": "context", "elements": [{**IMAGE, "slack_file": {"id": "F"}}]}), E),
    "options and groups": (actions(select(option_groups=[{"label": plain(1), "options": many(1)}])), E),
    "two groups and options": (
        actions(
            {
                "type": "multi_static_select",
                "options": many(1),
                "option_groups": [{"label": plain(1), "options": many(1)}],
            }
        ),
        E,
    ),
    "verbatim in plain text": (message({"type": "header", "text": {**plain(1), "verbatim": True}}), f"{B}/text"),
    "verbatim in plain text of two kinds": (
        message({"type": "section", "text": {**plain(1), "verbatim": True}}),
        f"{B}/text",
    ),
    "emoji in mrkdwn": (message({"type": "section", "text": {**mrkdwn(1), "emoji": False}}), f"{B}/text"),
    "a url in a select's option": (actions(select(options=[choice(url="u")])), f"{E}/options/0"),
    "a url in an option to tick": (ticks(options=[choice(url="u")]), f"{E}/options/0"),
    "a url in an overflow's option": (actions({"type": "overflow", "options": [choice(url="u")]}), None),
    "an empty filter": (picker(filter={}), f"{E}/filter"),
    "a filter of bots": (picker(filter={"exclude_bot_users": True}), None),
    "a filter of strangers": (picker(filter={"exclude_external_shared_channels": False}), None),
    "a filter of kinds": (picker(filter={"include": ["public"]}), None),
    "a choice that is not offered": (actions(select(initial_option=choice(7))), f"{E}/initial_option"),
    "a choice that is worded otherwise": (actions(select(initial_option=choice(text=plain(9)))), f"{E}/initial_option"),
    "a choice in several": (
        actions({"type": "multi_static_select", "options": many(2), "initial_options": [choice(1), choice(9)]}),
        f"{E}/initial_options",
    ),
    "a tick that is not offered": (ticks(options=many(2), initial_options=[choice(2)]), f"{E}/initial_options"),
    "a radio button that is not offered": (
        actions({"type": "radio_buttons", "options": many(2), "initial_option": choice(2)}),
        f"{E}/initial_option",
    ),
    "the prompt's display alone": (actions(button(agent_prompt_display="d")), E),
    "the prompt alone": (actions(button(agent_prompt="p")), None),
    "the same action twice": (actions(button(action_id="a"), button(action_id="a")), "/blocks/0/elements/1/action_id"),
    "the same action in two blocks": (message(*actions(button(action_id="a"))["blocks"] * 2), None),  # type: ignore[operator]
    "the same action on a card": (
        message({**CARD, "actions": [button(action_id="a")] * 2}),
        f"{B}/actions/1/action_id",
    ),
    "the same block_id twice": (message(NAMED, NAMED), "/blocks/1/block_id"),
    "the same block_id in a container": (
        message(NAMED, {**BOX, "child_blocks": [NAMED]}),
        "/blocks/1/child_blocks/0/block_id",
    ),
    "the same block_id on a card": (
        message(NAMED, {"type": "carousel", "elements": [{**CARD, "block_id": "b"}]}),
        "/blocks/1/elements/0/block_id",
    ),
    "the same block_id in an attachment": ({**message(NAMED), "attachments": [attached(NAMED)]}, None),
    "an empty card": (message({"type": "card", "subtitle": plain(1)}), B),
    "a card with a picture": (message({"type": "card", "hero_image": IMAGE}), None),
    "a card with a body": (message({"type": "card", "body": plain(1)}), None),
    "a card with buttons": (message({"type": "card", "actions": [button()]}), None),
    "two icons": (message({**CARD, "icon": IMAGE, "slack_icon": {"type": "icon", "name": "rocket"}}), B),
    "a folded container": (message({**BOX, "default_collapsed": True}), B),
    "an unfolded container": (message({**BOX, "default_collapsed": False}), None),
    "a divider on what folds": (message({**BOX, "is_collapsible": True, "has_header_divider": True}), B),
    "both titles": (message({**BOX, "rich_text_title": NOTE}), None),
    "uneven rows": (
        message({**data_table(2), "rows": [*data_table(1)["rows"], *data_table(1, 2)["rows"]]}),
        f"{B}/rows",
    ),  # type: ignore[misc]
    "uneven rows of a table": (message({**table(1), "rows": [*table(1)["rows"], *table(1, 2)["rows"]]}), None),  # type: ignore[misc]
    "rich text in a header": (message({**data_table(2), "rows": [[NOTE], [NOTE]]}), f"{B}/rows/0/0/type"),
    "an unknown cell": (message({"type": "table", "rows": [[{"type": "raw_date"}]]}), f"{B}/rows/0/0/type"),
    "two tables": (message(table(1), table(1)), "/blocks/1"),
    "a table in a container beside one": (
        message(table(1), {**BOX, "child_blocks": [table(1)]}),
        "/blocks/1/child_blocks/0",
    ),
    "a table and a data table": (message(table(1), data_table(2)), None),
    "the same task twice": (message({**PLAN, "tasks": [*tasks(1), *tasks(1)]}), f"{B}/tasks/1/task_id"),
    "a task of another type": (message({**PLAN, "tasks": [{**tasks(1)[0], "type": "card"}]}), f"{B}/tasks/0/type"),
    "a source of another type": (
        message({"type": "task_card", **tasks(1)[0], "sources": [{"type": "file"}]}),
        f"{B}/sources/0/type",
    ),
    "a column of another type": (message({**table(1), "column_settings": [7]}), f"{B}/column_settings/0"),
    "a truth value in a cell": (
        message({"type": "table", "rows": [[{"type": "raw_number", "value": True}]]}),
        f"{B}/rows/0/0/value",
    ),
    "a truth value as a number": (message({"type": "header", "text": plain(1), "level": True}), f"{B}/level"),
}
VIEWS: dict[str, tuple[Payload, str | None]] = {
    "a view of nothing": ({}, "/view"),
    "another type": ({"type": "sheet", "blocks": []}, "/view/type"),
    "an input without submit": (modal(section(), input_block(), submit=None), "/view/blocks/1/input"),
    "a Home view with an input": ({"type": "home", "blocks": [input_block()]}, None),
    "a Home view with submit": ({**HOME, "submit": plain(1)}, "/view"),
    "a Home view with close": ({**HOME, "close": plain(1)}, "/view"),
    "blocks as a string": ({"type": "home", "blocks": "[]"}, "/view/blocks"),
    "a deep view": (modal(section(), private=nested(70)), "/view"),
    "bounds that cross": (
        modal(input_block(element={**NUMBERS, "min_value": "2", "max_value": "1.5"})),
        "/view/blocks/0/element/min_value",
    ),
    "bounds that meet": (modal(input_block(element={**NUMBERS, "min_value": "1.50", "max_value": "1.5"})), None),
    "the focus in an action": (
        modal(
            input_block(element={"type": "plain_text_input", "focus_on_load": True}),
            {"type": "actions", "elements": [{"type": "users_select", "focus_on_load": True}]},
        ),
        "/view/blocks/1/elements/0/focus_on_load",
    ),
    "no room to type: 1": (modal(input_block(element={"type": "plain_text_input", "max_length": 1})), None),
    "no room to type: 0": (
        modal(input_block(element={"type": "plain_text_input", "max_length": 0})),
        "/view/blocks/0/element/max_length",
    ),
    "no focus": (modal(*[input_block(element={"type": "plain_text_input", "focus_on_load": False})] * 2), None),
}
CASES = [
    *(Case(name, "message", payload, pointer) for name, (payload, pointer) in MESSAGES.items()),
    *(Case(name, "view", view, pointer) for name, (view, pointer) in VIEWS.items()),
    Case("an update refuses what a message does", "update", message({}), B),
    Case("an update of what passes", "update", MESSAGE, None),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rule(case: Case) -> None:
    found = problems(case)
    if case.pointer is None:
        assert found == []
    else:
        assert case.pointer in [problem.pointer for problem in found]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"text": "t", "blocks": [section()]}, []),
        ({"text": "t"}, []),
        ({"text": ""}, []),
        ({"blocks": [section()]}, [NO_TEXT]),
        ({"text": "", "blocks": [section()]}, [NO_TEXT]),
        ({"attachments": [{"text": "t"}]}, [NO_TEXT]),
        ({"text": "t" * MESSAGE_TEXT}, []),
        ({"text": "t" * (MESSAGE_TEXT + 1)}, [TEXT_CUT]),
    ],
)
def test_what_slack_warns_of_it_takes_all_the_same(payload: Payload, expected: list[str]) -> None:
    assert warnings(payload) == expected
    assert check_message(payload) == []
