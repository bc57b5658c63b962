"""All packs together, by what one looks for: facts and mitigations by full id, rules by what they stand on.

A full id is ``pack/name``. Checking packs is ``flows.packs.checks``; reading and assembling ``flows.packs.loader``.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from flows.errors import NotKnown, Place
from flows.packs.schema import FactDef, Mitigation, Pack, Rule
from flows.words import instead, nearest, shown

Kind = Literal["component", "flow", "asset", "workload"]
ANY = "any"


@dataclass(frozen=True, eq=False, slots=True)
class LoadedRule:
    """A rule with full fact ids in its conditions, ``on.carries`` and ``impact_of.by``.

    Attributes:
        id: ``pack/rule``.
        pack: the pack's name.
        rule: as the schema has it; its sets and ``helped_by`` name mitigations of its own pack by their short keys.
        facts: full ids of all facts that its state or likelihood can rest on, with those of their ``only_if``.
        reads: these and those of the mitigations that only help, in order.
    """

    id: str
    pack: str
    rule: Rule
    facts: frozenset[str]
    reads: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What it stands on."""
        return kind_of(self.rule)

    def mitigation_id(self, key: str) -> str:
        """The full id of a mitigation that the rule names."""
        return f"{self.pack}/{key}"


def kind_of(rule: Rule) -> Kind:
    """What a rule stands on."""
    on = rule.on
    return "component" if on.component else "flow" if on.flow else "asset" if on.asset else "workload"


class Names:
    """Which fact a name means, short or full."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        """Index the facts of all packs."""
        self.facts: dict[str, FactDef] = {f"{p.pack}/{key}": fact for p in packs for key, fact in p.facts.items()}
        self._short: dict[str, list[str]] = {}
        for full in self.facts:
            self._short.setdefault(full.partition("/")[2], []).append(full)

    def called(self, name: str) -> tuple[str, ...]:
        """The full ids of all facts with this short or full name."""
        return (name,) if name in self.facts else tuple(self._short.get(name, ()))

    def full(self, name: str, *prefer: str) -> str:
        """The full id of ``name``: of the first pack in ``prefer`` that has it, else of the only pack that has it.

        Raises:
            NotKnown: no pack declares it, or several do and none is preferred.
        """
        if name in self.facts:
            return name
        for pack in prefer:
            if f"{pack}/{name}" in self.facts:
                return f"{pack}/{name}"
        found = self.called(name)
        if len(found) == 1:
            return found[0]
        if found:
            raise NotKnown(f"several packs have a fact {shown(name)}; write one of {', '.join(sorted(found))}")
        known = self.facts if "/" in name else self._short
        raise NotKnown(f"no pack has a fact {shown(name)}{instead(name, known, few=0)}")


@dataclass(frozen=True, eq=False)
class Library:
    """All packs, checked and joined. Compare by identity; ``version`` says whether two hold the same.

    Attributes:
        packs: by name, as written.
        facts: by full id; ``only_if`` has full ids.
        mitigations: by full id; ``done_when`` has full ids.
        rules: in order of pack name, then of the file.
        types: component types that a pack knows, with their titles; packs named ``cross.…`` are about no one type.
        aliases: how people write a type, folded, to the type.
        version: a digest over names, versions, contents and an organisation's changes.
        disabled: full ids of rules that the organisation has disabled, with its reason.
        unmatched: what its files name that is not there (any more), with the place.
        risk_rows: its risk table; None where it has none.
        kept: what others have worked out of this library and keep with it.
    """

    packs: Mapping[str, Pack]
    facts: Mapping[str, FactDef]
    mitigations: Mapping[str, Mitigation]
    rules: tuple[LoadedRule, ...]
    types: Mapping[str, str]
    aliases: Mapping[str, str]
    version: str
    names: Names
    disabled: Mapping[str, str] = field(default_factory=dict)
    unmatched: tuple[tuple[Place, str], ...] = ()
    risk_rows: tuple[str, ...] | None = None
    kept: dict[Hashable, object] = field(init=False, repr=False, default_factory=dict)
    _by_subject: Mapping[tuple[str, ...], tuple[int, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index the rules by what they stand on."""
        by_subject: dict[tuple[str, ...], tuple[int, ...]] = {}
        for number, loaded in enumerate(self.rules):
            for key in _keys(loaded.rule):
                by_subject[key] = (*by_subject.get(key, ()), number)
        object.__setattr__(self, "_by_subject", MappingProxyType(by_subject))

    def rules_for(self, kind: Kind, *about: str) -> tuple[LoadedRule, ...]:
        """The rules that may stand on a subject, in the library's order; zones, assets and facts are not looked at.

        Args:
            kind: what the rule stands on.
            about: component: its type. Flow: its kind, its source's type, its target's type. Asset: its
                categories. Workload: nothing.
        """
        keys: set[tuple[str, ...]] = {("workload",)} if kind == "workload" else set()
        if kind == "flow":
            flow, source, target = about
            keys = {("flow", flow, s, t) for s in (source, ANY) for t in (target, ANY)}
        elif kind in ("component", "asset"):
            keys = {(kind, each) for each in (*about, ANY)}
        numbers = {number for key in keys for number in self._by_subject.get(key, ())}
        return tuple(self.rules[number] for number in sorted(numbers))

    def fact_id(self, name: str, *prefer: str) -> str:
        """The full id of a fact that may be written short: first in the packs ``prefer``, then where it is unique.

        Raises:
            NotKnown: no pack declares it, or several do and none is preferred.
        """
        return self.names.full(name, *prefer)

    def type_named(self, words: str) -> str | None:
        """The type that people mean by ``words`` (its name, title, alias, shape or template type), or None."""
        return self.aliases.get(folded(words))

    def nearest_type(self, word: str) -> str | None:
        """The known type most like ``word``, for "did you mean"; None where none is like it."""
        return self.type_named(word) or nearest(word, self.types)


def folded(words: str) -> str:
    """Words without what people vary: case, spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]+", " ", words).strip().casefold()


def is_type(pack: Pack) -> bool:
    """Whether the pack's name is a component type; ``cross.…`` packs hold rules over any."""
    return not pack.pack.startswith("cross.")


def ways_to_write(pack: Pack) -> Iterator[str]:
    """All that people, drawings and templates call the pack's type."""
    yield from (pack.pack, pack.title, *pack.names, *pack.shapes, *pack.iac)


def _keys(rule: Rule) -> Iterator[tuple[str, ...]]:
    on = rule.on
    if on.flow:
        yield from (("flow", on.flow, s, t) for s in on.source or (ANY,) for t in on.target or (ANY,))
    elif on.workload:
        yield ("workload",)
    else:
        yield from (("component", each) for each in on.component)
        yield from (("asset", each) for each in on.asset)
