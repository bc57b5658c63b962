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
    any_text,
    check_element,
    plain_text,
)
from bot.blocks.shapes import (
    NOTHING,
    Check,
    Json,
    Problem,
    anything,
    array,
    boolean,
    by_type,
    entries,
    every,
    integer,
    is_array,
    is_object,
    kind_of,
    one_of,
    record,
    some_of,
    string,
    word,
)

SECTION_TEXT, FIELD, FIELDS = 3_000, 2_000, 10
HEADER, TITLE, LABEL, HINT = 150, 2_000, 2_000, 2_000
CONTEXT_ELEMENTS, ACTIONS_ELEMENTS, CONTEXT_ACTIONS, CARD_ACTIONS = 10, 25, 5, 3
MARKDOWN = 12_000
ROWS, COLUMNS, DATA_ROWS, PAGE = 100, 20, 201, 100
ALERT, CARDS, CHILDREN = 200, 10, 10
CARD_TITLE, CARD_BODY = 150, 200
VIDEO_TITLE, VIDEO_NAME = 200, 50

INLINE: dict[str, Check] = {
    "text": record({"text": string()}),
    "link": record({"url": string(URL)}, text=string(least=0)),
    "emoji": record({"name": string()}),
    "user": record({"user_id": string()}),
    "usergroup": record({"usergroup_id": string()}),
    "channel": record({"channel_id": string()}),
    "team": record({"team_id": string()}),
    "broadcast": record({"range": word("here", "channel", "everyone")}),
    "date": record({"timestamp": integer(0), "format": string()}),
    "color": record({"value": string()}),
}
RUN = array(by_type(INLINE), least=0)
RICH_SECTION = record({"elements": RUN})
RICH_TEXT = record(
    {
        "elements": array(
            by_type(
                {
                    "rich_text_section": RICH_SECTION,
                    "rich_text_preformatted": record({"elements": RUN}, border=integer(0, 1)),
                    "rich_text_quote": record({"elements": RUN}, border=integer(0, 1)),
                    "rich_text_list": record(
                        {
                            "elements": array(by_type({"rich_text_section": RICH_SECTION})),
                            "style": word("bullet", "ordered"),
                        },
                        indent=integer(0, 8),
                        offset=integer(0),
                        border=integer(0, 1),
                    ),
                }
            )
        )
    }
)


def number(value: object, pointer: str) -> Iterator[Problem]:
    """Want a number; a truth value is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Problem("must be a number", pointer)


PLAIN_CELLS: dict[str, Check] = {
    "raw_text": record({"text": string()}),
    "raw_number": record({"value": number}, text=string()),
}
CELL = by_type({**PLAIN_CELLS, "rich_text": RICH_TEXT})


def column(value: object, pointer: str) -> Iterator[Problem]:
    """Want settings of a table's column; null skips the column."""
    if value is not None:
        yield from record(align=word("left", "center", "right"), is_wrapped=boolean)(value, pointer)


def even_rows(value: object, pointer: str) -> Iterator[Problem]:
    """A data table has the same columns in every row, and no rich text in its header."""
    rows = value.get("rows") if is_object(value) else None
    widths = {len(row) for row, _ in entries(rows, "") if is_array(row)}
    if len(widths) > 1:
        yield Problem("every row must have the same number of cells", f"{pointer}/rows")
    for row, place in [*entries(rows, f"{pointer}/rows")][:1]:
        for cell, at in entries(row, place):
            if kind_of(cell) == "rich_text":
                yield Problem("unsupported type: rich_text (in a header)", f"{at}/type")


CARD = every(
    record(
        hero_image=IMAGE,
        icon=IMAGE,
        title=any_text(CARD_TITLE),
        subtitle=any_text(CARD_TITLE),
        body=any_text(CARD_BODY),
        subtext=any_text(CARD_BODY),
        actions=array(anything, CARD_ACTIONS),
    ),
    some_of("hero_image", "title", "actions", "body"),
)
TASK = record(
    {"task_id": string(), "title": string(), "status": word("pending", "in_progress", "complete", "error")},
    details=by_type({"rich_text": RICH_TEXT}),
    output=by_type({"rich_text": RICH_TEXT}),
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
    "table": record({"rows": array(array(CELL, COLUMNS), ROWS)}, column_settings=array(column, COLUMNS, least=0)),
    "data_table": every(
        record(
            {"rows": array(array(CELL, COLUMNS), DATA_ROWS, least=2), "caption": string()},
            page_size=integer(1, PAGE),
            row_header_column_index=integer(0, COLUMNS - 1),
        ),
        even_rows,
    ),
    "alert": record({"text": any_text(ALERT)}, level=word("default", "info", "warning", "error", "success")),
    "card": CARD,
    "carousel": record({"elements": array(by_type({"card": CARD}), CARDS)}),
    "container": every(
        record(
            {"child_blocks": array(anything, CHILDREN)},
            title=plain_text(CARD_TITLE),
            subtitle=any_text(CARD_TITLE),
            rich_text_title=by_type({"rich_text": RICH_TEXT}),
            width=word("narrow", "standard", "wide", "full"),
            is_collapsible=boolean,
            default_collapsed=boolean,
            has_header_divider=boolean,
        ),
        some_of("title", "rich_text_title"),
    ),
    "file": record({"external_id": string(IDENTIFIER), "source": word("remote")}),
    "video": record(
        {
            "alt_text": string(ALT_TEXT),
            "thumbnail_url": string(URL),
            "title": plain_text(VIDEO_TITLE),
            "video_url": string(URL),
        },
        author_name=string(VIDEO_NAME),
        description=plain_text(VIDEO_TITLE),
        provider_name=string(VIDEO_NAME),
    ),
    "task_card": TASK,
    "plan": record({"title": string()}, tasks=array(by_type({"task_card": TASK}), 50)),
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
}


def elements_of(block: Json, pointer: str) -> list[tuple[object, str]]:
    """Say the elements that a block holds itself, with their pointers."""
    name, _ = HOLDS.get(kind_of(block), ("", ""))
    held = block.get(name)
    if name in {"accessory", "element"}:
        return [] if held is None else [(held, f"{pointer}/{name}")]
    return list(entries(held, f"{pointer}/{name}"))


def children_of(block: object, pointer: str) -> list[tuple[object, str]]:
    """Say the blocks inside a container or a carousel, with their pointers."""
    inside = {"container": "child_blocks", "carousel": "elements"}.get(kind_of(block), "")
    return list(entries((block if is_object(block) else NOTHING).get(inside), f"{pointer}/{inside}"))


def check_block(value: object, pointer: str, surface: str, allowed: frozenset[str]) -> Iterator[Problem]:
    """Check one block, its elements and the blocks inside it."""
    kind = kind_of(value)
    if kind in BLOCKS and kind not in allowed:
        yield Problem(f"unsupported type: {kind} (in this place of a {surface})", f"{pointer}/type")
        return
    yield from by_type(BLOCKS)(value, pointer)
    if not is_object(value) or kind not in BLOCKS:
        return
    yield from record(block_id=string(IDENTIFIER))(value, pointer)
    yield from check_elements(value, pointer, surface)
    for child, place in children_of(value, pointer):
        yield from check_block(child, place, surface, IN_CONTAINER if kind == "container" else frozenset({"card"}))


def check_elements(block: Json, pointer: str, surface: str) -> Iterator[Problem]:
    """Check the elements of a block, and that no two share an action_id."""
    seen: set[str] = set()
    for element, place in elements_of(block, pointer):
        yield from check_element(element, place, kind_of(block), surface)
        action_id = element.get("action_id") if is_object(element) else None
        if isinstance(action_id, str):
            if action_id in seen:
                yield Problem(f"action_id already exists in this block: {action_id[:80]}", f"{place}/action_id")
            seen.add(action_id)
