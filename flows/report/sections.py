"""Everything that a report holds, in its order, as plain text and data: Markdown and HTML differ in layout alone.

Each section has a heading, an anchor, and a sentence for when it is empty. Text is escaped by whoever shows it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flows.packs.schema import Level, Loss
from flows.report.actions import ItemGroup, items
from flows.report.dates import day_of, moment_of
from flows.report.diagram import TOO_LARGE, diagram, fits
from flows.report.entries import Entry, by_level, entries
from flows.report.frameworks import ATTRIBUTION, Coverage, coverage
from flows.report.marks import Marks, at_places, marks
from flows.report.practice import Shown, counted, practice
from flows.report.responsibility import Matrix, matrix
from flows.report.types import Report
from flows.risk import grade
from flows.threats.types import ToConfirm
from flows.workload.model import Asset

LOSSES: Final[tuple[Loss, ...]] = (
    "confidentiality", "integrity", "availability", "safety", "money", "privacy", "others",
)  # fmt: skip
HEADINGS: Final[Mapping[str, str]] = {
    "what": "What it is",
    "assets": "Assets",
    "threats": "Threats by risk",
    "actions": "After-action items",
    "confirm": "To confirm",
    "assumptions": "Assumptions",
    "ruled-out": "Ruled out",
    "notes": "Notes",
    "responsibility": "Shared responsibility",
    "frameworks": "Coverage by framework",
    "practice": "Evidence for threat modelling",
    "approvals": "Approvals",
    "history": "History",
}
"""Anchor -> heading, in the order of the report."""
EMPTY: Final[Mapping[str, str]] = {
    "what": "Nothing is drawn yet. Name the parts and what passes between them: threats stand on these.",
    "assets": "No asset is named. Name what would be missed: risks are judged by it.",
    "threats": "No rule found a threat. That says what the rules know, not that there is none.",
    "actions": "Nothing is to be done: no mitigation is missing from a set that would settle a threat.",
    "confirm": "No question is open that could change a threat.",
    "assumptions": "None is written down. What is taken for granted without proof belongs here, with somebody's name.",
    "ruled-out": "No rule was ruled out by an answer or by the drawing.",
    "notes": "Everything could be judged.",
    "responsibility": "There is no part to answer for.",
    "frameworks": "No threat points to another list.",
    "approvals": "Nobody has approved this model.",
    "history": "Nothing is recorded: the report was made without the bot, which keeps the history.",
}
"""What a section says where there is nothing in it."""
MOST_IN_FULL: Final = 500
"""How many threats are told in full, the worst first; a page of thousands would open nowhere."""
_LOSS_WORDS: Final[Mapping[Loss, str]] = {"others": "harm to others"}


@dataclass(frozen=True, slots=True)
class Part:
    """A component as a line of a table; ``threats`` are the numbers of those that stand on it."""

    name: str
    type: str
    zone: str
    holds: str
    threats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A flow as a line of a table."""

    name: str
    source: str
    target: str
    kind: str
    protocol: str
    carries: str
    threats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """An asset as a line of a table."""

    name: str
    category: str
    grades: str


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to look up, the sentence on what one look settles, and the threats under it."""

    asked: ToConfirm
    worth: str
    threats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Premise:
    """An assumption, who answers for it, and the threats that rest on it where somebody has said so."""

    text: str
    owner: str
    threats: tuple[str, ...]


@dataclass(frozen=True)
class Sections:
    """All sections of one report; see ``HEADINGS`` for their order."""

    report: Report
    head: tuple[tuple[str, str], ...]
    marks: Marks
    mermaid: str | None
    too_large: str
    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    elsewhere: tuple[str, ...]
    assets: tuple[Worth, ...]
    levels: list[tuple[Level, list[Entry]]]
    in_full: list[tuple[Level, list[Entry]]]
    left_out: str
    hygiene: list[Entry]
    written: list[tuple[str, str]]
    actions: list[ItemGroup]
    confirm: tuple[Question, ...]
    assumptions: tuple[Premise, ...]
    matrix: Matrix
    frameworks: list[Coverage]
    attribution: str
    practice: tuple[Shown, ...]
    approvals: tuple[str, ...]

    @property
    def by_status(self) -> list[tuple[str, list[Entry]]]:
        """The threats under the one word shown, in order of priority, hygiene left out."""
        found: dict[str, list[Entry]] = {}
        for _, listed in self.levels:
            for one in listed:
                found.setdefault(one.status, []).append(one)
        return sorted(found.items())

    @property
    def by_family(self) -> list[tuple[str, list[Entry]]]:
        """The threats under their families, in order of priority within each, hygiene left out."""
        found: dict[str, list[Entry]] = {}
        for _, listed in self.levels:
            for one in listed:
                found.setdefault(one.threat.family, []).append(one)
        return sorted(found.items())


def sections(report: Report) -> Sections:
    """What the report says, section by section; the same report gives the same sections."""
    workload, listed, shown = report.workload, entries(report), marks(report)
    levels = by_level(listed)
    count = f"{counted(len(workload.components), 'component')}, {counted(len(workload.flows), 'flow')}"
    return Sections(
        report=report,
        head=tuple(_head(report)),
        marks=shown,
        mermaid=diagram(workload, shown),
        too_large=f"{TOO_LARGE}: {count}." if workload.components and not fits(workload) else "",
        parts=tuple(_parts(report)),
        links=tuple(_links(report)),
        elsewhere=tuple(one.number for one in listed if not one.threat.components and not one.threat.hygiene),
        assets=tuple(Worth(one.name, ", ".join(one.category), grades(one)) for one in workload.assets),
        levels=levels,
        in_full=_first(levels, MOST_IN_FULL),
        left_out=_left_out(sum(len(found) for _, found in levels) - MOST_IN_FULL),
        hygiene=[one for one in listed if one.threat.hygiene],
        written=[written(each) for each in workload.threats],
        actions=items(report),
        confirm=tuple(_question(report, one) for one in report.generation.to_confirm),
        assumptions=tuple(_premises(report)),
        matrix=matrix(report),
        frameworks=coverage(report),
        attribution=ATTRIBUTION if any(one.threat.refs.attack for one in listed) else "",
        practice=practice(report),
        approvals=tuple(_approvals(report)),
    )


def _first(levels: list[tuple[Level, list[Entry]]], most: int) -> list[tuple[Level, list[Entry]]]:
    """The first entries under their levels, at most ``most`` in all."""
    found: list[tuple[Level, list[Entry]]] = []
    for level, listed in levels:
        if kept := listed[: most - sum(len(there) for _, there in found)]:
            found.append((level, kept))
    return found


def _left_out(count: int) -> str:
    if count <= 0:
        return ""
    stand = counted(count, "more threat stands", "more threats stand")
    return f"{stand} in the table alone; threatbot generate --format json has them in full."


def grades(asset: Asset) -> str:
    """How bad each loss would be, of 5: by the asset's own word, or in brackets by its category's."""
    known = [(loss, grade(asset, loss)) for loss in LOSSES]
    shown = [(loss, str(value) if getattr(asset, loss) else f"({value})") for loss, value in known if value]
    return ", ".join(f"{_LOSS_WORDS.get(loss, loss)} {value}" for loss, value in shown)


def written(threat: Mapping[str, object]) -> tuple[str, str]:
    """The title and the statement of a threat that people wrote into the model file; what is not text is left out."""
    title, statement = (threat.get(field) for field in ("title", "statement"))
    return (title if isinstance(title, str) else "Untitled", statement if isinstance(statement, str) else "")


def settles(one: ToConfirm) -> str:
    """What an answer is worth, in a few words."""
    return f"One look settles {counted(len(one.settles), 'threat')}, worst {one.worst.capitalize()}"


def _head(report: Report) -> Iterable[tuple[str, str]]:
    workload = report.workload
    yield "Kind", f"{workload.kind}, extends {workload.extends}" if workload.extends else workload.kind
    yield "Owner", report.person(workload.owner) if workload.owner else "nobody named"
    if workload.environment:
        yield "Environment", workload.environment
    version = f", version {report.version}" if report.version else ""
    yield "Generated", f"on {moment_of(report.generated_at)}{version}; all days are in UTC"
    if report.next_review:
        yield "Next review", f"on {day_of(report.next_review)}"
    yield "Rule packs", report.generation.pack_digest[:12]


def _parts(report: Report) -> Iterable[Part]:
    zones = {zone.id: f"{zone.name} ({zone.kind})" for zone in report.workload.zones}
    assets = {asset.id: asset.name for asset in report.workload.assets}
    found, _ = at_places(report)
    for one in report.workload.components:
        threats = tuple(report.number(each) for each in found.get(one.id, ()))
        yield Part(one.name, one.type, zones.get(one.zone or "", ""), _named(one.holds, assets), threats)


def _links(report: Report) -> Iterable[Link]:
    names = {one.id: one.name for one in report.workload.components}
    assets = {asset.id: asset.name for asset in report.workload.assets}
    _, found = at_places(report)
    for flow in report.workload.flows:
        threats = tuple(report.number(each) for each in found.get(flow.id, ()))
        ends = names.get(flow.from_, flow.from_), names.get(flow.to, flow.to)
        yield Link(flow.name or "", *ends, flow.kind, flow.protocol or "", _named(flow.carries, assets), threats)


def _question(report: Report, one: ToConfirm) -> Question:
    return Question(one, settles(one), tuple(f"T-{report.numbers[id_]}" for id_ in one.settles))


def _premises(report: Report) -> Iterable[Premise]:
    for one in report.workload.assumptions:
        resting = [f"T-{report.numbers[id_]}" for id_ in report.rests_on.get(one.id, ()) if id_ in report.numbers]
        yield Premise(one.text, report.person(one.owner) if one.owner else "", tuple(resting))


def _approvals(report: Report) -> Iterable[str]:
    for one in report.approvals:
        roles = f" ({', '.join(one.roles)})" if one.roles else ""
        yield f"{report.person(one.by)}{roles} approved version {one.version} on {day_of(one.at)}."


def _named(ids: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(each, each) for each in ids)
