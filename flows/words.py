"""Words for messages: the nearest right one to a wrong one, which time, a day. Pure text, nothing of the domain."""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import Final

_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip


MOST_MINUTES: Final = 90
"""Up to here a time is told in minutes."""


def told_apart(name: str) -> str:
    """A name without what people do not see or hear: case, and how many spaces."""
    return " ".join(name.split()).casefold()


def shown(value: object, limit: int = 60) -> str:
    """A value as a message shows it: in backquotes, on one line, cut to ``limit`` characters."""
    text = " ".join(str(value).split())
    return f"`{text[: limit - 1]}…`" if len(text) > limit else f"`{text}`"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like ``word`` whatever its case, or None where none is like it."""
    by_folded = {each.casefold(): each for each in sorted(known, reverse=True)}
    found = get_close_matches(word.casefold()[:200], by_folded, n=1)
    return by_folded[found[0]] if found else None


def instead(word: str, known: Iterable[str], few: int = 12) -> str:
    """What to say after "… is not known": the nearest word, or the few known ones, or nothing."""
    known = sorted(known)
    if near := nearest(word, known):
        return f"; did you mean `{near}`?"
    return f"; known: {', '.join(known)}" if 0 < len(known) <= few else ""


def ordinal(number: int) -> str:
    """``third`` for 3; from 11 on in figures, ``21st``."""
    if 1 <= number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def how_often(times: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(times, f"{times} times")


def effort(minutes: int) -> str:
    """How long a look takes, as people plan: ``1 minute``, ``45 minutes``; above an hour and a half ``6 hours``."""
    if minutes > MOST_MINUTES:
        return f"{round(minutes / 60)} hours"
    return f"{minutes} {'minute' if minutes == 1 else 'minutes'}"


def day_in_words(day: date) -> str:
    """A day as every sentence for people has it: 20 December 2026. Files for other tools have 2026-12-20."""
    return f"{day.day} {day:%B %Y}"
