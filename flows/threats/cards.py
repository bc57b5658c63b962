"""Threats grouped by root cause: the same weak facts with the same fix, or the same open question, are one card.

Grouping is for showing and for deciding in one go. Each threat keeps its own row: one that joins a card later has no
decision until somebody takes it, so that nothing is ever accepted unseen.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from flows.threats.types import Cause, Ranked

Shown = TypeVar("Shown")


def cards(
    listed: Iterable[Shown], threat: Callable[[Shown], Ranked], apart: Callable[[Shown], Hashable] = lambda _: None
) -> tuple[tuple[Shown, ...], ...]:
    """The listed, grouped by cause: a card stands where its first one stands, and keeps their order.

    Args:
        listed: threats, or what shows them, first things first.
        threat: the threat of one of them.
        apart: what keeps two of one cause on cards of their own, such as their status.
    """
    found: dict[Cause, list[Shown]] = {}
    for one in listed:
        found.setdefault((*threat(one).cause, apart(one)), []).append(one)
    return tuple(tuple(each) for each in found.values())
