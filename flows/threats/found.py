"""One rule judged on one subject, put into words for people: a threat, or the sentence that rules it out."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final
from uuid import UUID, uuid5

from flows.conditions import evaluate
from flows.packs.index import Library
from flows.risk import Risk
from flows.threats.confirm import Asked
from flows.threats.judge import Judgement, Prepared, at_stake, carried, could_stand, proof_of
from flows.threats.reasons import confidence, question, reason, why_not
from flows.threats.statement import sentence, statement, title
from flows.threats.subjects import SubjectView
from flows.threats.template import Wording, fill, listed
from flows.threats.types import CONFIDENCES, Ask, Confidence, MitigationState, MitigationView, Reason, RuledOut, Threat
from flows.workload.model import FlowKind

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


class Found:
    """One rule judged on one subject, put into words."""

    def __init__(self, rule: Prepared, view: SubjectView, library: Library, judgement: Judgement) -> None:
        self.prepared, self.view, self.library, self.judgement = rule, view, library, judgement
        self.loaded, self.rule = rule.loaded, rule.loaded.rule

    @cached_property
    def wording(self) -> Wording:
        """The names and choices that the rule's sentences may use."""
        names = self.view.names()
        assets = carried(at_stake(self.rule.impact_of, self.view), self.prepared, self.view)
        if assets:
            names["assets"] = listed(asset.name for asset in assets)
        main = self.view.subject.main
        reached = self.view.landscape.reachable(main) if main else self.view.subject.assets
        names["reachable_assets"] = listed(asset.name for asset in reached)
        return Wording(names, self._choices, self._possible)

    def _choices(self, name: str) -> tuple[str, ...]:
        full = self.library.fact_id(name, self.loaded.pack)
        return tuple(dict.fromkeys(value for value in self.view.fact(full) if isinstance(value, str)))

    def _possible(self, name: str) -> tuple[str, ...]:
        """The choices of an unanswered fact with which the threat could stand."""
        full = self.library.fact_id(name, self.loaded.pack)
        return tuple(
            choice
            for choice in self.library.facts[full].choices
            if could_stand(self.prepared, self.view.supposing(full, choice))
        )

    def ruled_out(self) -> RuledOut:
        """The rule with the sentence that rules it out."""
        because = why_not(self.judgement.deciding, self.view, self.wording)
        return RuledOut(self.loaded.id, self.view.subject.on, self._title(), because, self._was())

    def threat(self, risk: Risk) -> Threat:
        """The threat in full."""
        rule, subject, judgement = self.rule, self.view.subject, self.judgement
        return Threat(
            id=threat_id(self.view.landscape.workload.id, self.loaded.id, subject.on),
            rule=self.loaded.id,
            on=subject.on,
            on_name=subject.name,
            title=self._title(),
            statement=statement(rule, self.wording),
            state="open" if judgement.state == "ruled out" else judgement.state,
            because=tuple(reason(held, self.view, self.wording) for held in judgement.because) or self._architecture(),
            stride=rule.stride,
            refs=rule.refs,
            family=rule.family,
            actor=rule.actor,
            vulnerability=sentence(rule.vulnerability, self.wording),
            first_step=sentence(rule.first_step, self.wording),
            red_team=fill(rule.red_team, self.wording),
            confidence=self._confidence(),
            responsibility=tuple(rule.responsibility.items()),
            risk=risk,
            mitigations=tuple(self._mitigations()),
            asks=tuple((held.fact, held.on) for held in judgement.asks),
            accept=rule.accept,
            not_this_when=fill(rule.not_this_when, self.wording),
            scanners_blind_because=rule.scanners_blind_because,
            hygiene=rule.hygiene,
            pack_version=f"{self.loaded.pack}@{self.library.packs[self.loaded.pack].version}",
            components=subject.components,
            settled_by=tuple((held.fact, held.on) for held in judgement.settling),
            decisive=tuple((held.fact, held.on) for held in judgement.decisive),
            boundary=self.view.boundary(),
            was=self._was(),
            meaning=self.prepared.meaning,
        )

    def asked(self) -> Iterator[tuple[Ask, Asked]]:
        """How the questions read that could change this threat."""
        for held in self.judgement.decisive:
            yield (held.fact, held.on), Asked(question(held, self.view, self.wording), held.name)

    def _was(self) -> tuple[str, ...]:
        return tuple(name if "/" in name else f"{self.loaded.pack}/{name}" for name in self.rule.was)

    def _title(self) -> str:
        return title(self.rule, self.wording, self.view.subject.name)

    def _architecture(self) -> tuple[Reason, ...]:
        """The reason where no answer is one: that the thing is there."""
        subject = self.view.subject
        words = f"{subject.name} is part of {self.view.landscape.workload.name}."
        if subject.kind == "workload":
            words = "It concerns the workload as a whole; nothing is answered yet."
        elif subject.component:
            words = f"{subject.name} ({subject.component.type}) is part of {self.view.landscape.workload.name}."
        elif subject.flow and subject.source and subject.target:
            verb = _VERBS[subject.flow.kind].format(subject.flow.name or listed(one.name for one in subject.assets))
            words = f"{subject.source.name} {verb} {subject.target.name} ({subject.target.type})."
        return (Reason("", words, None, None, None, subject.on),)

    def _confidence(self) -> Confidence:
        """The weakest of the facts that decide; of a threat to confirm, those that are missing."""
        judgement = self.judgement
        known = [confidence(held, self.view) for held in (*judgement.because, *judgement.settling)]
        return max(known, key=CONFIDENCES.index, default="unknown")

    def _mitigations(self) -> Iterator[MitigationView]:
        in_sets = {key for one in self.rule.secured_by for key in one.all}
        for key, one in self.prepared.mitigations.items():
            yield MitigationView(
                id=self.loaded.mitigation_id(key),
                title=one.title,
                how=one.how,
                effort=one.effort,
                does=one.does,
                state=self._mitigation_state(key),
                action=one.action,
                in_set=key in in_sets,
            )

    def _mitigation_state(self, key: str) -> MitigationState:
        mitigation = self.prepared.mitigations[key]
        verdict = evaluate(mitigation.done_when, self.view)
        if verdict == "yes":
            return "claimed" if proof_of(mitigation, self.view) == "said" else "in place"
        return "missing" if verdict == "no" else "unknown"
