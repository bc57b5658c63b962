"""What the parts of a report list: threats by level, after-action items, references. Words and data, no layout."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flows.packs.schema import Level, Loss
from flows.report.types import ActionItem, ActionKind, Report
from flows.risk import LEVELS, Risk, grade
from flows.threats.priority import standing
from flows.threats.types import Generation, MitigationView, Threat
from flows.workload.model import Asset

KINDS: Final[Mapping[ActionKind, str]] = {
    "confirm-setting": "Confirm a setting",
    "rule-check": "Have a rule check it",
    "roadmap": "Put on the roadmap",
}
"""The three kinds of after-action items, as headings."""

LOSSES: Final[tuple[Loss, ...]] = (
    "confidentiality", "integrity", "availability", "safety", "money", "privacy", "others",
)  # fmt: skip
ATTRIBUTION: Final = (
    "© 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of "
    "The MITRE Corporation."
)
"""What MITRE asks for wherever ATT&CK's ids are printed."""

_LABELS: Final = {"open": "Vulnerability", "to confirm": "If the answers are bad", "mitigated": "How it stands"}

_FRAMEWORKS: Final = {
    "attack": "MITRE ATT&CK",
    "cwe": "CWE",
    "well_architected": "AWS Well-Architected",
    "owasp_api": "OWASP API Security",
    "owasp_iot": "OWASP IoT",
    "cis": "CIS AWS Foundations",
}


@dataclass(frozen=True, slots=True)
class Item:
    """An after-action item as a line: proposed where nobody took it on yet (then without owner and due date)."""

    title: str
    owner: str
    due: date | None
    state: str
    settles: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An id in somebody else's list, and the numbers of the threats that point to it."""

    framework: str
    id: str
    threats: str


def by_level(report: Report) -> list[tuple[Level, list[Threat]]]:
    """The threats under their levels, worst first, in order of priority within each; hygiene left out."""
    found: dict[Level, list[Threat]] = {level: [] for level in reversed(LEVELS)}
    for threat in report.generation.threats:
        if not threat.hygiene:
            found[standing(threat)].append(threat)
    return [(level, threats) for level, threats in found.items() if threats]


def both_ends(risk: Risk) -> str:
    """Where the risk stands and what would move it, in one sentence."""
    now, inherent, proved, worst = (r.level for r in (risk.residual, risk.inherent, risk.if_claims_hold, risk.worst))
    parts = [f"{now.capitalize()} now"]
    if inherent != now:
        parts.append(f"{inherent.capitalize()} before any mitigation")
    if proved != now:
        parts.append(f"{proved.capitalize()} if the claims are proved")
    if worst not in {now, inherent}:
        parts.append(f"{worst.capitalize()} if the open questions turn out badly")
    return "; ".join(parts) + "."


def label(threat: Threat) -> str:
    """What the vulnerability's sentence is as matters stand: a fact, how it would be, or how it is secured."""
    return _LABELS[threat.state]


def depends_on(generation: Generation) -> dict[str, list[str]]:
    """Threat id -> the questions that it waits for, most useful first; empty where it is not to confirm."""
    found: dict[str, list[str]] = {threat.id: [] for threat in generation.threats}
    for one in generation.to_confirm:
        for id_ in one.settles:
            found[id_].append(one.question)
    return found


def grades(asset: Asset) -> str:
    """How bad each loss would be, of 5: by the asset's own word, or in brackets by its category's."""
    known = [(loss, grade(asset, loss)) for loss in LOSSES]
    shown = [(loss, str(value) if getattr(asset, loss) else f"({value})") for loss, value in known if value]
    return ", ".join(f"{_LOSS_WORDS.get(loss, loss)} {value}" for loss, value in shown)


def actions_of(report: Report, threat: Threat) -> list[ActionItem]:
    """The items taken on that settle the threat."""
    return [item for item in report.actions if report.numbers[threat.id] in item.settles]


def items(report: Report) -> dict[ActionKind, list[Item]]:
    """All after-action items by kind: those taken on, then those that the mitigations propose."""
    found: dict[ActionKind, list[Item]] = {kind: [] for kind in KINDS}
    for item in report.actions:
        found[item.kind].append(Item(item.title, item.owner, item.due, item.state, _numbered(item.settles)))
    for (kind, title, _, on_name), numbers in _proposed(report).items():
        found[kind].append(Item(f"{title} ({on_name})", "", None, "proposed", _numbered(numbers)))
    return {kind: listed for kind, listed in found.items() if listed}


def references(report: Report) -> list[Reference]:
    """The ids of all frameworks that the threats point to, by framework, then by id."""
    found: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for threat in report.generation.threats:
        for place, field in enumerate(_FRAMEWORKS):
            for id_ in getattr(threat.refs, field):
                found[place, id_].append(report.numbers[threat.id])
    names = tuple(_FRAMEWORKS.values())
    return [Reference(names[place], id_, _numbered(numbers)) for (place, id_), numbers in sorted(found.items())]


def written(threat: Mapping[str, object]) -> tuple[str, str]:
    """The title and the statement of a threat that people wrote into the model file; what is not text is left out."""
    title, statement = (threat.get(field) for field in ("title", "statement"))
    return (title if isinstance(title, str) else "Untitled", statement if isinstance(statement, str) else "")


def _proposed(report: Report) -> dict[tuple[ActionKind, str, str, str], list[int]]:
    """The mitigations that nobody took on yet, with the threats they would settle; one item may settle several."""
    found: defaultdict[tuple[ActionKind, str, str, str], list[int]] = defaultdict(list)
    for threat in report.generation.threats:
        if report.status(threat) in {"open", "to confirm", "mitigating"}:
            taken = {item.title for item in actions_of(report, threat)}
            for one in _wanting(threat):
                if one.title not in taken:
                    found[one.action, one.title, threat.on, threat.on_name].append(report.numbers[threat.id])
    return found


def _wanting(threat: Threat) -> Iterator[MitigationView]:
    return (one for one in threat.mitigations if one.in_set and one.state in {"missing", "unknown"})


def _numbered(numbers: tuple[int, ...] | list[int]) -> str:
    return ", ".join(f"T-{number}" for number in sorted(numbers))


_LOSS_WORDS: Final[Mapping[Loss, str]] = {"others": "harm to others"}
