"""``threatbot frameworks``: the figure with its denominator, and why ids are left out of it."""

import json

import pytest

from bot.cli_frameworks import NAMES
from flows.frameworks.attack import ATTRIBUTION
from flows.frameworks.catalogue import names
from tests.bot.commands.command_line import CommandLine


@pytest.mark.parametrize("name", names())
def test_json_counts_what_it_lists(threatbot: CommandLine, name: str) -> None:
    ran = threatbot("frameworks", "show", name, "--json")
    document = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert list(document) == ["framework", "title", "edition", "covered", "of", "ids", "attribution"]
    states = [one["state"] for one in document["ids"]]
    assert document["covered"] == states.count("covered")
    assert document["of"] == states.count("covered") + states.count("missing")
    assert all(bool(one["because"]) == (one["state"] == "excluded") for one in document["ids"])
    assert all(one["rules"] for one in document["ids"] if one["state"] == "covered")


def test_text_shows_what_is_covered_by_which_rule_and_what_is_left_out(threatbot: CommandLine) -> None:
    ran = threatbot("frameworks", "show", "attack")
    lines = ran.out.splitlines()
    assert lines[0].startswith("MITRE ATT&CK, cloud platforms v18.1: ")
    assert any(line.startswith("+ T1530  Data from Cloud Storage Object  <- ") for line in lines)
    assert any(line.startswith("- ") for line in lines)
    left_out = lines[lines.index("Left out of the count:") + 1 :]
    assert any(line.startswith("  T1666  ") and "platform model" in line for line in left_out)
    assert lines[-1] == ATTRIBUTION


def test_where_nothing_is_left_out_nothing_is_said_of_it(threatbot: CommandLine) -> None:
    ran = threatbot("frameworks", "show", "zero-trust")
    assert "0 left out" in ran.out
    assert "Left out" not in ran.out
    assert len(ran.out.splitlines()) == 8


def test_the_list_says_how_much_of_each_is_covered(threatbot: CommandLine) -> None:
    ran = threatbot("frameworks", "list")
    assert ran.code == 0
    names = [line.split()[0] for line in ran.out.splitlines()]
    assert {"attack", "cis", "well-architected", "zero-trust", "gdpr"} <= set(names)
    shown = threatbot("frameworks", "show", "attack").out.splitlines()[0]
    heading, _, figures = shown.partition(": ")
    figure = figures.split(" ids")[0]
    (attack,) = [line for line in ran.out.splitlines() if line.startswith("attack ")]
    assert f"  {heading}: " in attack
    assert attack.endswith(f" entries, {figure} covered")
    listed = json.loads(threatbot("frameworks", "list", "--json").out)["frameworks"]
    assert [one["name"] for one in listed] == names
    assert list(listed[0]) == ["name", "title", "edition", "entries", "covered", "of"]
    of_all = {name: json.loads(threatbot("frameworks", "show", name, "--json").out)["ids"] for name in names}
    assert [one["entries"] for one in listed] == [len(ids) for ids in of_all.values()]


def test_the_help_names_all_frameworks() -> None:
    assert tuple(NAMES.split(", ")) == names()
