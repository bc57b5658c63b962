"""One rule judged on one subject: what it is ordered by, and in words a threat or the sentence that rules it out.

What the rule comes to is known before; words are made when they are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID, uuid5

from flows.conditions import evaluate
from flows.packs.index import Library
from flows.packs.schema import Level, Refs, Rule
from flows.risk import Risk, grade, is_severe, unconfirmed
from flows.threats.judge import Ruling, at_stake, carried, could_stand, proof_of, secures
from flows.threats.landscape import Landscape, Subject
from flows.threats.named import with_titles
from flows.threats.reasons import question, reason, why_not
from flows.threats.stands import stands
from flows.threats.statement import sentence, statement, title
from flows.threats.subjects import Held, SubjectView
from flows.threats.template import Wording, fill, listed
from flows.threats.types import (
    Ask,
    Asked,
    Cause,
    Confidence,
    Context,
    Grounds,
    Measures,
    MitigationState,
    MitigationView,
    Order,
    Reason,
    RuledOut,
    State,
    Threat,
    cause_of,
    order_of,
)
from flows.workload.model import Component, FlowKind
from flows.workload.types import type_title

THREATS: Final = UUID("6f1d0c1e-6a0b-5d0e-9a53-3f0f7d3c2b61")
"""The namespace of threat ids; constant for ever, since exports and decisions hold the ids made in it."""

_VERBS: Final[dict[FlowKind, str]] = {
    "data": "sends {} to",
    "trust": "is trusted by",
    "grant": "is granted access to",
    "deploy": "deploys to",
}


def threat_id(model: str, rule: str, on: str) -> str:
    """The UUIDv5 of ``model/rule/on``: the same threat of the same model has the same id in every generation."""
    return str(uuid5(THREATS, f"{model}/{rule}/{on}"))


@dataclass(frozen=True, slots=True)
class Scene:
    """What all that is found in one workload has in common."""

    landscape: Landscape
    library: Library
    context: Context
    measures: dict[int, Measures] = field(default_factory=dict)
    """How mitigations stand, by the identity of the ruling, which says it for all subjects that share it."""
    possible: dict[tuple[int, str, str], tuple[str, ...]] = field(default_factory=dict)
    """The choices with which a ruling's threat could stand, by its identity, the fact's name and the state."""


class Found:
    """One rule judged on one subject; it has the attributes by which threats are put in order.

    Attributes:
        ruling: what the rule came to, shared by all subjects that are alike.
        subject: what it stands on.
        overdue: the questions that nobody could answer at two reviews running, for which it counts as open.
        state: open, to confirm, mitigated, ruled out.
        standing: the level by which it is ordered.
    """

    __slots__ = (
        "_id", "_view", "_wording", "family", "hygiene", "near", "on", "overdue", "ruling", "scene", "standing",
        "state", "subject",
    )  # fmt: skip

    def __init__(self, ruling: Ruling, subject: Subject, scene: Scene) -> None:
        """Words come later."""
        self.ruling, self.subject, self.scene = ruling, subject, scene
        self.on, self.near = subject.on, subject.near
        self.family, self.hygiene = ruling.family, ruling.hygiene
        self.overdue: tuple[Held, ...] = ()
        self.state: State = ruling.judgement.state
        self.standing: Level = ruling.standing or "low"
        self._id = ""
        self._view: SubjectView | None = None
        self._wording: Wording | None = None
        if scene.context.overdue and self.state == "to confirm" and is_severe(self.standing):
            settling = self._here(ruling.judgement.settling)
            self.overdue = tuple(one for one in settling if (one.fact, one.on) in scene.context.overdue)
            self.state = "open" if self.overdue else "to confirm"

    @property
    def rule(self) -> str:
        """The rule's full id."""
        return self.ruling.rule.loaded.id

    @property
    def actor(self) -> str:
        """The rule's kind of actor."""
        return self.ruling.rule.loaded.rule.actor

    @property
    def confidence(self) -> Confidence:
        """The weakest of the facts that decide."""
        return self.ruling.confidence

    @property
    def id(self) -> str:
        """The threat's id."""
        if not self._id:
            self._id = threat_id(self.scene.landscape.workload.id, self.rule, self.on)
        return self._id

    @property
    def refs(self) -> Refs:
        """The rule's ids in other people's lists."""
        return self._rule.refs

    @property
    def title(self) -> str:
        """As a threat's."""
        return title(self._rule, self.wording, self.subject.name)

    @property
    def on_name(self) -> str:
        """The name of what it stands on."""
        return self.subject.name

    @property
    def components(self) -> tuple[str, ...]:
        """Ids of the components involved, the one to mend first first."""
        return self.subject.components

    @property
    def grounds(self) -> Grounds:
        """The answers on which its state rests, in their order."""
        known = ((held.fact, held.answer.value if held.answer else "") for held in self.ruling.judgement.because)
        return (*known, *((held.fact, held.answer.value if held.answer else "") for held in self.overdue))

    @property
    def measures(self) -> Measures:
        """Its mitigations and how they stand here."""
        known, key = self.scene.measures, id(self.ruling)
        if key not in known:
            in_sets = {each for one in self._rule.secured_by for each in one.all}
            known[key] = tuple(
                (self.ruling.rule.loaded.mitigation_id(each), self._mitigation_state(each), each in in_sets)
                for each in self.ruling.rule.mitigations
            )
        return known[key]

    @property
    def order(self) -> Order:
        """What it is put in order by, weights apart."""
        if not self.overdue:
            return self.ruling.order
        return order_of(self.standing, self.state, self.confidence, self.rule)

    @property
    def cause(self) -> Cause:
        """What it shares with those that stand on one card with it."""
        judgement = self.ruling.judgement
        known = (*judgement.because, *self.overdue)
        weak = frozenset((held.fact, held.answer.value if held.answer else "") for held in known)
        return cause_of(self, weak, judgement.lacking, self.waits_for())

    @property
    def boundary(self) -> str:
        """The zones between which the most sensitive asset crosses here."""
        return self.scene.landscape.boundary(self.subject)

    @property
    def risk(self) -> Risk:
        """Its risk; where it is open for want of an answer, with the worst as what counts now.

        Of one to confirm the sum says no level as if it were known.

        Raises:
            ValueError: it is ruled out.
        """
        risk = self.ruling.judgement.risk
        if risk is None:
            raise ValueError(f"{self.rule} is ruled out on {self.on}")
        if self.state == "to confirm":
            return replace(risk, line=unconfirmed(risk))
        if not self.overdue:
            return risk
        line = f"{risk.line}; nobody could answer at two reviews running, so the worst counts: {risk.worst.level}"
        return replace(risk, residual=risk.worst, if_claims_hold=risk.worst, line=line)

    @property
    def view(self) -> SubjectView:
        """What conditions see from the subject."""
        if self._view is None:
            self._view = SubjectView(self.scene.landscape, self.scene.library.facts, self.subject)
        return self._view

    def waits_for(self) -> tuple[Ask, ...]:
        """The questions that a threat to confirm waits for; also of one that is open for want of their answer."""
        return self._asks(self.ruling.judgement.settling)

    def decisive(self) -> tuple[Ask, ...]:
        """The questions that could change its state or level."""
        return self._asks(self.ruling.judgement.decisive)

    def _asks(self, held: tuple[Held, ...]) -> tuple[Ask, ...]:
        return tuple([(one.fact, one.on_of(self.subject)) for one in held])

    def _here(self, held: tuple[Held, ...]) -> tuple[Held, ...]:
        workload = self.scene.landscape.workload.name
        return tuple(one.at(self.subject, workload) for one in held)

    @property
    def wording(self) -> Wording:
        """The names and choices that the rule's sentences may use."""
        if self._wording is None:
            self._wording = self._worded()
        return self._wording

    def _worded(self) -> Wording:
        names, landscape = self.view.names(), self.scene.landscape
        assets = carried(at_stake(self._rule.impact_of, self.view), self.ruling.rule, self.view)
        if assets:
            names["assets"] = listed(asset.name for asset in assets)
        main = self.view.subject.main
        reached = landscape.reachable(main) if main else self.subject.assets
        names["reachable_assets"] = listed(asset.name for asset in reached)
        return Wording(names, self._choices, self._possible, self.state == "open" and not self.overdue)

    def _choices(self, name: str) -> tuple[str, ...]:
        full = self.scene.library.fact_id(name, self._pack)
        return tuple(dict.fromkeys(value for value in self.view.fact(full) if isinstance(value, str)))

    def _possible(self, name: str) -> tuple[str, ...]:
        """The choices of an unanswered fact with which the threat could stand; while it is to confirm, the bad ones."""
        known, key = self.scene.possible, (id(self.ruling), name, self.state)
        if key not in known:
            full = self.scene.library.fact_id(name, self._pack)
            rule, choices = self.ruling.rule, self.scene.library.facts[full].choices
            views = {choice: self.view.supposing(full, choice) for choice in choices}
            standing = tuple(choice for choice, view in views.items() if could_stand(rule, view))
            bad = tuple(choice for choice in standing if not secures(rule, full, views[choice]))
            known[key] = bad or standing if self.state != "open" or self.overdue else standing
        return known[key]

    def ruled_out(self) -> RuledOut:
        """The rule with the sentence that rules it out."""
        because, by = why_not(self.ruling.judgement.deciding, self.view, self.wording)
        return RuledOut(self.rule, self.on, self.title, because, self._was(), self.subject.was, by)

    def threat(self) -> Threat:
        """The threat in full.

        Raises:
            ValueError: it is ruled out.
        """
        rule, subject, judgement = self._rule, self.subject, self.ruling.judgement
        state = "open" if self.state == "ruled out" else self.state
        return Threat(
            id=self.id,
            rule=self.rule,
            on=subject.on,
            on_name=subject.name,
            title=self.title,
            statement=statement(rule, self.wording),
            state=state,
            because=self._because() or self._architecture(),
            stride=rule.stride,
            refs=rule.refs,
            family=rule.family,
            actor=rule.actor,
            vulnerability=stands(self.ruling.rule, state, self.view, self.wording, self.scene.library),
            first_step=sentence(rule.first_step, self.wording),
            red_team=fill(rule.red_team, self.wording),
            confidence=self.confidence,
            responsibility=tuple(rule.responsibility.items()),
            risk=self.risk,
            mitigations=tuple(self._mitigations()),
            asks=self._asks(judgement.asks),
            accept=rule.accept,
            not_this_when=fill(with_titles(rule.not_this_when, self._pack, self.scene.library), self.wording),
            scanners_blind_because=rule.scanners_blind_because,
            hygiene=rule.hygiene,
            pack_version=self._version(),
            components=subject.components,
            settled_by=self.waits_for(),
            decisive=self.decisive(),
            boundary=self.boundary,
            was=self._was(),
            meaning=self.ruling.rule.meaning,
            on_was=subject.was,
            grades=self._grades(),
            parts=self.scene.landscape.parts(subject),
            outcomes=judgement.outcomes,
        )

    def asked(self) -> Iterator[tuple[Ask, Asked]]:
        """How the questions read that could change this threat."""
        for held in self._here(self.ruling.judgement.decisive):
            yield (held.fact, held.on), Asked(question(held, self.view, self.wording), held.name)

    @property
    def _rule(self) -> Rule:
        return self.ruling.rule.loaded.rule

    @property
    def _pack(self) -> str:
        return self.ruling.rule.loaded.pack

    def _version(self) -> str:
        pack = self.scene.library.packs[self._pack]
        return f"{self._pack}@{pack.version}{'+changed' if pack.is_changed else ''}"

    def _was(self) -> tuple[str, ...]:
        return tuple(name if "/" in name else f"{self._pack}/{name}" for name in self._rule.was)

    def _because(self) -> tuple[Reason, ...]:
        known = tuple(reason(one, self.view, self.wording) for one in self._here(self.ruling.judgement.because))
        return known + tuple(reason(one, self.view, self.wording) for one in self.overdue)

    def _grades(self) -> tuple[tuple[str, int], ...]:
        """The classes of the assets at stake, by which an acceptance knows that one has risen."""
        lost = self._rule.impact_of.lost
        assets = carried(at_stake(self._rule.impact_of, self.view), self.ruling.rule, self.view)
        return tuple((one.id, max(grade(one, loss) or 0 for loss in lost)) for one in assets)

    def _architecture(self) -> tuple[Reason, ...]:
        """The reason where no answer is one: that the thing is there."""
        subject, whole = self.subject, self.scene.landscape.workload.name
        words = f"{subject.name} is part of {whole}."
        if subject.kind == "workload":
            words = "It concerns the workload as a whole; nothing is answered yet."
        elif subject.component:
            words = f"{subject.name} ({self._kind(subject.component)}) is part of {whole}."
        elif subject.flow and subject.source and subject.target:
            verb = _VERBS[subject.flow.kind].format(subject.flow.name or listed(one.name for one in subject.assets))
            words = f"{subject.source.name} {verb} {subject.target.name} ({self._kind(subject.target)})."
        return (Reason("", words, None, None, None, subject.on),)

    def _kind(self, one: Component) -> str:
        return type_title(one.type, self.scene.library.types)

    def _mitigations(self) -> Iterator[MitigationView]:
        found = zip(self.measures, self.ruling.rule.mitigations.values(), strict=True)
        for (id_, state, in_set), one in found:
            yield MitigationView(
                id=id_,
                title=one.title,
                how=one.how,
                effort=one.effort,
                does=one.does,
                state=state,
                action=one.action,
                in_set=in_set,
            )

    def _mitigation_state(self, key: str) -> MitigationState:
        mitigation = self.ruling.rule.mitigations[key]
        verdict = evaluate(mitigation.done_when, self.view)
        if verdict == "yes":
            return "claimed" if proof_of(mitigation, self.view) == "said" else "in place"
        if evaluate(mitigation.done_when, self.view.believed()) == "yes":
            return "refuted"
        return "missing" if verdict == "no" else "unknown"
