"""What Slack asks of rich text and of the cells of tables.

Source: Slack's Block Kit reference (docs.slack.dev/reference/block-kit/blocks/rich-text-block, table-block,
data-table-block). The blocks they stand in are left to `blocks_limits`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.blocks.shapes import (
    Check,
    Problem,
    array,
    boolean,
    by_type,
    entries,
    every,
    integer,
    is_array,
    is_object,
    kind_of,
    record,
    string,
    word,
)

LINK = 3_000
INDENT = 8
SKIN_TONES = 6
COLUMNS = 20

STYLE = record(
    bold=boolean,
    italic=boolean,
    strike=boolean,
    underline=boolean,
    code=boolean,
    highlight=boolean,
    client_highlight=boolean,
    unlink=boolean,
)
INLINE: dict[str, Check] = {
    "text": record({"text": string()}, style=STYLE),
    "link": record({"url": string(LINK)}, text=string(least=0), unsafe=boolean, style=STYLE),
    "emoji": record({"name": string()}, skin_tone=integer(1, SKIN_TONES), unicode=string(), style=STYLE),
    "user": record({"user_id": string()}, style=STYLE),
    "usergroup": record({"usergroup_id": string()}, style=STYLE),
    "channel": record({"channel_id": string()}, style=STYLE),
    "team": record({"team_id": string()}, style=STYLE),
    "broadcast": record({"range": word("here", "channel", "everyone")}, style=STYLE),
    "date": record({"timestamp": integer(0), "format": string()}, url=string(LINK), fallback=string(), style=STYLE),
    "color": record({"value": string()}, style=STYLE),
}
RUN = array(by_type(INLINE), least=0)
RICH_SECTION = record({"elements": RUN})
BORDERED = record({"elements": RUN}, border=integer(0, 1))
RICH_LIST = record(
    {"elements": array(by_type({"rich_text_section": RICH_SECTION})), "style": word("bullet", "ordered")},
    indent=integer(0, INDENT),
    offset=integer(0),
    border=integer(0, 1),
)
PARTS = by_type(
    {
        "rich_text_section": RICH_SECTION,
        "rich_text_preformatted": BORDERED,
        "rich_text_quote": BORDERED,
        "rich_text_list": RICH_LIST,
    }
)
RICH_TEXT = record({"elements": array(PARTS)})
ONE_RICH_TEXT = by_type({"rich_text": RICH_TEXT})


def number(value: object, pointer: str) -> Iterator[Problem]:
    """Want a number; a truth value is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Problem("must be a number", pointer)


RAW_TEXT = record({"text": string()}, emoji=boolean)
RAW_NUMBER = record({"value": number}, text=string())
CELL = by_type({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": RICH_TEXT})
ROW = array(CELL, COLUMNS)


def column(value: object, pointer: str) -> Iterator[Problem]:
    """Want settings of a table's column; null skips the column."""
    if value is not None:
        yield from record(align=word("left", "center", "right"), is_wrapped=boolean)(value, pointer)


def even_rows(value: object, pointer: str) -> Iterator[Problem]:
    """A data table has the same columns in every row."""
    rows = value.get("rows") if is_object(value) else None
    widths = {len(row) for row, _ in entries(rows, "") if is_array(row)}
    if len(widths) > 1:
        yield Problem("every row must have the same number of cells", f"{pointer}/rows")


def plain_header(value: object, pointer: str) -> Iterator[Problem]:
    """A data table has no rich text in its header, and the column that names a row is one of the header's."""
    if not is_object(value):
        return
    for row, place in [*entries(value.get("rows"), f"{pointer}/rows")][:1]:
        cells = [*entries(row, place)]
        for cell, at in cells:
            if kind_of(cell) == "rich_text":
                yield Problem("unsupported type: rich_text", f"{at}/type")
        index = value.get("row_header_column_index")
        if isinstance(index, int) and cells and index >= len(cells):
            yield Problem("must be the index of a column", f"{pointer}/row_header_column_index")


TABLE_RULES = every(even_rows, plain_header)
