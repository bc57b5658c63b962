"""Mutation of packs: what may be removed without any example noticing has no example, and fails.

A removal is noticed when an example or quiet workload that held does not hold any more. What asks about types and
zones is tried on variants of the firing examples' workloads too, because examples give facts only; and an example
notices what it cannot expect, which is ``flows.authoring.effects``'s.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flows.authoring.alone import outcome
from flows.authoring.effects import effect
from flows.authoring.examples import holds, minimal_workload, run_quiet
from flows.authoring.mutants import Mutant, mutants
from flows.authoring.variants import all_at_stake, category_flips, type_flips, zone_flips
from flows.errors import Place
from flows.packs.index import Library, LoadedRule
from flows.packs.schema import Example, Pack
from flows.workload.model import Workload


@dataclass(frozen=True, slots=True)
class Survivor:
    """A removal that nothing noticed.

    Attributes:
        pack: the pack's name.
        place: where in its file the removed thing stands.
        removed: the thing, in words.
        rules: full ids of the rules of which an example should have noticed.
    """

    pack: str
    place: Place
    removed: str
    rules: tuple[str, ...]


class Proofs:
    """The examples of all packs of a library, by the rules that they speak of; and their workloads, made once."""

    def __init__(self, library: Library) -> None:
        """Run every example once: one that does not hold proves nothing."""
        self.library = library
        self._loaded = {loaded.id: loaded for loaded in library.rules}
        self._workloads: dict[tuple[str, frozenset[tuple[str, str]]], Workload] = {}
        self._examples: defaultdict[str, list[tuple[Pack, Example]]] = defaultdict(list)
        self._quiet: list[Pack] = []
        for pack in library.packs.values():
            for example in pack.examples:
                if holds(pack, example, library, self.workload):
                    for rule in example.expect.states:
                        self._examples[f"{pack.pack}/{rule}"].append((pack, example))
            if pack.quiet and run_quiet(pack, library, self.workload).ok:
                self._quiet.append(pack)

    def workload(self, loaded: LoadedRule, given: Mapping[str, str], _: Library) -> Workload:
        """The workload of the rule as the library has it, whatever a mutant says."""
        key = (loaded.id, frozenset(given.items()))
        if key not in self._workloads:
            self._workloads[key] = minimal_workload(self._loaded[loaded.id], given, self.library)
        return self._workloads[key]

    def notice(self, mutant: Mutant) -> bool:
        """Whether anything comes out otherwise than it should."""
        rules = sorted(mutant.rules)
        if any(not holds(*each, mutant.library, self.workload) for each in self._about(mutant)):
            return True
        if mutant.architecture and any(self._seen_by_variants(rule, mutant) for rule in rules):
            return True
        if any(self._seen_otherwise(rule, mutant) for rule in rules):
            return True
        quiet = [pack for pack in self._quiet if any(rule.startswith(f"{pack.pack}/") for rule in rules)]
        return any(not run_quiet(pack, mutant.library, self.workload).ok for pack in quiet)

    def firing(self, rule: str) -> Iterator[Example]:
        """The examples on which the rule is expected to be open, and is."""
        own = self._loaded[rule].rule.id
        yield from (example for _, example in self._examples[rule] if example.expect.states[own] == "open")

    def about(self, rule: str) -> list[Example]:
        """The examples that hold and speak of the rule."""
        return [example for _, example in self._examples[rule]]

    def _about(self, mutant: Mutant) -> Iterator[tuple[Pack, Example]]:
        seen = set()
        for rule in sorted(mutant.rules):
            for pack, example in self._examples[rule]:
                if (pack.pack, example.name) not in seen:
                    seen.add((pack.pack, example.name))
                    yield pack, example

    def _seen_otherwise(self, rule: str, mutant: Mutant) -> bool:
        """Whether an example shows otherwise what it cannot expect."""
        loaded = self._loaded[rule]
        changed = next(one for one in mutant.library.rules if one.id == rule)
        workloads = (all_at_stake(self.workload(loaded, one.given, self.library)) for one in self.about(rule))
        return any(
            effect(mutant.path, loaded, one, self.library) != effect(mutant.path, changed, one, mutant.library)
            for one in workloads
        )

    def _seen_by_variants(self, rule: str, mutant: Mutant) -> bool:
        loaded, before, after = self._loaded[rule], self.library, mutant.library
        changed = next(one for one in after.rules if one.id == rule)
        for example in self.firing(rule):
            workload = self.workload(loaded, example.given, before)
            flips = (*zone_flips(workload), *category_flips(workload), *type_flips(workload, loaded, before))
            for _, one in flips:
                was = outcome(loaded, one, before), effect(mutant.path, loaded, one, before)
                if was != (outcome(changed, one, after), effect(mutant.path, changed, one, after)):
                    return True
        return False


def survivors(pack: Pack, proofs: Proofs, tick: Callable[[], None] = lambda: None) -> list[Survivor]:
    """The removals in this pack that nothing notices, in the order of its file; ``tick`` is called after each."""
    found = []
    for mutant in mutants(pack, proofs.library):
        if not proofs.notice(mutant):
            found.append(Survivor(pack.pack, pack.place(mutant.path), mutant.removed, tuple(sorted(mutant.rules))))
        tick()
    return found
