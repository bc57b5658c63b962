"""The three gold packs: they load and hold as they are, and ours keep every name and every example of theirs."""

from functools import cache
from pathlib import Path

import pytest

from flows.authoring.examples import run_examples
from flows.packs.loader import Library, library_of, load_library, parse_pack

FILES = {
    "aws.cloudfront": "s3-behind-cloudfront.yaml",
    "aws.iam-role": "cross-account-role-trust.yaml",
    "cross.tenancy": "tenant-data-across-zones.yaml",
}
OURS = load_library()
STANDS_ELSEWHERE = {"tenant-crossing"}
"""Where a request reaches a program that picks whose data to use: docs/decisions/0025."""


@cache
def read(folder: Path) -> Library:
    return library_of(parse_pack((folder / name).read_bytes(), name) for name in FILES.values())


@pytest.fixture
def gold(corpus: Path) -> Library:
    return read(corpus.parent / "gold")


def test_the_files_are_the_three_that_we_know(corpus: Path) -> None:
    assert {path.name for path in (corpus.parent / "gold").glob("*.yaml")} == set(FILES.values())


@pytest.mark.parametrize("name", FILES)
def test_gold_holds_as_it_is(name: str, gold: Library) -> None:
    pack = gold.packs[name]
    results = run_examples(pack, gold)
    assert [one.example for one in results] == [*(one.name for one in pack.examples), "quiet"]
    assert [one for one in results if not one.ok] == []


@pytest.mark.parametrize("name", FILES)
def test_our_pack_keeps_every_name_of_gold(name: str, gold: Library) -> None:
    theirs, ours = gold.packs[name], OURS.packs[name]
    assert set(theirs.mitigations) <= set(ours.mitigations)
    assert {rule.id for rule in theirs.threats} <= {rule.id for rule in ours.threats}
    for key, fact in theirs.facts.items():
        assert ours.facts[key].on == fact.on
        assert set(fact.choices) <= set(ours.facts[key].choices)


@pytest.mark.parametrize("name", FILES)
def test_our_pack_keeps_every_example_of_gold_as_written(name: str, gold: Library) -> None:
    ours = {one.name: one for one in OURS.packs[name].examples}
    assert {one.name: ours.get(one.name) for one in gold.packs[name].examples} == {
        one.name: one for one in gold.packs[name].examples
    }


@pytest.mark.parametrize("name", FILES)
def test_our_pack_is_as_quiet_where_gold_is(name: str, gold: Library) -> None:
    quiet = gold.packs[name].quiet
    assert quiet is not None
    pack = OURS.packs[name].model_copy(update={"examples": (), "quiet": quiet})
    (result,) = run_examples(pack, OURS)
    assert result.ok, result.got


@pytest.mark.parametrize("name", FILES)
def test_the_rules_of_gold_keep_their_sets_and_their_statement(name: str, gold: Library) -> None:
    ours = {rule.id: rule for rule in OURS.packs[name].threats}
    for rule in gold.packs[name].threats:
        kept = ours[rule.id]
        assert kept.on == rule.on or rule.id in STANDS_ELSEWHERE
        assert (kept.applies, kept.secured_by, kept.helped_by) == (rule.applies, rule.secured_by, rule.helped_by)
        for part in ("vulnerability", "actor", "prerequisite", "action", "impact", "first_step", "red_team", "refs"):
            assert getattr(kept, part) == getattr(rule, part)
        assert kept.likelihood.base == rule.likelihood.base
        assert set(rule.likelihood.moves) <= set(kept.likelihood.moves)
