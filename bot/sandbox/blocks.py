"""Blocks as they come in: checked against Slack's limits, the missing ids filled in."""

import copy
from collections.abc import Iterator, Mapping

from bot.blocks.limits import Problem, check_message, check_view
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

TOO_LONG = "msg_blocks_too_long"


def refuse_bad_message(text: str, blocks: list[Json]) -> None:
    """Refuse a message's blocks as Slack does."""
    payload: Json = {"text": text, "blocks": blocks} if blocks else {"text": text}
    _refuse(check_message(payload), "invalid_blocks")


def refuse_bad_view(view: Mapping[str, object]) -> None:
    """Refuse a view as Slack does."""
    _refuse(check_view(view), "invalid_arguments")


def _refuse(problems: list[Problem], error: str) -> None:
    if any(TOO_LONG in problem.message for problem in problems):
        raise ApiError(TOO_LONG)
    if problems:
        raise ApiError(error, [f"[ERROR] {problem.message} [json-pointer:{problem.pointer}]" for problem in problems])


def with_ids(workspace: Workspace, blocks: list[Json]) -> list[Json]:
    """A copy in which each block and each interactive element has an id."""
    blocks = copy.deepcopy(blocks)
    for block in every_block(blocks):
        if not block.get("block_id"):
            block["block_id"] = workspace.next_id("b")
        for element in elements(block):
            if not element.get("action_id"):
                element["action_id"] = workspace.next_id("a")
    return blocks


def every_block(blocks: list[Json]) -> Iterator[Json]:
    """The blocks, and those inside containers and carousels."""
    for block in blocks:
        yield block
        inside = {"container": "child_blocks", "carousel": "elements"}.get(block["type"], "")
        yield from every_block(block.get(inside, []))


def elements(block: Json) -> Iterator[Json]:
    """A block's interactive elements."""
    found: list[Json | None] = [block.get("accessory"), block.get("element")]
    if block["type"] in {"actions", "context_actions"}:
        found += block.get("elements", [])
    if block["type"] == "card":
        found += block.get("actions", [])
    for element in found:
        if element and element["type"] != "image":
            yield element
