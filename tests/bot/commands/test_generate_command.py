"""``threatbot generate``: what it reads, what it writes, and how it ends."""

import json
from pathlib import Path

import pytest

from flows.report.drawing.dot import has_extra
from tests.bot.commands.command_line import CommandLine

MODEL = """\
threatbot: 1
id: 01JDCK3V0Q8Z5R2M7W9X4T6Y1A
name: Photo shop
assets: [{id: photos, name: Photos, category: [personal]}]
components:
  - {id: edge, name: Edge, type: aws.cloudfront}
  - {id: bucket, name: Bucket, type: made.up, holds: [photos]}
  - {id: store, name: Store, type: aws.s3, holds: [photos]}
flows:
  - {id: read, from: edge, to: store, carries: [photos], facts: {edge_controls: login}}
"""
OPEN = "store: {direct_read: anyone}\nread: {policy_names_distribution: 'no'}\n"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "shop.threatmodel.yaml"
    path.write_text(MODEL)
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(OPEN)
    return path


def test_text_goes_to_standard_output_alone(threatbot: CommandLine, model: Path) -> None:
    ran = threatbot("generate", model)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Photo shop: open ")
    assert "Origin bypass: Edge to Store" in ran.out
    assert "no rules yet for the kind `made.up`; only the general rules were applied." in ran.out


def test_json_is_one_document_with_threats_in_order(threatbot: CommandLine, model: Path) -> None:
    ran = threatbot("generate", model, "--json")
    document = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert document["model"]["name"] == "Photo shop"
    assert any(threat["rule"] == "aws.cloudfront/origin-bypass" for threat in document["threats"])
    assert threatbot("generate", model, "--format", "json").out == ran.out


def test_answers_beside_the_model_count(threatbot: CommandLine, model: Path, answers: Path) -> None:
    document = json.loads(threatbot("generate", model, "--facts", answers, "--json").out)
    (bypass,) = [each for each in document["threats"] if each["rule"] == "aws.cloudfront/origin-bypass"]
    assert bypass["status"] == "open"


@pytest.mark.parametrize(("level", "code"), [("high", 1), ("medium", 1), ("critical", 0)])
def test_fail_on_looks_at_the_level_now(
    threatbot: CommandLine, model: Path, answers: Path, level: str, code: int
) -> None:
    ran = threatbot("generate", model, "--facts", answers, "--fail-on", level)
    assert ran.code == code
    assert ("At " in ran.err) == bool(code)
    assert "Photo shop" in ran.out


def test_top_cuts_the_json_and_says_so(threatbot: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "two.threatmodel.yaml"
    second = "  - {id: again, from: edge, to: store, facts: {edge_controls: filter}}\n"
    path.write_text(MODEL + second)
    whole = json.loads(threatbot("generate", path, "--json").out)
    short = json.loads(threatbot("generate", path, "--json", "--top", 1).out)
    assert short["threats"] == whole["threats"][:1]
    left = len(whole["threats"]) - 1
    assert f"{left} more threat{' is' if left == 1 else 's are'} left out (--top 1)." in short["notes"]


def test_several_formats_become_files_with_endings(threatbot: CommandLine, model: Path, tmp_path: Path) -> None:
    ran = threatbot("generate", model, "--format", "markdown,json,threat-composer,text", "--output", "out/report.md")
    assert ran.code == 4
    (tmp_path / "out").mkdir()
    ran = threatbot("generate", model, "--format", "markdown,json,threat-composer,text", "--output", "out/report.md")
    assert (ran.code, ran.out) == (0, "")
    files = {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert set(files) == {"report.md", "report.json", "report.tc.json", "report.txt"}
    assert files["report.md"].startswith("# Threat model: Photo shop\n")
    assert json.loads(files["report.tc.json"])["schema"] == 1
    assert json.loads(files["report.json"])["model"]["name"] == "Photo shop"
    assert files["report.txt"].startswith("Photo shop: ")


def test_one_format_keeps_the_name_it_was_given(threatbot: CommandLine, model: Path, tmp_path: Path) -> None:
    ran = threatbot("generate", model, "--format", "markdown", "--output", "REPORT", "--json")
    assert (tmp_path / "REPORT").read_text().startswith("# Threat model")
    assert json.loads(ran.out)["model"]["name"] == "Photo shop"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "pdf"], "pdf is no format; formats are text, markdown, html, json, threat-composer"),
        (["shop.threatmodel.yaml", "--format", "svg"], "One svg document holds one model"),
        (["--format", "text,json"], "Several formats need --output"),
        (["--format", "markdown", "--json"], "--json prints JSON"),
        (["--fail-on", "awful"], "awful"),
        (["--top", "0"], "--top"),
        (["shop.threatmodel.yaml", "--json"], "holds one model; give one path"),
    ],
)
def test_wrong_use_ends_with_two(threatbot: CommandLine, model: Path, options: list[str], words: str) -> None:
    ran = threatbot("generate", model, *options)
    assert (ran.code, ran.out) == (2, "")
    assert words in " ".join(ran.err.split())


def test_several_models_are_told_one_after_another(threatbot: CommandLine, model: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.threatmodel.yaml"
    other.write_text(MODEL.replace("Photo shop", "Other shop"))
    ran = threatbot("generate", model, other)
    assert ran.out.index("Photo shop: ") < ran.out.index("\nOther shop: ")


@pytest.mark.parametrize(
    ("name", "text"), [("shop.yml", MODEL), ("shop.yaml", ""), ("shop.YAML", "a: ["), ("shop.json", "{")]
)
def test_a_model_file_by_another_name_is_told_how_they_are_called(
    threatbot: CommandLine, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    ran = threatbot("generate", name)
    assert (ran.code, ran.out) == (3, "")
    assert f"{name}: a model file is called *.threatmodel.yaml; if this is one, rename it so" in ran.err


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ("gone/list.md", "there is no folder gone. Make it (mkdir -p gone), or give another path.\n"),
        ("gone/too/list.md", "there is no folder gone/too. Make it (mkdir -p gone/too), or give another path.\n"),
        ("there", "it is a folder. Give the path of a file in it.\n"),
        ("shop.threatmodel.yaml/list.md", "shop.threatmodel.yaml is in the way and is no folder. Give another path.\n"),
        (f"{'long' * 80}.md", "File name too long. Check its name and your rights.\n"),
    ],
)
def test_a_file_that_cannot_be_written_is_named_with_what_is_in_the_way(
    threatbot: CommandLine, model: Path, output: str, why: str
) -> None:
    Path("there").mkdir()
    ran = threatbot("generate", model, "--output", output, "--format", "markdown")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == f"{output} cannot be written: {why}"


@pytest.mark.parametrize(
    ("word", "near"), [("severe", ""), ("hihg", " Did you mean high?"), ("HIGH", " Did you mean high?")]
)
def test_a_level_that_is_none_gets_the_levels(threatbot: CommandLine, model: Path, word: str, near: str) -> None:
    ran = threatbot("generate", model, "--fail-on", word)
    assert (ran.code, ran.out) == (2, "")
    told = f"Error: Invalid value for --fail-on: `{word}` is no level; levels are low, medium, high, critical.{near}"
    assert ran.err.splitlines()[-1] == told


@pytest.mark.parametrize("name", ["main.tf", "design.drawio", "."])
def test_what_is_not_read_yet_is_refused_with_a_sentence(threatbot: CommandLine, tmp_path: Path, name: str) -> None:
    if name != ".":
        (tmp_path / name).write_text("{}")
    ran = threatbot("generate", name)
    assert (ran.code, ran.out) == (3, "")
    assert "are not yet read, only model files (*.threatmodel.yaml)" in ran.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("threatbot: 1\nname: [", "broken.threatmodel.yaml:3: this is not YAML"),
        ("\x00", "broken.threatmodel.yaml:1"),
        (MODEL.replace("to: store", "to: stor"), "did you mean `store`?"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_place(
    threatbot: CommandLine, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "broken.threatmodel.yaml").write_text(text)
    ran = threatbot("generate", "broken.threatmodel.yaml")
    assert (ran.code, ran.out) == (3, "")
    assert words in ran.err


def test_a_file_that_is_not_there_is_named(threatbot: CommandLine) -> None:
    ran = threatbot("generate", "gone.threatmodel.yaml")
    assert ran.code == 3
    assert ran.err == "gone.threatmodel.yaml: there is no such file; check the path\n"


def test_a_file_without_an_id_gives_the_same_threats_each_time(threatbot: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "plain.threatmodel.yaml"
    path.write_text("\n".join(line for line in MODEL.splitlines() if not line.startswith("id:")))
    first, second = (threatbot("generate", path, "--json").out for _ in range(2))
    assert first == second
    assert "The file has no id" in json.loads(first)["notes"][0]


@pytest.mark.parametrize(
    ("name", "begins", "holds"),
    [
        ("html", "<!DOCTYPE html>", "<h1>Threat model: <bdi>Photo shop</bdi></h1>"),
        ("svg", "<svg xmlns=", ">Store</text>"),
        ("dot", "digraph threatmodel {", 'c0 -> c2 [label="Photos'),
        ("mermaid", "flowchart LR", 'c0["Edge'),
    ],
)
def test_pages_and_drawings(threatbot: CommandLine, model: Path, name: str, begins: str, holds: str) -> None:
    ran = threatbot("generate", model, "--format", name)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(begins)
    assert holds in ran.out


def test_the_page_knows_who_answers_for_what(threatbot: CommandLine, model: Path) -> None:
    page = threatbot("generate", model, "--format", "html").out
    assert '<td class="side AWS">AWS</td>' in page
    assert "No rule pack says who answers for every layer of" in page
    assert "Bucket (made.up)" in page


def test_pages_and_drawings_become_files(threatbot: CommandLine, model: Path, tmp_path: Path) -> None:
    ran = threatbot("generate", model, "--format", "html,mermaid,dot,svg", "--output", "shop.html")
    assert ran.code == 0
    assert {"shop.html", "shop.mmd", "shop.dot", "shop.svg"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.skipif(has_extra(), reason="the extra is installed")
def test_png_without_its_extra_says_how_to_get_it(threatbot: CommandLine, model: Path, tmp_path: Path) -> None:
    ran = threatbot("generate", model, "--format", "png", "--output", "shop.png")
    assert (ran.code, ran.out) == (2, "")
    assert "pip install threatbot[diagrams]" in " ".join(ran.err.split())
    assert not (tmp_path / "shop.png").exists()


@pytest.mark.skipif(not has_extra(), reason="needs the extra diagrams")
def test_png_is_bytes(threatbot: CommandLine, model: Path, tmp_path: Path) -> None:
    ran = threatbot("generate", model, "--format", "png", "--output", "shop.png")
    assert ran.code == 0
    assert (tmp_path / "shop.png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_refused(threatbot: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty.threatmodel.yaml").write_text("threatbot: 1\nname: Empty\n")
    ran = threatbot("generate", "empty.threatmodel.yaml", "--format", "svg")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "Empty: there is nothing to draw; give the model its components\n"
