"""Subjects that are alike but for ids and names: rules come to the same on them, so each rule is judged once.

A ``Memo`` belongs to one library and one table and is kept from one generation to the next: after an answer only the
rules that look at its fact are judged again. It is a cache and nothing else: what it holds follows from its keys.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Final, NamedTuple

from flows.packs.index import Library, LoadedRule
from flows.risk import LEVELS, Table, level_rank
from flows.threats.judge import Prepared, Ruling, is_about, judge, prepared
from flows.threats.landscape import Landscape, Subject
from flows.threats.priority import WEIGHTS
from flows.threats.subjects import Held, SubjectView
from flows.threats.types import Ask
from flows.workload.model import Asset, Component, Facts

MOST_KEPT: Final = 200_000
"""Rulings in a memo; beyond that it starts anew."""

PRESUMED_FACTOR: Final = 0.5
"""What a question counts where something is presumed until it is answered."""
_WEIGHTS: Final = tuple(WEIGHTS[level] for level in LEVELS)

Key = tuple[Hashable, ...]


class Asking(NamedTuple):
    """A fact as a question: whether something is presumed until it is answered, and its place in its author's file."""

    presumed: bool
    written: int


class Want:
    """A question that threats on one kind of subject wait for, or whose answer could change their level.

    Attributes:
        held: the ``fact``, and its ``place`` as seen from the subject.
        ruling: the first of the rulings that want it.
        settles: how many do.
        rank: the highest level that they reach if the answer is bad, as its place in ``flows.risk.LEVELS``.
        worst: their highest likelihood x impact.
        hygiene: whether all of them are hygiene.
        weight: that of ``rank`` for each that it settles.
        order: hygiene last, then by weight; what weighs the same by ``worst``, then as the pack's author wrote it.
    """

    __slots__ = (
        "asking", "fact", "held", "hygiene", "order", "place", "rank", "ruling", "settles", "weight", "worst",
    )  # fmt: skip

    def __init__(
        self, asking: Asking, held: Held, ruling: Ruling, *, settles: int, rank: int, worst: int, hygiene: bool
    ) -> None:
        """Its weight and order follow."""
        self.asking, self.held, self.ruling = asking, held, ruling
        self.fact, self.place = held.fact, held.place
        self.settles, self.rank, self.worst, self.hygiene = settles, rank, worst, hygiene
        self.weight = _WEIGHTS[rank] * settles * (PRESUMED_FACTOR if asking.presumed else 1.0)
        self.order = (hygiene, -self.weight, -worst, asking.written)


def joined(wants: Sequence[Want]) -> Want:
    """What several kinds of subject want to know of one thing."""
    first, *_ = wants
    return Want(
        first.asking,
        first.held,
        first.ruling,
        settles=sum(one.settles for one in wants),
        rank=max(one.rank for one in wants),
        worst=max(one.worst for one in wants),
        hygiene=all(one.hygiene for one in wants),
    )


class Kindred:
    """What the rules come to on subjects that are alike, in the library's order; ``Memo.wants`` has what they ask."""

    __slots__ = ("rulings", "wants")

    def __init__(self, rulings: tuple[Ruling, ...]) -> None:
        """What is wanted is gathered when it is first asked for."""
        self.rulings = rulings
        self.wants: tuple[Want, ...] | None = None


def _want(found: list[tuple[Held, Ruling]], asking: Mapping[str, Asking]) -> Want:
    held, ruling = found[0]
    worst = [ruling.judgement.risk.worst for _, ruling in found if ruling.judgement.risk is not None]
    return Want(
        asking[held.fact],
        held,
        ruling,
        settles=len(found),
        rank=max(level_rank(one.level) for one in worst),
        worst=max(one.likelihood * one.impact for one in worst),
        hygiene=all(ruling.hygiene for _, ruling in found),
    )


class Memo:
    """What rules came to on kinds of subject, for one library and one table."""

    def __init__(self, library: Library, table: Table) -> None:
        """Nothing is known yet."""
        self._library = library
        self._table = table
        self._asking = {
            f"{name}/{key}": Asking(fact.presumed is not None, place)
            for name, pack in library.packs.items()
            for place, (key, fact) in enumerate(pack.facts.items())
        }
        self._prepared: dict[str, Prepared] = {}
        self._numbers: dict[Hashable, int] = {}
        self._next = count().__next__
        self._by_subject: dict[Key, Kindred] = {}
        self._by_rule: dict[Key, Ruling] = {}
        self._asked: dict[Key, tuple[tuple[LoadedRule, ...], tuple[str, ...], bool]] = {}

    def number(self, content: Hashable) -> int:
        """A number that equal contents share and no others have."""
        found = self._numbers.get(content)
        return self._numbers.setdefault(content, self._next()) if found is None else found

    def kindred(self, subject: Subject, likeness: "Likeness") -> Kindred:
        """What each rule that may stand on the subject comes to there, in the library's order."""
        rules, whole_facts, all_assets = self._rules(subject)
        structure = likeness.structure(subject)
        key = (*structure, *likeness.facts(subject, whole_facts), likeness.all_assets if all_assets else None)
        found = self._by_subject.get(key)
        if found is None:
            self._start_anew_where_full()
            view = SubjectView(likeness.landscape, self._library.facts, subject)
            found = Kindred(
                tuple(self._ruling(rule, view, structure, likeness) for rule in rules if _stands(rule, view))
            )
            self._by_subject[key] = found
        return found

    def wants(self, kindred: Kindred) -> tuple[Want, ...]:
        """The questions that the rulings want answered."""
        if kindred.wants is None:
            found: dict[Ask, list[tuple[Held, Ruling]]] = {}
            for ruling in kindred.rulings:
                for held in ruling.judgement.decisive:
                    found.setdefault((held.fact, held.on), []).append((held, ruling))
            kindred.wants = tuple(_want(each, self._asking) for each in found.values())
        return kindred.wants

    def _start_anew_where_full(self) -> None:
        """Numbers are counted on and never given twice, so that whoever holds old ones finds nothing wrong by them."""
        if max(len(self._by_rule), len(self._by_subject), len(self._numbers)) > MOST_KEPT:
            self._by_rule.clear()
            self._by_subject.clear()
            self._numbers.clear()

    def _ruling(self, loaded: LoadedRule, view: SubjectView, structure: Key, likeness: "Likeness") -> Ruling:
        whole = likeness.all_assets if loaded.rule.impact_of.assets == "all" else None
        answers = tuple(held.answer for fact in loaded.reads for held in view.places(fact))
        key = (loaded.id, structure, answers, whole, likeness.today)
        found = self._by_rule.get(key)
        if found is None:
            rule = self._prepared.get(loaded.id) or self._prepared.setdefault(
                loaded.id, prepared(loaded, self._library)
            )
            found = self._by_rule[key] = judge(rule, view, self._table, likeness.today)
        return found

    def _rules(self, subject: Subject) -> tuple[tuple[LoadedRule, ...], tuple[str, ...], bool]:
        """The rules for the subject, the workload's facts that they read, and whether one looks at every asset."""
        about = _about(subject)
        found = self._asked.get((subject.kind, *about))
        if found is None:
            rules = self._library.rules_for(subject.kind, *about)
            read = dict.fromkeys(fact for rule in rules for fact in rule.reads)
            of_workload = tuple(fact for fact in read if self._library.facts[fact].on == "workload")
            found = (rules, of_workload, any(rule.rule.impact_of.assets == "all" for rule in rules))
            self._asked[subject.kind, *about] = found
        return found


class Likeness:
    """The keys of one workload's subjects: equal keys, equal rulings."""

    def __init__(self, landscape: Landscape, memo: Memo, today: date | None) -> None:
        """Number the workload's parts once."""
        self.landscape = landscape
        self.today = today
        self._number = memo.number
        self._assets = {one.id: self._number(_content(one)) for one in landscape.workload.assets}
        self._parts: dict[str, tuple[int, int]] = {}
        self._near: dict[str, tuple[int, int]] = {}
        self.all_assets = self._number(("assets", *self._assets.values()))
        self._types = self._number(("types", landscape.types))
        self._whole: dict[tuple[str, ...], int] = {}

    def structure(self, subject: Subject) -> Key:
        """All that a rule may see of the subject but for the facts of components, flow and workload."""
        assets = self._these(subject.assets)
        if subject.flow is not None and subject.source is not None and subject.target is not None:
            ends = self._part(subject.source)[0], self._part(subject.target)[0]
            return (subject.flow.kind, *ends, assets, *self._held(subject.target), self._types)
        if subject.component is not None:
            at_stake, (_, reach) = self._these(self.landscape.at_stake(subject)), self._held(subject.component)
            return ("component", self._part(subject.component)[0], assets, at_stake, reach, self._types)
        if subject.kind == "asset":
            return ("asset", assets, self._types)
        return ("workload", assets, self._these(self.landscape.at_stake(subject)), self._types)

    def facts(self, subject: Subject, of_workload: tuple[str, ...]) -> Key:
        """The facts of the subject's components and flow, and those of the workload that are read there."""
        whole = self._whole.get(of_workload)
        if whole is None:
            facts = self.landscape.workload.facts
            whole = self._number((self.today, *((name, facts.get(name)) for name in of_workload)))
            self._whole[of_workload] = whole
        if subject.flow is not None and subject.source is not None and subject.target is not None:
            own = tuple(subject.flow.facts.items())
            return (self._part(subject.source)[1], self._part(subject.target)[1], own, whole)
        return (whole,) if subject.component is None else (self._part(subject.component)[1], whole)

    def _part(self, one: Component) -> tuple[int, int]:
        found = self._parts.get(one.id)
        if found is None:
            shape = ("part", one.type, one.zone, self.landscape.zone_kind(one))
            found = self._parts[one.id] = self._number(shape), self._number(_items(one.facts))
        return found

    def _held(self, one: Component) -> tuple[int, int]:
        """The assets that a component holds, and those within its reach."""
        found = self._near.get(one.id)
        if found is None:
            held, reached = self.landscape.assets_named(one.holds), self.landscape.reachable(one)
            found = self._near[one.id] = self._these(held), self._these(reached)
        return found

    def _these(self, assets: tuple[Asset, ...]) -> int:
        return self._number(tuple([self._assets[one.id] for one in assets]))


def memo_of(library: Library, table: Table) -> Memo:
    """The memo of this library and table; the library keeps it, and it goes with the library."""
    found = library.kept.get(table)
    if not isinstance(found, Memo):
        found = library.kept[table] = Memo(library, table)
    return found


def _content(asset: Asset) -> Hashable:
    grades = (asset.confidentiality, asset.integrity, asset.availability, asset.safety, asset.money, asset.privacy)
    return ("asset", asset.id, asset.name, asset.category, *grades, asset.others, _items(asset.facts))


def _items(facts: Facts | Mapping[str, Hashable]) -> Hashable:
    return ("facts", *facts.items())


def _about(subject: Subject) -> tuple[str, ...]:
    if subject.flow is not None and subject.source is not None and subject.target is not None:
        return (subject.flow.kind, subject.source.type, subject.target.type)
    if subject.component is not None:
        return (subject.component.type,)
    return subject.assets[0].category if subject.kind == "asset" else ()


def _stands(loaded: LoadedRule, view: SubjectView) -> bool:
    """Whether zones and assets are such that the rule stands there; its types have been looked at."""
    return _on_boundary(loaded, view) and _at_stake(loaded, view)


def _at_stake(loaded: LoadedRule, view: SubjectView) -> bool:
    """Whether an asset that the rule is about may be at stake; yes where nothing is said of any."""
    about = loaded.rule.on.about
    if not about:
        return True
    landscape, subject = view.landscape, view.subject
    nothing_said = not (landscape.workload.assets if subject.kind == "workload" else landscape.at_stake(subject))
    return nothing_said or any(is_about(one, about) for one in landscape.at_stake(subject))


def _on_boundary(loaded: LoadedRule, view: SubjectView) -> bool:
    """Whether the flow leaves or enters a zone of a kind that the rule names; yes for a rule that names none."""
    kinds, flow = loaded.rule.on.crosses, view.flow()
    if not kinds or flow is None:
        return True
    return flow.crosses == "yes" and (flow.from_zone in kinds or flow.to_zone in kinds)
