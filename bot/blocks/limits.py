"""Check a message or a view against Slack's limits, as Slack would, before anything is sent.

Pure: used by the bot before it sends, by tests, and by the local workspace to refuse what Slack would refuse.
It takes any JSON without failing; lengths count Unicode code points. Whether a channel or a trigger exists
is left to whoever knows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from bot.blocks.blocks_limits import MARKDOWN, STANDS_ON, check_block, children_of, elements_of
from bot.blocks.elements_limits import IDENTIFIER, plain_text
from bot.blocks.shapes import (
    Json,
    Problem,
    anything,
    array,
    boolean,
    characters,
    distinct,
    entries,
    is_array,
    is_object,
    kind_of,
    matching,
    record,
    string,
    walk,
    without,
    word,
)

__all__ = [
    "MESSAGE_TEXT",
    "TEXT_TOO_LONG",
    "TOO_LONG",
    "UPDATE_TEXT",
    "Problem",
    "check_message",
    "check_update",
    "check_view",
    "describe",
    "warnings",
]

MESSAGE_TEXT = 40_000
"""chat.postMessage cuts `text` here without complaint; so it is no problem of check_message."""
UPDATE_TEXT = 4_000
"""chat.update refuses a longer `text` with msg_too_long."""
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_CHARACTERS = 13_200
TITLE = 24
PRIVATE_METADATA = 3_000
VIEW_BYTES = 250_000
DEPTH = 60
TOO_LONG, TEXT_TOO_LONG = "msg_blocks_too_long", "msg_too_long"
"""The messages of problems that Slack reports by error codes of their own."""
NO_TEXT, TEXT_CUT = "missing_text_in_message", "message_truncated"
"""Slack's words for what it warns of."""
ATTACHMENTS, FOOTER = 100, 300

COLOUR = matching(r"good|warning|danger|#?[0-9A-Fa-f]{6}", "good, warning, danger or a hex colour")
ATTACHMENT = record(
    blocks=anything,
    color=COLOUR,
    fallback=string(least=0),
    text=string(least=0),
    pretext=string(least=0),
    title=string(least=0),
    footer=string(FOOTER, least=0),
    fields=array(record(title=string(least=0), value=string(least=0), short=boolean), least=0),
)
MESSAGE = record(
    text=string(least=0),
    attachments=array(ATTACHMENT, ATTACHMENTS, least=0),
    metadata=record({"event_type": string(), "event_payload": record()}),
)
VIEW = record(
    {"type": word("modal", "home"), "blocks": anything},
    private_metadata=string(PRIVATE_METADATA, least=0),
    callback_id=string(IDENTIFIER, least=0),
    external_id=string(IDENTIFIER, least=0),
)
HOME = without("submit", "close")
MODAL = record(
    {"title": plain_text(TITLE)},
    submit=plain_text(TITLE),
    close=plain_text(TITLE),
    clear_on_close=boolean,
    notify_on_close=boolean,
    submit_disabled=boolean,
)


def describe(problem: Problem) -> str:
    """Say a problem in the form of Slack's `response_metadata.messages`."""
    return f"{problem.message} [json-pointer:{problem.pointer}]"


def check_message(payload: Mapping[str, object]) -> list[Problem]:
    """Check what is given to chat.postMessage or chat.postEphemeral: text, blocks, attachments and metadata."""
    return list(_message(payload))


def check_update(payload: Mapping[str, object]) -> list[Problem]:
    """Check what is given to chat.update, whose text may be no longer than UPDATE_TEXT."""
    text = payload.get("text")
    too_long = isinstance(text, str) and len(text) > UPDATE_TEXT
    return [*([Problem(TEXT_TOO_LONG, "/text")] if too_long else []), *_message(payload)]


def warnings(payload: Mapping[str, object]) -> list[str]:
    """Say what Slack would warn of in `response_metadata.warnings` and take all the same."""
    text = payload.get("text")
    found = []
    if not text and (payload.get("blocks") or payload.get("attachments")):
        found.append(NO_TEXT)
    if isinstance(text, str) and len(text) > MESSAGE_TEXT:
        found.append(TEXT_CUT)
    return found


def check_view(view: Mapping[str, object]) -> list[Problem]:
    """Check a modal or a Home view, as the views.* methods take it; pointers begin at /view."""
    return list(_view(view))


def _message(payload: Json) -> Iterator[Problem]:
    if too_deep(payload):
        yield Problem("nested too deeply", "")
        return
    yield from MESSAGE(payload, "")
    lists = [(payload.get("blocks"), "/blocks")]
    lists += [
        (attached.get("blocks"), f"{place}/blocks")
        for attached, place in entries(payload.get("attachments"), "/attachments")
        if is_object(attached)
    ]
    for blocks, place in lists:
        if blocks is not None:
            yield from _blocks(blocks, place, "message", MESSAGE_BLOCKS)
        if characters(blocks) > MESSAGE_CHARACTERS:
            yield Problem(TOO_LONG, place)
    yield from _totals([pair for blocks, place in lists for pair in _nested(blocks, place)])


def _totals(blocks: list[tuple[Json, str]]) -> Iterator[Problem]:
    """What holds for all blocks of a message together: the length of Markdown, and one table."""
    markdown = [(block.get("text"), f"{place}/text") for block, place in blocks if kind_of(block) == "markdown"]
    if sum(len(text) for text, _ in markdown if isinstance(text, str)) > MARKDOWN:
        yield Problem(f"must be less than {MARKDOWN + 1} characters", markdown[-1][1])
    tables = [place for block, place in blocks if kind_of(block) == "table"]
    for place in tables[1:]:
        yield Problem("only_one_table_allowed", place)


def _view(view: Json) -> Iterator[Problem]:
    if too_deep(view):
        yield Problem("nested too deeply", "/view")
        return
    yield from VIEW(view, "/view")
    surface = "home" if view.get("type") == "home" else "modal"
    yield from (HOME if surface == "home" else MODAL)(view, "/view")
    blocks = view.get("blocks")
    if blocks is not None:
        yield from _blocks(blocks, "/view/blocks", surface, VIEW_BLOCKS)
    inputs = [place for block, place in entries(blocks, "/view/blocks") if kind_of(block) == "input"]
    if surface == "modal" and view.get("submit") is None and inputs:
        yield Problem("must define `submit` to use an `input` block in modals", f"{inputs[0]}/input")
    if json_bytes(view) > VIEW_BYTES:
        yield Problem(f"must be less than {VIEW_BYTES + 1} bytes as JSON", "/view")


def _blocks(blocks: object, pointer: str, surface: str, most: int) -> Iterator[Problem]:
    if not is_array(blocks):
        yield Problem("must provide an array", pointer)
        return
    if len(blocks) > most:
        yield Problem(f"no more than {most} items allowed", pointer)
    for block, place in entries(blocks, pointer):
        yield from check_block(block, place, surface, STANDS_ON[surface])
    nested = [*_nested(blocks, pointer)]
    yield from distinct(nested, "block_id")
    yield from _one_focus(nested)


def _one_focus(blocks: list[tuple[Json, str]]) -> Iterator[Problem]:
    """At most one element of a surface takes the focus."""
    elements = [pair for block, place in blocks for pair in elements_of(block, place)]
    focused = [at for element, at in elements if is_object(element) and element.get("focus_on_load") is True]
    for at in focused[1:]:
        yield Problem("only one element can have focus_on_load", f"{at}/focus_on_load")


def _nested(blocks: object, pointer: str) -> Iterator[tuple[Json, str]]:
    """The blocks and those inside them, with their pointers, in the order in which they stand."""
    todo = [*entries(blocks, pointer)][::-1]
    while todo:
        block, place = todo.pop()
        if is_object(block):
            yield block, place
            todo += children_of(block, place)[::-1]


def too_deep(value: object) -> bool:
    """Say whether a value is nested more deeply than anything that Slack takes."""
    return any(depth > DEPTH for _, _, depth in walk(value))


def json_bytes(value: object) -> int:
    """Say how long a value is as JSON; what JSON has no form for counts as its words."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode(errors="replace"))
