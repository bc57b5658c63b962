"""Coverage of a framework, always with its denominator: n of the ids that a design of these parts can answer.

For a library an id counts where a rule that carries it fires in one of its pack's examples; a tag that nothing
exercises is none. For a generation it counts where a threat in the list carries it. Zero Trust and the regimes are
claimed by mitigations: those count, with their states. Ids that are left out of the count keep their reason.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Final, Literal

from flows.frameworks import attack, cis
from flows.frameworks.catalogue import Framework, Item, framework
from flows.frameworks.regimes import Regime, regimes, regimes_for
from flows.frameworks.zero_trust import tenets
from flows.lazy import Whole
from flows.packs.index import Library, LoadedRule
from flows.packs.schema import Mitigation, Rule
from flows.threats.types import Generation, Measures, MitigationState
from flows.workload.model import Workload

Standing = Literal["covered", "missing", "excluded"]


@dataclass(frozen=True, slots=True)
class Serving:
    """A mitigation through which an id is carried: its full id, title, and state where there is a generation."""

    mitigation: str
    title: str
    state: MitigationState | None


@dataclass(frozen=True, slots=True)
class Line:
    """One id of a framework and how it stands.

    Attributes:
        item: the id with its label.
        by: what carries it, rule by rule: full ids of rules, or ids of threats.
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
    """A rule that may bring in ids, and its mitigations by full id."""

    rule: Rule
    mitigations: Mapping[str, Mitigation]


@dataclass(frozen=True, slots=True)
class _Carried:
    """A rule where its mitigations stand alike: by which ids that is told, and their states by full id."""

    loaded: LoadedRule
    keys: tuple[str, ...]
    states: Mapping[str, MitigationState | None]


_Found = tuple[str, str | None]
"""An id, and the full id of the mitigation through which it is carried."""


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
    carried = [_of_rule(loaded) for loaded in library.rules if _fires(loaded, library)]
    return _coverage(one, library, carried, library.types if types is None else types, held)


def coverage_of_generation(name: str, workload: Workload, generation: Generation, library: Library) -> Coverage:
    """What the threats of a generation cover of a framework, counted over the workload's own types and assets.

    No threat is put into words. That a mitigation carries an id says nothing of its state, which stands beside it.

    Raises:
        NotKnown: no framework is called so.
    """
    return _of_generation(framework(name), workload, _of_threats(generation, library), library)


def coverages(workload: Workload, generation: Generation, library: Library) -> Sequence[Coverage]:
    """The frameworks that concern every design, and the regimes that its assets bring in; counted when first read."""

    def counted() -> tuple[Coverage, ...]:
        carried = _of_threats(generation, library)
        names = (*_IDS, *(one.id for one in regimes_for(_categories(workload))))
        return tuple(_of_generation(framework(name), workload, carried, library) for name in names)

    return Whole(counted)


def _of_generation(one: Framework, workload: Workload, carried: Iterable[_Carried], library: Library) -> Coverage:
    types = {component.type for component in workload.components}
    return _coverage(one, library, carried, types, _categories(workload))


def _categories(workload: Workload) -> set[str]:
    return {category for asset in workload.assets for category in asset.category}


def _coverage(
    one: Framework,
    library: Library,
    carried: Iterable[_Carried],
    types: Collection[str],
    categories: Collection[str],
) -> Coverage:
    ids = _IDS[one.name] if one.name in _IDS else partial(_of_regime, regimes()[one.name])
    named: dict[str, tuple[_Found, ...]] = {}
    by: dict[str, dict[int, tuple[str, ...]]] = {}
    through: dict[str, dict[Serving, None]] = {}
    for number, each in enumerate(carried):
        if each.loaded.id not in named:
            named[each.loaded.id] = tuple(ids(_carrier(each.loaded, library)))
        for id_, mitigation in named[each.loaded.id]:
            if mitigation is not None and mitigation not in each.states:
                continue
            by.setdefault(id_, {})[number] = each.keys
            if mitigation is not None:
                serving = Serving(mitigation, library.mitigations[mitigation].title, each.states[mitigation])
                through.setdefault(id_, {})[serving] = None
    return Coverage(
        one,
        tuple(
            Line(
                item,
                tuple(chain.from_iterable(by.get(item.id, {}).values())),
                tuple(through.get(item.id, {})),
                item.not_for(types, categories),
            )
            for item in one.items
        ),
    )


def _fires(loaded: LoadedRule, library: Library) -> bool:
    return any(one.expect.states.get(loaded.rule.id) == "open" for one in library.packs[loaded.pack].examples)


def _keys(loaded: LoadedRule) -> tuple[str, ...]:
    """Full ids of the mitigations that the rule names."""
    short = dict.fromkeys([key for one in loaded.rule.secured_by for key in one.all] + list(loaded.rule.helped_by))
    return tuple(loaded.mitigation_id(key) for key in short)


def _carrier(loaded: LoadedRule, library: Library) -> _Carrier:
    return _Carrier(loaded.rule, {full: library.mitigations[full] for full in _keys(loaded)})


def _of_rule(loaded: LoadedRule) -> _Carried:
    return _Carried(loaded, (loaded.id,), dict.fromkeys(_keys(loaded)))


def _of_threats(generation: Generation, library: Library) -> list[_Carried]:
    """The threats of rules that the library has, those of one rule together whose mitigations stand alike."""
    rules = {loaded.id: loaded for loaded in library.rules}
    found: dict[tuple[str, Measures], list[str]] = {}
    for threat in generation.ranked:
        if threat.rule in rules:
            found.setdefault((threat.rule, threat.measures), []).append(threat.id)
    return [
        _Carried(rules[rule], tuple(ids), {full: state for full, state, _ in measures})
        for (rule, measures), ids in found.items()
    ]


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
    for full, mitigation in carrier.mitigations.items():
        for one in mitigation.evidence:
            if one.tool == "prowler" and one.verifies == "yes":
                yield from ((id_, full) for check in one.check for id_ in _newest(check))


def _newest(check: str) -> Iterator[str]:
    yield from (f"{cis.NEWEST}/{id_}" for id_ in cis.ids_of(check).get(cis.NEWEST, ()))


def _of_practices(carrier: _Carrier) -> Iterator[_Found]:
    yield from ((slug, None) for slug in carrier.rule.refs.well_architected)


def _of_zero_trust(carrier: _Carrier) -> Iterator[_Found]:
    for full, mitigation in carrier.mitigations.items():
        for claim in mitigation.zero_trust:
            if tenets()[claim.tenet].earned_by(claim.test, mitigation.does):
                yield str(claim.tenet), full


def _of_regime(regime: Regime, carrier: _Carrier) -> Iterator[_Found]:
    for full, mitigation in carrier.mitigations.items():
        for one in regime.requirements:
            if one.serves(carrier.rule.family, mitigation.does, f"{mitigation.title}. {'. '.join(mitigation.how)}"):
                yield one.id, full


_IDS: Final[Mapping[str, Callable[[_Carrier], Iterator[_Found]]]] = MappingProxyType(
    {"attack": _of_attack, "cis": _of_cis, "well-architected": _of_practices, "zero-trust": _of_zero_trust}
)
