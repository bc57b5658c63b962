"""``threatbot db``: upgrade and current, on both databases."""

import json
from pathlib import Path

from bot.store import schema
from tests.bot.commands.command_line import CommandLine


def test_current_looks_and_changes_nothing(threatbot: CommandLine, tmp_path: Path) -> None:
    ran = threatbot("db", "current")
    assert (ran.code, ran.out) == (0, f"empty (newest: {schema.NEWEST})\n")
    assert list(tmp_path.iterdir()) == []


def test_upgrade_brings_it_to_the_newest_and_then_has_nothing_to_do(threatbot: CommandLine, database_url: str) -> None:
    first = threatbot("db", "upgrade", "--json", THREATBOT_DATABASE_URL=database_url)
    assert first.code == 0
    assert json.loads(first.out)["current"] == schema.NEWEST
    assert "nothing to do" in threatbot("db", "upgrade").err
    assert threatbot("db", "current").out == f"{schema.NEWEST} (newest: {schema.NEWEST})\n"
    assert json.loads(threatbot("db", "current", "--json").out) == {"current": schema.NEWEST, "newest": schema.NEWEST}


def test_upgrade_says_from_which_version(threatbot: CommandLine) -> None:
    ran = threatbot("db", "upgrade")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"The database is at version {schema.NEWEST} now (empty before).\n"


def test_a_database_that_does_not_answer_ends_with_four_and_hides_the_password(threatbot: CommandLine) -> None:
    ran = threatbot("db", "current", THREATBOT_DATABASE_URL="postgresql://u:hidden-word@127.0.0.1:9/x")
    assert (ran.code, ran.out) == (4, "")
    assert "does not answer" in ran.err
    assert "hidden-word" not in ran.err


def test_an_address_that_is_none_is_wrong_use(threatbot: CommandLine) -> None:
    ran = threatbot("db", "upgrade", THREATBOT_DATABASE_URL="nonsense")
    assert ran.code == 2
    assert "`nonsense` is no database address" in ran.err
    assert "It is taken from --db where that is given, else from THREATBOT_DATABASE_URL." in ran.err
