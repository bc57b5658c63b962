"""Conditions and sentences in words, and conditions back as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authoring import readable
from flows.conditions import facts_of, parse
from flows.packs.index import LoadedRule
from flows.packs.loader import load_library, parse_pack
from flows.packs.schema import ImpactOf, Leaves
from tests.flows.models import FIXTURES

LIBRARY = load_library()
GATE = parse_pack((FIXTURES / "every.field.yaml").read_bytes(), "every.field.yaml")


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"fact": "edge_controls", "in": ["login", "filter"]}, "edge_controls is login or filter"),
        ({"fact": "a.pack/reach", "is": "internet"}, "reach is internet"),
        ({"fact": "b.pack/reach", "is": "internet"}, "b.pack/reach is internet"),
        ({"not": {"fact": "f", "in": ["a", "b", "c"]}}, "f is not a, b or c"),
        ({"fact": "f", "answered": "yes"}, "f has an answer, whichever"),
        ({"type": ["aws.s3", "datastore"]}, "the component is of type aws.s3 or datastore"),
        ({"source_type": "person"}, "the source is of type person"),
        ({"exists": {"type": "aws.kms"}}, "the model has a component of type aws.kms"),
        ({"flow": {"kind": "data", "from_zone": ["internet", "vendor"]}},
         "the flow is of kind data and comes from internet or vendor"),
        ({"flow": {"to_zone": "account", "crosses": "yes"}}, "the flow goes to account and changes zone"),
        ({"not": {"flow": {"crosses": "no"}}}, "not (the flow stays in its zone)"),
        ({"all": [{"fact": "f", "is": "a"}, {"any": [{"fact": "g", "is": "b"}, {"type": "t"}]}]},
         "f is a and (g is b or the component is of type t)"),
        ({"not": {"all": [{"fact": "f", "is": "a"}, {"fact": "g", "is": "b"}]}}, "not (f is a and g is b)"),
        ({"any": [{"all": [{"fact": "f", "is": "a"}]}, {"fact": "g", "is": "b"}]}, "f is a or g is b"),
    ],
)  # fmt: skip
def test_a_condition_reads_as_words(tree: object, words: str) -> None:
    assert readable.in_words(parse(tree), "a.pack") == words


words = st.sampled_from(["a", "b-c", "d_e", "aws.s3"])
many = st.lists(words, min_size=1, max_size=3, unique=True)
zones = st.lists(st.sampled_from(["internet", "vendor", "account"]), min_size=1, max_size=3, unique=True)
leaves = (
    st.builds(lambda f, v: {"fact": f, "is": v}, words, words)
    | st.builds(lambda f, v: {"fact": f, "in": v}, words, many)
    | st.builds(lambda f: {"fact": f, "answered": "yes"}, words)
    | st.builds(lambda end, t: {end: t}, st.sampled_from(["type", "source_type", "target_type"]), many)
    | st.builds(lambda t: {"exists": {"type": t}}, many)
    | st.fixed_dictionaries(
        {"kind": st.just("data")},
        optional={"from_zone": zones, "to_zone": zones, "crosses": st.sampled_from(["yes", "no"])},
    ).map(lambda f: {"flow": f})
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.builds(lambda word, of: {word: of}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda of: {"not": of}, inner)
    ),
    max_leaves=6,
).filter(lambda tree: str(tree).count("{") < 6)


@given(trees)
def test_a_condition_as_data_is_read_back_as_the_same(tree: object) -> None:
    condition = parse(tree)
    assert parse(readable.as_data(condition)) == condition
    told = readable.in_words(condition)
    assert all(fact in told for fact in facts_of(condition))
    assert "  " not in told


def test_facts_of_the_own_pack_are_written_short() -> None:
    tree = {"all": [{"fact": "a/f", "is": "x"}, {"fact": "b/f", "is": "x"}]}
    assert readable.as_data(parse(tree), "a") == {"all": [{"fact": "f", "is": "x"}, {"fact": "b/f", "is": "x"}]}


@pytest.mark.parametrize("loaded", LIBRARY.rules, ids=lambda loaded: loaded.id)
def test_the_statement_of_every_rule_reads_without_a_workload(loaded: LoadedRule) -> None:
    told = readable.rule_in_words(loaded.rule)
    assert told.endswith(".")
    assert " could " in told
    assert "which leads to" in told
    assert "{" not in told


def test_a_statement_and_a_question_name_things_neutrally() -> None:
    climbed = GATE.threats[0]
    assert readable.rule_in_words(climbed) == (
        "An anonymous person on the internet who stands before the component could climb over the component, "
        "which leads to loss of its data."
    )
    assert readable.sentence_in_words(GATE.facts["watched"].ask, GATE) == "Who watches the Gate?"
    assert readable.sentence_in_words(GATE.facts["watched"].ask) == "Who watches the component?"
    told = readable.sentence_in_words(climbed.vulnerability)
    assert told == "the component is watched by a guard, a camera or nobody"


def test_what_rules_stand_on() -> None:
    crosses = "leaves or enters a zone of kind internet"
    about = " where personal or customer data is at stake"
    assert [readable.on_in_words(rule) for rule in GATE.threats] == [
        "a component of type app.gate",
        f"a data flow from any to app.gate that {crosses} that carries an asset with precious yes{about}",
        "an asset of category personal",
        "the workload",
    ]


def test_what_is_left_and_what_is_lost() -> None:
    assert readable.leaves_in_words(Leaves(likelihood=1, impact=2)) == "likelihood 1 and impact 2"
    assert readable.leaves_in_words(Leaves()) == "nothing less"
    plain = ImpactOf(assets="all", lost=("money", "others"))
    assert readable.impact_in_words(plain) == "money and others of all assets"
    floors = GATE.threats[0].impact_of
    assert readable.impact_in_words(floors) == (
        "confidentiality of the assets held by component; by watched at least 1 (guard), 2 (camera) or 3 (nobody)"
    )
    assert readable.impact_in_words(GATE.threats[3].impact_of).endswith("of all assets, at least 2")
