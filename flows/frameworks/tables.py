"""The lists in ``data/`` as rows of text, each read once and only when somebody asks. What they mean is each module's.

``docs/frameworks.py`` makes the CSV files; the YAML files are written by hand.
"""

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from flows.yaml12 import Document, load

SEPARATOR: Final = "|"
Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of ``data/<name>.csv``, by column."""
    return tuple(MappingProxyType(row) for row in csv.DictReader(io.StringIO(_text(f"{name}.csv"))))


@cache
def document(name: str) -> Document:
    """``data/<name>.yaml`` with the line of every node."""
    return load(_text(f"{name}.yaml"), f"{name}.yaml")


def many(cell: str) -> tuple[str, ...]:
    """The words of a cell that holds several; none for an empty one."""
    return tuple(cell.split(SEPARATOR)) if cell else ()


def _text(name: str) -> str:
    return (files("flows.frameworks") / "data" / name).read_text(encoding="utf-8")
