"""Every command explains itself with an example, and ``--help`` imports nothing heavy."""

import subprocess
import sys

import pytest

from tests.bot.commands.command_line import CommandLine

COMMANDS = [
    *(["generate"], ["demo"], ["doctor"], ["manifest"], ["db", "upgrade"], ["db", "current"]),
    *(["packs", name] for name in ("list", "show", "new", "lint", "diff", "docs")),
    *(["frameworks", name] for name in ("show", "list")),
]
HEAVY = ("slack_bolt", "slack_sdk", "sqlalchemy", "sqlmodel", "alembic", "pydantic", "jinja2", "yaml", "httpx", "flows")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_an_example(threatbot: CommandLine, command: list[str]) -> None:
    ran = threatbot(*command, "--help")
    assert ran.code == 0
    assert f"Example: threatbot {' '.join(command)}" in " ".join(ran.out.split())


@pytest.mark.parametrize("command", [[], ["packs"], ["frameworks"], ["db"]], ids=" ".join)
def test_a_command_s_help_is_told_whole(threatbot: CommandLine, command: list[str]) -> None:
    ran = threatbot(*command, "--help")
    told = ran.out.partition("Commands:")[2].strip().splitlines()
    assert len(told) > 1
    assert all(line.endswith(".") and not line.endswith("...") for line in told), ran.out


@pytest.mark.parametrize("module", ["bot", "bot.cli"])
def test_without_a_command_it_prints_its_help(module: str) -> None:
    ran = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True, check=False)
    assert "Commands:" in ran.stdout + ran.stderr


def test_the_command_line_imports_nothing_heavy() -> None:
    look = f"import sys, bot.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
