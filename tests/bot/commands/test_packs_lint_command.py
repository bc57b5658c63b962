"""``threatbot packs lint``: by name, file and folder, and what each outcome ends with."""

import json
from pathlib import Path

import pytest

from tests.bot.commands.command_line import CommandLine

GATE = (Path(__file__).parents[2] / "flows" / "fixtures" / "app.gate.yaml").read_text(encoding="utf-8")
WARNED = GATE.replace('    scanners_blind_because: "no scanner walks"\n', "")
WRONG = GATE.replace("CWE-552", "CWE-284")


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return tmp_path / "app.gate.yaml"


def test_a_pack_without_findings_ends_with_nought(threatbot: CommandLine, gate: Path) -> None:
    gate.write_text(GATE, encoding="utf-8")
    ran = threatbot("packs", "lint", gate)
    assert (ran.code, ran.out, ran.err) == (0, "", "1 pack: 0 errors, 0 warnings.\n")


def test_an_error_is_told_by_file_and_line_and_ends_with_one(threatbot: CommandLine, gate: Path) -> None:
    gate.write_text(WRONG, encoding="utf-8")
    ran = threatbot("packs", "lint", gate)
    line = next(number for number, words in enumerate(WRONG.splitlines(), 1) if "CWE-284" in words)
    assert ran.code == 1
    assert (
        ran.out
        == f"{gate}:{line}: [cwe] CWE-284 is too broad to say what is wrong here; take one of its children, or none\n"
    )
    assert ran.err == "1 pack: 1 error, 0 warnings.\n"


def test_a_warning_does_not_fail(threatbot: CommandLine, gate: Path) -> None:
    gate.write_text(WARNED, encoding="utf-8")
    ran = threatbot("packs", "lint", gate)
    assert (ran.code, ran.err) == (0, "1 pack: 0 errors, 1 warning.\n")
    assert ": [scanners-blind] warning: say in `scanners_blind_because`" in ran.out


def test_json_is_one_document(threatbot: CommandLine, gate: Path) -> None:
    gate.write_text(WRONG, encoding="utf-8")
    ran = threatbot("packs", "lint", gate, "--json")
    (finding,) = json.loads(ran.out)["findings"]
    assert ran.code == 1
    assert list(finding) == ["file", "line", "path", "check", "severity", "sentence"]
    assert (finding["file"], finding["path"]) == (str(gate), "threats/0/refs/cwe/0")
    assert (finding["check"], finding["severity"]) == ("cwe", "error")


def test_a_folder_and_a_name_are_looked_at_together(threatbot: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "ours" / "doors"
    folder.mkdir(parents=True)
    (folder / "app.gate.yaml").write_text(GATE, encoding="utf-8")
    (folder / "notes.txt").write_text("no pack", encoding="utf-8")
    ran = threatbot("packs", "lint", "aws.cloudfront", folder.parent)
    assert (ran.code, ran.err[:8]) == (0, "2 packs:")
    assert "all packs" not in ran.out


def test_a_file_takes_the_place_of_the_pack_of_its_name(threatbot: CommandLine, tmp_path: Path) -> None:
    ours = Path(__file__).parents[3] / "flows" / "packs" / "library" / "aws.cloudfront.yaml"
    file = tmp_path / "mine.yaml"
    file.write_text(ours.read_text(encoding="utf-8").replace("CWE-420", "CWE-285"), encoding="utf-8")
    assert "[cwe] CWE-285" in threatbot("packs", "lint", file).out
    assert "CWE-285" not in threatbot("packs", "lint", "aws.cloudfront").out


def test_without_a_name_all_packs_are_looked_at(threatbot: CommandLine) -> None:
    ran = threatbot("packs", "lint", "--json")
    assert ran.code in (0, 1)
    assert ran.err.split(" ")[1] == "packs:"
    assert ran.code == any(one["severity"] == "error" for one in json.loads(ran.out)["findings"])


def test_an_organisations_own_packs_are_known_by_name(threatbot: CommandLine, gate: Path) -> None:
    gate.write_text(WRONG, encoding="utf-8")
    assert threatbot("packs", "lint", "app.gate", THREATBOT_PACKS=str(gate.parent)).code == 1


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        ("pack: [", ["app.gate.yaml"], "app.gate.yaml:2: this is not YAML"),
        ("", ["."], "holds no rule pack (*.yaml)"),
    ],
)
def test_what_cannot_be_read_ends_with_three(
    threatbot: CommandLine, tmp_path: Path, content: str, words: list[str], said: str
) -> None:
    if content:
        (tmp_path / "app.gate.yaml").write_text(content, encoding="utf-8")
    ran = threatbot("packs", "lint", *words)
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
