"""What Slack asks of each type of block, and on which surfaces it may stand.

Source: Slack's Block Kit reference (docs.slack.dev/reference/block-kit/blocks). Elements are left to
`elements_limits`; what holds for a message or a view as a whole is left to `limits`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.blocks.elements_limits import (
    ALT_TEXT,
    IDENTIFIER,
    IMAGE,
    SLACK_FILE,
    URL,
    URL_SOURCE,
    any_text,
    check_element,
    plain_text,
)
from bot.blocks.rich_limits import COLUMNS, ONE_RICH_TEXT, RICH_TEXT, ROW, TABLE_RULES, column
from bot.blocks.shapes import (
    NOTHING,
    Check,
    Json,
    Problem,
    anything,
    array,
    boolean,
    by_type,
    characters,
    distinct,
    entries,
    every,
    integer,
    is_object,
    kind_of,
    needs,
    one_of,
    only_one,
    record,
    some_of,
    string,
    word,
)

SECTION_TEXT, FIELD, FIELDS = 3_000, 2_000, 10
HEADER, TITLE, LABEL, HINT = 150, 2_000, 2_000, 2_000
CONTEXT_ELEMENTS, ACTIONS_ELEMENTS, CONTEXT_ACTIONS, CARD_ACTIONS = 10, 25, 5, 3
MARKDOWN = 12_000
ROWS, DATA_ROWS, PAGE, CELLS_TEXT = 100, 201, 100, 20_000
ALERT, CARDS, CHILDREN = 200, 10, 10
CARD_TITLE, CARD_BODY = 150, 200
VIDEO_TITLE, VIDEO_AUTHOR = 199, 49
"""Slack says "less than 200" and "less than 50" of these two, not "at most"."""
VIDEO_DESCRIPTION, VIDEO_PROVIDER, VIDEO_LINK = 200, 50, 2_000
TASKS = 50
PROVIDER_VALUE, PROVIDER_NAME, PROVIDER_ABOUT = 150, 75, 150

CARD = every(
    record(
        hero_image=IMAGE,
        icon=IMAGE,
        slack_icon=by_type({"icon": record({"name": string()})}),
        title=any_text(CARD_TITLE),
        subtitle=any_text(CARD_TITLE),
        body=any_text(CARD_BODY),
        subtext=any_text(CARD_BODY),
        actions=array(anything, CARD_ACTIONS),
    ),
    some_of("hero_image", "title", "actions", "body"),
    only_one("icon", "slack_icon"),
)
TASK = record(
    {"task_id": string(), "title": string(), "status": word("pending", "in_progress", "complete", "error")},
    details=ONE_RICH_TEXT,
    output=ONE_RICH_TEXT,
    sources=array(by_type({"url": URL_SOURCE}), least=0),
)


def task(value: object, pointer: str) -> Iterator[Problem]:
    """Want a task of a plan, which may leave out its type."""
    yield from TASK(value, pointer)
    yield from record(type=word("task_card"))(value, pointer)


def tasks(value: object, pointer: str) -> Iterator[Problem]:
    """Want tasks of which no two have the same id."""
    yield from array(task, TASKS, least=0)(value, pointer)
    yield from distinct(entries(value, pointer), "task_id")


def few_characters(value: object, pointer: str) -> Iterator[Problem]:
    """A data table's cells hold so much text in all."""
    if is_object(value) and characters(value.get("rows")) > CELLS_TEXT:
        yield Problem(f"must be less than {CELLS_TEXT + 1} characters", f"{pointer}/rows")


def plain_divider(value: object, pointer: str) -> Iterator[Problem]:
    """A container that can be folded has no divider under its header."""
    if is_object(value) and value.get("is_collapsible") is True and value.get("has_header_divider") is True:
        yield Problem("invalid additional property: has_header_divider", pointer)


AUTH_PROVIDER = record(
    {"value": string(PROVIDER_VALUE), "name": plain_text(PROVIDER_NAME), "is_connected": boolean},
    description=plain_text(PROVIDER_ABOUT),
    icon_url=string(URL),
    auth_url=string(URL),
    disconnect_url=string(URL),
    connected_identity=plain_text(PROVIDER_NAME),
    connected_context=plain_text(PROVIDER_NAME),
    accessory=anything,
    fallback=array(anything),
)

BLOCKS: dict[str, Check] = {
    "section": every(
        record(
            text=any_text(SECTION_TEXT),
            fields=array(any_text(FIELD), FIELDS),
            accessory=anything,
            expand=boolean,
        ),
        some_of("text", "fields"),
    ),
    "header": record({"text": plain_text(HEADER)}, level=integer(1, 4)),
    "divider": record(),
    "context": record({"elements": array(anything, CONTEXT_ELEMENTS)}),
    "actions": record({"elements": array(anything, ACTIONS_ELEMENTS)}),
    "context_actions": record({"elements": array(anything, CONTEXT_ACTIONS)}),
    "input": record(
        {"label": plain_text(LABEL), "element": anything},
        hint=plain_text(HINT),
        optional=boolean,
        dispatch_action=boolean,
    ),
    "image": every(
        record(
            {"alt_text": string(ALT_TEXT)},
            image_url=string(URL),
            slack_file=SLACK_FILE,
            title=plain_text(TITLE),
        ),
        one_of("image_url", "slack_file"),
    ),
    "markdown": record({"text": string()}),
    "rich_text": RICH_TEXT,
    "table": record({"rows": array(ROW, ROWS)}, column_settings=array(column, COLUMNS, least=0)),
    "data_table": every(
        record(
            {"rows": array(ROW, DATA_ROWS, least=2), "caption": string()},
            page_size=integer(1, PAGE),
            row_header_column_index=integer(0),
        ),
        TABLE_RULES,
        few_characters,
    ),
    "alert": record({"text": any_text(ALERT)}, level=word("default", "info", "warning", "error", "success")),
    "card": CARD,
    "carousel": record({"elements": array(anything, CARDS)}),
    "container": every(
        record(
            {"child_blocks": array(anything, CHILDREN)},
            title=plain_text(CARD_TITLE),
            subtitle=any_text(CARD_TITLE),
            rich_text_title=ONE_RICH_TEXT,
            icon=IMAGE,
            width=word("narrow", "standard", "wide", "full"),
            is_collapsible=boolean,
            default_collapsed=boolean,
            has_header_divider=boolean,
        ),
        some_of("title", "rich_text_title"),
        needs("default_collapsed", "is_collapsible"),
        plain_divider,
    ),
    "file": record({"external_id": string(IDENTIFIER), "source": word("remote")}),
    "video": record(
        {
            "alt_text": string(ALT_TEXT),
            "thumbnail_url": string(URL),
            "title": plain_text(VIDEO_TITLE),
            "video_url": string(URL),
        },
        title_url=string(VIDEO_LINK),
        author_name=string(VIDEO_AUTHOR),
        description=plain_text(VIDEO_DESCRIPTION),
        provider_name=string(VIDEO_PROVIDER),
        provider_icon_url=string(VIDEO_LINK),
    ),
    "task_card": TASK,
    "plan": record({"title": string()}, tasks=tasks),
    "call": record({"call_id": string()}, api_decoration_available=boolean, call=record()),
    "auth_provider": AUTH_PROVIDER,
}

_EVERYWHERE = {
    "section",
    "header",
    "divider",
    "context",
    "actions",
    "input",
    "image",
    "rich_text",
    "card",
    "video",
    "auth_provider",
}
STANDS_ON: dict[str, frozenset[str]] = {
    "message": frozenset(
        _EVERYWHERE
        | {
            "markdown",
            "table",
            "data_table",
            "carousel",
            "container",
            "context_actions",
            "file",
            "plan",
            "task_card",
            "call",
        }
    ),
    "modal": frozenset(_EVERYWHERE | {"alert"}),
    "home": frozenset(_EVERYWHERE | {"table", "data_table", "carousel", "container"}),
}
IN_CONTAINER = frozenset(
    {
        "actions",
        "context",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "rich_text",
        "section",
        "table",
        "video",
    }
)
HOLDS = {
    "section": ("accessory", "section"),
    "input": ("element", "input"),
    "actions": ("elements", "actions"),
    "context": ("elements", "context"),
    "context_actions": ("elements", "context_actions"),
    "card": ("actions", "card"),
    "auth_provider": ("accessory", "auth_provider"),
}


INSIDE = {"container": "child_blocks", "carousel": "elements", "auth_provider": "fallback"}


def elements_of(block: Json, pointer: str) -> list[tuple[object, str]]:
    """Say the elements that a block holds itself, with their pointers."""
    name, _ = HOLDS.get(kind_of(block), ("", ""))
    held = block.get(name)
    if name in {"accessory", "element"}:
        return [] if held is None else [(held, f"{pointer}/{name}")]
    return list(entries(held, f"{pointer}/{name}"))


def children_of(block: object, pointer: str) -> list[tuple[object, str]]:
    """Say the blocks inside a block, with their pointers."""
    inside = INSIDE.get(kind_of(block), "")
    return list(entries((block if is_object(block) else NOTHING).get(inside), f"{pointer}/{inside}"))


def check_block(value: object, pointer: str, surface: str, allowed: frozenset[str]) -> Iterator[Problem]:
    """Check one block, its elements and the blocks inside it."""
    kind = kind_of(value)
    if kind in BLOCKS and kind not in allowed:
        yield Problem(f"unsupported type: {kind}", f"{pointer}/type")
        return
    yield from by_type(BLOCKS)(value, pointer)
    if not is_object(value) or kind not in BLOCKS:
        return
    yield from record(block_id=string(IDENTIFIER))(value, pointer)
    yield from check_elements(value, pointer, surface)
    inside = {"container": IN_CONTAINER, "carousel": frozenset({"card"})}.get(kind, allowed)
    for child, place in children_of(value, pointer):
        yield from check_block(child, place, surface, inside)


def check_elements(block: Json, pointer: str, surface: str) -> Iterator[Problem]:
    """Check the elements of a block, and that no two share an action_id."""
    for element, place in elements_of(block, pointer):
        yield from check_element(element, place, kind_of(block), surface)
    name, _ = HOLDS.get(kind_of(block), ("", ""))
    yield from distinct(entries(block.get(name), f"{pointer}/{name}"), "action_id")
