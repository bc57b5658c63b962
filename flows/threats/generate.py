"""Generates the threats of a workload: each rule on each subject that it may stand on, judged and put into words.

Pure and deterministic: the same workload and library give the same generation. Linear in the size of the workload:
rules are looked up by the types of a component and of a flow's ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.packs.index import Library, LoadedRule
from flows.risk import DEFAULT_TABLE, Table
from flows.threats.confirm import Asked, to_confirm
from flows.threats.found import Found, threat_id
from flows.threats.judge import Prepared, judge, prepared
from flows.threats.priority import in_order
from flows.threats.subjects import Landscape, Subject, SubjectView
from flows.threats.template import listed
from flows.threats.types import Ask, Generation, RuledOut, Threat
from flows.workload.model import Fact, Workload

__all__ = ["Survey", "generate", "survey", "threat_id"]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found before it is grouped: threats in order, what is ruled out, and how each question reads."""

    threats: tuple[Threat, ...]
    ruled_out: tuple[RuledOut, ...]
    asked: dict[Ask, Asked]
    presumed: tuple[str, ...]


def generate(workload: Workload, library: Library, table: Table = DEFAULT_TABLE) -> Generation:
    """All threats of the workload that the library's rules know.

    Facts of the workload are by full id, as ``flows.modelfile`` leaves them. A word that is no choice of its fact is
    no answer, and a note says so. A reference to what is not there is passed over.
    """
    found = survey(workload, library, table)
    landscape = Landscape(workload)
    return Generation(
        workload=workload.id,
        threats=found.threats,
        ruled_out=found.ruled_out,
        to_confirm=to_confirm(found.threats, found.asked, library),
        notes=(*_notes(landscape, library), *_presumptions(found.presumed)),
        pack_digest=library.version,
    )


def survey(workload: Workload, library: Library, table: Table = DEFAULT_TABLE) -> Survey:
    """Every rule judged on every subject that it may stand on; for ``generate`` and the intake."""
    threats: list[Threat] = []
    ruled_out: list[RuledOut] = []
    asked: dict[Ask, Asked] = {}
    presumed: dict[str, None] = {}
    for found in _all_found(Landscape(workload), library, table):
        judgement = found.judgement
        if judgement.risk is None:
            ruled_out.append(found.ruled_out())
            continue
        threats.append(found.threat(judgement.risk))
        for ask, words in found.asked():
            asked.setdefault(ask, words)
        presumed |= dict.fromkeys(judgement.impact.presumed if judgement.impact else ())
    by_rule = sorted(ruled_out, key=lambda one: (one.rule, one.on))
    return Survey(in_order(threats), tuple(by_rule), asked, tuple(presumed))


def _all_found(landscape: Landscape, library: Library, table: Table) -> Iterator[Found]:
    ready: dict[str, Prepared] = {}
    for subject in _subjects(landscape):
        view = SubjectView(landscape, library.facts, subject)
        for loaded in _rules(subject, library):
            if _on_boundary(loaded, view):
                rule = ready.get(loaded.id) or ready.setdefault(loaded.id, prepared(loaded, library))
                yield Found(rule, view, library, judge(rule, view, table))


def _subjects(landscape: Landscape) -> Iterator[Subject]:
    yield from landscape.component_subjects()
    yield from landscape.flow_subjects()
    yield from landscape.asset_subjects()
    yield landscape.workload_subject()


def _rules(subject: Subject, library: Library) -> tuple[LoadedRule, ...]:
    if subject.flow is not None and subject.source is not None and subject.target is not None:
        return library.rules_for("flow", subject.flow.kind, subject.source.type, subject.target.type)
    if subject.component is not None:
        return library.rules_for("component", subject.component.type)
    if subject.kind == "asset":
        return library.rules_for("asset", *subject.assets[0].category)
    return library.rules_for("workload")


def _on_boundary(loaded: LoadedRule, view: SubjectView) -> bool:
    """Whether the flow leaves or enters a zone of a kind that the rule names; yes for a rule that names none."""
    kinds, flow = loaded.rule.on.crosses, view.flow()
    if not kinds or flow is None:
        return True
    return flow.crosses == "yes" and (flow.from_zone in kinds or flow.to_zone in kinds)


def _notes(landscape: Landscape, library: Library) -> Iterator[str]:
    for type_ in sorted(landscape.types):
        if type_ not in library.types:
            yield f"No pack knows {type_}; only the general rules were applied."
    stray = sorted({name for name, fact in _facts(landscape.workload) if not _counts(name, fact, library)})
    for name in stray:
        yield f"An answer to {name} is none of its choices; it counts as unanswered."
    nowhere = [one.name for one in landscape.workload.components if landscape.zone_kind(one) is None]
    if nowhere and any(loaded.rule.on.crosses for loaded in library.rules):
        yield f"{listed(nowhere)}: no zone is named, so rules about trust boundaries could not be judged there."


def _facts(workload: Workload) -> Iterator[tuple[str, Fact]]:
    yield from workload.facts.items()
    for group in (workload.components, workload.flows, workload.assets):
        for one in group:
            yield from one.facts.items()


def _counts(name: str, fact: Fact, library: Library) -> bool:
    return name not in library.facts or fact.value == "unknown" or fact.value in library.facts[name].choices


def _presumptions(assets: tuple[str, ...]) -> Iterator[str]:
    if assets:
        yield f"{listed(assets)}: not graded, so a loss counts as 3 of 5 until somebody grades it."
