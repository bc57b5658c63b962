"""A document against a pydantic model: pydantic's findings become sentences for people, each with its line.

What a field means is the model's; what a document is, is ``flows.yaml12``'s.
"""

import re
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from flows.errors import InputRefused, Place
from flows.words import instead, shown
from flows.yaml12 import Document, Path

MOST_PROBLEMS = 1_000
"""No more of a file's misfits are put into words; nobody reads further, and a hostile file has a million."""

Shape = TypeVar("Shape", bound=BaseModel)


def validated(document: Document, shape: type[Shape]) -> Shape:
    """The document as a ``shape``.

    Raises:
        InputRefused: the misfits (the first thousand) in the order of the file, each with what was expected and the
            nearest right word.
    """
    if not isinstance(document.data, dict):
        raise InputRefused([(document.place(()), f"expected a mapping of fields, found {_kind(document.data)}")])
    try:
        return shape.model_validate(document.data)
    except ValidationError as refused:
        raise InputRefused(_problems(refused.errors(include_url=False), document, shape)) from None


def in_order(problems: Iterable[tuple[Place, str]]) -> list[tuple[Place, str]]:
    """Problems as a reader meets them: by file, then by line."""
    return sorted(problems, key=lambda problem: (problem[0].file, problem[0].line))


def _problems(errors: list[ErrorDetails], document: Document, shape: type[BaseModel]) -> list[tuple[Place, str]]:
    found: dict[Path, str] = {}
    for error in errors[:MOST_PROBLEMS]:
        path = _within(document.data, error)
        found.setdefault(path, _sentence(error, shape))
    around = {path[:end] for path in found for end in range(len(path))}
    return in_order((document.place(path), found[path]) for path in found if path not in around)


def _within(data: object, error: ErrorDetails) -> Path:
    """The location that pydantic gives, without the names of union members, which stand in no file."""
    path: Path = ()
    for step in error["loc"]:
        inner = _child(data, step)
        if inner is not _ABSENT or error["type"] == "missing":
            data, path = inner, (*path, step)
    return path


_ABSENT = object()


def _child(data: object, step: int | str) -> object:
    if isinstance(data, dict):
        return data.get(step, _ABSENT)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return _ABSENT


def _sentence(error: ErrorDetails, shape: type[BaseModel]) -> str:
    kind, value, given = error["type"], error["input"], error.get("ctx", {})
    if kind in _SENTENCES:
        return _SENTENCES[kind](value, given)
    field = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "missing":
        return f"`{field}` is missing"
    if kind == "extra_forbidden":
        return f"{shown(field)} is not a field here{instead(field, _fields_at(shape, error['loc'][:-1]), few=40)}"
    if kind == "value_error":
        return str(given.get("error", error["msg"]))
    return f"{shown(value)} does not fit: {error['msg']}"


Given = dict[str, object]
Sentence = Callable[[object, Given], str]


def _choice(value: object, given: Given) -> str:
    known = re.findall(r"'([^']*)'", str(given.get("expected", "")))
    if not isinstance(value, str):
        return f"expected one of {', '.join(known) or given.get('expected')}; found {_kind(value)}"
    near = instead(value, known, few=0)
    return f"{shown(value)} is not one of {', '.join(known)}{near}"


def _expected(what: str) -> Sentence:
    return lambda value, _given: f"expected {what}, found {_kind(value)}"


def _text(value: object, _given: Given) -> str:
    hint = "; write it in quotes" if isinstance(value, bool | int | float) else ""
    return f"expected text, found {_kind(value)}{hint}"


def _pattern(value: object, given: Given) -> str:
    pattern = str(given.get("pattern", ""))
    return f"{shown(value)} is not written as it must be here: {_PATTERNS.get(pattern, f'it must match {pattern}')}"


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return shown(str(value).lower() if isinstance(value, bool) else value)


_PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9._:-]*$": "letters, digits, and . _ : - after the first",
    r"^[a-z0-9][a-z0-9_-]*$": "small letters, digits, and - _ after the first",
    r"^[a-z0-9][a-z0-9.-]*$": "small letters, digits, and - . after the first",
    r"^\d+\.\d+\.\d+$": "three numbers, such as 1.2.0",
}

_WHOLE = _expected("a whole number")
_TRUTH = _expected("true or false")
_MAPPING = _expected("a mapping of fields")
_LIST = _expected("a list")
_DATE = _expected("a date such as 2025-04-30, or a time such as 2025-04-30T09:00:00Z,")

_SENTENCES: dict[str, Sentence] = {
    "literal_error": _choice,
    "string_type": _text,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "datetime_type": _DATE,
    "datetime_parsing": _DATE,
    "datetime_from_date_parsing": _DATE,
    "timezone_aware": lambda value, _given: f"the time {shown(value)} names no zone; end it with Z or +02:00",
    "string_pattern_mismatch": _pattern,
    "string_too_long": lambda value, given: (
        f"has {len(str(value)):,} characters; at most {given['max_length']:,} fit here"
    ),
    "string_too_short": lambda _value, _given: "is empty; write something, or take the field out",
    "too_short": lambda _value, given: f"needs at least {given['min_length']} entries, found {given['actual_length']}",
    "too_long": lambda _value, given: f"takes at most {given['max_length']} entries",
    "greater_than_equal": lambda value, given: f"{shown(value)} is too small; the least is {given['ge']}",
    "less_than_equal": lambda value, given: f"{shown(value)} is too large; the most is {given['le']}",
}


def _fields_at(shape: type[BaseModel], location: tuple[int | str, ...]) -> set[str]:
    """The names of the fields that may stand at ``location`` of the model."""
    kinds = list(_plain(shape))
    for step in location:
        kinds = [inner for kind in kinds for inner in _step(kind, step)] or kinds
    models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return {field.alias or name for model in models for name, field in model.model_fields.items()}


def _plain(kind: object) -> Iterator[object]:
    """The kinds that an annotation allows, without Annotated, unions and their None."""
    if get_origin(kind) is Annotated:
        yield from _plain(get_args(kind)[0])
    elif get_origin(kind) in (Union, types.UnionType):
        for member in get_args(kind):
            yield from _plain(member)
    else:
        yield kind


def _step(kind: object, step: int | str) -> Iterator[object]:
    origin, members = get_origin(kind), get_args(kind)
    if origin in (tuple, list) and isinstance(step, int):
        yield from _plain(members[0])
    elif origin is dict:
        yield from _plain(members[1])
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if step in (name, field.alias):
                yield from _plain(field.annotation)
