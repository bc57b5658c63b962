"""The report's short form as plain text for a terminal: the headline, the first threats, what to confirm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.report.ends import both_ends
from flows.report.entries import Waiting, kind_of_threat, label
from flows.report.escape import one_line
from flows.report.lists import counted
from flows.report.types import Report
from flows.threats.cards import cards
from flows.threats.priority import first, standing
from flows.threats.types import Ranked, Threat, ToConfirm

MOST_TO_CONFIRM = 8
MOST_ALIKE = 4


@dataclass(frozen=True, slots=True)
class Short:
    """A threat of the short list, what it waits for, and the others of its cause wherever they stand in the order."""

    threat: Threat
    waits_for: tuple[str, ...]
    alike: tuple[Ranked, ...]


def text(report: Report, top: int | None = None) -> str:
    """The report in short, without control characters.

    Args:
        report: what to show.
        top: how many threats at most; None for those that come first by their weight.
    """
    shown = short_list(report, top)
    return "".join(f"{line}\n" for line in _lines(report, shown))


def short_list(report: Report, top: int | None) -> tuple[Short, ...]:
    """The first ``top`` threats in order of priority, those of one cause once; None for those first by their weight."""
    generation = report.generation
    listed = first(generation) if top is None else tuple(generation.threats[:top])
    same = {card[0].cause: card for card in cards(generation.ranked, lambda one: one)}
    waiting = Waiting(generation)
    return tuple(
        Short(one, waiting.on(one), tuple(each for each in same[one.cause] if each.id != one.id))
        for one, *_ in cards(listed, lambda one: one)
    )


def left_out(report: Report, shown: Sequence[Short]) -> str:
    """What to say of the threats that are not shown; empty where all are."""
    left = len(report.generation.ranked) - sum(1 + len(one.alike) for one in shown)
    return f"{left} more {'is' if left == 1 else 'are'} in the Markdown report (--format markdown)." if left else ""


def alike(report: Report, one: Short) -> str:
    """Which others have the same cause: ``and 2 more like it: T-7 on Uploads, T-9 on Exports``; empty without any."""
    if not one.alike:
        return ""
    named = [f"{report.number(each)} on {one_line(each.on_name)}" for each in one.alike[:MOST_ALIKE]]
    rest = len(one.alike) - len(named)
    return f"and {len(one.alike)} more like it: {', '.join([*named, *(['…'] if rest else [])])}"


def settles(one: ToConfirm) -> str:
    """What an answer is worth, as a sentence; a question that was put before says why it is here again."""
    again = " Contested." if one.contested else " Overdue: unanswered at two reviews." if one.overdue else ""
    return f"One look settles {counted(len(one.settles), 'threat')}, worst {one.worst.capitalize()}.{again}"


def _lines(report: Report, shown: Sequence[Short]) -> Iterator[str]:
    yield f"{one_line(report.workload.name)}: {report.headline}"
    if report.additions:
        yield one_line(report.additions)
    for one in shown:
        yield ""
        yield from _threat(report, one)
    if words := left_out(report, shown):
        yield from ("", words)
    confirm = report.generation.to_confirm
    if confirm:
        yield from ("", "To confirm")
    for ask in confirm[:MOST_TO_CONFIRM]:
        yield f"  {one_line(ask.question)}"
        yield f"    {settles(ask)}"
    if (more := len(confirm) - MOST_TO_CONFIRM) > 0:
        yield f"  … and {more} more"
    if report.generation.notes:
        yield ""
    yield from (f"Note: {one_line(note)}" for note in report.generation.notes)


def _threat(report: Report, one: Short) -> Iterator[str]:
    threat = one.threat
    yield f"{report.number(threat)}  {standing(threat).capitalize()}, {report.status(threat)}: {one_line(threat.title)}"
    if words := alike(report, one):
        yield f"  {words}"
    yield f"  {one_line(threat.statement)}"
    if one.waits_for:
        yield f"  Depends on: {one_line(' '.join(one.waits_for))}"
    yield f"  {label(threat)}: {one_line(threat.vulnerability)}"
    yield f"  {kind_of_threat(threat)}. {both_ends(threat)}"
    yield f"  Risk: {one_line(threat.risk.line)}"
    yield f"  First step: {one_line(threat.first_step)}"
