"""The documents hold to the code: commands, variables, scopes, dependencies, pictures, and every worked example."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from bot.blocks.help import COMMANDS
from bot.manifest import SCOPES
from bot.sandbox.api.methods import METHODS
from bot.services.worse import GATHERED
from flows import modelfile
from flows.authoring.examples import run_examples
from flows.decisions import ACCEPTED_DAYS
from flows.intake.questions import FEWEST_QUESTIONS, MOST_QUESTIONS
from flows.packs.loader import library_of, load_library, parse_pack
from flows.review import PAUSES
from flows.risk import DEFAULT_ROWS, LEVELS
from flows.threats.generate import generate
from tests.support.documents import ROOT, all_commands, everything, fenced, options_of, script, text

LIBRARY = load_library()
VARIABLE = re.compile(r"THREATBOT_[A-Z_]*[A-Z]")


@pytest.mark.parametrize("words", sorted(all_commands()))
def test_every_command_is_documented_with_its_options(words: str) -> None:
    documents = everything()
    assert f"threatbot {words}" in documents
    options = options_of(all_commands()[words]) - {"--help", "--version"}
    assert sorted(option for option in options if option not in documents) == []


def test_every_variable_is_documented_and_none_that_is_not_there() -> None:
    sources = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("tests/**/*.py")]
    used = {name for path in sources for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    assert set(VARIABLE.findall(everything())) == used


def test_every_word_of_the_slash_command_is_documented() -> None:
    guide = text("docs/user-guide.md")
    assert [words for words in COMMANDS if f"`/threatmodel {words}`" not in guide] == []


def test_dependencies_are_those_of_the_project() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    run, draw, test = (_names(part) for part in text("docs/dependencies.md").split("## To ")[1:])
    assert run == [_name(one) for one in project["dependencies"]]
    assert draw == [_name(one) for one in project["optional-dependencies"]["diagrams"]]
    assert test == [_name(one) for one in project["optional-dependencies"]["test"]]


def _names(table: str) -> list[str]:
    return [row.split("|")[1].strip() for row in table.splitlines() if row.startswith("| ")][1:]


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=;~! ]", requirement, maxsplit=1)[0]


def test_scopes_and_methods_are_those_of_the_code() -> None:
    scopes = text("docs/slack.md").split("## Scopes")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z_:]+)` \|", scopes, re.MULTILINE)) == set(SCOPES)
    methods = text("docs/workspace.md").split("<!-- methods -->")[1].split("<!-- end of methods -->")[0]
    assert set(re.findall(r"`([\w.]+)`", methods)) == set(METHODS)


def test_the_picture_of_the_house_is_current() -> None:
    for name, content in script("house").pictures().items():
        assert text(f"docs/images/{name}") == content, "run .venv/bin/python docs/house.py"


def test_the_examples_of_the_local_workspace_are_current() -> None:
    examples = script("examples")
    page = text("docs/workspace.md")
    assert examples.page(page, examples.examples()) == page, "run .venv/bin/python docs/examples.py"


@pytest.mark.parametrize("name", ["form", "question", "thread", "thread-dark", "threat", "nudge"])
def test_pictures_are_there_and_light(name: str) -> None:
    assert 5_000 < (ROOT / "docs" / "images" / f"{name}.png").stat().st_size < 300_000


def test_the_threat_followed_by_hand_comes_out_so() -> None:
    page = text("docs/method.md")
    found = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert found
    before, after = (_line(found[1].replace("orders: free", f"orders: {value}")) for value in ("free", "limited"))
    assert f"> {before}\n" in page
    assert f"> {after.partition('; ')[2]}\n" in page


def _line(model: str) -> str:
    workload, _ = modelfile.read(model.encode(), "method.threatmodel.yaml", LIBRARY, lambda: "")
    threats = generate(workload, LIBRARY).threats
    return next(one.risk.line for one in threats if one.rule == "iot.device/unwanted-orders")


def test_the_tables_of_levels_and_of_acceptances_are_the_codes() -> None:
    rows = re.findall(r"^\| \*\*\d\*\* \| (.+) \|$", text("docs/method.md"), re.MULTILINE)
    named = [[LEVELS["LMHC".index(letter)] for letter in row] for row in DEFAULT_ROWS]
    assert [row.split(" | ") for row in rows] == named
    told = re.findall(r"^\| (\w+) \| [^|]+ \| (\d+) days \|$", text("docs/user-guide.md"), re.MULTILINE)
    assert {level: int(days) for level, days in told} == ACCEPTED_DAYS


@pytest.mark.parametrize(
    "page", ["docs/user-guide.md", "docs/method.md", "docs/decisions/0012-intake-length-follows-the-parts.md"]
)
def test_the_length_of_an_intake_is_the_codes(page: str) -> None:
    told = re.search(r"(\d+) where these are few, (\d+) at most", " ".join(text(page).split()))
    assert told
    assert tuple(map(int, told.groups())) == (FEWEST_QUESTIONS, MOST_QUESTIONS)


@pytest.mark.parametrize("page", ["docs/user-guide.md", "docs/method.md"])
def test_when_it_comes_back_is_the_codes(page: str) -> None:
    told = re.search(r"asked about again after (\d+) days, then (\d+), then every (\d+)", " ".join(text(page).split()))
    assert told
    assert tuple(timedelta(days=int(days)) for days in told.groups()) == PAUSES
    minutes = int(GATHERED.total_seconds()) // 60
    assert page.endswith("method.md") or f"for all changes of {minutes} minutes" in " ".join(text(page).split())


def test_the_pack_to_try_things_with_loads_and_its_examples_hold() -> None:
    pack = parse_pack(fenced(text("docs/packs/README.md"), "pack"), "docs/packs/README.md")
    library = library_of([*LIBRARY.packs.values(), pack])
    results = run_examples(library.packs[pack.pack], library)
    assert len(results) == 4
    assert [one for one in results if not one.ok] == []


def test_the_first_change_of_a_newcomer_holds() -> None:
    guide, path = text("CONTRIBUTING.md"), Path("flows/packs/library/iot.device.yaml")
    pack = text(str(path))
    for heading, name in (
        ("facts", "fact"),
        ("mitigations", "mitigation"),
        ("threats", "threat"),
        ("examples", "example"),
    ):
        pack = pack.replace(f"\n{heading}:\n", f"\n{heading}:\n{fenced(guide, name)}", 1)
    packs = {**LIBRARY.packs, "iot.device": parse_pack(pack, path.name)}
    library = library_of(packs.values())
    results = run_examples(library.packs["iot.device"], library)
    assert [one for one in results if not one.ok] == []
    assert sum("overheard" in one.expected for one in results) == 4


def test_decision_records_have_their_parts_and_are_listed() -> None:
    listed = text("ARCHITECTURE.md")
    for record in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        page = record.read_text(encoding="utf-8")
        assert page.startswith(f"# {record.name[:4]}. "), record.name
        assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["Context", "Decision", "Consequences", "Measured"]
        assert f"(docs/decisions/{record.name})" in listed


def test_the_notice_gives_the_attribution_that_is_asked_for() -> None:
    notice = " ".join(text("NOTICE").split())
    permission = "This work is reproduced and distributed with the permission of The MITRE Corporation."
    assert f"© 2025 The MITRE Corporation. {permission}" in notice
    assert "Apache License" in text("LICENSE")
    assert "Version 2.0, January 2004" in text("LICENSE")
