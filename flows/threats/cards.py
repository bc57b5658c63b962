"""Threats grouped by root cause: the same weak facts with the same fix are one card, and may get one decision.

Grouping is for showing and for deciding in one go. Each threat keeps its own row: one that joins a card later has no
decision until somebody takes it, so that nothing is ever accepted unseen.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from flows.threats.types import Ranked

Shown = TypeVar("Shown")
Cause = tuple[Hashable, ...]


def cause(threat: Ranked) -> Cause:
    """What two threats have to share to stand on one card; a threat without a fix stands alone.

    The weak facts are those that its state rests on, wherever they stand; the fix is what its sets still lack. Threats
    that are not open have a card of their own: what they wait for is listed by fact.
    """
    if threat.state != "open" or threat.hygiene:
        return (threat.id,)
    lacking = sorted(id_ for id_, state, in_set in threat.measures if in_set and state in ("missing", "refuted"))
    weak = sorted(set(threat.grounds))
    return (tuple(weak), tuple(lacking)) if lacking and weak else (threat.id,)


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
        found.setdefault((*cause(threat(one)), apart(one)), []).append(one)
    return tuple(tuple(each) for each in found.values())
