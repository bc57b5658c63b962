"""Threats grouped by root cause: the same weak facts with the same fix are one card, and may get one decision.

Grouping is for showing and for deciding in one go. Each threat keeps its own row: one that joins a card later has no
decision until somebody takes it, so that nothing is ever accepted unseen.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from flows.threats.types import Threat

Shown = TypeVar("Shown")
Cause = tuple[Hashable, ...]


def cause(threat: Threat) -> Cause:
    """What two threats have to share to stand on one card; a threat without a fix stands alone.

    The weak facts are those that its state rests on, wherever they stand; the fix is what its sets still lack. Threats
    that are not open have a card of their own: what they wait for is listed by fact.
    """
    lacking = sorted(one.id for one in threat.mitigations if one.in_set and one.state in ("missing", "refuted"))
    weak = sorted({(one.fact, one.value or "") for one in threat.because if one.fact})
    if threat.state != "open" or threat.hygiene or not lacking or not weak:
        return (threat.id,)
    return (tuple(weak), tuple(lacking))


def cards(
    listed: Iterable[Shown], threat: Callable[[Shown], Threat], apart: Callable[[Shown], Hashable] = lambda _: None
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
