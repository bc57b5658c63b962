"""The README does what it says: both commands, the page behind the first, every command and link that it shows."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pytest

from tests.support.documents import DOCUMENTS, ROOT, broken_links, commands_shown, fenced, text, wrong_use

README = text("README.md")
RUN = fenced(README, "run command").strip()
TEST = fenced(README, "test command").strip()
VENV = "python3 -m venv .venv"


def test_both_commands_make_a_venv_and_install_under_the_constraints() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    for command in (RUN, TEST):
        venv, install, *_ = command.split(" && ")
        assert venv == VENV
        found = re.fullmatch(r"\.venv/bin/pip install -q -c (\S+) -e (?:\.|'\.\[(\w+)\]')", install)
        assert found, install
        assert (ROOT / found[1]).is_file()
        assert found[2] is None or found[2] in project["optional-dependencies"]
    assert project["scripts"]["threatbot"]


def test_what_continuous_integration_runs_is_the_test_command() -> None:
    extract = next(line for line in text(".ci/run").splitlines() if line.startswith("command="))
    script = f'set -euo pipefail\n{extract}\nprintf %s "$command"'
    found = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == TEST


def test_the_test_command_ends_in_a_module_that_is_there() -> None:
    last = TEST.split(" && ")[-1]
    assert last == ".venv/bin/python -m tests"
    assert (ROOT / "tests" / "__main__.py").is_file()


def test_the_run_command_leads_to_a_page_that_answers(tmp_path: Path) -> None:
    program, *words = RUN.split(" && ")[-1].split()
    command = [str(Path(sys.executable).parent / Path(program).name), *words, "--no-open", "--port", "0", "--json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            page = httpx.get(told["page"], follow_redirects=True, trust_env=False)
            assert page.status_code == 200
            assert "checkout-design" in page.text
        finally:
            process.terminate()
    assert (tmp_path / ".threatbot" / "bot.db").is_file()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_shown_exists_with_its_options_and_every_link_leads_somewhere(document: Path) -> None:
    shown = set(commands_shown(document.read_text(encoding="utf-8")))
    assert {words: why for words in shown if (why := wrong_use(words))} == {}
    assert broken_links(document) == []


def test_the_readme_shows_what_a_newcomer_needs() -> None:
    shown = " ".join(commands_shown(README))
    for words in ("sandbox", "demo", "doctor", "run --http", "generate"):
        assert words in shown
    assert "/threatmodel new" in README
