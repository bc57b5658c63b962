"""Makes valid data wrong in every way: each field of each record missing, of the wrong kind, unknown, empty, huge."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Path = tuple[str | int, ...]
Tree = Any
"""Whatever a YAML file holds, or an annotation."""
ABSENT = object()
LONG = "x" * 5_000


@dataclass(frozen=True)
class Spot:
    """A field that stands in the data: where, what the model says of it, and its value."""

    path: Path
    field: FieldInfo
    value: Tree

    def __str__(self) -> str:
        return "/".join(map(str, self.path))


def spots(data: Tree, shape: type[BaseModel], path: Path = ()) -> Iterator[Spot]:
    """Every field of every record in the data, outer ones first."""
    for name, field in shape.model_fields.items():
        key = field.alias or name
        if key in data:
            yield Spot((*path, key), field, data[key])
            yield from _inside(data[key], field.annotation, (*path, key))


def records(data: Tree, shape: type[BaseModel]) -> Iterator[Path]:
    """The paths of all records that are closed to unknown fields."""
    yield ()
    yield from dict.fromkeys(spot.path[:-1] for spot in spots(data, shape) if len(spot.path) > 1)


def wrong_kinds(spot: Spot) -> Iterator[Tree]:
    """Values of other kinds than the field's."""
    if isinstance(spot.value, bool):
        yield from ("perhaps", {"a": 1})
    elif isinstance(spot.value, int | float):
        yield from ("many", {"a": 1}, 2.5, True)
    elif isinstance(spot.value, str):
        yield from ({"a": "mapping"}, 2.5, LONG)
    else:
        yield from (2.5, True)


def changed(data: Tree, path: Path, value: Tree) -> Tree:
    """A copy of the data with another value at the path, or none where the value is ABSENT."""
    made = copy.deepcopy(data)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    if value is ABSENT:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return made


def as_text(data: Tree) -> str:
    """The data as a file with one value a line: JSON is YAML."""
    return json.dumps(data, indent=1, ensure_ascii=False)


def _inside(value: Tree, annotation: Tree, path: Path) -> Iterator[Spot]:
    inner = list(_models(annotation))
    if not inner:
        return
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _record(each, inner[0], (*path, number))
    elif isinstance(value, dict) and "dict[" in str(annotation):
        for key, each in value.items():
            yield from _record(each, inner[0], (*path, key))
    else:
        yield from _record(value, inner[0], path)


def _record(value: Tree, shape: type[BaseModel], path: Path) -> Iterator[Spot]:
    if isinstance(value, dict):
        yield from spots(value, shape, path)


def _models(annotation: Tree) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
