"""Making what is shown fit Slack's limits: as many as fit of the things that repeat, and how many were left out."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from slack_sdk.models.blocks import Block, ContextBlock
from slack_sdk.models.views import View

from bot.blocks.limits import check_message, check_view
from bot.blocks.text import mrkdwn

Made = TypeVar("Made", Sequence[Block], View)


def as_many(most: int, build: Callable[[int], Made]) -> Made:
    """What ``build`` makes of the highest number, up to ``most``, with which Slack takes it; at worst of none."""
    made = build(most)
    if most <= 0 or _fits(made):
        return made
    low, high = 0, most  # `low` is what we settle for, `high` is too many
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _fits(build(middle)) else (low, middle)
    return build(low)


def more(left_out: int, where: str) -> list[Block]:
    """``7 more …``, where anything was left out."""
    return [ContextBlock(elements=[mrkdwn(f"{left_out} more {where}")])] if left_out > 0 else []


def _fits(made: Sequence[Block] | View) -> bool:
    if isinstance(made, View):
        return not check_view(made.to_dict())
    return not check_message({"text": "", "blocks": [block.to_dict() for block in made]})
