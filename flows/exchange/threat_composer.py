"""Threat Composer v1 (``.tc.json``): a report as its workspace, valid against its public JSON Schema.

Ids: a threat keeps its own; mitigations and assumptions get a UUIDv5, so that a second export has the same. Lengths
are counted as the tool counts them (UTF-16 units, never fewer than code points); what is longer is cut with ``…``.

What the format cannot hold, and where it goes instead:

- components, flows, zones: the drawing in the data flow's image, tables in both descriptions; nothing for tools.
- assets: names on the threats alone; categories, grades and who holds what are lost.
- facts and who said them: the reasons in the comment of a threat, as far as 1,000 characters go.
- the level critical: ``Priority`` High, with ``custom:level``; the sum of a risk and its ends in the comment.
- a threat's vulnerability and first step: in its comment; its title, who answers for what, how somebody would try it,
  why scanners miss it and when it is not this threat: left out.
- ids of other lists than ATT&CK and CWE, which are tags: ``custom:references``.
- to confirm, mitigating, accepted: ``custom:status``; a decision, who, when, until, and whether it was reopened:
  ``custom:`` entries of the threat; its reason in the comment.
- threats ruled out, facts to confirm, notes, approvals, reviews, history, shared responsibility: left out.
- owner, due date and kind of after-action items: ``custom:`` entries of the mitigation; items without one: left out.
- sets of mitigations (which suffice together) and proof: ``custom:state`` says in place, only claimed or refuted.
- of threats that people wrote into the model file: title and statement are kept, with ``custom:written-by`` people.
"""

import json
from base64 import b64encode
from collections import defaultdict
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from flows.exchange.tables import components_table, flows_table
from flows.frameworks.attack import ATTRIBUTION
from flows.packs.schema import Level, Stride
from flows.report.cards import REFUTED
from flows.report.dates import day, iso_day
from flows.report.drawing.svg import svg
from flows.report.ends import both_ends
from flows.report.entries import Waiting, label
from flows.report.escape import markdown, one_line, paragraphs
from flows.report.marks import marks
from flows.report.references import references_of
from flows.report.sections import written
from flows.report.types import ActionItem, Report
from flows.threats.priority import standing
from flows.threats.statement import ACTORS
from flows.threats.types import MitigationView, Threat
from flows.workload.model import Assumption, Workload

Json = dict[str, object]

NAMESPACE: Final = UUID("0d9c7a5e-3b1f-5f0a-8c43-9b6a2f7e1d54")
"""The namespace of mitigations' and assumptions' ids; constant for ever, as files out there hold ids made in it."""

TAG, FIELD, COMMENT, CONTENT, STATEMENT, TEXT, IMAGE = 30, 200, 1_000, 1_000, 1_400, 100_000, 1_000_000
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
_WEAKEST_FIRST: Final = (REFUTED, "missing", "unknown", "claimed", "in place")


@dataclass(frozen=True, slots=True)
class Measure:
    """A mitigation on one thing, as the format keeps it: once, linked to all the threats that it serves."""

    id: str
    view: MitigationView
    on_name: str
    state: str
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
    waiting = Waiting(report.generation)
    document: Json = {
        "schema": 1,
        "applicationInfo": {"name": cut(one_line(workload.name), FIELD), "description": _about(report)},
        "architecture": {"description": components_table(workload, TEXT)},
        "dataflow": {"description": flows_table(workload, TEXT), **_image(report)},
        "assumptions": [_assumption(report, number, one) for number, one in enumerate(workload.assumptions, 1)],
        "mitigations": [_mitigation(report, number, one) for number, one in enumerate(measures, 1)],
        "assumptionLinks": _assumption_links(report),
        "mitigationLinks": [{"mitigationId": one.id, "linkedId": id_} for one in measures for id_ in one.threats],
        "threats": [
            *(_threat(report, order, one, names, waiting.on(one)) for order, one in enumerate(threats, 1)),
            *_written(report),
        ],
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


def _image(report: Report) -> Json:
    """The drawing as an address that holds it; nothing where it cannot be drawn or is too large for the format."""
    drawing = svg(report.workload, marks(report))
    address = f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}" if drawing else ""
    return {"image": address} if 0 < len(address) <= IMAGE else {}


def _assumption_links(report: Report) -> list[Json]:
    """Which threats rest on an assumption, as the model says."""
    model = report.workload.id
    return [
        {"type": "Threat", "assumptionId": _id(model, "assumption", one.id), "linkedId": threat}
        for one in report.workload.assumptions
        for threat in report.rests_on.get(one.id, ())
    ]


def _written(report: Report) -> list[Json]:
    """The threats that people wrote into the model file, numbered after all others."""
    model, last = report.workload.id, max(report.numbers.values(), default=0)
    order = len(report.generation.threats)
    found: list[Json] = []
    for number, (title, statement) in enumerate(map(written, report.workload.threats), 1):
        found.append(
            {
                "id": _id(model, "written", str(number)),
                "numericId": last + number,
                "displayOrder": order + number,
                "metadata": [_custom("title", title), _custom("written-by", "people")],
                "statement": cut(one_line(statement or title), STATEMENT),
                "status": "threatIdentified",
            }
        )
    return found


def _assumption(report: Report, number: int, one: Assumption) -> Json:
    owner = [_custom("owner", report.person(one.owner))] if one.owner else []
    return {
        "id": _id(report.workload.id, "assumption", one.id),
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
        state=min((str(each.state) for _, each in found), key=_strength),
        threats=tuple(each.id for each, _ in found),
        action=taken[0] if taken else None,
    )


def _strength(state: str) -> int:
    """A state that this format's exporter does not know is taken for the weakest."""
    return _WEAKEST_FIRST.index(state) if state in _WEAKEST_FIRST else -1


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
        metadata.append(_custom("due", iso_day(one.action.due)))
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


def _threat(report: Report, order: int, threat: Threat, names: AssetNames, waits_for: tuple[str, ...]) -> Json:
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
            *_references(threat),
            *_decision(report, threat),
        ],
        "tags": [cut(one_line(tag), TAG) for tag in tags if one_line(tag)],
        **_parts(threat),
        "impactedGoal": [_GOALS[each] for each in threat.stride],
        "impactedAssets": [cut(one_line(name), FIELD) for name in names.of(threat)],
        "statement": cut(one_line(threat.statement), STATEMENT),
        "status": _THREAT_STATUS.get(status, "threatIdentified"),
    }


def _references(threat: Threat) -> list[Json]:
    """The ids that are no tags."""
    tagged = {*threat.refs.attack, *threat.refs.cwe}
    ids = [one.id for one in references_of(threat) if one.id not in tagged]
    return [{"key": "custom:references", "value": ids}] if ids else []


def _decision(report: Report, threat: Threat) -> list[Json]:
    decided = report.decisions.get(threat.id)
    if decided is None:
        return []
    said = {
        "decision": decided.kind,
        "decided-by": report.person(decided.by),
        "decided-at": iso_day(decided.at),
        "until": iso_day(decided.until) if decided.until else "",
        "reopened": decided.reopened,
    }
    return [_custom(key, value) for key, value in said.items() if value]


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


def _weakness(threat: Threat, waits_for: tuple[str, ...]) -> list[str]:
    said = f"{label(threat)}: {threat.vulnerability}"
    return [f"Depends on: {' '.join(waits_for)}", said] if waits_for else [said]


def _comment(report: Report, threat: Threat, waits_for: tuple[str, ...]) -> str:
    parts = [both_ends(threat), *_weakness(threat, waits_for)]
    if decided := report.decisions.get(threat.id):
        until = f", until {day(decided.until)}" if decided.until else ""
        parts.insert(1, f"Decision: {decided.kind} by {report.person(decided.by)}{until}. {decided.reason}")
    parts += [f"Why: {reason.question} {reason.words}" for reason in threat.because]
    parts += [threat.risk.line, f"First step: {threat.first_step}"]
    return "\n\n".join(markdown(part) for part in parts)


def _custom(key: str, value: str) -> Json:
    return {"key": f"custom:{key}", "value": one_line(value)}
