"""Threat Composer v1 (``.tc.json``): a report as its workspace, valid against its public JSON Schema.

Ids: a threat keeps its own; mitigations and assumptions get a UUIDv5, so that a second export has the same. Lengths
are counted as the tool counts them (UTF-16 units, never fewer than code points); what is longer is cut with ``…``.

What the format cannot hold, and where it goes instead:

- components, flows, zones: tables in the architecture's and the data flow's description; no drawing.
- assets: names on the threats alone; categories and grades are lost.
- the level critical: ``Priority`` High, with ``custom:level``; the sum of a risk and its ends in the comment.
- why a threat is there, its vulnerability and first step: in its comment, as far as 1,000 characters go.
- to confirm, mitigating, accepted: ``custom:status``; a decision's reason and last day in the comment.
- threats ruled out, facts to confirm, notes, approvals, history: left out.
- owner, due date and kind of after-action items: ``custom:`` entries of the mitigation.
- sets of mitigations (which of them suffice together) and proof: ``custom:state`` says in place or only claimed.
- which threats rest on an assumption: the model file does not say it, so no assumption is linked.
- threats that people wrote into the model file: left out.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from flows.exchange.tables import components_table, flows_table
from flows.packs.schema import Level, Stride
from flows.report.entries import both_ends, depends_on, label
from flows.report.escape import markdown, one_line, paragraphs
from flows.report.frameworks import ATTRIBUTION
from flows.report.types import ActionItem, Report
from flows.threats.priority import standing
from flows.threats.statement import ACTORS
from flows.threats.types import MitigationState, MitigationView, Threat
from flows.workload.model import Assumption, Workload

Json = dict[str, object]

NAMESPACE: Final = UUID("0d9c7a5e-3b1f-5f0a-8c43-9b6a2f7e1d54")
"""The namespace of mitigations' and assumptions' ids; constant for ever, as files out there hold ids made in it."""

TAG, FIELD, COMMENT, CONTENT, STATEMENT, TEXT = 30, 200, 1_000, 1_000, 1_400, 100_000
"""The most that the format takes, in characters."""

_PRIORITY: Final[dict[Level, str]] = {"critical": "High", "high": "High", "medium": "Medium", "low": "Low"}
_GOALS: Final[dict[Stride, str]] = {
    "spoofing": "authenticity",
    "tampering": "integrity",
    "repudiation": "non-repudiation",
    "information-disclosure": "confidentiality",
    "denial-of-service": "availability",
    "elevation-of-privilege": "authorization",
}
_THREAT_STATUS: Final = {
    "mitigated": "threatResolved",
    "accepted": "threatResolved",
    "not applicable": "threatResolvedNotUseful",
}
_WEAKEST_FIRST: Final[tuple[MitigationState, ...]] = ("missing", "unknown", "claimed", "in place")


@dataclass(frozen=True, slots=True)
class Measure:
    """A mitigation on one thing, as the format keeps it: once, linked to all the threats that it serves."""

    id: str
    view: MitigationView
    on_name: str
    state: MitigationState
    threats: tuple[str, ...]
    action: ActionItem | None


class AssetNames:
    """The names of the assets at each subject: what a flow carries or components hold, or the asset itself."""

    def __init__(self, workload: Workload) -> None:
        """Index the workload."""
        self._names = {one.id: one.name for one in workload.assets}
        self._carried = {one.id: one.carries for one in workload.flows}
        self._held = {one.id: one.holds for one in workload.components}

    def of(self, threat: Threat) -> list[str]:
        """The names at the threat's subject, each once."""
        ids: tuple[str, ...] = (threat.on,)
        if threat.components:
            held = (id_ for one in threat.components for id_ in self._held.get(one, ()))
            ids = self._carried.get(threat.on) or tuple(dict.fromkeys(held))
        return [self._names[id_] for id_ in ids if id_ in self._names]


def write(report: Report) -> str:
    """The report as one Threat Composer workspace: JSON text, the same for the same report."""
    workload = report.workload
    measures = _measures(report)
    threats = report.generation.threats
    names = AssetNames(workload)
    waiting = depends_on(report.generation)
    document: Json = {
        "schema": 1,
        "applicationInfo": {"name": cut(one_line(workload.name), FIELD), "description": _about(report)},
        "architecture": {"description": components_table(workload, TEXT)},
        "dataflow": {"description": flows_table(workload, TEXT)},
        "assumptions": [_assumption(workload.id, number, one) for number, one in enumerate(workload.assumptions, 1)],
        "mitigations": [_mitigation(report, number, one) for number, one in enumerate(measures, 1)],
        "assumptionLinks": [],
        "mitigationLinks": [{"mitigationId": one.id, "linkedId": id_} for one in measures for id_ in one.threats],
        "threats": [_threat(report, order, one, names, waiting[one.id]) for order, one in enumerate(threats, 1)],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def cut(text: str, limit: int) -> str:
    """The text in at most ``limit`` UTF-16 units, with ``…`` where something was cut off."""
    if len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore")
    return f"{kept.rstrip()}…"


def _about(report: Report) -> str:
    parts = [paragraphs(report.workload.description), markdown(report.headline)]
    if any(threat.refs.attack for threat in report.generation.threats):
        parts.append(markdown(ATTRIBUTION))
    return "\n\n".join(part for part in parts if part)


def _id(model: str, kind: str, key: str) -> str:
    return str(uuid5(NAMESPACE, f"{model}/{kind}/{key}"))


def _assumption(model: str, number: int, one: Assumption) -> Json:
    owner = [_custom("owner", one.owner)] if one.owner else []
    return {
        "id": _id(model, "assumption", one.id),
        "numericId": number,
        "displayOrder": number,
        "metadata": owner,
        "content": cut(one_line(one.text), CONTENT),
    }


def _measures(report: Report) -> list[Measure]:
    """The mitigations in the order in which the threats name them; where threats differ on one, its weakest state."""
    under: defaultdict[tuple[str, str], list[tuple[Threat, MitigationView]]] = defaultdict(list)
    for threat in report.generation.threats:
        for view in threat.mitigations:
            under[view.id, threat.on].append((threat, view))
    return [_measure(report, key, found) for key, found in under.items()]


def _measure(report: Report, key: tuple[str, str], found: list[tuple[Threat, MitigationView]]) -> Measure:
    threat, view = found[0]
    numbers = {report.numbers[each.id] for each, _ in found}
    taken = [one for one in report.actions if one.title == view.title and numbers.intersection(one.settles)]
    return Measure(
        id=_id(report.workload.id, "mitigation", "/".join(key)),
        view=view,
        on_name=threat.on_name,
        state=min((each.state for _, each in found), key=_WEAKEST_FIRST.index),
        threats=tuple(each.id for each, _ in found),
        action=taken[0] if taken else None,
    )


def _mitigation(report: Report, number: int, one: Measure) -> Json:
    steps = "".join(f"\n- {one_line(step)}" for step in one.view.how)
    metadata = [
        _custom("mitigation", one.view.id),
        _custom("state", one.state),
        _custom("effort", one.view.effort),
        _custom("does", one.view.does),
        _custom("action", one.view.action),
    ]
    if one.action is not None:
        metadata.append(_custom("owner", report.person(one.action.owner)))
        metadata.append(_custom("action-state", one.action.state))
    if one.action is not None and one.action.due is not None:
        metadata.append(_custom("due", one.action.due.isoformat()[:10]))
    return {
        "id": one.id,
        "numericId": number,
        "displayOrder": number,
        "metadata": metadata,
        "tags": [one.view.action],
        "content": cut(f"{one_line(one.view.title)} ({one_line(one.on_name)}){steps}", CONTENT),
        "status": _mitigation_status(one),
    }


def _mitigation_status(one: Measure) -> str:
    if one.state in {"in place", "claimed"}:
        return "mitigationResolved"
    return "mitigationInProgress" if one.action is not None else "mitigationIdentified"


def _threat(report: Report, order: int, threat: Threat, names: AssetNames, waits_for: list[str]) -> Json:
    status = report.status(threat)
    tags = dict.fromkeys([threat.family, *threat.refs.attack, *threat.refs.cwe])
    return {
        "id": threat.id,
        "numericId": report.numbers[threat.id],
        "displayOrder": order,
        "metadata": [
            {"key": "Priority", "value": _PRIORITY[standing(threat)]},
            {"key": "STRIDE", "value": [letter for letter in "STRIDE" if letter in _letters(threat)]},
            {"key": "Comments", "value": cut(_comment(report, threat, waits_for), COMMENT)},
            _custom("rule", threat.rule),
            _custom("level", standing(threat)),
            _custom("status", status),
            _custom("confidence", threat.confidence),
        ],
        "tags": [cut(one_line(tag), TAG) for tag in tags if one_line(tag)],
        **_parts(threat),
        "impactedGoal": [_GOALS[each] for each in threat.stride],
        "impactedAssets": [cut(one_line(name), FIELD) for name in names.of(threat)],
        "statement": cut(one_line(threat.statement), STATEMENT),
        "status": _THREAT_STATUS.get(status, "threatIdentified"),
    }


def _letters(threat: Threat) -> set[str]:
    return {each[0].upper() for each in threat.stride}


def _parts(threat: Threat) -> Json:
    """The statement in the format's parts; only its source where the sentence does not come apart."""
    actor, sentence = ACTORS[threat.actor], one_line(threat.statement)
    source: Json = {"threatSource": actor.removeprefix("an ").removeprefix("a ")}
    prerequisite, could, rest = sentence[len(actor) :].partition(" could ")
    action, leads, impact = rest.rpartition(", which leads to ")
    if not (could and leads):
        return source
    return source | {
        "prerequisites": cut(prerequisite.strip(), FIELD),
        "threatAction": cut(action.strip(), FIELD),
        "threatImpact": cut(impact.rstrip(" ."), FIELD),
    }


def _weakness(threat: Threat, waits_for: list[str]) -> list[str]:
    said = f"{label(threat)}: {threat.vulnerability}"
    return [f"Depends on: {' '.join(waits_for)}", said] if waits_for else [said]


def _comment(report: Report, threat: Threat, waits_for: list[str]) -> str:
    parts = [both_ends(threat.risk), *_weakness(threat, waits_for)]
    if decided := report.decisions.get(threat.id):
        until = f", until {decided.until.isoformat()[:10]}" if decided.until else ""
        parts.insert(1, f"Decision: {decided.kind} by {report.person(decided.by)}{until}. {decided.reason}")
    parts += [f"Why: {reason.question} {reason.words}" for reason in threat.because]
    parts += [threat.risk.line, f"First step: {threat.first_step}"]
    return "\n\n".join(markdown(part) for part in parts)


def _custom(key: str, value: str) -> Json:
    return {"key": f"custom:{key}", "value": one_line(value)}
