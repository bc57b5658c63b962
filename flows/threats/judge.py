"""Judges one rule on one subject: its state, its risk, what both rest on and what is left to ask.

METHOD's order: whether it applies comes first; then the sets, by Kleene's logic over whole sets. What is made of a
judgement for people is ``flows.threats.generate``'s.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import chain
from typing import Final

from flows.conditions import All, Condition, FactIs, Verdict, all_of, evaluate, facts_of
from flows.packs.index import Library, LoadedRule
from flows.packs.schema import Family, ImpactOf, Level, Mitigation, SecuredBy
from flows.risk import (
    HeldSet,
    Impact,
    Outcome,
    Rating,
    Risk,
    Table,
    assess,
    extremes,
    impact_of,
    left_if_proved,
    level_rank,
    likelihood_of,
    weakest,
)
from flows.threats.reasons import Leaf, answered, confidence, deciding, pending, unanswered
from flows.threats.subjects import Held, SubjectView
from flows.threats.types import CONFIDENCES, Confidence, Order, State, order_of
from flows.workload.model import Asset, Proof, day_of

TRIED_DAYS: Final = 180
"""How long a recovery that was tried counts as tried."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A rule with its mitigations looked up.

    ``applies`` includes what the rule says of the assets that its flow carries; ``meaning`` is a digest of what the
    rule says and when, by which an acceptance knows that it rests on another rule by now.
    """

    loaded: LoadedRule
    applies: Condition
    mitigations: dict[str, Mitigation]
    sets: tuple[tuple[SecuredBy, All], ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one rule on one subject; ``risk`` is None where it is ruled out.

    ``lacking`` are the mitigations of its sets that are not in place, by full id; ``outcomes`` is what each set leaves.
    """

    state: State
    because: tuple[Held, ...] = ()
    deciding: tuple[Leaf, ...] = ()
    asks: tuple[Held, ...] = ()
    settling: tuple[Held, ...] = ()
    decisive: tuple[Held, ...] = ()
    risk: Risk | None = None
    impact: Impact | None = None
    lacking: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule with its judgement, and how sure it is: the weakest fact that decides; to confirm, those missing."""

    rule: Prepared
    judgement: Judgement
    confidence: Confidence
    standing: Level | None = field(init=False)
    family: Family = field(init=False)
    hygiene: bool = field(init=False)
    order: Order = field(init=False)

    def __post_init__(self) -> None:
        """The level by which the threat is ordered: residual now, or the worst where it is to confirm."""
        risk, state = self.judgement.risk, self.judgement.state
        level = None if risk is None else risk.worst.level if state == "to confirm" else risk.residual.level
        object.__setattr__(self, "standing", level)
        object.__setattr__(self, "family", self.rule.loaded.rule.family)
        object.__setattr__(self, "hygiene", self.rule.loaded.rule.hygiene)
        order = order_of(level or "low", state, self.confidence, self.rule.loaded.id)
        object.__setattr__(self, "order", order)


def prepared(loaded: LoadedRule, library: Library) -> Prepared:
    """The rule, ready to be judged on many subjects."""
    rule = loaded.rule
    keys = dict.fromkeys((*chain.from_iterable(one.all for one in rule.secured_by), *rule.helped_by))
    mitigations = {key: library.mitigations[loaded.mitigation_id(key)] for key in keys}
    carries = tuple(FactIs(name, (value,)) for name, value in rule.on.carries.items())
    applies = All((*carries, rule.applies)) if carries else rule.applies
    sets = tuple((one, All(tuple(mitigations[key].done_when for key in one.all))) for one in rule.secured_by)
    said = (applies, sets, rule.vulnerability, rule.actor, rule.prerequisite, rule.action, rule.impact)
    return Prepared(loaded, applies, mitigations, sets, sha256(repr(said).encode()).hexdigest()[:16])


def judge(rule: Prepared, view: SubjectView, table: Table, today: date | None = None) -> Ruling:
    """What a rule comes to as seen from one subject.

    Args:
        rule: the rule, prepared.
        view: the subject.
        table: levels by likelihood and impact.
        today: for what was tried too long ago; None takes every trial as fresh.
    """
    judgement = _judged(rule, view, table, today)
    known = [confidence(held, view) for held in (*judgement.because, *judgement.settling)]
    return Ruling(rule, judgement, max(known, key=CONFIDENCES.index, default="unknown"))


def _judged(rule: Prepared, view: SubjectView, table: Table, today: date | None) -> Judgement:
    applies = evaluate(rule.applies, view)
    found = tuple(deciding(rule.applies, view))
    if applies == "no":
        return Judgement("ruled out", tuple(answered(found, view)), found)
    verdicts = [evaluate(condition, view) for _, condition in rule.sets]
    state = _state(applies, [v for (one, _), v in zip(rule.sets, verdicts, strict=True) if one.status != "open"])
    grounds = tuple(_grounds(rule, view, state, verdicts))
    if state == "open" and not grounds:
        state = "to confirm"
    because = _unique((*grounds, *_movers(rule, view)))
    risks = _Risks(rule, view, table, verdicts, today)
    waiting = _unique(unanswered(rule.applies, view))
    sets = _unique(_of_sets(rule, view, verdicts))
    enough = _unique(_of_sets(rule, view, verdicts, enough=True)) if state == "to confirm" else ()
    settling = waiting or enough
    decisive = waiting or _unique((*enough, *risks.better_sets(), *risks.swings()))
    asks = _unique((*waiting, *decisive, *sets, *risks.swaying()))
    lacking = _lacking(rule, view) if state == "open" else ()
    outcomes = tuple(risks.outcomes(state))
    return Judgement(state, because, found, asks, settling, decisive, risks.risk, risks.impact, lacking, outcomes)


def _lacking(rule: Prepared, view: SubjectView) -> tuple[str, ...]:
    keys = dict.fromkeys(key for one, _ in rule.sets for key in one.all)
    missing = (key for key in keys if evaluate(rule.mitigations[key].done_when, view) == "no")
    return tuple(sorted(rule.loaded.mitigation_id(key) for key in missing))


def could_stand(rule: Prepared, view: SubjectView) -> bool:
    """Whether the threat may still be open as seen from here: the rule may apply, and no sufficient set holds."""
    return evaluate(rule.applies, view) != "no" and all(
        evaluate(condition, view) != "yes" for one, condition in rule.sets if one.status != "open"
    )


def secures(rule: Prepared, fact: str, view: SubjectView) -> bool:
    """Whether each mitigation of a sufficient set that rests on the fact is in place as seen from here."""
    keys = {key for one, _ in rule.sets if one.status != "open" for key in one.all}
    resting = [each for each in (rule.mitigations[key].done_when for key in keys) if fact in facts_of(each)]
    return bool(resting) and all(evaluate(each, view) == "yes" for each in resting)


def _state(applies: Verdict, good: Sequence[Verdict]) -> State:
    if applies == "unknown":
        return "to confirm"
    if "yes" in good:
        return "mitigated"
    return "to confirm" if "unknown" in good else "open"


def _grounds(rule: Prepared, view: SubjectView, state: State, verdicts: Sequence[Verdict]) -> Iterator[Held]:
    """The answers behind the state; without any, a rule rests on presence alone and is never open."""
    yield from answered(_leaves(rule.applies, view), view)
    for (one, condition), verdict in zip(rule.sets, verdicts, strict=True):
        if verdict != "yes" if state == "mitigated" else one.status == "open":
            continue
        yield from answered(_leaves(condition, view), view)


def _movers(rule: Prepared, view: SubjectView) -> Iterator[Held]:
    """The answers behind the likelihood."""
    for move in rule.loaded.rule.likelihood.moves:
        if evaluate(move.when, view) == "yes":
            yield from answered(deciding(move.when, view), view)


def _leaves(condition: Condition, view: SubjectView) -> Iterator[Leaf]:
    """What the verdict rests on; for unknown, the parts that are known already."""
    if evaluate(condition, view) == "unknown" and isinstance(condition, All):
        for part in condition.of:
            if evaluate(part, view) != "unknown":
                yield from deciding(part, view)
        return
    yield from deciding(condition, view)


def _of_sets(rule: Prepared, view: SubjectView, verdicts: Sequence[Verdict], *, enough: bool = False) -> Iterator[Held]:
    """What unknown sets wait for, those that would be enough first or alone."""
    both = list(zip(rule.sets, verdicts, strict=True))
    for (one, condition), verdict in sorted(both, key=lambda item: item[0][0].status == "open"):
        if verdict == "unknown" and not (enough and one.status == "open"):
            yield from unanswered(condition, view)


def _unique(found: Iterable[Held]) -> tuple[Held, ...]:
    return tuple({(held.fact, held.on): held for held in found}.values())


def at_stake(impact: ImpactOf, view: SubjectView) -> tuple[Asset, ...]:
    """The assets that the rule names, seen from here; a carried asset only where ``on.carries`` may hold for it."""
    subject, landscape = view.subject, view.landscape
    if impact.assets == "all":
        return landscape.workload.assets
    if subject.main is not None and impact.assets in {"held-by-target", "held-by-component"}:
        return landscape.assets_named(subject.main.holds)
    if subject.main is not None and impact.assets == "reachable-from-target":
        return landscape.reachable(subject.main)
    return subject.assets


def carried(assets: Sequence[Asset], rule: Prepared, view: SubjectView) -> tuple[Asset, ...]:
    """Those of the assets that the rule is about and for which what it says of carried ones may hold; all, if none."""
    on = rule.loaded.rule.on
    assets = tuple(asset for asset in assets if is_about(asset, on.about)) or tuple(assets)
    wanted = [FactIs(name, (value,)) for name, value in on.carries.items()]
    if not wanted:
        return assets
    narrow = [(asset, view.alone(asset)) for asset in assets]
    may = tuple(asset for asset, there in narrow if all_of(evaluate(one, there) for one in wanted) != "no")
    return may or assets


def is_about(asset: Asset, categories: Sequence[str]) -> bool:
    """Whether the asset is, or may be, of one of the categories: one of which nobody said any may be of each."""
    return not categories or not asset.category or not set(categories).isdisjoint(asset.category)


class _Risks:
    """The risk of a rule here, and the unanswered facts that could change it."""

    def __init__(
        self, rule: Prepared, view: SubjectView, table: Table, verdicts: Sequence[Verdict], today: date | None
    ) -> None:
        self.rule, self.view, self.table, self.verdicts, self.today = rule, view, table, verdicts, today
        self.likelihood = rule.loaded.rule.likelihood
        judged = [(move, evaluate(move.when, view)) for move in self.likelihood.moves]
        self.moved = [move for move, verdict in judged if verdict == "yes"]
        self.doubtful = [move for move, verdict in judged if verdict == "unknown"]
        self.floors = _floors(rule.loaded.rule.impact_of, view)
        self.impact = self._impact(max(self.floors))
        held = [
            _held_set(rule, one, view, today)
            for (one, _), verdict in zip(rule.sets, verdicts, strict=True)
            if verdict == "yes"
        ]
        self.risk = assess(self.likelihood, self.moved, self.doubtful, self.impact, held, table)

    def _impact(self, floor: int) -> Impact:
        wanted = self.rule.loaded.rule.impact_of
        assets = carried(at_stake(wanted, self.view), self.rule, self.view)
        return impact_of(assets, wanted.lost, floor, wanted.because)

    def swaying(self) -> Iterator[Held]:
        """The facts whose answer moves the likelihood or sets the impact's floor."""
        for move in self.doubtful:
            yield from unanswered(move.when, self.view)
        by = self.rule.loaded.rule.impact_of.by
        if by is not None and len(self.floors) > 1:
            yield from pending(by, self.view)

    def swings(self) -> Iterator[Held]:
        """The same, where together they could change the inherent level."""
        if not self.doubtful and len(self.floors) == 1:
            return
        least = self._inherent(extremes(self.doubtful)[0], self._impact(min(self.floors)))
        if least.level != self._feared().level:
            yield from self.swaying()

    def _feared(self) -> Rating:
        """The inherent rating if every answer is bad."""
        return self._inherent(extremes(self.doubtful)[1], self.impact)

    def _inherent(self, step: int, impact: Impact) -> Rating:
        steps = [move.by for move in self.moved]
        return self.table.rate(likelihood_of(self.likelihood.base, [*steps, step]), impact.value)

    def outcomes(self, state: State) -> Iterator[Outcome]:
        """What each set would leave, were all of it in place and proved."""
        inherent = self._feared() if state == "to confirm" else self.risk.inherent
        for one, _ in self.rule.sets:
            held = _held_set(self.rule, one, self.view, self.today)
            left = left_if_proved(inherent, held, self.impact.lost, self.table)
            ids = tuple(self.rule.loaded.mitigation_id(key) for key in one.all)
            yield Outcome(ids, left, one.status != "open")

    def better_sets(self) -> Iterator[Held]:
        """What unknown sets wait for that would leave a lower level than the present one."""
        now = level_rank(self.risk.residual.level)
        for (one, condition), verdict in zip(self.rule.sets, self.verdicts, strict=True):
            if verdict != "unknown":
                continue
            held = _held_set(self.rule, one, self.view, self.today)
            left = left_if_proved(self.risk.inherent, held, self.impact.lost, self.table)
            if level_rank(left.level) < now:
                yield from unanswered(condition, self.view)


def _floors(wanted: ImpactOf, view: SubjectView) -> tuple[int, ...]:
    """The floors that the impact may have; several while the fact that chooses is unanswered: the highest counts."""
    if isinstance(wanted.at_least, int):
        return (wanted.at_least,)
    values = view.fact(wanted.by) if wanted.by else ()
    known = [wanted.at_least[value] for value in values if isinstance(value, str) and value in wanted.at_least]
    if None in values:
        return tuple(sorted(set(wanted.at_least.values()) | set(known)))
    return (max(known, default=1),)


def _held_set(rule: Prepared, one: SecuredBy, view: SubjectView, today: date | None) -> HeldSet:
    mitigations = [rule.mitigations[key] for key in one.all]
    does = {mitigation.does for mitigation in mitigations}
    proof = weakest(proof_of(mitigation, view) for mitigation in mitigations)
    recovers = any(each.does == "recover" and _tried(each, view, today) for each in mitigations)
    in_time = "detect" in does and one.slower_than_response is not None
    return HeldSet(one.leaves, proof, "contain" in does, recovers, in_time)


def _tried(mitigation: Mitigation, view: SubjectView, today: date | None) -> bool:
    """Whether what puts a recovery in place was said or shown within the last ``TRIED_DAYS``."""
    if today is None:
        return True
    found = answered(deciding(mitigation.done_when, view), view)
    dated = [day_of(held.answer.at) for held in found if held.answer is not None and held.answer.at is not None]
    return all(today - day <= timedelta(days=TRIED_DAYS) for day in dated)


def proof_of(mitigation: Mitigation, view: SubjectView) -> Proof:
    """The weakest proof among the answers that put the mitigation in place; ``said`` where there is none."""
    found = answered(deciding(mitigation.done_when, view), view)
    return weakest(held.answer.proof for held in found if held.answer is not None)
