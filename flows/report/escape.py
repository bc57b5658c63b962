"""Untrusted text for where it goes: Markdown, Mermaid and a terminal. Each keeps the words and loses the power.

HTML and SVG escape by their own templates' means; ``one_line`` goes before.

Markdown is CommonMark with GitHub's tables, strike-through and automatic links. What is made safe here is one line;
``paragraphs`` keeps a text's blank lines.
"""

import re
from typing import Final

_SPECIAL: Final = re.compile(r"[\\`*_\[\]|~$#]")
_OPENER: Final = re.compile(r"^(\d*)([+=.):-])")
"""What would begin a list, an underline or a rule at the start of a line."""
_LINK: Final = re.compile(r"://|(?<=\bwww)\.", re.IGNORECASE)
_HTML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]*")
_BLANK_LINES: Final = re.compile(r"(?:\r?\n|\r)[^\S\r\n]*(?:\r?\n|\r)\s*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_REORDERING: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]+")
_HALF: Final = re.compile(r"[\ud800-\udfff]")
"""Half of a character outside the basic plane, which no file can hold."""


class Safe(str):
    """Markdown that is already what it should be."""

    __slots__ = ()


def one_line(text: str) -> str:
    """The text on one line, without control characters and without marks that reorder what a reader sees."""
    if text.isprintable() and "  " not in text and text == text.strip():  # nothing to do, which is the usual case
        return text
    kept = _HALF.sub("\N{REPLACEMENT CHARACTER}", _REORDERING.sub("", _CONTROL.sub(" ", text)))
    return " ".join(kept.split())


def markdown(text: str) -> Safe:
    """The text as Markdown that shows just this text: no emphasis, link, image, HTML, table cell or heading."""
    escaped = _SPECIAL.sub(r"\\\g<0>", one_line(text)).translate(_HTML)
    escaped = _LINK.sub(lambda found: r":\//" if found[0] == "://" else r"\.", escaped)
    return Safe(_OPENER.sub(r"\1\\\2", escaped))


def parts(text: str) -> list[str]:
    """The text parted at its blank lines, each part on one line; empty parts are left out."""
    return [line for line in map(one_line, _BLANK_LINES.split(text)) if line]


def paragraphs(text: str) -> Safe:
    """The text as paragraphs of Markdown, parted at its blank lines."""
    return Safe("\n\n".join(markdown(part) for part in parts(text)))


def code(text: str) -> Safe:
    """An id as code; anything that is not made of an id's characters as plain text."""
    return Safe(f"`{text}`") if _PLAIN_ID.fullmatch(text) else markdown(text)


def mermaid(text: str, limit: int = 60) -> str:
    """The text for a quoted label of a Mermaid diagram: all but letters, digits and spaces as character codes."""
    line = one_line(text)
    short = f"{line[: limit - 1].rstrip()}…" if len(line) > limit else line
    return "".join(each if each.isalnum() or each in " …" else f"#{ord(each)};" for each in short) or "#8203;"
