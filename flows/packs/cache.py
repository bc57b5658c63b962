"""What the packs' files said, as JSON, so that a start need not read YAML again. Where it is kept is the caller's.

What a file says is found by the SHA-256 of its content; what was checked together is known by the library's version. A
text that was damaged or made by another shape is passed over. It is JSON alone: nothing in it is ever run.
"""

import codecs
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from flows.yaml12 import Document, load, of_lines

SHAPE: Final = 1
"""The version of this text's own shape."""

Source = tuple[str, str | bytes]
"""A file's name for errors, and its content."""


@dataclass(frozen=True, eq=False)
class Remembered:
    """What was read before.

    Attributes:
        version: of the library that was checked with it.
        files: SHA-256 of a file's content -> what it says, as plain data.
    """

    version: str
    files: Mapping[str, object]


NOTHING: Final = Remembered("", {})


def document(source: Source, known: Remembered) -> Document:
    """The file, from what is remembered where it is; then the lines of its nodes are read when an error needs them.

    Raises:
        InputRefused: no YAML 1.2 of the narrow kind that is read here.
    """
    name, text = source
    digest = _digest(text)
    if digest not in known.files:
        return load(text, name)
    return Document(name, known.files[digest], of_lines(lambda: load(text, name).lines), digest)


def dumped(version: str, sources: Sequence[Source], documents: Sequence[Document]) -> str:
    """The text for ``restored``: what these files say, checked together as a library of this version."""
    files = {_digest(text): one.data for (_, text), one in zip(sources, documents, strict=True)}
    body = json.dumps({"version": version, "files": files}, ensure_ascii=False, separators=(",", ":"))
    return f"{json.dumps([SHAPE, sha256(body.encode()).hexdigest()])}\n{body}"


def restored(text: str) -> Remembered:
    """What ``dumped`` put into the text; nothing where it is of another shape, or damaged."""
    head, _, body = text.partition("\n")
    if head != json.dumps([SHAPE, sha256(body.encode()).hexdigest()]):
        return NOTHING
    told = json.loads(body)
    return Remembered(told["version"], told["files"])


def _digest(text: str | bytes) -> str:
    """Of the text as it is read: a mark of the byte order before it is none of it."""
    content = text.encode() if isinstance(text, str) else text
    return sha256(content.removeprefix(codecs.BOM_UTF8)).hexdigest()
