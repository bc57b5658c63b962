"""Workloads that differ from one in its architecture by one step: a zone's kind, a type, what is there, what data.

Examples give facts only; what a rule asks of zones, types and assets is tried on these.
"""

from collections.abc import Iterator
from typing import get_args

from flows.conditions import Exists, TypeIs, walk
from flows.packs.index import Library, LoadedRule
from flows.packs.schema import Loss
from flows.workload.model import AssetCategory, Component, Workload, ZoneKind

OTHER_TYPE = "example.another"
"""A component type that no pack knows."""


def all_at_stake(workload: Workload) -> Workload:
    """The same workload with assets whose loss is as bad as can be in every way, so that what contains it shows."""
    worst = dict.fromkeys(get_args(Loss), 5)
    return workload.model_copy(update={"assets": tuple(one.model_copy(update=worst) for one in workload.assets)})


def zone_flips(workload: Workload) -> Iterator[tuple[str, Workload]]:
    """Each zone as every other kind, then all components in one zone; nothing for a workload without zones."""
    for number, zone in enumerate(workload.zones):
        for kind in get_args(ZoneKind):
            if kind != zone.kind:
                flipped = zone.model_copy(update={"kind": kind})
                zones = (*workload.zones[:number], flipped, *workload.zones[number + 1 :])
                yield f"zone {zone.id}: {kind} instead of {zone.kind}", workload.model_copy(update={"zones": zones})
    used = {one.zone for one in workload.components}
    for zone in workload.zones if len(used) > 1 else ():
        inside = tuple(one.model_copy(update={"zone": zone.id}) for one in workload.components)
        yield f"all in zone {zone.id}", workload.model_copy(update={"components": inside})
    if len(used) == 1 and len(workload.zones) > 1:
        first, *rest = workload.components
        apart = next(zone.id for zone in workload.zones if zone.id not in used)
        moved = (first.model_copy(update={"zone": apart}), *rest)
        yield "in two zones", workload.model_copy(update={"components": moved})


def category_flips(workload: Workload) -> Iterator[tuple[str, Workload]]:
    """All assets as each category; nothing for a workload without assets."""
    for category in get_args(AssetCategory) if workload.assets else ():
        assets = tuple(one.model_copy(update={"category": (category,)}) for one in workload.assets)
        yield f"assets: {category}", workload.model_copy(update={"assets": assets})


def type_flips(workload: Workload, loaded: LoadedRule, library: Library) -> Iterator[tuple[str, Workload]]:
    """Each component as each other type that the rule or its facts name, as one that no pack knows, and not there."""
    named = _named(loaded, library)
    for number, one in enumerate(workload.components):
        for type_ in sorted({*named, OTHER_TYPE} - {one.type}):
            other = one.model_copy(update={"type": type_})
            yield f"{one.id}: {type_} instead of {one.type}", _with(workload, number, other)
        yield f"without {one.id}", _with(workload, number)


def _named(loaded: LoadedRule, library: Library) -> set[str]:
    facts = (library.facts[name].only_if for name in sorted(loaded.facts))
    terms = (term for one in (loaded.rule.applies, *facts) if one for term in walk(one))
    return {type_ for term in terms if isinstance(term, TypeIs | Exists) for type_ in term.types}


def _with(workload: Workload, number: int, *instead: Component) -> Workload:
    components = (*workload.components[:number], *instead, *workload.components[number + 1 :])
    return workload.model_copy(update={"components": components})
