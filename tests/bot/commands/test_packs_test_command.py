"""``threatbot packs test``: by name, by file, as JSON; what does not hold is exit 1 and says what to write."""

import json
from pathlib import Path

import pytest

from tests.bot.commands.command_line import CommandLine
from tests.flows.authoring.test_mutation import PACK, without


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    file = tmp_path / "packs" / "door.lock.yaml"
    file.parent.mkdir()
    file.write_text(PACK, encoding="utf-8")
    return file


def test_a_pack_that_is_proved(threatbot: CommandLine, pack: Path) -> None:
    ran = threatbot("packs", "test", pack)
    assert ran.out == "door.lock 1.0.0: 7 of 7 examples hold, 1 of 1 rule is proved, no removals unnoticed\n"
    assert (ran.code, ran.err) == (0, "")
    assert threatbot("packs", "test", pack.parent).out == ran.out


def test_ours_by_name(threatbot: CommandLine) -> None:
    ran = threatbot("packs", "test", "aws.cloudfront", "external", "--no-mutation")
    assert [line.split(" ")[0] for line in ran.out.splitlines()] == ["aws.cloudfront", "external"]
    assert ran.code == 0


def test_all_where_none_is_named(threatbot: CommandLine, pack: Path) -> None:
    ran = threatbot("packs", "test", "--no-mutation", THREATBOT_PACKS=str(pack.parent))
    names = [line.split(" ")[0] for line in ran.out.splitlines()]
    assert {"aws.s3", "door.lock", "workload"} < set(names)
    assert names == sorted(names)


def test_what_does_not_hold(threatbot: CommandLine, pack: Path) -> None:
    text = without("stays-shut").replace("copied-card: open, likelihood: 4", "copied-card: open, likelihood: 5")
    pack.write_text(text, encoding="utf-8")
    ran = threatbot("packs", "test", pack)
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0] == "door.lock 1.0.0: 5 of 6 examples hold, 1 of 1 rule is proved, 5 removals unnoticed"
    assert lines[1] == (
        "  card: expected copied-card: open, likelihood 5; got copied-card: open, likelihood 4 "
        "(by door.lock/opens_by is card)"
    )
    assert lines[2].startswith(f"  {pack}:")
    assert "without “door.lock/opens_by is phone or card or fob” every example still holds" in lines[2]


def test_a_rule_without_a_twin_is_said(threatbot: CommandLine, pack: Path) -> None:
    pack.write_text(PACK.replace(", twin_of: card", "").replace(", twin_of: phone", ""), encoding="utf-8")
    ran = threatbot("packs", "test", pack)
    assert ran.code == 1
    assert "  copied-card: no hardened twin: write an example that differs in one fact and ends it" in ran.out


def test_the_contract_as_json(threatbot: CommandLine, pack: Path) -> None:
    pack.write_text(without("fob"), encoding="utf-8")
    ran = threatbot("packs", "test", pack, "--json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err) == (1, "")
    assert found["examples"][0] == {
        "pack": "door.lock",
        "example": "card",
        "ok": True,
        "expected": "copied-card: open, likelihood 4",
        "got": "copied-card: open, likelihood 4",
        "decided_by": ["door.lock/opens_by is card"],
    }
    assert [each["removed"] for each in found["survivors"]] == ["door.lock/opens_by is fob"] * 2
    assert found["survivors"][0]["rules"] == ["door.lock/copied-card"]
    (rule,) = found["rules"]
    assert (rule["rule"], rule["fires"], rule["ok"], rule["missing"]) == ("copied-card", "card", True, [])


def test_without_mutation_only_examples_are_run(threatbot: CommandLine, pack: Path) -> None:
    pack.write_text(without("fob"), encoding="utf-8")
    ran = threatbot("packs", "test", pack, "--no-mutation", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["rules"], found["survivors"]) == (0, None, None)
    assert len(found["examples"]) == 6


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("aws.s33", 2, "no pack, file or folder is called `aws.s33`; did you mean `aws.s3`?\n"),
        ("broken.yaml", 3, "broken.yaml:1"),
    ],
)
def test_what_cannot_be_used(name: str, code: int, said: str, threatbot: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("pack: 3\n", encoding="utf-8")
    ran = threatbot("packs", "test", name)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


@pytest.mark.parametrize("command", ["test", "score"])
def test_help_has_an_example(command: str, threatbot: CommandLine) -> None:
    ran = threatbot("packs", command, "--help")
    assert ran.code == 0
    assert f"Example: threatbot packs {command}" in " ".join(ran.out.split())
