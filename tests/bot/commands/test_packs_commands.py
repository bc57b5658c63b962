"""``threatbot packs list, show, new, diff, docs``: what they print, write and refuse, and their exit codes."""

import json
import re
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from bot.commands import packs_list, packs_show
from flows.packs.loader import load_library
from tests.bot.commands.command_line import CommandLine
from tests.support.documents import ROOT

OURS = ROOT / "flows" / "packs" / "library"
DOOR = (ROOT / "tests" / "flows" / "fixtures" / "app.door.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one pack of an organisation's own."""
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "door.yaml").write_text(DOOR, encoding="utf-8")
    return packs


def test_the_list_as_json_is_the_contracts(threatbot: CommandLine) -> None:
    ran = threatbot("packs", "list", "--json")
    told = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert list(told) == ["packs"]
    assert [one["pack"] for one in told["packs"]] == sorted(load_library().packs)
    for one in told["packs"]:
        assert list(one) == ["pack", "version", "title", "facts", "threats", "mitigations", "checks"]
        pack = load_library().packs[one["pack"]]
        assert (one["facts"], one["threats"]) == (len(pack.facts), len(pack.threats))


def test_the_list_says_where_each_pack_comes_from(threatbot: CommandLine, folder: Path) -> None:
    (folder / "s3.yaml").write_text((OURS / "aws.s3.yaml").read_text(encoding="utf-8") + "# ours\n", encoding="utf-8")
    ran = threatbot("packs", "list", THREATBOT_PACKS=str(folder))
    lines = {line.split()[0]: line for line in ran.out.splitlines()}
    assert lines["app.door"].endswith(f"5 facts, 2 threats, 2 mitigations, 0 checks; {folder / 'door.yaml'}")
    assert lines["aws.s3"].endswith(f"; {folder / 's3.yaml'}")
    assert lines["workload"].endswith("; ours")


def test_the_list_in_a_terminal_is_a_table_without_mark_up(
    threatbot: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "door.yaml").write_text(DOOR.replace("title: Door service", "title: '[red]Door[/red]'"), encoding="utf-8")
    monkeypatch.setenv("THREATBOT_PACKS", str(folder))
    out = StringIO()
    packs_list.show(as_json=False, console=Console(file=out, width=200, force_terminal=False))
    assert all(heading in out.getvalue() for heading in packs_list.HEADINGS)
    assert "[red]Door[/red]" in out.getvalue()


def test_one_of_a_kind_is_counted_as_one(threatbot: CommandLine, folder: Path) -> None:
    assert threatbot("packs", "new", "acme.queue", "--output", folder).code == 0
    commands = (["list"], ["show", "acme.queue"])
    listed, shown = (threatbot("packs", *words, THREATBOT_PACKS=str(folder)).out for words in commands)
    (line,) = [line for line in listed.splitlines() if line.startswith("acme.queue ")]
    amounts = line.partition(". ")[2].partition(";")[0]
    assert amounts == "1 fact, 1 threat, 1 mitigation, 1 check"
    assert f"  {amounts}\n" in shown


def test_show_a_rule_in_words(threatbot: CommandLine) -> None:
    ran = threatbot("packs", "show", "origin-bypass")
    assert ran.code == 0
    for words in (
        "aws.cloudfront/origin-bypass: Origin bypass",
        "could read files of the target",
        "On a data flow from aws.cloudfront to aws.s3.",
        "Applies when edge_controls is login or filter.",
        "bucket-refuses-strangers: leaves likelihood 3 (better, not enough)",
        "Evidence: prowler s3_bucket_public_access, run-time",
        "does not prove that other accounts named in the policy are ours",
        "+1 when direct_read is anyone",
        "any-distribution: open when edge_controls is login, direct_read is nobody",
        "Red team: aws s3api get-object",
    ):
        assert words in ran.out, words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("aws.s3", ["Amazon S3 bucket", "From: ours", "Threats\n", "signed-link-overreach: A signed link"]),
        ("open_to", ["Who can open a file", "Asked always.", "Read by aws.s3/public-by-accident, ",
                     "  Terraform aws_s3_bucket_public_access_block: nobody where all four are true; else not known\n",
                     "\n    looks at [block_public_acls, block_public_policy,", "CloudFormation AWS::S3::Bucket: n"]),
        ("link_lasts", ["Asked only if signed_links is code or caller."]),
        ("aws.s3/not-public", ["In place when open_to is nobody.", "No evidence:", "Secures public-by-accident."]),
    ],
)  # fmt: skip
def test_show_a_pack_a_fact_and_a_mitigation(threatbot: CommandLine, name: str, words: list[str]) -> None:
    ran = threatbot("packs", "show", name)
    assert ran.code == 0
    assert [each for each in words if each not in ran.out] == []


def test_show_as_json(threatbot: CommandLine) -> None:
    ran = threatbot("packs", "show", "origin-bypass", "--json")
    (found,) = json.loads(ran.out)["found"]
    assert (found["kind"], found["id"]) == ("rule", "aws.cloudfront/origin-bypass")
    assert found["applies"] == {"fact": "edge_controls", "in": ["login", "filter"]}


def test_show_in_a_terminal_moves_no_cursor(
    threatbot: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "door.yaml").write_text(DOOR.replace("Turn the key", "[red]Turn[/red] \u202ethe key"), encoding="utf-8")
    monkeypatch.setenv("THREATBOT_PACKS", str(folder))
    out = StringIO()
    packs_show.show("lock-it", as_json=False, console=Console(file=out, width=200, force_terminal=False))
    assert "[red]Turn[/red]" in out.getvalue()
    assert "\u202e" not in out.getvalue()


def test_an_unknown_name_is_wrong_use_with_the_nearest(threatbot: CommandLine) -> None:
    ran = threatbot("packs", "show", "origin-bypas", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean `origin-bypass`?" in " ".join(ran.err.split())


def test_new_writes_a_pack_that_is_right_and_tells_the_next_steps(threatbot: CommandLine, tmp_path: Path) -> None:
    ran = threatbot("packs", "new", "acme.queue", "--output", "mine/packs")
    file = tmp_path / "mine" / "packs" / "acme.queue.yaml"
    assert ran.code == 0
    assert "1. Change mine/packs/acme.queue.yaml" in ran.out
    assert f"THREATBOT_PACKS={file.parent}" in ran.out
    shown = threatbot("packs", "show", "acme.queue", THREATBOT_PACKS=str(file.parent))
    assert "forged-message: Messages are forged" in shown.out


def test_new_overwrites_nothing(threatbot: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "acme.queue.yaml").write_text("mine", encoding="utf-8")
    ran = threatbot("packs", "new", "acme.queue")
    assert ran.code == 2
    assert "is there already; nothing was changed" in " ".join(ran.err.split())
    assert (tmp_path / "acme.queue.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("aws.s3", 2, "there is a pack aws.s3 already"),
        ("../evil", 2, "is no name for a pack"),
        ("s3", 3, "`s3` is taken by the pack aws.s3"),
    ],
)
def test_new_refuses_a_name_that_would_not_do(
    threatbot: CommandLine, tmp_path: Path, name: str, code: int, said: str
) -> None:
    ran = threatbot("packs", "new", name, "--output", "out")
    assert (ran.code, ran.out) == (code, "")
    assert said in " ".join(ran.err.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


def test_new_as_json(threatbot: CommandLine) -> None:
    told = json.loads(threatbot("packs", "new", "acme.queue", "--json").out)
    assert (told["pack"], told["file"], len(told["next"])) == ("acme.queue", "acme.queue.yaml", 4)


def test_diff_says_what_changed_what_it_does_and_which_version_it_asks_for(
    threatbot: CommandLine, folder: Path
) -> None:
    new = folder.parent / "new.yaml"
    new.write_text(DOOR.replace("walks into {component}", "runs into {component}").replace('yes: "It knocks", no', 'no'
                   ).replace("{fact: knocks, is: yes}", "{fact: knocks, is: no}").replace('no: "It walks in"',
                   'no: "It walks in", perhaps: "At times"'), encoding="utf-8")  # fmt: skip
    ran = threatbot("packs", "diff", folder / "door.yaml", new)
    assert ran.code == 0
    for line in (
        "app.door: 1.0.0 -> 1.0.0",
        "- rule walk-in means something else: action",
        "- fact knocks means something else: choices (without yes), choices (with perhaps)",
        "In models: acceptances reopen of walk-in, barge-in.",
        "In models: knocks answered yes counts as unanswered.",
        "In models: in place under other conditions, or no more: knock-first.",
        "The version is not enough: this asks for a new major version, so 2.0.0 or later.",
    ):
        assert f"{line}\n" in ran.out, ran.out
    told = json.loads(threatbot("packs", "diff", folder / "door.yaml", new, "--json").out)
    (pack,) = told["packs"]
    assert (pack["needs"], pack["enough"], pack["least"]) == ("major", False, "2.0.0")
    assert pack["effects"]["choices_gone"] == [{"fact": "knocks", "choice": "yes"}]


def test_diff_of_a_name_against_a_file_and_of_folders(threatbot: CommandLine, folder: Path) -> None:
    same = threatbot("packs", "diff", "aws.s3", OURS / "aws.s3.yaml")
    assert (same.code, same.out) == (0, "Nothing differs.\n")
    added = threatbot("packs", "diff", OURS, folder)
    assert "app.door: not there -> 1.0.0\n" in added.out
    assert re.search(r"^aws\.s3: [\d.]+ -> not there$", added.out, re.MULTILINE)


def test_diff_refuses_a_folder_without_packs(threatbot: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no packs (*.yaml) in this folder" in threatbot("packs", "diff", "empty", OURS).err
    (tmp_path / "bad.yaml").write_text("pack: [", encoding="utf-8")
    refused = threatbot("packs", "diff", "bad.yaml", OURS)
    assert refused.code == 3
    assert refused.err.startswith("bad.yaml:2: this is not YAML")


def test_a_pack_twice_in_a_folder_is_refused(threatbot: CommandLine, folder: Path) -> None:
    (folder / "again.yaml").write_text(DOOR, encoding="utf-8")
    ran = threatbot("packs", "diff", "aws.s3", folder)
    assert ran.code == 3
    assert "there is another pack `app.door` here" in ran.err


def test_docs_prints_or_writes_the_pages(threatbot: CommandLine, tmp_path: Path) -> None:
    printed = threatbot("packs", "docs")
    assert printed.code == 0
    assert printed.out.startswith("# Rule packs\n")
    ran = threatbot("packs", "docs", "--output", "pages")
    assert (ran.code, ran.out) == (0, "")
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "pages").iterdir()}
    assert set(written) == {"README.md", *(f"{name}.md" for name in load_library().packs)}
    told = json.loads(threatbot("packs", "docs", "--json").out)
    assert {one["file"]: one["text"] for one in told["pages"]} == written
    files = json.loads(threatbot("packs", "docs", "--output", "pages", "--json").out)["files"]
    assert sorted(Path(file).name for file in files) == sorted(written)


def test_docs_prints_the_schema(threatbot: CommandLine) -> None:
    ran = threatbot("packs", "docs", "--schema")
    assert ran.out == (ROOT / "docs" / "pack.schema.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(ran.out))
    assert threatbot("packs", "docs", "--schema", "--output", "x").code == 2


@pytest.mark.parametrize(
    "command", [["list"], ["show", "aws.s3"], ["docs"], ["new", "a.b"], ["diff", "aws.s3", "aws.s3"]]
)
def test_a_broken_pack_is_refused_with_its_line_and_nothing_on_standard_output(
    threatbot: CommandLine, folder: Path, command: list[str]
) -> None:
    (folder / "door.yaml").write_text(DOOR.replace("effort: low", "effort: little", 1), encoding="utf-8")
    ran = threatbot("packs", *command, "--json", THREATBOT_PACKS=str(folder))
    assert (ran.code, ran.out) == (3, "")
    assert "door.yaml:" in ran.err
    assert "`little` is not one of low, medium, high" in ran.err
