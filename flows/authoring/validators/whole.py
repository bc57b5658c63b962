"""Whether packs go together: nothing said twice, names that lead to one type, layers that exist, nothing left out."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import ClassVar, Final, get_args

from flows.authoring.validators.base import STATEMENT, LibraryValidator, Problem, Severity, Validator, same_words
from flows.packs.index import folded, is_type, ways_to_write
from flows.packs.schema import Actor, Family, Pack, Rule
from flows.words import instead, shown
from flows.workload.types import TYPES


class SameQuestion(Validator):
    """No two facts ask the same, save of different types of components."""

    check = "same-question"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Facts whose question another fact asks already."""
        for key, fact in pack.facts.items():
            mine = f"{pack.pack}/{key}"
            for other in self._questions[same_words(fact.ask)]:
                of_another_type = fact.on in ("component", "source", "target") and not other.startswith(f"{pack.pack}/")
                if other < mine and not of_another_type:
                    sentence = f"asks what {shown(other)} asks, in the same words: use that fact, or say what differs"
                    yield ("facts", key, "ask"), sentence

    @cached_property
    def _questions(self) -> Mapping[str, tuple[str, ...]]:
        return together((same_words(fact.ask), full) for full, fact in self.library.facts.items())


class SameStatement(Validator):
    """No two rules state the same threat."""

    check = "same-statement"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Rules whose sentence is another's."""
        for number, rule in enumerate(pack.threats):
            mine = f"{pack.pack}/{rule.id}"
            for other in self._statements[self._spoken(rule)]:
                if other < mine:
                    sentence = f"states what {shown(other)} states, in the same words: join them, or say what differs"
                    yield ("threats", number), sentence

    @cached_property
    def _statements(self) -> Mapping[str, tuple[str, ...]]:
        return together((self._spoken(loaded.rule), loaded.id) for loaded in self.library.rules)

    @staticmethod
    def _spoken(rule: Rule) -> str:
        return " ".join(same_words(getattr(rule, part)) for part in STATEMENT)


class Names(Validator):
    """What people, drawings and templates write leads to one type; loading refuses what two packs claim."""

    check = "names"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Names that belong to another type, one that has no pack."""
        taken = {folded(words): type_ for type_, title in TYPES.items() for words in (type_, title)}
        for words in ways_to_write(pack) if is_type(pack) else ():
            if (owner := taken.get(folded(words), pack.pack)) != pack.pack:
                yield ("names",), f"{shown(words)} is the type {owner}; people who mean that would get this"


class FormerNames(Validator):
    """A name that a rule had before leads to one rule, since decisions follow it."""

    check = "was"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Former names that another rule has or had."""
        owners = {rule.id: rule.id for rule in pack.threats}
        for number, rule in enumerate(pack.threats):
            for place, former in enumerate(rule.was):
                owner = owners.setdefault(former, rule.id)
                if owner != rule.id or former == rule.id:
                    sentence = f"{shown(former)} leads to {owner} already; decisions would follow the wrong rule"
                    yield ("threats", number, "was", place), sentence


class Layers(Validator):
    """Layers of shared responsibility are the seven of the method."""

    check = "layers"
    KNOWN: Final = ("hardware", "operating-system", "runtime", "network", "identity", "data", "configuration")

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Layers that are not known."""
        for layer in pack.layers:
            if layer not in self.KNOWN:
                yield ("layers", layer), f"{shown(layer)} is no layer{instead(layer, self.KNOWN)}"


class Breadth(LibraryValidator):
    """All packs together speak of every family of threats and of every kind of actor."""

    check = "breadth"
    severity: ClassVar[Severity] = "warning"

    def sentences(self) -> Iterator[str]:
        """Families and actors of which no rule speaks."""
        families = {loaded.rule.family for loaded in self.library.rules}
        actors = {loaded.rule.actor for loaded in self.library.rules}
        if missing := [one for one in get_args(Family) if one not in families]:
            yield f"no rule is of the family {', '.join(missing)}"
        if unseen := [one for one in get_args(Actor) if one not in actors]:
            yield f"no rule has the actor {', '.join(unseen)}"


def together(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Key -> its values, in order."""
    found: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        found[key] = (*found.get(key, ()), value)
    return found
