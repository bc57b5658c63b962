"""``threatbot packs score`` on a made-up corpus: the contract's JSON, the figures for people, and what it refuses."""

import json
from pathlib import Path

import pytest

from bot.commands.packs_score import ORACLES
from tests.bot.commands.command_line import CommandLine
from tests.flows.authoring.test_mutation import PACK

KEY = """
threats:
  - {id: H1, category: aws-infra, text: "somebody copies the card"}
  - {id: H2, category: aws-infra, text: "somebody digs"}
  - {id: H3, category: people, text: "somebody is bribed"}
"""
MODEL = """
threatbot: 1
id: 01K0H0VSE00000000000000000
name: House
components: [{id: front, name: Front door, type: door.lock, facts: {opens_by: card, battery: us}}]
"""
LINKS = """
oracles:
  blindspots:
    B1: {rule: door.lock/copied-card, example: card, because: "a card that answers anyone"}
    B2: {rule: null, because: "no rule is about windows"}
keys:
  house:
    model: house.threatmodel.yaml
    threats:
      H1: {rule: door.lock/copied-card, because: "the same"}
      H2: {rule: null, because: "about the cellar"}
"""
RATINGS = """
keys:
  house:
    - {rule: door.lock/copied-card, on: front, rated: useful, because: "the card is old"}
"""


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus with one key, the lists beside it, links and ratings, and a pack of one rule."""
    monkeypatch.delenv("THREATBOT_CORPUS", raising=False)
    folder, knowledge = tmp_path / "corpus", tmp_path / "knowledge"
    for each in (folder / "answer-keys" / "house", knowledge, tmp_path / "packs"):
        each.mkdir(parents=True)
    for file, column in ORACLES.values():
        knowledge.joinpath(file).write_text(f"{column},name\nB1,\nB2,\nB3,\n", encoding="utf-8")
    folder.joinpath("answer-keys", "house", "key.yaml").write_text(KEY, encoding="utf-8")
    for name, text in (("links.yaml", LINKS), ("ratings.yaml", RATINGS), ("house.threatmodel.yaml", MODEL)):
        tmp_path.joinpath(name).write_text(text, encoding="utf-8")
    tmp_path.joinpath("packs", "door.lock.yaml").write_text(PACK, encoding="utf-8")
    monkeypatch.setenv("THREATBOT_PACKS", str(tmp_path / "packs"))
    return folder


def test_the_contract_as_json(threatbot: CommandLine, corpus: Path) -> None:
    ran = threatbot("packs", "score", "--corpus", corpus, "--links", "links.yaml", "--json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert list(found) == ["headline", "recall", "precision", "evidence", "oracles", "keys"]
    assert found["recall"] == 0.5
    assert found["headline"] == min(found["recall"], found["precision"], found["evidence"])
    blindspots = next(one for one in found["oracles"] if one["name"] == "blindspots")
    assert blindspots == {"name": "blindspots", "of": 3, "covered": 1}
    assert [one["name"] for one in found["oracles"]] == list(ORACLES)
    (house,) = found["keys"]
    assert house | {"threats": 0} == {
        "name": "house",
        "of": 2,
        "covered_at_25": 1,
        "covered": 1,
        "threats": 0,
        "all_rules_baseline": 1,
        "other_facts_baseline": 0,
    }
    assert house["threats"] > 1


def test_the_figures_for_people(threatbot: CommandLine, corpus: Path) -> None:
    ran = threatbot("packs", "score", "--links", "links.yaml", THREATBOT_CORPUS=str(corpus))
    lines = ran.out.splitlines()
    assert lines[0].startswith("Headline ")
    assert "recall 0.500" in lines[0]
    assert "1 useful" in lines[1]
    assert "    H2 is not covered: about the cellar" in lines
    assert "    B2 is not covered: no rule is about windows" in lines
    assert "somebody" not in ran.out, "other people's sentences are not repeated"


def test_without_ratings_nothing_is_useful(threatbot: CommandLine, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "ratings.yaml").unlink()
    ran = threatbot("packs", "score", "--corpus", corpus, "--links", "links.yaml", "--json")
    assert json.loads(ran.out)["precision"] == 0


def test_nobody_says_where_the_lists_are(threatbot: CommandLine, corpus: Path) -> None:
    ran = threatbot("packs", "score", "--links", "links.yaml")
    assert ran.code == 2
    assert "--corpus DIR or THREATBOT_CORPUS" in ran.err


def test_where_there_are_no_links_they_are_asked_for(
    threatbot: CommandLine, corpus: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.commands.packs_score.LINKS", tmp_path / "nowhere" / "links.yaml")
    ran = threatbot("packs", "score", "--corpus", corpus)
    assert (ran.code, ran.out) == (2, "")
    assert "--links FILE" in ran.err


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("links.yaml", "H1: {rule: door.lock/copied-card", "H1: {rule: door.lock/copied", "links.yaml:10 (keys/house"),
        ("links.yaml", "B2: {", "B9: {", "links.yaml:5 (oracles/blindspots/B9): blindspots has no item `B9`"),
        ("links.yaml", "H2: {", "H3: {", "links.yaml:11 (keys/house/threats/H3): house has no item `H3`"),
        ("links.yaml", "  house:\n    model", "  hut:\n    model", "hut/key.yaml: there is no such file"),
        ("links.yaml", "model: house", "model: hut", "hut.threatmodel.yaml: there is no such file"),
        ("ratings.yaml", "rated: useful", "rated: fine", "ratings.yaml:4"),
        ("knowledge/wa_sec.csv", "slug,", "slog,", "wa_sec.csv:1: has no column slug; it has slog, name"),
        ("corpus/answer-keys/house/key.yaml", "threats:", "threat:", "key.yaml: an answer key has a list `threats`"),
    ],
)  # fmt: skip
def test_what_is_refused_with_its_place(
    file: str, old: str, new: str, said: str, threatbot: CommandLine, corpus: Path, tmp_path: Path
) -> None:
    place = tmp_path / file
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")
    ran = threatbot("packs", "score", "--corpus", corpus, "--links", "links.yaml")
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
