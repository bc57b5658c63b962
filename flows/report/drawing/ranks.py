"""How far each component is from the internet: the columns of the drawing."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Final

from flows.workload.model import Component, Flow, Workload

_OUTSIDE: Final = frozenset({"person", "web.browser", "mobile.app"})


def ranks(workload: Workload) -> dict[str, int]:
    """Component id -> its distance in flows from where calls come in, which has 0.

    What cannot be reached from there stands before what it leads to (below 0 where need be); what has no flow at
    all stands with the first of its zone.
    """
    ids = {one.id for one in workload.components}
    flows = [flow for flow in workload.flows if flow.from_ in ids and flow.to in ids and flow.from_ != flow.to]
    onwards, back = _neighbours(flows), _neighbours(flows, backwards=True)
    found = dict.fromkeys(_starts(workload, back), 0)
    before = 0
    while before < len(found):
        before = len(found)
        found = _walk(_walk(found, onwards, 1), back, -1)
    for one in workload.components:  # a circle or a chain that nothing leads to or from
        if one.id not in found and onwards.get(one.id):
            found |= _walk({one.id: 0}, {key: [t for t in to if t not in found] for key, to in onwards.items()}, 1)
    return _with_loners(workload.components, found)


def _starts(workload: Workload, back: Mapping[str, list[str]]) -> list[str]:
    """Where calls come in: the internet's components, else people and browsers, else whatever nothing leads to."""
    internet = {zone.id for zone in workload.zones if zone.kind == "internet"}
    linked = [one for one in workload.components if any(one.id in (f.from_, f.to) for f in workload.flows)]
    choices = (
        [one.id for one in linked if one.zone in internet and not back.get(one.id)],
        [one.id for one in linked if one.zone in internet],
        [one.id for one in linked if one.type in _OUTSIDE],
        [one.id for one in linked if not back.get(one.id)],
    )
    return next((found for found in choices if found), [one.id for one in workload.components[:1]])


def _neighbours(flows: Iterable[Flow], *, backwards: bool = False) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for flow in flows:
        start, end = (flow.to, flow.from_) if backwards else (flow.from_, flow.to)
        found[start].append(end)
    return found


def _walk(known: dict[str, int], neighbours: Mapping[str, list[str]], step: int) -> dict[str, int]:
    """What is known, and all that can be reached from it, each ``step`` further than what it was reached from."""
    found, waiting = dict(known), deque(known)
    while waiting:
        one = waiting.popleft()
        for other in neighbours.get(one, ()):
            if other not in found:
                found[other] = found[one] + step
                waiting.append(other)
    return found


def _with_loners(components: Iterable[Component], found: Mapping[str, int]) -> dict[str, int]:
    first: dict[str | None, int] = {}
    for one in components:
        if one.id in found:
            first[one.zone] = min(first.get(one.zone, found[one.id]), found[one.id])
    return {one.id: found.get(one.id, first.get(one.zone, 0)) for one in components}
