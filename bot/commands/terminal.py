"""What a terminal shows of a report: the short form of ``flows.report.text`` in colours and columns."""

from collections.abc import Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.packs.schema import Level
from flows.report.ends import both_ends
from flows.report.entries import kind_of_threat, label
from flows.report.escape import one_line
from flows.report.text import MOST_TO_CONFIRM, Short, alike, left_out, settles, short_list
from flows.report.types import Report
from flows.threats.priority import standing

COLOURS: Final[dict[Level, str]] = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "green"}


def show(report: Report, top: int | None, console: Console | None = None) -> None:
    """Print the report in short. Every text is given as ``Text``: brackets in names are no mark-up."""
    out = console or Console()
    shown = short_list(report, top)
    out.print(Text(one_line(report.workload.name), style="bold"), Text(report.headline))
    if report.additions:
        out.print(Text(one_line(report.additions)))
    if shown:
        out.print(threats(report, shown))
    if words := left_out(report, shown):
        out.print(Text(words, style="dim"))
    if report.generation.to_confirm:
        out.print(Text("\nTo confirm", style="bold"))
    for one in report.generation.to_confirm[:MOST_TO_CONFIRM]:
        out.print(Padding(Text(one_line(one.question)), (0, 0, 0, 2)))
        out.print(Padding(Text(settles(one), style=COLOURS[one.worst]), (0, 0, 0, 4)))
    if (more := len(report.generation.to_confirm) - MOST_TO_CONFIRM) > 0:
        out.print(Text(f"  … and {more} more", style="dim"))
    for note in report.generation.notes:
        out.print(Text(f"Note: {one_line(note)}", style="dim"))


def threats(report: Report, shown: Sequence[Short]) -> Table:
    """The threats as a table: number, level, status, and what it is with its first step."""
    table = Table(box=box.SIMPLE, show_lines=True, pad_edge=False)
    for heading in ("", "Level", "Status", "Threat"):
        table.add_column(heading, no_wrap=heading != "Threat", ratio=1 if heading == "Threat" else None)
    for one in shown:
        level = standing(one.threat)
        coloured = Text(level.capitalize(), COLOURS[level])
        table.add_row(report.number(one.threat), coloured, report.status(one.threat), _told(report, one))
    return table


def _told(report: Report, one: Short) -> Text:
    threat = one.threat
    what = Text(one_line(threat.title), style="bold")
    if words := alike(report, one):
        what.append(f"\n{words}", style="not bold")
    what.append(f"\n{one_line(threat.statement)}", style="not bold")
    if one.waits_for:
        what.append(f"\nDepends on: {one_line(' '.join(one.waits_for))}", style="not bold")
    what.append(f"\n{label(threat)}: {one_line(threat.vulnerability)}", style="not bold")
    what.append(f"\n{kind_of_threat(threat)}. {both_ends(threat)}", style="not bold")
    what.append(f"\nRisk: {one_line(threat.risk.line)}", style="not bold dim")
    what.append(f"\nFirst step: {one_line(threat.first_step)}", style="not bold italic")
    return what
