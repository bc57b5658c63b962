"""What a terminal shows: colours and columns, and never mark-up or control characters from a name."""

from datetime import UTC, datetime
from io import StringIO

from rich.console import Console

from bot.commands import terminal
from flows.report.types import Report, undecided
from flows.threats.generate import generate
from tests.flows.models import fixture_library, shop
from tests.flows.report.serverless import serverless


def shown(report: Report, top: int | None = None) -> str:
    out = StringIO()
    terminal.show(report, top, Console(file=out, width=160, force_terminal=False))
    return out.getvalue()


def report(**changes: object) -> Report:
    workload = shop({"reach": "internet", "login": "none", "vendor": "shared"}, **changes)
    return undecided(workload, generate(workload, fixture_library()), datetime(2026, 11, 24, tzinfo=UTC))


def test_threats_stand_in_a_table_with_what_to_confirm_below() -> None:
    text = shown(report())
    assert text.startswith("Shop open 1 ")
    assert "Level" in text
    assert "First step: Call App without a token." in text
    assert text.index("To confirm") > text.index("First step")


def test_top_says_what_is_left_out() -> None:
    assert f"{len(report().generation.threats) - 1} more are in the Markdown report" in shown(report(), 1)


def test_a_name_is_no_mark_up_and_moves_no_cursor() -> None:
    text = shown(report(name="[red]x[/red] \x1b[2J \u202e"))
    assert "[red]x[/red]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_row_has_the_others_of_its_cause_its_family_and_both_ends_of_its_risk() -> None:
    text = " ".join(shown(serverless()).split())
    assert "Files are deleted or encrypted for ransom: Exports and 1 more like it: T-7 on Uploads An anonymous" in text
    assert "Excess-power. Critical now. Risk: likelihood" in text
    assert "if the answers are bad" in " ".join(shown(serverless(), 60).split())
