"""The report's short form as plain text for a terminal: the headline, the first threats, what to confirm."""

from collections.abc import Iterator, Sequence

from flows.report.escape import one_line
from flows.report.sections import depends_on, label
from flows.report.types import Report
from flows.threats.priority import first, standing
from flows.threats.types import Threat, ToConfirm

MOST_TO_CONFIRM = 8


def text(report: Report, top: int | None = None) -> str:
    """The report in short, without control characters.

    Args:
        report: what to show.
        top: how many threats at most; None for those that come first by their weight.
    """
    shown = short_list(report, top)
    return "".join(f"{line}\n" for line in _lines(report, shown))


def short_list(report: Report, top: int | None) -> Sequence[Threat]:
    """The first ``top`` threats in order of priority; None for those that come first by their weight."""
    return first(report.generation) if top is None else report.generation.threats[:top]


def left_out(report: Report, shown: int) -> str:
    """What to say of the threats that are not shown; empty where all are."""
    left = len(report.generation.threats) - shown
    return f"{left} more {'is' if left == 1 else 'are'} in the Markdown report (--format markdown)." if left else ""


def settles(one: ToConfirm) -> str:
    """What an answer is worth, as a sentence."""
    count = len(one.settles)
    return f"One look settles {count} threat{'' if count == 1 else 's'}, worst {one.worst.capitalize()}."


def _lines(report: Report, shown: Sequence[Threat]) -> Iterator[str]:
    yield f"{one_line(report.workload.name)}: {report.headline}"
    waiting = depends_on(report.generation)
    for threat in shown:
        yield ""
        yield from _threat(report, threat, waiting[threat.id])
    if words := left_out(report, len(shown)):
        yield from ("", words)
    if report.generation.to_confirm:
        yield from ("", "To confirm")
    for one in report.generation.to_confirm[:MOST_TO_CONFIRM]:
        yield f"  {one_line(one.question)}"
        yield f"    {settles(one)}"
    if (more := len(report.generation.to_confirm) - MOST_TO_CONFIRM) > 0:
        yield f"  … and {more} more"
    if report.generation.notes:
        yield ""
    yield from (f"Note: {one_line(note)}" for note in report.generation.notes)


def _threat(report: Report, threat: Threat, waits_for: list[str]) -> Iterator[str]:
    yield f"{report.number(threat)}  {standing(threat).capitalize()}, {report.status(threat)}: {one_line(threat.title)}"
    yield f"  {one_line(threat.statement)}"
    if waits_for:
        yield f"  Depends on: {one_line(' '.join(waits_for))}"
        yield f"  {label(threat)}: {one_line(threat.vulnerability)}"
    yield f"  Risk: {one_line(threat.risk.line)}"
    yield f"  First step: {one_line(threat.first_step)}"
