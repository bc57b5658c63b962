"""What a condition sees from one subject: facts by place, types, zones, assets at stake.

The workload's look-ups are ``flows.threats.landscape``'s; judging is left to ``flows.threats.judge``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from flows.conditions import End, FlowSeen, Refuted, Value, Verdict, evaluate, value_under
from flows.packs.schema import FactDef
from flows.threats.landscape import Landscape, Subject, SubjectKind
from flows.threats.template import listed
from flows.workload.model import WORKLOAD, Asset, Component, Fact, Facts

__all__ = ["Held", "Landscape", "Subject", "SubjectKind", "SubjectView"]

Place = Literal["component", "source", "target", "flow", "asset", "workload"]
_LINKS = {"data": "the connection", "trust": "the trust", "grant": "the grant", "deploy": "the deployment"}


def is_open(value: Value) -> bool:
    """Whether nobody knows the fact's word: it is unanswered, or what was said is refuted."""
    return value is None or isinstance(value, Refuted)


class Held(NamedTuple):
    """A fact in one place: what it stands on, the name of that, and what is answered there.

    ``place`` is that thing as seen from the subject, by which ``at`` finds the same place of another subject.
    """

    fact: str
    on: str
    name: str
    answer: Fact | None
    place: Place = "workload"

    def on_of(self, subject: Subject) -> str:
        """The id of the same place as seen from a subject that is alike."""
        match self.place:
            case "flow":
                return subject.on
            case "asset" | "workload":
                return self.on
        return getattr(subject, self.place).id  # type: ignore[no-any-return]  # the component at that end

    def at(self, subject: Subject, workload: str) -> "Held":
        """The same place as seen from a subject that is alike but for ids and names."""
        match self.place:
            case "component" | "source" | "target":
                one = getattr(subject, self.place)
                return Held(self.fact, one.id, one.name, self.answer, self.place)
            case "flow":
                return Held(self.fact, subject.on, subject.name, self.answer, self.place)
            case "workload":
                return Held(self.fact, self.on, workload, self.answer, self.place)
        return self


@dataclass(slots=True)
class SubjectView:
    """What a condition sees from one subject (``flows.conditions.View``); values are looked up once.

    ``believing`` takes a refuted claim at its word: to tell what was claimed from what was never there.
    """

    landscape: Landscape
    facts: Mapping[str, FactDef]
    subject: Subject
    _values: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    _places: dict[str, tuple[Held, ...]] = field(default_factory=dict)
    believing: bool = False

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

    def places(self, name: str) -> tuple[Held, ...]:
        """Where the fact stands as seen from here; empty where nothing here could carry it."""
        if name not in self._places:
            self._places[name] = self._found(name)
        return self._places[name]

    def _found(self, name: str) -> tuple[Held, ...]:
        subject, where = self.subject, self.facts[name].on
        if where == "workload":
            whole = self.landscape.workload
            return (self._held(name, WORKLOAD, whole.name, whole.facts, "workload"),)
        if where == "asset":
            return tuple(self._held(name, asset.id, asset.name, asset.facts, "asset") for asset in subject.assets)
        if where == "flow":
            flow = subject.flow
            return (self._held(name, flow.id, subject.name, flow.facts, "flow"),) if flow else ()
        place, one = self._component(where)
        return (self._held(name, one.id, one.name, one.facts, place),) if one else ()

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
        values = tuple(choice if is_open(value) else value for value in self.fact(name))
        return SubjectView(self.landscape, self.facts, self.subject, {name: values})

    def were(self, name: str, choice: str) -> "SubjectView":
        """This view if ``choice`` were the answer wherever the fact stands, whatever is answered."""
        return SubjectView(self.landscape, self.facts, self.subject, {name: (choice,) * len(self.fact(name))})

    def believed(self) -> "SubjectView":
        """This view with refuted claims taken at their word."""
        return SubjectView(self.landscape, self.facts, self.subject, believing=True)

    def alone(self, asset: Asset) -> "SubjectView":
        """This view with one asset only."""
        alone = replace(self.subject, assets=(asset,))
        return SubjectView(self.landscape, self.facts, alone, believing=self.believing)

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

    def _component(self, where: str) -> tuple[Place, Component | None]:
        subject = self.subject
        if subject.flow is None:
            return "component", subject.component
        return ("source", subject.source) if where == "source" else ("target", subject.target)

    def _held(self, name: str, on: str, on_name: str, facts: Facts, place: Place) -> Held:
        """What is answered there; a word that is no choice of the fact is no answer."""
        answer = facts.get(name)
        known = answer if answer and answer.value in self.facts[name].choices else None
        return Held(name, on, on_name, known, place)

    def _value(self, held: Held) -> Value:
        answer: Value = held.answer.value if held.answer else None
        if held.answer is not None and held.answer.refuted_by is not None and not self.believing:
            answer = Refuted(held.answer.value)
        return answer if self.facts[held.fact].only_if is None else value_under(self.only_if(held), answer)
