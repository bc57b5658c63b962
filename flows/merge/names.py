"""What the things of a workload are called, now and before, and the assumptions that decisions on them rest on."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from flows.workload.assumptions import bears, why_ended
from flows.workload.model import Asset, Assumption, Component, Flow, Workload


@dataclass(frozen=True)
class Names:
    """What things were called before, and the assumptions under decisions.

    Attributes:
        titles: id -> name for people.
        became: an id that a thing had before -> its ids now.
        assumptions: of the workload.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    became: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()

    def now(self, id_: str) -> tuple[str, ...]:
        """The id itself, and what a thing that had it is called now."""
        return (id_, *self.became.get(id_, ()))

    def called(self, id_: str) -> str:
        """The thing's name, or its id where it is not there any more."""
        return next((self.titles[each] for each in self.now(id_) if each in self.titles), id_)

    def broken(self, rule: str, on: str, today: date | None) -> Iterator[tuple[str, str]]:
        """The assumptions under a threat that hold no longer: id, and the reason as a sentence."""
        for one in self.assumptions:
            if bears(one, rule, on) and (why := why_ended(one, today)):
                yield one.id, f"It rests on “{one.text}”, which {why}."

    def why_broken(self, rule: str, on: str, today: date | None, knowing: Collection[str]) -> str | None:
        """Why an assumption under a decision holds no longer, those apart that were known to be broken."""
        return next((why for id_, why in self.broken(rule, on, today) if id_ not in knowing), None)


def names_of(workload: Workload) -> Names:
    """The names of a workload's things, now and before."""
    things: tuple[Component | Flow | Asset, ...] = (*workload.components, *workload.flows, *workload.assets)
    became: dict[str, tuple[str, ...]] = {}
    for one in things:
        for old in one.was:
            became[old] = (*became.get(old, ()), one.id)
    titles = {one.id: one.name or one.id for one in things}
    return Names(titles, became, workload.assumptions)
