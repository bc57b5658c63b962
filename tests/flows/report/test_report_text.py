"""The report's short form for a terminal."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from flows.report.text import alike, short_list, text
from flows.report.types import Decided, Report, undecided
from flows.threats.generate import generate
from flows.workload.model import Component, Fact, Workload
from tests.flows.models import fixture_library, shop
from tests.flows.report.serverless import serverless

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def report(**changes: object) -> Report:
    workload = shop({"reach": "internet", "login": "none", "vendor": "shared", "power": "change"}, **changes)
    return undecided(workload, generate(workload, fixture_library()), NOW)


def test_it_opens_with_the_headline() -> None:
    assert text(report()).startswith("Shop: open 2 (")


def test_top_cuts_and_says_how_many_more() -> None:
    shown = text(report(), 1)
    assert "\nT-1  " in shown
    assert "\nT-2  " not in shown
    left = len(report().generation.threats) - 1
    assert f"{left} more are in the Markdown report" in shown


def test_a_threat_is_told_in_six_lines_its_family_and_both_ends_among_them() -> None:
    block = text(report(), 1).split("\n\n")[1].splitlines()
    assert block[3] == "  Excess-power. High now."
    assert [line.split(":")[0].strip() for line in (block[2], *block[4:])] == ["Vulnerability", "Risk", "First step"]
    assert len(block) == 6


def test_what_to_confirm_is_listed_with_its_worth() -> None:
    assert "  Is App patched within a month?\n    One look settles 1 threat, worst" in text(report())


def test_decisions_change_the_word() -> None:
    plain = report()
    first = plain.generation.threats[0]
    decisions = {first.id: Decided("accept", "U1", NOW)}
    shown = Report(plain.workload, plain.generation, plain.numbers, NOW, decisions=decisions)
    assert ", accepted: " in text(shown)
    assert "accepted 1" in shown.headline
    assert first.id not in [one.id for one in shown.at_or_above("low")]
    assert first.id in [one.id for one in plain.at_or_above("low")]


@given(st.text(min_size=1, max_size=40))
def test_no_name_reaches_the_terminal_with_control_characters(name: str) -> None:
    shown = text(report(name=name))
    assert all(each == "\n" or (ord(each) >= 32 and not 127 <= ord(each) < 160) for each in shown)


def test_a_threat_to_confirm_says_on_what_it_depends_before_what_would_be_wrong() -> None:
    shown = text(report(), len(report().generation.threats))
    block = next(one for one in shown.split("\n\n") if "to confirm: Old software on App" in one).splitlines()
    assert block[2:4] == [
        "  Depends on: Is App patched within a month?",
        "  If the answers are bad: App may be old.",
    ]


def test_the_others_of_one_cause_stand_with_the_first_and_are_not_told_again() -> None:
    found = serverless()
    shown = text(found)
    block = next(one for one in shown.split("\n\n") if "Files are deleted or encrypted for ransom" in one)
    first, second = (one for one in found.generation.ranked if one.rule == "aws.s3/ransom-wipe" and one.state == "open")
    assert block.splitlines()[1] == f"  and 1 more like it: {found.number(second)} on {second.on_name}"
    assert block.startswith(f"{found.number(first)}  ")
    assert f"\n{found.number(second)}  " not in shown
    told = shown.count("\n  First step: ") + shown.count(" more like it: ")
    assert f"{len(found.generation.ranked) - told} more are in the Markdown report" in shown


def test_of_very_many_alike_some_are_named() -> None:
    parts = tuple(
        Component(
            id=f"a{n}",
            name=f"App {n}",
            type="web.app",
            facts={"web.app/reach": Fact(value="internet"), "web.app/login": Fact(value="none")},
        )
        for n in range(9)
    )
    workload = Workload(id="m", name="M", components=parts)
    found = undecided(workload, generate(workload, fixture_library()), NOW)
    (one,) = [each for each in short_list(found, 1) if each.threat.rule == "web.app/anonymous-call"]
    named = [f"{found.number(each)} on {each.on_name}" for each in one.alike[:4]]
    assert named[0].endswith(" on App 1")
    assert alike(found, one) == f"and 8 more like it: {', '.join(named)}, …"
