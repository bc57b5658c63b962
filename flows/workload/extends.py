"""A model that extends another: what it inherits, laid under what it says itself.

From a platform model come only the answers that are given once for all teams, and its assumptions; from a system also
all that it draws. What a feature adds to a system is told apart by ``flows.threats.generate``; where the other model is
kept is for the caller to know.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final, TypeVar

from flows.workload.model import Asset, Assumption, Component, Facts, Flow, Workload, Zone

MOST_GENERATIONS: Final = 5
"""How many models may stand above each other."""
Thing = TypeVar("Thing", Zone, Asset, Component, Flow)


def extended(own: Workload, base: Workload, platform_facts: Collection[str]) -> Workload:
    """The workload with what it inherits; its own word counts where both say something.

    A part below to which data leads from here, and of which nothing is written here, holds that data too.

    Args:
        own: as it is written.
        base: the model that it extends, with what that inherits already laid under it.
        platform_facts: full ids of the facts that are answered once for all teams.
    """
    if base.kind == "platform":
        facts = {name: fact for name, fact in base.facts.items() if name in platform_facts}
        return own.model_copy(
            update={"facts": facts | own.facts, "assumptions": _both(base.assumptions, own.assumptions)}
        )
    own = over(own, base)
    return own.model_copy(
        update={
            "zones": _laid(base.zones, own.zones),
            "assets": _laid(base.assets, own.assets),
            "components": _laid(base.components, own.components),
            "flows": _laid(base.flows, own.flows),
            "facts": base.facts | own.facts,
            "assumptions": _both(base.assumptions, own.assumptions),
        }
    )


def over(own: Workload, base: Workload) -> Workload:
    """The workload with all on which an answer given here may stand: also what is drawn below, without its answers."""
    if base.kind == "platform":
        return own
    received = received_by(own.flows)
    parts = (
        one.model_copy(update={"facts": {}, "holds": _joined(one.holds, received.get(one.id, ()))})
        for one in _missing(base.components, own.components)
    )
    flows = (one.model_copy(update={"facts": {}}) for one in _missing(base.flows, own.flows))
    assets = (one.model_copy(update={"facts": {}}) for one in _missing(base.assets, own.assets))
    return own.model_copy(
        update={
            "components": (*own.components, *parts),
            "flows": (*own.flows, *flows),
            "assets": (*own.assets, *assets),
        }
    )


def received_by(flows: Iterable[Flow]) -> dict[str, tuple[str, ...]]:
    """The ids of assets that data flows bring, by the id of the part that receives them."""
    found: dict[str, tuple[str, ...]] = {}
    for flow in flows:
        if flow.kind == "data":
            found[flow.to] = _joined(found.get(flow.to, ()), flow.carries)
    return found


def in_force(workload: Workload, today: date) -> Workload:
    """The workload without the answers whose last day has passed."""

    def held(facts: Facts) -> Facts:
        return {name: fact for name, fact in facts.items() if fact.until is None or fact.until >= today}

    def each(things: Sequence[Thing]) -> tuple[Thing, ...]:
        return tuple(
            one.model_copy(update={"facts": held(one.facts)}) if len(held(one.facts)) < len(one.facts) else one
            for one in things
        )

    return workload.model_copy(
        update={
            "facts": held(workload.facts),
            "assets": each(workload.assets),
            "components": each(workload.components),
            "flows": each(workload.flows),
        }
    )


def _laid(base: Sequence[Thing], own: Sequence[Thing]) -> tuple[Thing, ...]:
    """Things of both; of one that both have, the own entry with the answers of the other under it."""
    things: dict[str, Thing] = {one.id: one for one in base}
    for one in own:
        below = things.get(one.id)
        things[one.id] = one if below is None else one.model_copy(update=_merged(below, one))
    return tuple(things.values())


_LISTS = ("holds", "carries", "was")


def _merged(base: Zone | Asset | Component | Flow, own: Zone | Asset | Component | Flow) -> dict[str, object]:
    """What the own entry takes from the one below: its answers, what its lists have, and what it does not say."""
    update: dict[str, object] = {}
    for name in type(base).model_fields:
        if name in _LISTS:
            update[name] = _joined(getattr(base, name), getattr(own, name))
        elif name not in own.model_fields_set or getattr(own, name) in (None, ()):
            update[name] = getattr(base, name)
    return {**update, "facts": base.facts | own.facts}


def _joined(ids: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ids, *more)))


def _missing(base: Sequence[Thing], own: Sequence[Thing]) -> list[Thing]:
    there = {one.id for one in own}
    return [one for one in base if one.id not in there]


def _both(base: Sequence[Assumption], own: Sequence[Assumption]) -> tuple[Assumption, ...]:
    ids = {one.id for one in own}
    return (*(one for one in base if one.id not in ids), *own)
