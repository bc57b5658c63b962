"""The JSON Schema of a pack: it takes what the loader takes, and refuses what the loader refuses for its shape."""

from pathlib import Path

import jsonschema
import pytest

from flows.authoring.pack_schema import pack_schema
from flows.authoring.starter import starter
from flows.errors import InputRefused
from flows.packs.loader import parse_pack
from flows.packs.schema import Pack
from flows.yaml12 import load
from tests.flows.misfits import ABSENT, Spot, Tree, as_text, changed, records, spots, wrong_kinds
from tests.flows.models import FIXTURES
from tests.support.documents import ROOT

VALIDATOR = jsonschema.Draft202012Validator(pack_schema())
LIBRARY = sorted((ROOT / "flows" / "packs" / "library").rglob("*.yaml"))
DATA = load((FIXTURES / "every.field.yaml").read_bytes(), "every.field.yaml").data
SPOTS = list(spots(DATA, Pack))


def misfits(data: Tree) -> list[str]:
    return [f"{each.json_path}: {each.message}"[:200] for each in VALIDATOR.iter_errors(data)]


def is_refused(data: Tree) -> bool:
    """Whether anything is wrong; looked for no further than the first misfit, which takes half the time."""
    return not VALIDATOR.is_valid(data)


@pytest.mark.parametrize("path", [*LIBRARY, *sorted(FIXTURES.glob("*.yaml"))], ids=lambda path: path.stem)
def test_every_pack_of_ours_fits(path: Path) -> None:
    assert misfits(load(path.read_bytes(), path.name).data) == []


def test_the_gold_packs_and_the_starter_fit(corpus: Path) -> None:
    for path in sorted((corpus.parent / "gold").glob("*.yaml")):
        assert misfits(load(path.read_bytes(), path.name).data) == []
    assert misfits(load(starter("acme.queue"), "starter").data) == []


@pytest.mark.parametrize("spot", [spot for spot in SPOTS if spot.field.is_required()], ids=str)
def test_a_field_that_is_needed_is_missed(spot: Spot) -> None:
    assert is_refused(changed(DATA, spot.path, ABSENT))


@pytest.mark.parametrize("spot", SPOTS, ids=str)
def test_a_field_of_the_wrong_kind_is_refused_here_as_there(spot: Spot) -> None:
    for wrong in wrong_kinds(spot):
        if spot.path[-1] == "at_least" and isinstance(wrong, dict):
            continue  # a floor for each choice: right in its shape, and refused for lack of `by`
        assert is_refused(changed(DATA, spot.path, wrong)), wrong


@pytest.mark.parametrize("path", [path for path in records(DATA, Pack) if path[-1:] != ("expect",)], ids=str)
def test_an_unknown_field_is_refused(path: tuple[str | int, ...]) -> None:
    assert is_refused(changed(DATA, (*path, "zzz_field"), "x"))


def condition(tree: Tree) -> Tree:
    return changed(DATA, ("threats", 0, "applies"), tree)


GOOD_CONDITIONS: list[Tree] = [
    {"fact": "watched", "is": "guard"},
    {"fact": "watched", "in": ["guard"]},
    {"fact": "watched", "answered": "yes"},
    {"not": {"any": [{"type": "t"}, {"all": [{"source_type": ["a", "b"]}, {"target_type": "c"}]}]}},
    {"exists": {"type": ["a", "b"]}},
    {"flow": {"kind": ["data", "grant"], "from_zone": "internet", "to_zone": ["account"], "crosses": "no"}},
]
BAD_CONDITIONS: list[Tree] = [
    "watched",
    {},
    {"fact": "watched"},
    {"fact": "watched", "is": "guard", "in": ["guard"]},
    {"fact": "watched", "is": ["guard", "camera"]},
    {"fact": "watched", "in": []},
    {"fact": "watched", "is": 3},
    {"fact": "watched", "is": ""},
    {"fact": "watched", "answered": "no"},
    {"fact": "watched", "iz": "guard"},
    {"all": []},
    {"all": {"type": "t"}},
    {"all": [{"type": "t"}], "not": {"type": "t"}},
    {"none": [{"type": "t"}]},
    {"not": [{"type": "t"}]},
    {"type": []},
    {"exists": "t"},
    {"exists": {"kind": "t"}},
    {"flow": {}},
    {"flow": {"kind": "dta"}},
    {"flow": {"from_zone": "moon"}},
    {"flow": {"crosses": True}},
    {"not": {"any": [{"all": [{"fact": "watched"}]}]}},
]


@pytest.mark.parametrize("tree", GOOD_CONDITIONS, ids=str)
def test_the_grammar_of_conditions_takes_what_is_parsed(tree: Tree) -> None:
    assert misfits(condition(tree)) == []
    parse_pack(as_text(condition(tree)), "gate.yaml")


@pytest.mark.parametrize("tree", BAD_CONDITIONS, ids=str)
def test_the_grammar_of_conditions_refuses_what_is_not(tree: Tree) -> None:
    assert is_refused(condition(tree))
    with pytest.raises(InputRefused):
        parse_pack(as_text(condition(tree)), "gate.yaml")


@pytest.mark.parametrize(
    "on",
    [
        {},
        {"component": "a", "workload": "any"},
        {"component": "a", "source": "b"},
        {"asset": "persnal"},
        {"flow": "dta"},
    ],
    ids=str,
)
def test_what_a_rule_cannot_stand_on_is_refused(on: Tree) -> None:
    assert is_refused(changed(DATA, ("threats", 0, "on"), on))


@pytest.mark.parametrize(
    "source",
    [
        {},
        {"terraform": {"resource": "r", "path": "p"}},
        {"terraform": {"resource": "r", "path": "p", "else": "unknown"}},
        {"terraform": {"resource": "r", "path": "p", "present": "guard", "else": "nobody"}},
        {"terraform": {"resource": "r", "path": "p", "present": "guard", "principal": "x"}},
        {"terraform": {"resource": "r", "path": "p", "equals": {}}},
        {"terraform": {"resource": "r", "path": "p" * 201, "present": "guard"}},
    ],
    ids=str,
)
def test_what_a_template_cannot_answer_by_is_refused_here_as_there(source: Tree) -> None:
    data = changed(DATA, ("facts", "watched", "from"), source)
    assert is_refused(data)
    with pytest.raises(InputRefused):
        parse_pack(as_text(data), "gate.yaml")


def test_states_of_examples_are_closed_and_names_of_rules_are_not() -> None:
    assert misfits(changed(DATA, ("examples", 0, "expect"), {"any-rule": "to confirm", "likelihood": 3})) == []
    assert is_refused(changed(DATA, ("examples", 0, "expect"), {"any-rule": "opened"}))


def test_every_field_tells_what_it_is() -> None:
    schema = pack_schema()
    untold = [
        f"{name}.{field}"
        for name, shape in [("Pack", schema), *schema["$defs"].items()]
        if not name.startswith("Condition")
        for field, part in shape["properties"].items()
        if not part.get("description")
    ]
    assert untold == []
    assert "$ref" in schema["$defs"]["Rule"]["properties"]["applies"]
    assert schema == pack_schema()
