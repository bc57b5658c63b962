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
    boolean,
    entries,
    is_array,
    is_object,
    kind_of,
    record,
    string,
    word,
)

__all__ = ["MESSAGE_TEXT", "TOO_LONG", "UPDATE_TEXT", "Problem", "check_message", "check_view", "describe"]

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
TOO_LONG = "msg_blocks_too_long"
"""The message of the one problem that Slack reports by an error code of its own."""

VIEW = record({"type": word("modal", "home")})
IDENTIFIERS = record(
    private_metadata=string(PRIVATE_METADATA, least=0),
    callback_id=string(IDENTIFIER, least=0),
    external_id=string(IDENTIFIER, least=0),
)
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
    """Check what is given to chat.postMessage, chat.update or chat.postEphemeral: its text and its blocks."""
    return list(_message(payload))


def check_view(view: Mapping[str, object]) -> list[Problem]:
    """Check a modal or a Home view, as the views.* methods take it; pointers begin at /view."""
    return list(_view(view))


def _message(payload: Json) -> Iterator[Problem]:
    if too_deep(payload):
        yield Problem("nested too deeply", "")
        return
    yield from record(text=string(least=0))(payload, "")
    blocks = payload.get("blocks")
    if blocks is None:
        return
    yield from _blocks(blocks, "/blocks", "message", MESSAGE_BLOCKS)
    if characters(blocks) > MESSAGE_CHARACTERS:
        yield Problem(TOO_LONG, "/blocks")
    markdown = [(text, place) for kind, text, place in _texts(blocks) if kind == "markdown"]
    if sum(len(text) for text, _ in markdown) > MARKDOWN:
        yield Problem(f"must be less than {MARKDOWN + 1} characters in all markdown blocks", markdown[-1][1])
    tables = [place for block, place in entries(blocks, "/blocks") if kind_of(block) == "table"]
    for place in tables[1:]:
        yield Problem("only_one_table_allowed", place)


def _texts(blocks: object) -> Iterator[tuple[str, str, str]]:
    for block, place in entries(blocks, "/blocks"):
        text = block.get("text") if is_object(block) else None
        if isinstance(text, str):
            yield kind_of(block), text, f"{place}/text"


def _view(view: Json) -> Iterator[Problem]:
    if too_deep(view):
        yield Problem("nested too deeply", "/view")
        return
    yield from VIEW(view, "/view")
    surface = "home" if view.get("type") == "home" else "modal"
    yield from IDENTIFIERS(view, "/view")
    if surface == "modal":
        yield from MODAL(view, "/view")
    blocks = view.get("blocks")
    if blocks is None:
        yield Problem("missing required field: blocks", "/view")
    else:
        yield from _blocks(blocks, "/view/blocks", surface, VIEW_BLOCKS)
    if surface == "modal" and view.get("submit") is None and any(kind_of(b) == "input" for b, _ in entries(blocks, "")):
        yield Problem("missing required field: submit (the view has an input block)", "/view")
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
    yield from _unique_ids(blocks, pointer)


def _unique_ids(blocks: object, pointer: str) -> Iterator[Problem]:
    """No two blocks of a surface share a block_id, and at most one element takes the focus."""
    seen: set[str] = set()
    focused = False
    for block, place in _nested(blocks, pointer):
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                yield Problem(f"block_id already exists: {block_id[:80]}", f"{place}/block_id")
            seen.add(block_id)
        for element, at in elements_of(block, place):
            if is_object(element) and element.get("focus_on_load") is True:
                if focused:
                    yield Problem("only one element can have focus_on_load", f"{at}/focus_on_load")
                focused = True


def _nested(blocks: object, pointer: str) -> Iterator[tuple[Json, str]]:
    for block, place in entries(blocks, pointer):
        if is_object(block):
            yield block, place
            for child, at in children_of(block, place):
                if is_object(child):
                    yield child, at


def walk(value: object) -> Iterator[tuple[str, object, int]]:
    """Go through a JSON value without recursion: the key it stands under, the value, its depth."""
    todo = [("", value, 0)]
    while todo:
        key, current, depth = todo.pop()
        yield key, current, depth
        if is_object(current):
            todo += [(str(name), inner, depth + 1) for name, inner in current.items()]
        elif is_array(current):
            todo += [(key, inner, depth + 1) for inner in current]


def too_deep(value: object) -> bool:
    return any(depth > DEPTH for _, _, depth in walk(value))


def characters(blocks: object) -> int:
    """Count the characters of text in blocks: texts, labels, cells; not ids, values and addresses."""
    return sum(len(value) for key, value, _ in walk(blocks) if key == "text" and isinstance(value, str))


def json_bytes(value: object) -> int:
    """Say how long a value is as JSON; what JSON has no form for counts as its words."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode(errors="replace"))
