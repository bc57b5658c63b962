"""Blocks as they come in: checked against Slack's limits, the missing ids filled in."""

import copy
from collections.abc import Iterator, Mapping, Sequence

from bot.blocks.limits import TOO_LONG, Problem, check_message, check_view, describe
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace


def refuse_bad_message(text: str, blocks: list[Json], attachments: Sequence[Json] = ()) -> None:
    """Refuse a message's blocks and attachments as Slack does."""
    payload: Json = {"text": text} | ({"blocks": blocks} if blocks else {})
    problems = check_message(payload | ({"attachments": list(attachments)} if attachments else {}))
    in_blocks = [problem for problem in problems if not problem.pointer.startswith("/attachments")]
    _refuse(in_blocks, "invalid_blocks")
    _refuse(problems, "invalid_attachments")


def refuse_bad_view(view: Mapping[str, object]) -> None:
    """Refuse a view as Slack does."""
    _refuse(check_view(view), "invalid_arguments")


def _refuse(problems: list[Problem], error: str) -> None:
    if any(TOO_LONG in problem.message for problem in problems):
        raise ApiError(TOO_LONG)
    if problems:
        told = [describe(problem) for problem in problems]
        errors = {"errors": told} if error != "invalid_arguments" else {}
        raise ApiError(error, [f"[ERROR] {line}" for line in told], **errors)


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
