"""What is refused beside mere length, with the place and in the words in which Slack says it; and wild input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import limits
from bot.blocks.blocks_limits import BLOCKS
from bot.blocks.limits import Problem, check_message, check_view, describe
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
)


def kinds(problems: list[Problem]) -> list[str]:
    return [describe(problem) for problem in problems]


def test_a_problem_reads_as_slack_writes_it() -> None:
    problems = check_message(
        message(*[{"type": "divider"}] * 3, {"type": "actions", "elements": [button(text=plain(76))]})
    )
    assert kinds(problems) == ["must be less than 76 characters [json-pointer:/blocks/3/elements/0/text/text]"]


def test_too_many_characters_in_all_has_a_code_of_its_own() -> None:
    assert check_message(message(*[section(3_000)] * 5)) == [Problem(limits.TOO_LONG, "/blocks")]


REFUSED: dict[str, tuple[Payload, str]] = {
    "an unknown block": (message({"type": "hologram"}), "unsupported type: hologram [json-pointer:/blocks/0/type]"),
    "no type": (message({}), "missing required field: type [json-pointer:/blocks/0]"),
    "not an object": (message("text"), "must provide an object [json-pointer:/blocks/0]"),
    "blocks as a string": ({"text": "x", "blocks": "[]"}, "must provide an array [json-pointer:/blocks]"),
    "an empty section": (
        message({"type": "section"}),
        "missing required field: text or fields [json-pointer:/blocks/0]",
    ),
    "an empty text": (message(section(0)), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "a header in mrkdwn": (
        message({"type": "header", "text": mrkdwn(3)}),
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    "emoji in mrkdwn": (
        message({"type": "section", "text": {**mrkdwn(3), "emoji": True}}),
        "invalid additional property: emoji [json-pointer:/blocks/0/text]",
    ),
    "a button's text as a string": (
        actions({"type": "button", "text": "Go"}),
        "must provide an object [json-pointer:/blocks/0/elements/0/text]",
    ),
    "an unknown style": (
        actions(button(style="loud")),
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    "no elements": (actions(), "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    "an image among actions": (
        actions({"type": "image", "image_url": "u", "alt_text": "a"}),
        "unsupported type: image [json-pointer:/blocks/0/elements/0/type]",
    ),
    "options and groups": (
        actions(select(option_groups=[{"label": plain(1), "options": many(1)}])),
        "provide only one of options, option_groups [json-pointer:/blocks/0/elements/0]",
    ),
    "a first choice that is not offered": (
        actions(select(initial_option=choice(7))),
        "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    "a first tick that is not offered": (
        actions({"type": "checkboxes", "options": many(2), "initial_options": [choice(1), choice(2)]}),
        "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_options]",
    ),
    "a negative query": (
        actions({"type": "external_select", "min_query_length": -1}),
        "must be at least 0 [json-pointer:/blocks/0/elements/0/min_query_length]",
    ),
    "a date in words": (
        actions({"type": "datepicker", "initial_date": "tomorrow"}),
        "must be written as YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]",
    ),
    "half a confirm": (
        actions(button(confirm={"title": plain(1), "text": plain(1), "confirm": plain(1)})),
        "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    "a url in a select's option": (
        actions(select(options=[choice(url="u")])),
        "invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]",
    ),
    "the same action twice": (
        actions(button(action_id="go"), button(action_id="go")),
        '`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    "the same block_id twice": (
        message({"type": "divider", "block_id": "b"}, {**section(), "block_id": "b"}),
        '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]',
    ),
    "the same block_id inside a container": (
        message(
            {"type": "divider", "block_id": "b"},
            {"type": "container", "title": plain(1), "child_blocks": [{**section(), "block_id": "b"}]},
        ),
        '`block_id` "b" already exists [json-pointer:/blocks/1/child_blocks/0/block_id]',
    ),
    "a container in a container": (
        message({"type": "container", "title": plain(1), "child_blocks": [{"type": "container"}]}),
        "unsupported type: container [json-pointer:/blocks/0/child_blocks/0/type]",
    ),
    "two tables": (message(table(1), table(1)), "only_one_table_allowed [json-pointer:/blocks/1]"),
    "an alert in a message": (
        message({"type": "alert", "text": plain(1)}),
        "unsupported type: alert [json-pointer:/blocks/0/type]",
    ),
    "a number to type in a message": (
        message(input_block(element={"type": "number_input", "is_decimal_allowed": False})),
        "unsupported type: number_input [json-pointer:/blocks/0/element/type]",
    ),
    "uneven rows of a data table": (
        message({"type": "data_table", "caption": "c", "rows": [*table(1)["rows"], *table(1, 2)["rows"]]}),  # type: ignore[misc]
        "every row must have the same number of cells [json-pointer:/blocks/0/rows]",
    ),
    "an empty cell": (
        message({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}),
        "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]",
    ),
    "an unknown run of rich text": (
        message({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "blink"}]}]}),
        "unsupported type: blink [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ),
}

REFUSED_VIEWS: dict[str, tuple[Payload, str]] = {
    "an input without submit": (
        modal(input_block(), submit=None),
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
    ),
    "no title": (modal(title=None), "missing required field: title [json-pointer:/view]"),
    "no blocks": ({"type": "modal", "title": plain(1)}, "missing required field: blocks [json-pointer:/view]"),
    "another type": (
        {"type": "sheet", "title": plain(1), "blocks": []},
        "must be a valid enum value [json-pointer:/view/type]",
    ),
    "a title in mrkdwn": (modal(title=mrkdwn(1)), "unsupported type: mrkdwn [json-pointer:/view/title/type]"),
    "markdown": (
        modal({"type": "markdown", "text": "x"}),
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
    ),
    "a data table": (
        modal(data_table(2)),
        "unsupported type: data_table [json-pointer:/view/blocks/0/type]",
    ),
    "two in focus": (
        modal(*[input_block(element={"type": "plain_text_input", "focus_on_load": True})] * 2),
        "only one element can have focus_on_load [json-pointer:/view/blocks/1/element/focus_on_load]",
    ),
    "bounds that cross": (
        modal(input_block(element={"type": "plain_text_input", "min_length": 9, "max_length": 8})),
        "must be at most max_length [json-pointer:/view/blocks/0/element/min_length]",
    ),
    "a first value that is too long": (
        modal(input_block(element={"type": "plain_text_input", "initial_value": "abc", "max_length": 2})),
        "must be at most max_length characters [json-pointer:/view/blocks/0/element/initial_value]",
    ),
    "a button as an input": (
        modal(input_block(element=button())),
        "unsupported type: button [json-pointer:/view/blocks/0/element/type]",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_message_is_refused_with_the_place(name: str) -> None:
    payload, expected = REFUSED[name]
    assert kinds(check_message(payload)) == [expected]


@pytest.mark.parametrize("name", REFUSED_VIEWS)
def test_a_view_is_refused_with_the_place(name: str) -> None:
    view, expected = REFUSED_VIEWS[name]
    assert kinds(check_view(view)) == [expected]


def test_everything_the_bot_is_likely_to_send_passes() -> None:
    threat = {**section(), "accessory": {"type": "overflow", "action_id": "more", "options": many(5)}}
    picks = {"type": "multi_static_select", "options": many(3), "initial_options": [choice(1)], "max_selected_items": 2}
    text = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"bold": True}}]}
    rich = {"type": "rich_text", "elements": [text, {"type": "rich_text_list", "style": "bullet", "elements": [text]}]}
    assert check_message({"text": "x"}) == []
    assert check_message(message(threat, rich, table(3, 3), {"type": "context", "elements": [mrkdwn(9)]})) == []
    assert check_view(modal(input_block(element=picks, optional=True), {"type": "divider"})) == []
    assert check_view({"type": "home", "blocks": [threat, table(2)]}) == []


def test_lengths_are_counted_in_code_points() -> None:
    assert check_message(message({"type": "header", "text": {"type": "plain_text", "text": "🧊" * 150}})) == []


def test_a_long_text_of_a_message_is_cut_and_not_refused() -> None:
    assert check_message({"text": "x" * (limits.MESSAGE_TEXT + 1)}) == []


NAMES = [
    *("type", "text", "blocks", "elements", "element", "accessory", "fields", "options", "option_groups", "rows"),
    *("initial_option", "initial_options", "confirm", "block_id", "action_id", "child_blocks", "min_length"),
]
TYPES = [*BLOCKS, "modal", "home", "plain_text", "mrkdwn", "button", "static_select", "checkboxes", "raw_text"]
KEYS = st.sampled_from(NAMES)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(TYPES)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
BLOCK = st.fixed_dictionaries({"type": st.sampled_from(TYPES)}, optional=dict.fromkeys(NAMES[1:], JSON))


@given(st.dictionaries(KEYS, JSON, max_size=4), st.lists(BLOCK, max_size=3))
def test_any_json_is_judged_and_never_fails(payload: Payload, blocks: list[Payload]) -> None:
    for wild in (payload, {**payload, "blocks": blocks}, {"type": "modal", "blocks": blocks}):
        for problem in [*check_message(wild), *check_view(wild)]:
            assert problem.message
            assert problem.pointer == "" or problem.pointer.startswith("/")


def test_a_bottomless_payload_is_refused() -> None:
    wild: object = []
    for _ in range(100_000):
        wild = [wild]
    assert kinds(check_message({"blocks": wild})) == ["nested too deeply [json-pointer:]"]
    assert kinds(check_view({"blocks": wild})) == ["nested too deeply [json-pointer:/view]"]
