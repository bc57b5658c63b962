"""Whether each rule is proved: an example on which it fires, a hardened twin, and facts that move it.

A twin differs in one fact (the loader sees to that) and on it the threat is gone or lower; one that only says that
nobody cares to attack hardens nothing. A flip gives one fact of a
firing example another choice, or one zone of a flow another kind; a rule that no flip moves rests on presence alone.
The kind of a flow and the type of a component are no flips: whatever a rule says, it stands on one kind of thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.authoring.alone import Outcome, outcome
from flows.authoring.mutation import Proofs
from flows.authoring.variants import zone_flips
from flows.packs.index import LoadedRule
from flows.packs.schema import Example, Pack
from flows.workload.model import Workload

TARGET = "workload/attractive_target"
"""The fact that says who would attack."""


@dataclass(frozen=True, slots=True)
class RuleProof:
    """What proves one rule.

    Attributes:
        pack: the pack's name; ``rule`` the rule's id within it.
        fires: the first example on which it is open, or None.
        twin: an example on which it is gone or lower and one fact is otherwise, as ``hardened (twin of firing)``.
        flips: how many flips were tried on all firing examples; ``moved`` how many changed the outcome.
    """

    pack: str
    rule: str
    fires: str | None
    twin: str | None
    flips: int
    moved: int

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not proved, each as a sentence that says what to write."""
        if self.fires is None:
            return ("no example expects it open and gets it; write one",)
        found = [] if self.twin else ["no hardened twin: write an example that differs in one fact and ends it"]
        if self.flips and not self.moved:
            found.append("no other answer or zone changes it: let its condition rest on what its examples give")
        elif not self.flips:
            found.append("its examples give nothing that could be flipped")
        return tuple(found)

    @property
    def ok(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def rule_proofs(pack: Pack, proofs: Proofs) -> list[RuleProof]:
    """For each rule of the pack, in its order, what proves it."""
    loaded = {one.rule.id: one for one in proofs.library.rules if one.pack == pack.pack}
    return [_proof(loaded[rule.id], proofs) for rule in pack.threats]


def _proof(loaded: LoadedRule, proofs: Proofs) -> RuleProof:
    firing = list(proofs.firing(loaded.id))
    flips = [moved for example in firing for moved in _flips(loaded, example, proofs)]
    twins = sorted((twin for example in firing for twin in _twins(loaded, example, proofs)), key=lambda twin: twin[0])
    name = firing[0].name if firing else None
    return RuleProof(loaded.pack, loaded.rule.id, name, twins[0][1] if twins else None, len(flips), sum(flips))


def _twins(loaded: LoadedRule, firing: Example, proofs: Proofs) -> Iterator[tuple[bool, str]]:
    """Whether the threat is still open on the twin, only lower; and the two names."""
    before = _outcome(loaded, firing, proofs)
    for other in proofs.about(loaded.id):
        related = other.twin_of == firing.name or firing.twin_of == other.name
        if related and _differ(loaded, firing, other, proofs) != {TARGET}:
            after = _outcome(loaded, other, proofs)
            if after.is_better_than(before):
                yield after.state == "open", f"{other.name} (twin of {firing.name})"


def _differ(loaded: LoadedRule, one: Example, other: Example, proofs: Proofs) -> set[str]:
    changed = set(one.given.items()) ^ set(other.given.items())
    return {proofs.library.fact_id(name, loaded.pack) for name, _ in changed}


def _outcome(loaded: LoadedRule, example: Example, proofs: Proofs) -> Outcome:
    return outcome(loaded, proofs.workload(loaded, example.given, proofs.library), proofs.library)


def _flips(loaded: LoadedRule, firing: Example, proofs: Proofs) -> Iterator[bool]:
    """For each flip whether it changes the outcome."""
    before = _outcome(loaded, firing, proofs)
    for workload in _flipped(loaded, firing, proofs):
        yield outcome(loaded, workload, proofs.library) != before


def _flipped(loaded: LoadedRule, firing: Example, proofs: Proofs) -> Iterator[Workload]:
    library = proofs.library
    for name, given in firing.given.items():
        for choice in library.facts[library.fact_id(name, loaded.pack)].choices:
            if choice != given:
                yield proofs.workload(loaded, {**firing.given, name: choice}, library)
    yield from (workload for _, workload in zone_flips(proofs.workload(loaded, firing.given, library)))
