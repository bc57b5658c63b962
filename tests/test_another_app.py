"""What the guide tells other Bolt projects is so: their app, manifest, start and test run as they stand there."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sandbox import __main__ as start
from tests.support.documents import ROOT, fenced, text

GUIDE = text("docs/workspace.md")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Another project, as the guide has it written."""
    for name, title in (
        ("app.py", "another app"),
        ("manifest.yaml", "its manifest"),
        ("test_app.py", "its test"),
    ):
        (tmp_path / name).write_text(fenced(GUIDE, title), encoding="utf-8")
    return tmp_path


def test_the_test_of_another_app_runs_as_it_stands(project: Path) -> None:
    told = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "SLACK", "THREATBOT"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "test_app.py"]
    environment = told | {"PYTHONPATH": str(ROOT)}
    found = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "1 passed" in found.stdout


def test_the_start_beside_another_app_is_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    exports, command = fenced(GUIDE, "start beside another app").splitlines()
    for setting in shlex.split(exports)[1:]:
        monkeypatch.setenv(*setting.split("=", 1))
    program, *arguments = shlex.split(command)
    assert (program, arguments[:2]) == ("python", ["-m", "bot.sandbox"])
    options = start.parse(arguments[2:])
    assert (options.port, options.token, options.manifest.name) == (8765, "local", "Hello")
    assert [command.command for command in options.manifest.commands] == ["/hello"]
    for option in ("--frozen", "--fresh", "--partner", "--rates"):
        assert f"`{option}`" in GUIDE
        start.parse([*arguments[2:], option])
