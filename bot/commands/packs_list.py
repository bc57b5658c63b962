"""``threatbot packs list``: every pack with how much it holds, and where it comes from."""

import sys
from collections.abc import Sequence
from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.commands.packs_sources import library, origin, print_json
from flows.authoring.catalogue import Counts, counts
from flows.packs.schema import Pack
from flows.report.escape import one_line
from flows.report.lists import counted

HEADINGS = ("Pack", "Version", "Title", "Facts", "Threats", "Mitigations", "Checks", "From")


def show(*, as_json: bool, console: Console | None = None) -> None:
    """Print the list: a table in a terminal, else a line each."""
    packs = list(library().packs.values())
    if as_json:
        print_json({"packs": [asdict(counts(pack)) for pack in packs]})
    elif console or sys.stdout.isatty():
        (console or Console()).print(table(packs))
    else:
        sys.stdout.writelines(f"{line(counts(pack), origin(pack))}\n" for pack in packs)


def line(one: Counts, source: str) -> str:
    """A pack on one plain line."""
    amounts = {"fact": one.facts, "threat": one.threats, "mitigation": one.mitigations, "check": one.checks}
    holds = ", ".join(counted(amount, word) for word, amount in amounts.items())
    return one_line(f"{one.pack} {one.version}: {one.title}. {holds}; {source}")


def table(packs: Sequence[Pack]) -> Table:
    """The packs as a table; what a pack says is never read as mark-up."""
    made = Table(box=box.SIMPLE, pad_edge=False)
    for heading in HEADINGS:
        made.add_column(heading, justify="right" if heading in HEADINGS[3:7] else "left")
    for pack in packs:
        cells = map(str, asdict(counts(pack)).values())
        made.add_row(*(Text(one_line(cell)) for cell in (*cells, origin(pack))))
    return made
