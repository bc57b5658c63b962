"""Slack's limits from both sides: the longest that passes, and the shortest that does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import slackblocks
from slackblocks import _limits, _surfaces

from bot.blocks import limits
from bot.blocks.blocks_limits import STANDS_ON
from bot.blocks.limits import check_message, check_view
from tests.support.block_kit import (
    Payload,
    actions,
    button,
    choice,
    confirm,
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

Build = Callable[[int], Payload]


def padded(size: int) -> Payload:
    """Make a view of exactly that many bytes, most of them in values, which no other limit meets together."""
    buttons = [button(action_id=f"a{index}", value="v" * 2_000) for index in range(24)]
    view = modal(*[{"type": "actions", "elements": buttons}] * 4, *[section()])
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    while (missing := size - limits.json_bytes(view)) > 3_000:
        blocks.append(section(min(2_900, missing - 100)))
    return {**view, "private_metadata": "p" * (size - limits.json_bytes({**view, "private_metadata": ""}))}


MESSAGES: dict[str, tuple[int, str, Build]] = {
    "blocks": (50, "/blocks", lambda n: message(*[{"type": "divider"}] * n)),
    "section text": (3_000, "/blocks/0/text/text", lambda n: message(section(n))),
    "a field": (2_000, "/blocks/0/fields/0/text", lambda n: message({"type": "section", "fields": [mrkdwn(n)]})),
    "fields": (10, "/blocks/0/fields", lambda n: message({"type": "section", "fields": [plain(1)] * n})),
    "header": (150, "/blocks/0/text/text", lambda n: message({"type": "header", "text": plain(n)})),
    "context": (10, "/blocks/0/elements", lambda n: message({"type": "context", "elements": [mrkdwn(1)] * n})),
    "actions": (25, "/blocks/0/elements", lambda n: actions(*[button()] * n)),
    "block_id": (255, "/blocks/0/block_id", lambda n: message({"type": "divider", "block_id": "b" * n})),
    "action_id": (255, "/blocks/0/elements/0/action_id", lambda n: actions(button(action_id="a" * n))),
    "button text": (75, "/blocks/0/elements/0/text/text", lambda n: actions(button(text=plain(n)))),
    "button value": (2_000, "/blocks/0/elements/0/value", lambda n: actions(button(value="v" * n))),
    "button url": (3_000, "/blocks/0/elements/0/url", lambda n: actions(button(url="u" * n))),
    "options": (100, "/blocks/0/elements/0/options", lambda n: actions(select(options=many(n)))),
    "groups": (
        100,
        "/blocks/0/elements/0/option_groups",
        lambda n: actions({"type": "static_select", "option_groups": [{"label": plain(1), "options": many(1)}] * n}),
    ),
    "option text": (
        75,
        "/blocks/0/elements/0/options/0/text/text",
        lambda n: actions(select(options=[choice(text=plain(n))])),
    ),
    "option value": (
        150,
        "/blocks/0/elements/0/options/0/value",
        lambda n: actions(select(options=[choice(value="v" * n)])),
    ),
    "placeholder": (150, "/blocks/0/elements/0/placeholder/text", lambda n: actions(select(placeholder=plain(n)))),
    "overflow": (5, "/blocks/0/elements/0/options", lambda n: actions({"type": "overflow", "options": many(n)})),
    "overflow url": (
        3_000,
        "/blocks/0/elements/0/options/0/url",
        lambda n: actions({"type": "overflow", "options": many(1, url="u" * n)}),
    ),
    "checkboxes": (10, "/blocks/0/elements/0/options", lambda n: actions({"type": "checkboxes", "options": many(n)})),
    "radio": (10, "/blocks/0/elements/0/options", lambda n: actions({"type": "radio_buttons", "options": many(n)})),
    "confirm title": (100, "/blocks/0/elements/0/confirm/title/text", lambda n: actions(confirm(title=plain(n)))),
    "confirm text": (300, "/blocks/0/elements/0/confirm/text/text", lambda n: actions(confirm(text=mrkdwn(n)))),
    "confirm deny": (30, "/blocks/0/elements/0/confirm/deny/text", lambda n: actions(confirm(deny=plain(n)))),
    "confirm yes": (30, "/blocks/0/elements/0/confirm/confirm/text", lambda n: actions(confirm(confirm=plain(n)))),
    "table rows": (100, "/blocks/0/rows", lambda n: message(table(n))),
    "table columns": (20, "/blocks/0/rows/0", lambda n: message(table(1, n))),
    "data table rows": (201, "/blocks/0/rows", lambda n: message(data_table(n))),
    "one markdown": (12_000, "/blocks/0/text", lambda n: message({"type": "markdown", "text": "m" * n})),
    "all markdown": (
        12_000,
        "/blocks/1/text",
        lambda n: message({"type": "markdown", "text": "m" * 7_000}, {"type": "markdown", "text": "m" * (n - 7_000)}),
    ),
    "all texts": (13_200, "/blocks", lambda n: message(*[section(3_000)] * 4, section(n - 12_000))),
    "image address": (
        3_000,
        "/blocks/0/image_url",
        lambda n: message({"type": "image", "alt_text": "a", "image_url": "u" * n}),
    ),
    "image alt text": (
        2_000,
        "/blocks/0/alt_text",
        lambda n: message({"type": "image", "image_url": "u", "alt_text": "a" * n}),
    ),
    "image title": (
        2_000,
        "/blocks/0/title/text",
        lambda n: message({"type": "image", "image_url": "u", "alt_text": "a", "title": plain(n)}),
    ),
    "carousel": (
        10,
        "/blocks/0/elements",
        lambda n: message({"type": "carousel", "elements": [{"type": "card", "title": plain(1)}] * n}),
    ),
    "container": (
        10,
        "/blocks/0/child_blocks",
        lambda n: message({"type": "container", "title": plain(1), "child_blocks": [section()] * n}),
    ),
}

VIEWS: dict[str, tuple[int, str, Build]] = {
    "blocks": (100, "/view/blocks", lambda n: modal(*[section()] * n)),
    "title": (24, "/view/title/text", lambda n: modal(title=plain(n))),
    "submit": (24, "/view/submit/text", lambda n: modal(submit=plain(n))),
    "close": (24, "/view/close/text", lambda n: modal(close=plain(n))),
    "private_metadata": (3_000, "/view/private_metadata", lambda n: modal(private_metadata="p" * n)),
    "callback_id": (255, "/view/callback_id", lambda n: modal(callback_id="c" * n)),
    "external_id": (255, "/view/external_id", lambda n: modal(external_id="e" * n)),
    "input label": (2_000, "/view/blocks/0/label/text", lambda n: modal(input_block(label=plain(n)))),
    "input hint": (2_000, "/view/blocks/0/hint/text", lambda n: modal(input_block(hint=plain(n)))),
    "alert": (200, "/view/blocks/0/text/text", lambda n: modal({"type": "alert", "text": plain(n)})),
    "Home blocks": (100, "/view/blocks", lambda n: {"type": "home", "blocks": [section()] * n}),
    "bytes": (250_000, "/view", padded),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_may_go_to_the_limit_and_not_past_it(name: str) -> None:
    most, pointer, build = MESSAGES[name]
    assert check_message(build(most)) == []
    assert [problem.pointer for problem in check_message(build(most + 1))] == [pointer]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_may_go_to_the_limit_and_not_past_it(name: str) -> None:
    most, pointer, build = VIEWS[name]
    assert check_view(build(most)) == []
    assert [problem.pointer for problem in check_view(build(most + 1))] == [pointer]


AGREED = {
    "SECTION_TEXT_MAX_LENGTH": MESSAGES["section text"],
    "SECTION_FIELDS_ITEM_MAX_LENGTH": MESSAGES["a field"],
    "SECTION_FIELDS_MAX_ITEMS": MESSAGES["fields"],
    "HEADER_TEXT_MAX_LENGTH": MESSAGES["header"],
    "CONTEXT_ELEMENTS_MAX_ITEMS": MESSAGES["context"],
    "ACTIONS_ELEMENTS_MAX_ITEMS": MESSAGES["actions"],
    "BUTTON_TEXT_MAX_LENGTH": MESSAGES["button text"],
    "BUTTON_VALUE_MAX_LENGTH": MESSAGES["button value"],
    "BUTTON_URL_MAX_LENGTH": MESSAGES["button url"],
    "SELECT_OPTIONS_MAX_ITEMS": MESSAGES["options"],
    "SELECT_OPTION_GROUPS_MAX_ITEMS": MESSAGES["groups"],
    "OPTION_TEXT_MAX_LENGTH": MESSAGES["option text"],
    "OPTION_VALUE_MAX_LENGTH": MESSAGES["option value"],
    "SELECT_PLACEHOLDER_MAX_LENGTH": MESSAGES["placeholder"],
    "OVERFLOW_OPTIONS_MAX_ITEMS": MESSAGES["overflow"],
    "CHECKBOXES_OPTIONS_MAX_ITEMS": MESSAGES["checkboxes"],
    "RADIO_BUTTONS_OPTIONS_MAX_ITEMS": MESSAGES["radio"],
    "CONFIRMATION_TITLE_MAX_LENGTH": MESSAGES["confirm title"],
    "CONFIRMATION_TEXT_MAX_LENGTH": MESSAGES["confirm text"],
    "CONFIRMATION_DENY_MAX_LENGTH": MESSAGES["confirm deny"],
    "TABLE_ROWS_MAX_ITEMS": MESSAGES["table rows"],
    "TABLE_COLUMNS_MAX_ITEMS": MESSAGES["table columns"],
    "DATA_TABLE_ROWS_MAX_ITEMS": MESSAGES["data table rows"],
    "MARKDOWN_TOTAL_TEXT_MAX_LENGTH": MESSAGES["all markdown"],
    "MESSAGE_BLOCKS_MAX_ITEMS": MESSAGES["blocks"],
    "VIEW_BLOCKS_MAX_ITEMS": VIEWS["blocks"],
    "VIEW_TITLE_MAX_LENGTH": VIEWS["title"],
    "VIEW_PRIVATE_METADATA_MAX_LENGTH": VIEWS["private_metadata"],
    "VIEW_CALLBACK_ID_MAX_LENGTH": VIEWS["callback_id"],
    "INPUT_LABEL_MAX_LENGTH": VIEWS["input label"],
    "ALERT_TEXT_MAX_LENGTH": VIEWS["alert"],
}


@pytest.mark.parametrize("name", AGREED)
def test_another_library_knows_the_same_limit(name: str) -> None:
    assert getattr(_limits, name) == AGREED[name][0]


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_another_library_allows_the_same_blocks(surface: _surfaces.BlockSurface) -> None:
    theirs = _surfaces._BLOCK_TYPES_BY_SURFACE[surface]
    assert STANDS_ON[surface] == theirs - {"data_visualization"}, "we send no charts"


def test_what_another_library_builds_passes() -> None:
    built = slackblocks.Message(
        channel="C0",
        text="x",
        blocks=[
            slackblocks.HeaderBlock("Threats"),
            slackblocks.SectionBlock("*One*", accessory=slackblocks.Button("Go", action_id="go", value="1")),
            slackblocks.DividerBlock(),
            slackblocks.MarkdownBlock("**two**"),
        ],
    )
    assert check_message(built.to_dict()) == []
