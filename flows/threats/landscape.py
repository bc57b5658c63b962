"""A workload with its look-ups: what rules may stand on, who is who, what is held, what can be reached from where.

Everything is indexed once for the whole workload. What a condition sees from a subject is ``flows.threats.subjects``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from flows.packs.schema import Loss
from flows.risk import grade
from flows.workload.model import WORKLOAD, Asset, Component, Flow, Workload, Zone, ZoneKind

SubjectKind = Literal["component", "flow", "asset", "workload"]
_PEOPLES = frozenset({"person", "web.browser", "mobile.app"})
"""Types of what is in people's own hands."""


@dataclass(slots=True, eq=False)
class Subject:
    """One thing that rules may stand on, with its surroundings.

    ``assets`` are those carried by a flow or held by a component, or the asset itself; a flow of which nothing is
    said to be carried is taken to carry what its ends hold. Nobody changes one; it is not frozen, since making a frozen
    one takes three times as long, and each question makes one for every part.
    """

    kind: SubjectKind
    on: str
    name: str
    component: Component | None = None
    source: Component | None = None
    target: Component | None = None
    flow: Flow | None = None
    assets: tuple[Asset, ...] = ()
    was: tuple[str, ...] = ()

    @property
    def main(self) -> Component | None:
        """The component where a mitigation is likeliest to go: the target of a flow."""
        return self.component or self.target

    @property
    def near(self) -> str:
        """The id of the thing to mend first: the main component, else what it is itself."""
        main = self.component or self.target
        return main.id if main is not None else self.on

    @property
    def components(self) -> tuple[str, ...]:
        """The ids of the components involved, the main one first."""
        involved = (self.component, self.target, self.source)
        return tuple(dict.fromkeys(one.id for one in involved if one is not None))


class Landscape:
    """A workload with its look-ups: who is who, what is held, what can be reached from where."""

    def __init__(self, workload: Workload) -> None:
        """Index the workload; a reference to something that is not in it is passed over."""
        self.workload = workload
        self.components = {one.id: one for one in workload.components}
        self.assets = {one.id: one for one in workload.assets}
        self.zones: dict[str, Zone] = {one.id: one for one in workload.zones}
        self.types = frozenset(one.type for one in workload.components)
        self.most_sensitive = max(workload.assets, key=_sensitivity, default=None)
        self._order = {asset.id: place for place, asset in enumerate(workload.assets)}
        self._reach: dict[str, int] | None = None
        self._reached: dict[int, tuple[Asset, ...]] = {}
        self._boundaries: dict[str, str] = {}

    def assets_named(self, ids: Iterable[str]) -> tuple[Asset, ...]:
        """The assets with these ids, in the order given."""
        assets = self.assets
        return tuple([assets[one] for one in ids if one in assets])

    def component_subjects(self) -> Iterator[Subject]:
        """A subject for each component."""
        for one in self.workload.components:
            held = self.assets_named(one.holds)
            yield Subject("component", one.id, one.name, component=one, assets=held, was=one.was)

    def flow_subjects(self) -> Iterator[Subject]:
        """A subject for each flow whose ends both exist."""
        for flow in self.workload.flows:
            source, target = self.components.get(flow.from_), self.components.get(flow.to)
            if source is not None and target is not None:
                name = flow.name or f"{source.name} to {target.name}"
                ids = flow.carries or tuple(dict.fromkeys((*target.holds, *source.holds)))
                assets = self.assets_named(ids)
                yield Subject("flow", flow.id, name, None, source, target, flow, assets, flow.was)

    def asset_subjects(self) -> Iterator[Subject]:
        """A subject for each asset."""
        for one in self.workload.assets:
            yield Subject("asset", one.id, one.name, assets=(one,), was=one.was)

    def workload_subject(self) -> Subject:
        """The workload itself."""
        return Subject("workload", WORKLOAD, self.workload.name, assets=self.workload.assets)

    def at_stake(self, subject: Subject) -> tuple[Asset, ...]:
        """The assets that are in play there.

        Of a component what it holds and what flows from and to it carry, of a flow what it carries and what its target
        holds, of a workload what is in our hands: not what only people's own devices hold and no flow carries.
        """
        if subject.component is not None:
            return self.assets_named(dict.fromkeys((*subject.component.holds, *self._carried[subject.component.id])))
        if subject.target is not None:
            held = self.assets_named(subject.target.holds)
            return (*subject.assets, *(one for one in held if one not in subject.assets))
        return self._ours if subject.kind == "workload" else subject.assets

    @cached_property
    def _carried(self) -> Mapping[str, list[str]]:
        """The ids of the assets on the data flows from and to each component."""
        carried: defaultdict[str, list[str]] = defaultdict(list)
        for flow in self.workload.flows:
            if flow.kind == "data":
                carried[flow.from_] += flow.carries
                carried[flow.to] += flow.carries
        return carried

    @cached_property
    def _ours(self) -> tuple[Asset, ...]:
        flows, holders = self.workload.flows, self.workload.components
        carried = {one for flow in flows for one in flow.carries}
        kept = {asset for one in holders if one.type not in _PEOPLES for asset in one.holds}
        theirs = {asset for one in holders for asset in one.holds} - kept - carried
        return tuple(one for one in self.workload.assets if one.id not in theirs)

    def parts(self, subject: Subject) -> tuple[str, ...]:
        """The ids of the components that a threat to the subject is about; of an asset those that hold it."""
        if subject.kind != "asset":
            return subject.components
        return tuple(one.id for one in self.workload.components if subject.on in one.holds)

    def boundary(self, subject: Subject) -> str:
        """The zones between which the most sensitive asset crosses on a flow; empty where it does not."""
        if subject.flow is None or subject.source is None or subject.target is None:
            return ""
        if subject.on not in self._boundaries:
            self._boundaries[subject.on] = self._crossed(subject, subject.source, subject.target)
        return self._boundaries[subject.on]

    def _crossed(self, subject: Subject, source: Component, target: Component) -> str:
        known = self.zone_kind(source) is not None and self.zone_kind(target) is not None
        if not known or source.zone == target.zone or self.most_sensitive not in subject.assets:
            return ""
        return f"{source.zone} to {target.zone}"

    def zone_kind(self, component: Component) -> ZoneKind | None:
        """The kind of the zone that the component stands in; None where none is said."""
        zone = self.zones.get(component.zone) if component.zone else None
        return zone.kind if zone else None

    def reachable(self, component: Component) -> tuple[Asset, ...]:
        """The assets held or carried wherever flows of any kind lead from the component, itself included."""
        if self._reach is None:
            self._reach = _reach(self.workload, self._order)
        mask = self._reach[component.id]
        if mask not in self._reached:
            self._reached[mask] = tuple(one for one in self.workload.assets if mask >> self._order[one.id] & 1)
        return self._reached[mask]


def _sensitivity(asset: Asset) -> int:
    return max(grade(asset, loss) or 0 for loss in get_args(Loss))


def _reach(workload: Workload, order: Mapping[str, int]) -> dict[str, int]:
    """For each component the reachable assets as bits; each changes at most once for each asset."""
    bit = {one: 1 << place for one, place in order.items()}

    def bits(ids: Sequence[str]) -> int:
        found = 0
        for one in ids:
            found |= bit.get(one, 0)
        return found

    reach = {one.id: bits(one.holds) for one in workload.components}
    into: defaultdict[str, list[str]] = defaultdict(list)
    for flow in workload.flows:
        if flow.from_ in reach and flow.to in reach:
            into[flow.to].append(flow.from_)
            reach[flow.from_] |= bits(flow.carries)
    waiting = list(reach)
    while waiting:
        here = waiting.pop()
        for before in into[here]:
            if reach[before] | reach[here] != reach[before]:
                reach[before] |= reach[here]
                waiting.append(before)
    return reach
