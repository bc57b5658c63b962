"""Cursors: which part of a list a call asked for, and with what the next call asks for more.

A cursor names the first item of the next page, and a list is given in the order of its names: so one that grows or
shrinks meanwhile, even by that item, gives none twice and leaves none out that was there all the time.
"""

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from bot.sandbox.api.args import Args
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json

T = TypeVar("T")
MOST = 1_000
_PREFIX = "next:"


def page(
    items: Iterable[T], args: Args, key: Callable[[T], str], *, default: int = 100, backwards: bool = False
) -> tuple[list[T], str]:
    """A page of a list in the order of a key, or from its end, and the cursor of the next one."""
    ordered = sorted(items, key=key, reverse=backwards)
    first = first_of(args)
    start = _start(ordered, key, first, backwards=backwards) if first else 0
    return cut(ordered[start:], args, key, default=default)


def first_of(args: Args) -> str:
    """The key with which the page begins, or from which on; nothing for the first page."""
    cursor = args.text("cursor")
    return _read(cursor) if cursor else ""


def cut(rest: Iterable[T], args: Args, key: Callable[[T], str], *, default: int = 100) -> tuple[list[T], str]:
    """The page with which the rest of a list begins, no more than it looked at, and the cursor of the next one."""
    limit = min(max(args.number("limit", default), 1), MOST)
    part = list(islice(rest, limit + 1))
    return part[:limit], _written(key(part[limit])) if len(part) > limit else ""


def _start(ordered: list[T], key: Callable[[T], str], first: str, *, backwards: bool) -> int:
    if not backwards:
        return bisect_left(ordered, first, key=key)
    return len(ordered) - bisect_right(ordered[::-1], first, key=key)


def strict_limit(args: Args) -> None:
    """Refuse a limit out of range, in the methods that do."""
    if args.text("limit") and not 0 <= args.number("limit", 0) <= MOST:
        raise ApiError("invalid_limit")


def paged(name: str, items: list[Json] | list[str], cursor: str) -> Json:
    """The body of an answer that holds a page."""
    return {name: items, "response_metadata": {"next_cursor": cursor}}


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
