"""How good the packs are, by measures that padding does not raise; the least of them is the headline.

Pure: lists, models, links and ratings are handed in. What each figure means is in docs/proof.md; why, in decision 0017.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.authoring.alone import found, state_of
from flows.authoring.examples import minimal_workload
from flows.authoring.links import ItemLink, Links, Rate, Ratings, ThreatLink
from flows.packs.index import Library, LoadedRule
from flows.threats.generate import generate
from flows.threats.priority import MOST, first
from flows.threats.types import Threat
from flows.workload.model import Workload


@dataclass(frozen=True, slots=True)
class Key:
    """A system that somebody else has threat-modelled: our model of it, and the ids of their threats to AWS parts."""

    name: str
    workload: Workload
    published: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OracleScore:
    """A list by other people: how many items it has, and how many a rule covers on a workload written for them."""

    name: str
    of: int
    covered: int


@dataclass(frozen=True, slots=True)
class KeyScore:
    """An answer key; all but ``threats`` count published threats.

    Attributes:
        of: all of them.
        covered_at_25: those that a rule among our first threats covers.
        covered: those that a rule anywhere in our list covers.
        threats: how many threats our list has.
        all_rules_baseline: those covered if each rule that could stand on anything in the model were listed.
        other_facts_baseline: those that the first threats for another key cover; the best of the others.
    """

    name: str
    of: int
    covered_at_25: int
    covered: int
    threats: int
    all_rules_baseline: int
    other_facts_baseline: int


@dataclass(frozen=True, slots=True)
class Score:
    """The figures; shares from 0 to 1, to three places.

    Attributes:
        rated: how many of our first threats have each rating, all keys together.
        unrated: those that have none, as (key, rule, on); they count as not useful.
    """

    recall: float
    precision: float
    evidence: float
    oracles: tuple[OracleScore, ...]
    keys: tuple[KeyScore, ...]
    rated: Mapping[Rate, int]
    unrated: tuple[tuple[str, str, str], ...]

    @property
    def headline(self) -> float:
        """The least of the three."""
        return min(self.recall, self.precision, self.evidence)


@dataclass(frozen=True, slots=True)
class Lists:
    """Other people's lists: the items of each oracle by its name, and the checks of each scanner by the tool's name."""

    oracles: Mapping[str, tuple[str, ...]]
    checks: Mapping[str, frozenset[str]]


def score(library: Library, links: Links, ratings: Ratings, keys: Sequence[Key], lists: Lists) -> Score:
    """All figures.

    An item or published threat without a link counts as not covered, a threat of ours without a rating as not useful.
    """
    shown = {key.name: _Shown(key, library) for key in keys}
    scores = tuple(_key(key, links.keys[key.name].threats, shown) for key in keys if key.name in links.keys)
    marks = {name: {(one.rule, one.on): one.rated for one in rated} for name, rated in ratings.keys.items()}
    ours = [(name, one.rule, one.on) for name, each in shown.items() for one in each.first]
    rated = Counter(mark for name, rule, on in ours if (mark := marks.get(name, {}).get((rule, on))) is not None)
    return Score(
        recall=_share(sum(one.covered_at_25 for one in scores), sum(one.of for one in scores)),
        precision=_share(rated["useful"], len(ours)),
        evidence=_evidence(library, lists.checks),
        oracles=tuple(_oracle(name, items, links, library) for name, items in lists.oracles.items()),
        keys=scores,
        rated=dict(rated),
        unrated=tuple(one for one in ours if (one[1], one[2]) not in marks.get(one[0], {})),
    )


class _Shown:
    """What we say of a key's system."""

    def __init__(self, key: Key, library: Library) -> None:
        generation = generate(key.workload, library)
        self.first: tuple[Threat, ...] = first(generation, MOST)
        self.at_first = {one.rule for one in self.first}
        self.listed = {one.rule for one in generation.threats}
        self.threats = len(generation.threats)
        self.standing = self.listed | {one.rule for one in generation.ruled_out}


def _key(key: Key, links: Mapping[str, ThreatLink], shown: Mapping[str, _Shown]) -> KeyScore:
    def covered(rules: set[str]) -> int:
        return sum(not rules.isdisjoint(links[one].rule or ()) for one in key.published if one in links)

    ours = shown[key.name]
    others = (covered(other.at_first) for name, other in shown.items() if name != key.name)
    return KeyScore(
        name=key.name,
        of=len(key.published),
        covered_at_25=covered(ours.at_first),
        covered=covered(ours.listed),
        threats=ours.threats,
        all_rules_baseline=covered(ours.standing),
        other_facts_baseline=max(others, default=0),
    )


def _oracle(name: str, items: Sequence[str], links: Links, library: Library) -> OracleScore:
    rules = {loaded.id: loaded for loaded in library.rules}
    mine = links.oracles.get(name, {})
    return OracleScore(name, len(items), sum(fires(mine[one], rules, library) for one in items if one in mine))


def fires(link: ItemLink, rules: Mapping[str, LoadedRule], library: Library) -> bool:
    """Whether the link's rule is open on the workload that was written for the item."""
    if link.rule is None:
        return False
    loaded = rules[link.rule]
    examples = {one.name: one.given for one in library.packs[loaded.pack].examples}
    given = examples[link.example] if link.example is not None else link.workload or {}
    return state_of(found(loaded, minimal_workload(loaded, given, library), library)) == "open"


def _evidence(library: Library, checks: Mapping[str, frozenset[str]]) -> float:
    """Of the checks whose tool has a list: the share that is in it and that its mitigation does not call no proof."""
    right = []
    for mitigation in library.mitigations.values():
        refused = {(one.tool, check) for one in mitigation.not_evidence for check in one.check}
        for one in mitigation.evidence:
            if one.tool in checks:
                right += [check in checks[one.tool] and (one.tool, check) not in refused for check in one.check]
    return _share(sum(right), len(right))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
