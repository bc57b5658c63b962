"""Coverage of a framework, always with its denominator: n of the ids that a design of these parts can answer.

For a library an id counts where a rule that carries it fires in one of its pack's examples; a tag that nothing
exercises is none. For a generation it counts where a threat in the list carries it. Zero Trust and the regimes are
claimed by mitigations: those count, with their states. Ids that are left out of the count keep their reason.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final, Literal

from flows.frameworks import attack, cis
from flows.frameworks.catalogue import Framework, Item, framework
from flows.frameworks.regimes import Regime, regimes
from flows.frameworks.zero_trust import tenets
from flows.packs.index import Library, LoadedRule
from flows.packs.schema import Mitigation, Rule
from flows.threats.types import Generation, MitigationState, Threat
from flows.workload.model import Workload

Standing = Literal["covered", "missing", "excluded"]
Serving = tuple[str, MitigationState | None]
"""A mitigation's full id, and its state where there is a generation."""


@dataclass(frozen=True, slots=True)
class Line:
    """One id of a framework and how it stands.

    Attributes:
        item: the id with its label.
        by: what carries it, in order: full ids of rules, or ids of threats.
        mitigations: those through which it is carried; empty where a rule carries it itself.
        excluded: why it does not count; empty where it does.
    """

    item: Item
    by: tuple[str, ...]
    mitigations: tuple[Serving, ...]
    excluded: str

    @property
    def state(self) -> Standing:
        """Covered, missing, or left out of the count."""
        return "excluded" if self.excluded else "covered" if self.by else "missing"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A framework, and all its ids in its order."""

    framework: Framework
    lines: tuple[Line, ...]

    @property
    def covered(self) -> int:
        """How many of the ids that count are carried."""
        return sum(line.state == "covered" for line in self.lines)

    @property
    def of(self) -> int:
        """The denominator: how many ids count."""
        return sum(line.state != "excluded" for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Carrier:
    """A rule that may bring in ids: by which id it is told, and its mitigations with their states."""

    key: str
    rule: Rule
    mitigations: tuple[tuple[str, Mitigation, MitigationState | None], ...]


_Found = tuple[str, Serving | None]
"""An id or what carries it, and the mitigation through which it is carried."""


def coverage_of_library(
    name: str, library: Library, types: Collection[str] | None = None, categories: Collection[str] | None = None
) -> Coverage:
    """What the rules of the library cover of a framework.

    Args:
        name: one of ``flows.frameworks.catalogue.names()``.
        library: all packs.
        types: component types at hand; those that the library knows where none are given.
        categories: of the assets at hand; every category where none are given.

    Raises:
        NotKnown: no framework is called so.
    """
    one = framework(name)
    held = {each for item in one.items for each in item.categories} if categories is None else categories
    carriers = [_of_rule(loaded, library) for loaded in library.rules if _fires(loaded, library)]
    return _coverage(one, carriers, library.types if types is None else types, held)


def coverage_of_generation(name: str, workload: Workload, generation: Generation, library: Library) -> Coverage:
    """What the threats of a generation cover of a framework, counted over the workload's own types and assets.

    Raises:
        NotKnown: no framework is called so.
    """
    rules = {loaded.id: loaded for loaded in library.rules}
    carriers = [
        _of_threat(threat, rules[threat.rule], library) for threat in generation.threats if threat.rule in rules
    ]
    types = {component.type for component in workload.components}
    categories = {category for asset in workload.assets for category in asset.category}
    return _coverage(framework(name), carriers, types, categories)


def _coverage(
    one: Framework, carriers: Iterable[_Carrier], types: Collection[str], categories: Collection[str]
) -> Coverage:
    ids = _IDS[one.name] if one.name in _IDS else partial(_of_regime, regimes()[one.name])
    found: dict[str, list[_Found]] = {}
    for carrier in carriers:
        for id_, serving in ids(carrier):
            found.setdefault(id_, []).append((carrier.key, serving))
    lines = tuple(_line(item, found.get(item.id, ()), item.not_for(types, categories)) for item in one.items)
    return Coverage(one, lines)


def _line(item: Item, found: Sequence[_Found], excluded: str) -> Line:
    by = tuple(dict.fromkeys(key for key, _ in found))
    serving = tuple(dict.fromkeys(each for _, each in found if each))
    return Line(item, by, serving, excluded)


def _fires(loaded: LoadedRule, library: Library) -> bool:
    return any(one.expect.states.get(loaded.rule.id) == "open" for one in library.packs[loaded.pack].examples)


def _of_rule(loaded: LoadedRule, library: Library) -> _Carrier:
    keys = dict.fromkeys([key for one in loaded.rule.secured_by for key in one.all] + list(loaded.rule.helped_by))
    full = [loaded.mitigation_id(key) for key in keys]
    return _Carrier(loaded.id, loaded.rule, tuple((id_, library.mitigations[id_], None) for id_ in full))


def _of_threat(threat: Threat, loaded: LoadedRule, library: Library) -> _Carrier:
    views = (view for view in threat.mitigations if view.id in library.mitigations)
    return _Carrier(threat.id, loaded.rule, tuple((one.id, library.mitigations[one.id], one.state) for one in views))


def _of_attack(carrier: _Carrier) -> Iterator[_Found]:
    """A sub-technique is its technique too; the other way round says nothing."""
    for written in carrier.rule.refs.attack:
        for id_ in attack.called(written):
            yield id_, None
            if above := attack.every()[id_].parent:
                yield above, None


def _of_cis(carrier: _Carrier) -> Iterator[_Found]:
    """By the ids of the rule, in whatever version, and by checks that verify one of its mitigations."""
    for ref in carrier.rule.refs.cis:
        control = cis.every().get(ref)
        if control:
            yield control.ref, None
            yield from ((id_, None) for check in control.checks for id_ in _newest(check))
    for full, mitigation, state in carrier.mitigations:
        for one in mitigation.evidence:
            if one.tool == "prowler" and one.verifies == "yes":
                yield from ((id_, (full, state)) for check in one.check for id_ in _newest(check))


def _newest(check: str) -> Iterator[str]:
    yield from (f"{cis.NEWEST}/{id_}" for id_ in cis.ids_of(check).get(cis.NEWEST, ()))


def _of_practices(carrier: _Carrier) -> Iterator[_Found]:
    yield from ((slug, None) for slug in carrier.rule.refs.well_architected)


def _of_zero_trust(carrier: _Carrier) -> Iterator[_Found]:
    for full, mitigation, state in carrier.mitigations:
        for claim in mitigation.zero_trust:
            if tenets()[claim.tenet].earned_by(claim.test, mitigation.does):
                yield str(claim.tenet), (full, state)


def _of_regime(regime: Regime, carrier: _Carrier) -> Iterator[_Found]:
    for full, mitigation, state in carrier.mitigations:
        for one in regime.requirements:
            if one.serves(carrier.rule.family, mitigation.does, f"{mitigation.title}. {'. '.join(mitigation.how)}"):
                yield one.id, (full, state)


_IDS: Final[Mapping[str, Callable[[_Carrier], Iterator[_Found]]]] = MappingProxyType(
    {"attack": _of_attack, "cis": _of_cis, "well-architected": _of_practices, "zero-trust": _of_zero_trust}
)
