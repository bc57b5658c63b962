"""Everything that a report holds, in its order, as plain text and data: Markdown and HTML differ in layout alone.

Each section has a heading, an anchor, and a sentence for when it is empty. Text is escaped by whoever shows it. Of a
very large model the first of each list are shown and the rest is counted: what is not shown is never put into words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flows.packs.schema import Level
from flows.report.actions import ItemGroup, items
from flows.report.cards import Card, Hygiene, hygiene, told
from flows.report.dates import day, moment_of
from flows.report.diagram import TOO_LARGE, diagram, fits
from flows.report.entries import Entry
from flows.report.frameworks import Shown as Framework
from flows.report.frameworks import attribution, frameworks
from flows.report.lists import capped, counted, left_out, numbered
from flows.report.marks import Marks, marks
from flows.report.practice import Shown, fingerprint, practice
from flows.report.premises import Premise, premises
from flows.report.responsibility import Matrix, matrix
from flows.report.served import Services, services
from flows.report.tables import MOST_ASSETS, MOST_ROWS, Link, Part, Row, Worth, grouped, links, parts, rows, worths
from flows.report.types import Approved, Report
from flows.threats.types import ToConfirm

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
    "regimes": "Laws and standards",
    "controls": "Mitigations that serve them",
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
    "regimes": "No asset has a category that brings in a law or standard. Give assets theirs to see which do.",
    "controls": "No mitigation of a threat found here serves a tenet, law or standard.",
    "approvals": "Nobody has approved this model.",
    "history": "Nothing is recorded: the report was made without the bot, which keeps the history.",
}
"""What a section says where there is nothing in it."""
MOST_QUESTIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to look up, the sentence on what one look settles, why it stands here again, and the threats under it."""

    asked: ToConfirm
    worth: str
    again: tuple[str, ...]
    threats: tuple[str, ...]


@dataclass(frozen=True)
class Sections:
    """All sections of one report; see ``HEADINGS`` for their order. ``more`` says by list what is counted only."""

    report: Report
    head: tuple[tuple[str, str], ...]
    marks: Marks
    mermaid: str | None
    too_large: str
    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    elsewhere: tuple[str, ...]
    assets: tuple[Worth, ...]
    rows: list[tuple[Level, list[Row]]]
    cards: list[tuple[Level, list[Card]]]
    hygiene: Hygiene
    written: list[tuple[str, str]]
    actions: list[ItemGroup]
    confirm: tuple[Question, ...]
    assumptions: tuple[Premise, ...]
    ruled_out: tuple[tuple[str, str], ...]
    matrix: Matrix
    frameworks: tuple[Framework, ...]
    services: Services
    attribution: str
    practice: tuple[Shown, ...]
    approvals: tuple[str, ...]
    more: Mapping[str, str]

    @property
    def by_status(self) -> list[tuple[str, tuple[str, ...]]]:
        """The numbers of the threats of the table under the one word shown, in order of priority."""
        return grouped((row.status, row.number) for _, listed in self.rows for row in listed)

    @property
    def by_family(self) -> list[tuple[str, tuple[str, ...]]]:
        """The numbers of the threats of the table under their families, in order of priority within each."""
        return grouped((row.family, row.number) for _, listed in self.rows for row in listed)

    @property
    def anchors(self) -> frozenset[str]:
        """The numbers of the threats that stand somewhere in words."""
        listed = [card for _, found in self.cards for card in found]
        in_full = (one.number for card in listed for one in card.entries)
        by_number = (number for card in listed for number, _, _ in card.others)
        points = (number for point in self.hygiene.points for number, _, _ in point.threats)
        return frozenset((*in_full, *by_number, *points))


def sections(report: Report) -> Sections:
    """What the report says, section by section; the same report gives the same sections."""
    workload, generation, shown = report.workload, report.generation, marks(report)
    size = f"{counted(len(workload.components), 'component')}, {counted(len(workload.flows), 'flow')}"
    cards = told(report)
    elsewhere = [report.number(one) for one in generation.ranked if not one.components and not one.hygiene]
    in_full = [one for _, listed in cards for card in listed for one in card.entries]
    return Sections(
        report=report,
        head=tuple(_head(report)),
        marks=shown,
        mermaid=diagram(workload, shown),
        too_large=f"{TOO_LARGE}: {size}." if workload.components and not fits(workload) else "",
        parts=parts(report),
        links=links(report),
        elsewhere=capped(elsewhere),
        assets=worths(workload),
        rows=rows(report),
        cards=cards,
        hygiene=hygiene(report),
        written=[written(each) for each in workload.threats],
        actions=items(report, (one.threat for one in in_full)),
        confirm=tuple(_question(report, one) for one in generation.to_confirm[:MOST_QUESTIONS]),
        assumptions=premises(report),
        ruled_out=tuple((one.title, one.told(report.person)) for one in generation.ruled_out[:MOST_ROWS]),
        matrix=matrix(report),
        frameworks=frameworks(report),
        services=services(report),
        attribution=attribution(report),
        practice=practice(report),
        approvals=tuple(_approvals(report)),
        more=_more(report, in_full),
    )


def _more(report: Report, in_full: Sequence[Entry]) -> dict[str, str]:
    workload, generation = report.workload, report.generation
    threats = sum(not one.hygiene for one in generation.ranked)
    apart = threats - len(in_full)
    proposals = (
        f"What would mitigate the {counted(apart, 'threat')} that {'is' if apart == 1 else 'are'} not told in full is "
        "not among these."
    )
    return {
        "parts": left_out(len(workload.components) - MOST_ROWS, "component"),
        "links": left_out(len(workload.flows) - MOST_ROWS, "flow"),
        "assets": left_out(len(workload.assets) - MOST_ASSETS, "asset"),
        "threats": _not_in_full(apart, threats),
        "actions": proposals if apart else "",
        "confirm": left_out(len(generation.asking) - MOST_QUESTIONS, "question"),
        "ruled_out": left_out(
            len(generation.ruled_out) - MOST_ROWS, "rule that does not apply", "rules that do not apply"
        ),
    }


def _not_in_full(apart: int, threats: int) -> str:
    """What is said of threats that have no card, or no line in the table either."""
    if not apart:
        return ""
    unlisted = max(0, threats - MOST_ROWS)
    told_ = f"{counted(apart, 'threat is', 'threats are')} not told in full below"
    listed = f", {unlisted:,} of them not even listed above" if unlisted else ""
    return f"{told_}{listed}; threatbot generate --format json has them all."


def written(threat: Mapping[str, object]) -> tuple[str, str]:
    """The title and the statement of a threat that people wrote into the model file; what is not text is left out."""
    title, statement = (threat.get(field) for field in ("title", "statement"))
    return (title if isinstance(title, str) else "Untitled", statement if isinstance(statement, str) else "")


def settles(one: ToConfirm) -> str:
    """What an answer is worth, in a few words."""
    return f"One look settles {counted(len(one.settles), 'threat')}, worst {one.worst.capitalize()}"


def _head(report: Report) -> Iterable[tuple[str, str]]:
    workload = report.workload
    yield "Kind of model", f"{workload.kind}, extends {report.base}" if report.base else workload.kind
    yield "Owner", report.person(workload.owner) if workload.owner else "nobody named"
    if workload.environment:
        yield "Environment", workload.environment
    version = f", version {report.version}" if report.version else ""
    yield "Generated", f"on {moment_of(report.generated_at)}{version}; all days are in UTC"
    if report.approvals:
        yield "Approved", _approved(report, report.approvals[-1])
    if report.next_review:
        yield "Next review", f"on {day(report.next_review)}"
    yield "Rule packs", f"{fingerprint(report)}; reports with the same one were made by the same rules"


def _approved(report: Report, last: Approved) -> str:
    roles = f" ({', '.join(last.roles)})" if last.roles else ""
    told = f"by {report.person(last.by)}{roles} on {moment_of(last.at)}"
    return told if last.version == report.version else f"{told}, at version {last.version}; this one is not yet"


def _question(report: Report, one: ToConfirm) -> Question:
    return Question(one, settles(one), tuple(_again(report, one)), numbered(report.numbers[id_] for id_ in one.settles))


def _again(report: Report, one: ToConfirm) -> Iterable[str]:
    """Why a question that was put before stands here."""
    if one.contested:
        words = dict(one.choices)
        said = (
            f"{report.person(each.by)} ({each.role}): “{words.get(each.value, each.value)}”" for each in one.contested
        )
        yield f"Contested, so it counts as unknown until they agree: {'; '.join(said)}."
    if one.overdue:
        yield "Overdue: nobody could answer it at two reviews running, so severe threats under it count as open."


def _approvals(report: Report) -> Iterable[str]:
    for one in report.approvals:
        roles = f" ({', '.join(one.roles)})" if one.roles else ""
        yield f"{report.person(one.by)}{roles} approved version {one.version} on {day(one.at)}."
