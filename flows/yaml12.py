"""YAML 1.2 (core schema) as plain data, with the line of every node. What the data means is left to ``flows.validate``.

A narrow reading on purpose: one document, plain values, no anchors, aliases, merges, tags or directives. Each of
these lets a small file grow without bounds or change what a reader sees, and no file of ours needs them. The
input is read event by event, so that a deep or hostile file is refused where it first goes wrong.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Never

import yaml

from flows.errors import InputRefused, Place

MAX_BYTES = 2_000_000
"""The most that a file may hold unless the caller says otherwise, in bytes of UTF-8."""
MAX_DEPTH = 40
"""The most levels of lists and mappings inside each other."""
MAX_DIGITS = 30
"""A longer number is an id that lacks its quotes; turning it into a number would lose it."""

Path = tuple[str | int, ...]
Scalar = str | int | float | bool | None

_PARSER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's parser in C where the wheel has it; only its events are used, never its constructors."""

_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DIRECTIVE = re.compile(r"^%(?!YAML 1\.)", re.MULTILINE)
INT = re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")
FLOAT = re.compile(
    r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
)
"""What a plain word must be, from its start to its end, to stand for a number."""
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True)
class Document:
    """One YAML document.

    Attributes:
        name: the file's name, as errors show it.
        data: dict, list, str, int, float, bool or None; keys of dicts are always str.
        lines: path of each node -> its line, 1-based; a value of a mapping has the line of its key.
        digest: SHA-256 of the text, as hexadecimal.
    """

    name: str
    data: object
    lines: Mapping[Path, int]
    digest: str

    def place(self, path: Path) -> Place:
        """Where ``path`` stands: the line of the nearest node that exists, going outwards."""
        known = next((path[:end] for end in range(len(path), -1, -1) if path[:end] in self.lines), ())
        return Place(self.name, self.lines.get(known, 0), "/".join(map(str, path)))


class _Lines(Mapping[Path, int]):
    """Lines that are read when one of them is asked for."""

    def __init__(self, read: Callable[[], Mapping[Path, int]]) -> None:
        self._read = read
        self._found: Mapping[Path, int] | None = None

    def _all(self) -> Mapping[Path, int]:
        if self._found is None:
            self._found = self._read()
        return self._found

    def __getitem__(self, path: Path) -> int:
        return self._all()[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def of_lines(read: Callable[[], Mapping[Path, int]]) -> Mapping[Path, int]:
    """The lines that ``read`` gives, read when the first of them is asked for."""
    return _Lines(read)


def load(text: str | bytes, name: str, max_bytes: int = MAX_BYTES) -> Document:
    """Read one document.

    Args:
        text: the file's content; bytes must be UTF-8.
        name: the file's name, for errors.
        max_bytes: a larger file is refused before it is parsed.

    Raises:
        InputRefused: too large, not text, not YAML, or beyond the narrow reading above; says where and what to do.
    """
    clean = _decoded(text, name, max_bytes)
    return Document(name, *_Reading(clean, name).document(), sha256(clean.encode()).hexdigest())


def resolve(word: str) -> Scalar:
    """What a plain (unquoted) word stands for in YAML 1.2's core schema: ``yes``, ``on`` and dates are words."""
    if word in _WORDS:
        return _WORDS[word]
    if INT.match(word):
        return int(word, {"0o": 8, "0x": 16}.get(word[:2], 10))
    if FLOAT.match(word):
        return float(word.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return word


def _decoded(text: str | bytes, name: str, max_bytes: int) -> str:
    if len(text) > max_bytes:
        _refuse(Place(name), f"the file is larger than {max_bytes / 1_000_000:g} MB; split it, or leave parts out")
    text = _text(text, name).removeprefix("\ufeff")
    if found := _UNREADABLE.search(text):
        _refuse(
            _at(text, found.start(), name),
            f"holds the character {_code(found[0])}; this is no text file, or is damaged",
        )
    if found := _DIRECTIVE.search(text):
        _refuse(
            _at(text, found.start(), name), "directives (a line that starts with %) are not read; take the line out"
        )
    return text


def _text(text: str | bytes, name: str) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        _refuse(Place(name, line), "this is not text in UTF-8; save the file as UTF-8 text")


def _at(text: str, offset: int, name: str) -> Place:
    return Place(name, text.count("\n", 0, offset) + 1)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _refuse(place: Place, sentence: str) -> Never:
    raise InputRefused([(place, sentence)])


class _Reading:
    """One pass over the events of one text."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.events: Iterator[yaml.Event] = self._parsed(text)

    def document(self) -> tuple[object, dict[Path, int]]:
        data: object = None
        for seen, event in enumerate(e for e in self.events if isinstance(e, yaml.DocumentStartEvent)):
            if seen:
                self.refuse(event, "a second document starts here (---); keep one document to a file")
            data = self.node(next(self.events), ())
        return data, self.lines

    def node(self, event: yaml.Event, path: Path) -> object:
        self.lines.setdefault(path, _line(event))
        self.check(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        if len(path) >= MAX_DEPTH:
            self.refuse(event, f"nested more than {MAX_DEPTH} levels deep; make it flatter", path[:3])
        return self.sequence(path) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(path)

    def check(self, event: yaml.Event, path: Path) -> None:
        if getattr(event, "anchor", None) is not None:  # an alias carries the anchor that it names
            self.refuse(event, "anchors and aliases (& and *) are not read; write the value out", path)
        tag: str | None = getattr(event, "tag", None)
        if tag is not None:
            self.refuse(event, f"tags such as {tag[:40]} are not read; write a plain value", path)

    def scalar(self, event: yaml.ScalarEvent, path: Path) -> Scalar:
        word: str = event.value
        if found := _UNREADABLE.search(word):
            self.refuse(event, f"holds the character {_code(found[0])}, which is no text; take it out", path)
        if not event.implicit[0]:
            return word
        if len(word) > MAX_DIGITS and (INT.match(word) or FLOAT.match(word)):
            self.refuse(event, f"a number of {len(word)} characters; if it is an id, put it in quotes", path)
        return resolve(word)

    def sequence(self, path: Path) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, object]:
        entries: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, path)
            if key in entries:
                first = self.lines[(*path, key)]
                self.refuse(event, f"`{key[:80]}` stands here twice (first on line {first}); keep one", (*path, key))
            self.lines[(*path, key)] = _line(event)
            entries[key] = self.node(next(self.events), (*path, key))
        return entries

    def key(self, event: yaml.Event, path: Path) -> str:
        self.check(event, path)
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(event, "a key must be a word, not a list or a mapping; look for stray brackets", path)
        word = self.scalar(event, path)
        if word == "<<" and event.implicit[0]:
            self.refuse(event, "merges (<<) are not read; write the fields out", path)
        if not isinstance(word, str):
            self.refuse(event, f"a key must be a word, and {event.value or 'nothing'} is none; put it in quotes", path)
        return word

    def refuse(self, event: yaml.Event, sentence: str, path: Path = ()) -> Never:
        _refuse(Place(self.name, _line(event), "/".join(map(str, path))), sentence)

    def _parsed(self, text: str) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(text, Loader=_PARSER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 0
            said = " ".join(part for part in (error.context, error.problem) if part)
            _refuse(Place(self.name, line), f"this is not YAML, or the file is cut off: {said}; mend it near this line")
        except yaml.YAMLError as error:
            _refuse(Place(self.name), f"this is not YAML: {' '.join(str(error).split())[:200]}")
