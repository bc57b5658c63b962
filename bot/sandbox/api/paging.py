"""Cursors: which part of a list a call asked for, and with what the next call asks for more.

A cursor names the first item of the next page, so a list that grows meanwhile gives no item twice.
"""

import base64
import binascii
import operator
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.sandbox.api.args import Args
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json

T = TypeVar("T")
MOST = 1_000
_PREFIX = "next:"


def page(
    items: Sequence[T],
    args: Args,
    key: Callable[[T], str],
    *,
    default: int = 100,
    reaches: Callable[[str, str], bool] = operator.eq,
) -> tuple[list[T], str]:
    """A page of a list, and the cursor of the next one; `reaches` tells whether a key has come to the cursor's."""
    limit = min(max(args.number("limit", default), 1), MOST)
    start = _start([key(item) for item in items], args.text("cursor"), reaches)
    rest = items[start : start + limit + 1]
    return list(rest[:limit]), _written(key(rest[limit])) if len(rest) > limit else ""


def strict_limit(args: Args) -> None:
    """Refuse a limit out of range, in the methods that do."""
    if args.text("limit") and not 0 <= args.number("limit", 0) <= MOST:
        raise ApiError("invalid_limit")


def paged(name: str, items: list[Json] | list[str], cursor: str) -> Json:
    """The body of an answer that holds a page."""
    return {name: items, "response_metadata": {"next_cursor": cursor}}


def _start(keys: list[str], cursor: str, reaches: Callable[[str, str], bool]) -> int:
    if not cursor:
        return 0
    wanted = _read(cursor)
    for number, key in enumerate(keys):
        if reaches(key, wanted):
            return number
    if reaches is operator.eq:
        raise ApiError("invalid_cursor")
    return len(keys)


def _written(key: str) -> str:
    return base64.b64encode(f"{_PREFIX}{key}".encode()).decode()


def _read(cursor: str) -> str:
    try:
        text = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise ApiError("invalid_cursor") from error
    if not text.startswith(_PREFIX):
        raise ApiError("invalid_cursor")
    return text.removeprefix(_PREFIX)
