"""A small language to say what a JSON value must look like, with a JSON pointer to whatever does not.

A check takes any value and the pointer to it, and yields what is wrong. Checks are built from smaller ones;
what Slack asks of texts, elements and blocks is said with them in the modules beside this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

Json = Mapping[str, object]
NOTHING: Json = {}


@dataclass(frozen=True)
class Problem:
    """One thing that Slack would refuse: what it says, and a JSON pointer to where."""

    message: str
    pointer: str


Check = Callable[[object, str], Iterator[Problem]]


def is_object(value: object) -> TypeGuard[Json]:
    """Tell a JSON object from other values."""
    return isinstance(value, Mapping)


def is_array(value: object) -> TypeGuard[Sequence[object]]:
    """Tell a JSON array from other values."""
    return isinstance(value, list | tuple)


def kind_of(value: object) -> str:
    """Say the `type` of a block, an element or a text object; an empty string when it has none."""
    found = value.get("type") if is_object(value) else None
    return found if isinstance(found, str) else ""


def entries(value: object, pointer: str) -> Iterator[tuple[object, str]]:
    """Go through the items of an array with their pointers; anything else has no items."""
    if is_array(value):
        for index, item in enumerate(value):
            yield item, f"{pointer}/{index}"


def string(most: int | None = None, least: int = 1) -> Check:
    """Want a string of that many code points."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem("must provide a string", pointer)
        elif len(value) < least:
            yield Problem(f"must be more than {least - 1} characters", pointer)
        elif most is not None and len(value) > most:
            yield Problem(f"must be less than {most + 1} characters", pointer)

    return check


def matching(pattern: str, example: str) -> Check:
    """Want a string of that form; the example says it to people."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str) or re.fullmatch(pattern, value, re.ASCII) is None:
            yield Problem(f"must be written as {example}", pointer)

    return check


def word(*allowed: str) -> Check:
    """Want one of these words."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str) or value not in allowed:
            yield Problem("must be a valid enum value", pointer)

    return check


def boolean(value: object, pointer: str) -> Iterator[Problem]:
    """Want true or false."""
    if not isinstance(value, bool):
        yield Problem("must be a boolean", pointer)


def integer(least: int, most: int | None = None) -> Check:
    """Want a whole number within these bounds, both included."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem("must be an integer", pointer)
        elif value < least:
            yield Problem(f"must be at least {least}", pointer)
        elif most is not None and value > most:
            yield Problem(f"must be at most {most}", pointer)

    return check


def array(each: Check, most: int | None = None, least: int = 1) -> Check:
    """Want an array of that many items, each of which passes."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not is_array(value):
            yield Problem("must provide an array", pointer)
            return
        if len(value) < least:
            yield Problem(f"must provide at least {least} items", pointer)
        if most is not None and len(value) > most:
            yield Problem(f"no more than {most} items allowed", pointer)
        for item, place in entries(value, pointer):
            yield from each(item, place)

    return check


def anything(_value: object, _pointer: str) -> Iterator[Problem]:
    """Accept a value that is looked at elsewhere."""
    yield from ()


def record(required: Mapping[str, Check] | None = None, **optional: Check) -> Check:
    """Want an object with these fields; `null` counts as absent."""
    needed = required or {}

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not is_object(value):
            yield Problem("must provide an object", pointer)
            return
        for name in needed:
            if value.get(name) is None:
                yield Problem(f"missing required field: {name}", pointer)
        for name, rule in (*needed.items(), *optional.items()):
            if value.get(name) is not None:
                yield from rule(value[name], f"{pointer}/{name}")

    return check


def one_of(*names: str) -> Check:
    """Want exactly one of these fields in an object."""
    return every(some_of(*names), only_one(*names))


def without(*names: str) -> Check:
    """Want none of these fields in an object; Slack points at the object, not at the field."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        for name in names:
            if is_object(value) and value.get(name) is not None:
                yield Problem(f"invalid additional property: {name}", pointer)

    return check


def every(*rules: Check) -> Check:
    """Want all of these to hold."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        for rule in rules:
            yield from rule(value, pointer)

    return check


def some_of(*names: str) -> Check:
    """Want at least one of these fields in an object."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if is_object(value) and all(value.get(name) is None for name in names):
            yield Problem(f"missing required field: {' or '.join(names)}", pointer)

    return check


def only_one(*names: str) -> Check:
    """Want at most one of these fields in an object."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if is_object(value) and sum(value.get(name) is not None for name in names) > 1:
            yield Problem(f"provide only one of {', '.join(names)}", pointer)

    return check


def needs(name: str, other: str) -> Check:
    """Want the other field wherever the first one stands."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if is_object(value) and value.get(name) not in (None, False) and value.get(other) in (None, False):
            yield Problem(f"missing required field: {other}", pointer)

    return check


def distinct(items: Iterable[tuple[object, str]], name: str) -> Iterator[Problem]:
    """Want no value of this field twice among items with their pointers."""
    seen: set[str] = set()
    for item, place in items:
        found = item.get(name) if is_object(item) else None
        if isinstance(found, str):
            if found in seen:
                yield Problem(f'`{name}` "{found[:80]}" already exists', f"{place}/{name}")
            seen.add(found)


def by_type(shapes: Mapping[str, Check]) -> Check:
    """Want an object whose `type` says which of the shapes it must have."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not is_object(value):
            yield Problem("must provide an object", pointer)
        elif value.get("type") is None:
            yield Problem("missing required field: type", pointer)
        elif kind_of(value) not in shapes:
            yield Problem(f"unsupported type: {str(value['type'])[:40]}", f"{pointer}/type")
        else:
            yield from shapes[kind_of(value)](value, pointer)

    return check


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


def characters(blocks: object) -> int:
    """Count the characters of text in blocks: texts, labels, cells; not ids, values and addresses."""
    return sum(len(value) for key, value, _ in walk(blocks) if key == "text" and isinstance(value, str))
