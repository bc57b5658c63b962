"""The models of published systems: each generates headless in every format; their threats are accounted for."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.packs_score import LINKS, contract, measured
from flows.authoring.links import read_links, read_ratings
from flows.authoring.score import Score
from flows.packs.loader import load_library
from flows.yaml12 import load

DATA = Path(__file__).parent / "data"
RECORDED = LINKS.with_name("score.json")
FRIDGE = Path(__file__).parent.parent / "bot" / "demo" / "fridge.threatmodel.yaml"
MODELS = [*sorted(DATA.glob("*.threatmodel.yaml")), FRIDGE]


@pytest.fixture(scope="module")
def found(corpus: Path) -> Score:
    return measured(corpus, LINKS)[0]


def test_scores_do_not_fall(found: Score) -> None:
    """Where they have risen, `threatbot packs score --json > tests/oracle/score.json` records it."""
    now, before = contract(found), json.loads(RECORDED.read_text(encoding="utf-8"))
    assert now["headline"] == min(found.recall, found.precision, found.evidence)
    fallen = [name for name in ("headline", "recall", "precision", "evidence") if now[name] < before[name]]
    covered = {one.name: one.covered for one in found.oracles} | {one.name: one.covered_at_25 for one in found.keys}
    fallen += [one["name"] for one in before["oracles"] if covered[one["name"]] < one["covered"]]
    fallen += [one["name"] for one in before["keys"] if covered[one["name"]] < one["covered_at_25"]]
    assert fallen == []


def test_each_of_our_first_threats_is_rated(found: Score) -> None:
    assert found.unrated == ()


def test_every_item_and_every_published_threat_has_a_link_or_a_reason_for_none(corpus: Path) -> None:
    links = read_links(load(LINKS.read_bytes(), LINKS.name), load_library())
    score, _ = measured(corpus, LINKS)
    assert {one.name: one.of for one in score.oracles} == {name: len(items) for name, items in links.oracles.items()}
    assert {one.name: one.of for one in score.keys} == {name: len(key.threats) for name, key in links.keys.items()}


def test_links_and_ratings_name_what_is_there() -> None:
    library = load_library()
    read_links(load(LINKS.read_bytes(), str(LINKS)), library)
    ratings = LINKS.with_name("ratings.yaml")
    read_ratings(load(ratings.read_bytes(), str(ratings)), library)


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.name.split(".")[0])
@pytest.mark.parametrize("format_", ["text", "markdown", "json", "threat-composer"])
def test_it_generates_headless_in_every_format(model: Path, format_: str) -> None:
    result = CliRunner().invoke(app, ["generate", str(model), "--format", format_])
    assert result.exit_code == 0, result.stderr
    if format_ in ("json", "threat-composer"):
        assert json.loads(result.stdout)
    else:
        assert "T-1" in result.stdout


@pytest.mark.parametrize(
    "model", [DATA / "threat-composer.threatmodel.yaml", FRIDGE], ids=["threat-composer", "fridge"]
)
def test_a_level_that_is_reached_fails_the_pipeline(model: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["generate", str(model), "--fail-on", "low"]).exit_code == 1
