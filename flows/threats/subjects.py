"""What rules stand on, and what conditions see from there: facts by place, types, zones, assets at stake.

Judging is left to ``flows.threats.judge``. Everything that is looked up is indexed once for the whole workload.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from flows.conditions import End, FlowSeen, Value, Verdict, evaluate, value_under
from flows.packs.schema import FactDef, Loss
from flows.risk import grade
from flows.threats.template import listed
from flows.workload.model import WORKLOAD, Asset, Component, Fact, Facts, Flow, Workload, Zone, ZoneKind

SubjectKind = Literal["component", "flow", "asset", "workload"]
_LINKS = {"data": "the connection", "trust": "the trust", "grant": "the grant", "deploy": "the deployment"}


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that rules may stand on, with its surroundings.

    ``assets`` are those carried by a flow or held by a component, or the asset itself; a flow of which nothing is
    said to be carried is taken to carry what its ends hold.
    """

    kind: SubjectKind
    on: str
    name: str
    component: Component | None = None
    source: Component | None = None
    target: Component | None = None
    flow: Flow | None = None
    assets: tuple[Asset, ...] = ()

    @property
    def main(self) -> Component | None:
        """The component where a mitigation is likeliest to go: the target of a flow."""
        return self.component or self.target

    @property
    def components(self) -> tuple[str, ...]:
        """The ids of the components involved, the main one first."""
        involved = (self.component, self.target, self.source)
        return tuple(dict.fromkeys(one.id for one in involved if one is not None))


@dataclass(frozen=True, slots=True)
class Held:
    """A fact in one place: what it stands on, the name of that, and what is answered there."""

    fact: str
    on: str
    name: str
    answer: Fact | None


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

    def assets_named(self, ids: Iterable[str]) -> tuple[Asset, ...]:
        """The assets with these ids, in the order given."""
        return tuple(self.assets[one] for one in ids if one in self.assets)

    def component_subjects(self) -> Iterator[Subject]:
        """A subject for each component."""
        for one in self.workload.components:
            yield Subject("component", one.id, one.name, component=one, assets=self.assets_named(one.holds))

    def flow_subjects(self) -> Iterator[Subject]:
        """A subject for each flow whose ends both exist."""
        for flow in self.workload.flows:
            source, target = self.components.get(flow.from_), self.components.get(flow.to)
            if source is not None and target is not None:
                name = flow.name or f"{source.name} to {target.name}"
                ids = flow.carries or tuple(dict.fromkeys((*target.holds, *source.holds)))
                assets = self.assets_named(ids)
                yield Subject("flow", flow.id, name, source=source, target=target, flow=flow, assets=assets)

    def asset_subjects(self) -> Iterator[Subject]:
        """A subject for each asset."""
        for one in self.workload.assets:
            yield Subject("asset", one.id, one.name, assets=(one,))

    def workload_subject(self) -> Subject:
        """The workload itself."""
        return Subject("workload", WORKLOAD, self.workload.name, assets=self.workload.assets)

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

    def bits(ids: Sequence[str]) -> int:
        return sum(1 << order[one] for one in set(ids) if one in order)

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


@dataclass(slots=True)
class SubjectView:
    """What a condition sees from one subject (``flows.conditions.View``); values are looked up once."""

    landscape: Landscape
    facts: Mapping[str, FactDef]
    subject: Subject
    _values: dict[str, tuple[Value, ...]] = field(default_factory=dict)

    def fact(self, name: str) -> tuple[Value, ...]:
        """The fact's values as seen from here, one for each place."""
        if name not in self._values:
            self._values[name] = tuple(self._value(held) for held in self.places(name))
        return self._values[name]

    def type_of(self, end: End) -> str | None:
        """The type of the component or of one end of the flow."""
        subject = self.subject
        one = {"component": subject.component, "source": subject.source, "target": subject.target}[end]
        return one.type if one else None

    def flow(self) -> FlowSeen | None:
        """The flow's kind and zones."""
        subject = self.subject
        if subject.flow is None or subject.source is None or subject.target is None:
            return None
        start, end = self.landscape.zone_kind(subject.source), self.landscape.zone_kind(subject.target)
        crosses: Verdict = "unknown"
        if start is not None and end is not None:
            crosses = "no" if subject.source.zone == subject.target.zone else "yes"
        return FlowSeen(subject.flow.kind, start, end, crosses)

    def exists(self, type_: str) -> bool:
        """Whether any component has this type."""
        return type_ in self.landscape.types

    def boundary(self) -> str:
        """The zones between which the most sensitive asset crosses on this flow; empty where it does not."""
        seen, most, source, target = (
            self.flow(),
            self.landscape.most_sensitive,
            self.subject.source,
            self.subject.target,
        )
        if seen is None or seen.crosses != "yes" or source is None or target is None or most is None:
            return ""
        return f"{source.zone} to {target.zone}" if most in self.subject.assets else ""

    def places(self, name: str) -> tuple[Held, ...]:
        """Where the fact stands as seen from here; empty where nothing here could carry it."""
        subject, where = self.subject, self.facts[name].on
        if where == "workload":
            return (self._held(name, WORKLOAD, self.landscape.workload.name, self.landscape.workload.facts),)
        if where == "asset":
            return tuple(self._held(name, asset.id, asset.name, asset.facts) for asset in subject.assets)
        if where == "flow":
            flow = subject.flow
            return (self._held(name, flow.id, subject.name, flow.facts),) if flow else ()
        one = self._component(where)
        return (self._held(name, one.id, one.name, one.facts),) if one else ()

    def only_if(self, held: Held) -> Verdict:
        """Whether the fact applies in that place."""
        condition = self.facts[held.fact].only_if
        return "yes" if condition is None else evaluate(condition, self.at(held))

    def at(self, held: Held) -> "SubjectView":
        """This view narrowed to the place: for an asset's fact, to that asset alone."""
        if self.facts[held.fact].on != "asset" or len(self.subject.assets) == 1:
            return self
        return self.alone(self.landscape.assets[held.on])

    def supposing(self, name: str, choice: str) -> "SubjectView":
        """This view if ``choice`` were answered wherever the fact is unanswered."""
        values = tuple(choice if value is None else value for value in self.fact(name))
        return SubjectView(self.landscape, self.facts, self.subject, {name: values})

    def alone(self, asset: Asset) -> "SubjectView":
        """This view with one asset only."""
        return SubjectView(self.landscape, self.facts, replace(self.subject, assets=(asset,)))

    def names(self) -> dict[str, str]:
        """What the placeholders for things stand for, as far as the subject itself says."""
        subject = self.subject
        main = subject.main.name if subject.main else subject.name
        flow = (subject.flow.name or subject.flow.protocol or _LINKS[subject.flow.kind]) if subject.flow else main
        assets = listed(asset.name for asset in subject.assets)
        return {
            "workload": self.landscape.workload.name,
            "component": main,
            "source": subject.source.name if subject.source else main,
            "target": main,
            "flow": flow,
            "asset": subject.name if subject.kind == "asset" else assets,
            "assets": assets,
        }

    def _component(self, where: str) -> Component | None:
        subject = self.subject
        if subject.flow is None:
            return subject.component
        return subject.source if where == "source" else subject.target

    def _held(self, name: str, on: str, on_name: str, facts: Facts) -> Held:
        """What is answered there; a word that is no choice of the fact is no answer."""
        answer = facts.get(name)
        return Held(name, on, on_name, answer if answer and answer.value in self.facts[name].choices else None)

    def _value(self, held: Held) -> Value:
        answer = held.answer.value if held.answer else None
        return answer if self.facts[held.fact].only_if is None else value_under(self.only_if(held), answer)
