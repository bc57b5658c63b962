"""Words in boxes: how wide a text is likely to be, and where its lines break. Fonts are not measured, only guessed."""

from typing import Final
from unicodedata import combining, east_asian_width

from flows.report.escape import one_line

NARROW: Final = frozenset("iljtfrI.,:;'|!()[] ")
BROAD: Final = frozenset("mwMW@%")


def width(text: str, size: float) -> float:
    """About how many pixels the text takes in a sans-serif typeface of ``size`` pixels; rather too many."""
    return sum(_breadth(each) for each in text) * size


def wrapped(text: str, room: float, size: float, most: int) -> tuple[str, ...]:
    """The text in at most ``most`` lines no wider than ``room``, cut with ``…``; long words are broken."""
    lines: list[str] = [""]
    for word in one_line(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer, size) <= room:
            lines[-1] = longer
            continue
        pieces = _broken(word, room, size)
        lines[len(lines) if lines[-1] else len(lines) - 1 :] = pieces
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]}", room, size))


def _breadth(each: str) -> float:
    if combining(each):
        return 0.0
    if east_asian_width(each) in "WF":
        return 1.05
    if each in NARROW:
        return 0.34
    return 0.88 if each in BROAD else 0.68 if each.isupper() else 0.56


def _broken(word: str, room: float, size: float) -> list[str]:
    pieces = [""]
    for each in word:
        if pieces[-1] and width(pieces[-1] + each, size) > room:
            pieces.append("")
        pieces[-1] += each
    return pieces


def _cut(text: str, room: float, size: float) -> str:
    kept = text
    while kept and width(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
