"""The condition language: what parses, what it comes to, and Kleene's laws."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conditions import (
    MAX_DEPTH,
    MAX_NODES,
    NOT_APPLICABLE,
    All,
    Answered,
    Any,
    Condition,
    End,
    Exists,
    FactIs,
    FlowIs,
    FlowSeen,
    Not,
    TypeIs,
    Value,
    Verdict,
    all_of,
    any_of,
    evaluate,
    facts_of,
    negated,
    parse,
    value_under,
    walk,
    with_facts,
)


@dataclass
class Seen:
    """A view made of plain values."""

    facts: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    over: FlowSeen | None = None
    there: frozenset[str] = frozenset()

    def fact(self, name: str) -> tuple[Value, ...]:
        return self.facts.get(name, (None,))

    def type_of(self, end: End) -> str | None:
        return self.types.get(end)

    def flow(self) -> FlowSeen | None:
        return self.over

    def exists(self, type_: str) -> bool:
        return type_ in self.there


def verdict(tree: object, **facts: Value | tuple[Value, ...]) -> Verdict:
    values = {name: value if isinstance(value, tuple) else (value,) for name, value in facts.items()}
    return evaluate(parse(tree), Seen(values))


IS_YES = {"fact": "f", "is": "yes"}


@pytest.mark.parametrize(
    ("tree", "value", "expected"),
    [
        (IS_YES, "yes", "yes"),
        (IS_YES, "no", "no"),
        (IS_YES, None, "unknown"),
        (IS_YES, NOT_APPLICABLE, "no"),
        ({"not": IS_YES}, "yes", "no"),
        ({"not": IS_YES}, None, "unknown"),
        ({"not": IS_YES}, NOT_APPLICABLE, "yes"),
        ({"fact": "f", "in": ["a", "b"]}, "b", "yes"),
        ({"fact": "f", "in": ["a", "b"]}, "c", "no"),
        ({"fact": "f", "in": ["a", "b"]}, NOT_APPLICABLE, "no"),
        ({"fact": "f", "answered": "yes"}, "c", "yes"),
        ({"fact": "f", "answered": "yes"}, None, "unknown"),
        ({"fact": "f", "answered": "yes"}, NOT_APPLICABLE, "no"),
        ({"not": {"fact": "f", "answered": "yes"}}, NOT_APPLICABLE, "yes"),
    ],
)
def test_a_fact(tree: object, value: Value, expected: Verdict) -> None:
    assert verdict(tree, f=value) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("no", "yes"), "yes"),
        (("yes", None), "yes"),
        (("no", None), "unknown"),
        (("no", "no"), "no"),
        ((NOT_APPLICABLE, None), "unknown"),
        ((NOT_APPLICABLE, "no"), "no"),
        ((), "no"),
    ],
)
def test_a_fact_on_several_assets_holds_where_it_holds_on_any(values: tuple[Value, ...], expected: Verdict) -> None:
    assert verdict(IS_YES, f=values) == expected


def test_only_if_settles_a_fact_only_when_it_is_no() -> None:
    assert value_under("yes", "a") == "a"
    assert value_under("yes", None) is None
    assert value_under("unknown", "a") == "a"
    assert value_under("unknown", None) is None
    assert value_under("no", "a") is NOT_APPLICABLE
    assert value_under("no", None) is NOT_APPLICABLE


def test_types() -> None:
    view = Seen(types={"component": "aws.s3", "source": "aws.cloudfront"})
    assert evaluate(parse({"type": "aws.s3"}), view) == "yes"
    assert evaluate(parse({"type": ["aws.sqs", "aws.s3"]}), view) == "yes"
    assert evaluate(parse({"type": "aws.sqs"}), view) == "no"
    assert evaluate(parse({"source_type": "aws.cloudfront"}), view) == "yes"
    assert evaluate(parse({"target_type": "aws.s3"}), view) == "no"


FLOW = FlowSeen(kind="data", from_zone="internet", to_zone=None, crosses="unknown")


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"kind": "data"}, "yes"),
        ({"kind": ["trust", "data"]}, "yes"),
        ({"kind": "grant"}, "no"),
        ({"from_zone": "internet"}, "yes"),
        ({"from_zone": ["vendor", "account"]}, "no"),
        ({"to_zone": "account"}, "unknown"),
        ({"to_zone": "account", "kind": "grant"}, "no"),
        ({"crosses": "yes"}, "unknown"),
        ({"crosses": "no", "from_zone": "vendor"}, "no"),
    ],
)
def test_flows(properties: dict[str, object], expected: Verdict) -> None:
    assert evaluate(parse({"flow": properties}), Seen(over=FLOW)) == expected


def test_a_crossing_is_a_yes_or_its_opposite() -> None:
    view = Seen(over=FlowSeen("data", "internet", "account", "yes"))
    assert evaluate(parse({"flow": {"crosses": "yes"}}), view) == "yes"
    assert evaluate(parse({"flow": {"crosses": "no"}}), view) == "no"


def test_what_is_no_flow_has_no_flow_properties() -> None:
    assert evaluate(parse({"flow": {"kind": "data"}}), Seen()) == "no"


def test_exists() -> None:
    view = Seen(there=frozenset({"aws.waf"}))
    assert evaluate(parse({"exists": {"type": "aws.waf"}}), view) == "yes"
    assert evaluate(parse({"not": {"exists": {"type": ["aws.s3", "aws.sqs"]}}}), view) == "yes"


def test_a_tree_becomes_closed_values() -> None:
    tree = {"all": [IS_YES, {"any": [{"type": "t"}, {"not": {"fact": "g", "answered": "yes"}}]}]}
    condition = parse(tree)
    assert condition == All((FactIs("f", ("yes",)), Any((TypeIs(("t",)), Not(Answered("g"))))))
    assert parse(condition) is condition
    assert facts_of(condition) == {"f", "g"}
    assert facts_of(with_facts(condition, lambda name: f"pack/{name}")) == {"pack/f", "pack/g"}
    assert len(list(walk(condition))) == 6
    assert hash(condition) == hash(parse(tree))


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ("f is yes", "a condition is a mapping such as"),
        (None, "a condition is a mapping"),
        ({}, "a condition says one thing"),
        ({"all": [IS_YES], "any": [IS_YES]}, "`all, any` are 2: use all or any"),
        ({"all": []}, "at least one entry"),
        ({"any": IS_YES}, "takes a list"),
        ({"nor": [IS_YES]}, "`nor` is no condition; did you mean `not`?"),
        ({"fact": "f"}, "exactly one of is, in and answered"),
        ({"fact": "f", "is": "a", "in": ["b"]}, "exactly one of"),
        ({"fact": "f", "iz": "a"}, "`iz` is no part of `fact`; known: answered, fact, in, is"),
        ({"fact": "f", "is": True}, "takes a word, not `True`; quote numbers"),
        ({"fact": "f", "is": ["a", "b"]}, "takes a word"),
        ({"fact": "f", "in": "a"}, "takes a list"),
        ({"fact": "f", "in": ["a", 1]}, "takes a word or words"),
        ({"fact": 1, "is": "a"}, "`fact` takes a word"),
        ({"fact": "f", "answered": "no"}, "no rule may rest on a missing answer"),
        ({"flow": {}}, "at least one of kind"),
        ({"flow": "data"}, "takes a mapping"),
        ({"flow": {"kind": "date"}}, "did you mean `data`?"),
        ({"flow": {"from_zone": "moon"}}, "`moon` is no from_zone; known: account"),
        ({"flow": {"crosses": "maybe"}}, "yes or no"),
        ({"flow": {"zone": "internet"}}, "is no part of `flow`"),
        ({"exists": {"type": []}}, "takes a word"),
        ({"exists": {}}, "takes a word"),
        ({"exists": "aws.s3"}, "takes a mapping of type"),
        ({"type": {"a": 1}}, "takes a word or words"),
    ],
)
def test_what_does_not_parse_says_what_to_write(tree: object, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        parse(tree)
    assert said in str(refusal.value)


def nested(levels: int) -> object:
    return IS_YES if levels == 1 else {"not": nested(levels - 1)}


def test_depth_and_size_are_bounded() -> None:
    parse(nested(MAX_DEPTH))
    with pytest.raises(ValueError, match="6 levels"):
        parse(nested(MAX_DEPTH + 1))
    with pytest.raises(ValueError, match="6 levels"):
        parse(nested(900))
    parse({"any": [IS_YES] * (MAX_NODES - 1)})
    with pytest.raises(ValueError, match="65 parts"):
        parse({"any": [IS_YES] * MAX_NODES})


NAMES, WORDS = ("f", "g", "h"), ("a", "b")
VERDICTS = st.sampled_from(["yes", "no", "unknown"])

leaves: st.SearchStrategy[Condition] = (
    st.builds(FactIs, st.sampled_from(NAMES), st.sets(st.sampled_from(WORDS), min_size=1).map(tuple))
    | st.builds(Answered, st.sampled_from(NAMES))
    | st.just(TypeIs(("t",)))
    | st.just(FlowIs(from_zones=("internet",)))
    | st.just(Exists(("t",)))
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: (
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Any, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Not, inner)
    ),
    max_leaves=10,
)
values: st.SearchStrategy[Value] = st.sampled_from([*WORDS, None, NOT_APPLICABLE])
answers = st.fixed_dictionaries({name: st.lists(values, max_size=3) for name in NAMES})
fillings = st.lists(st.sampled_from([*WORDS, NOT_APPLICABLE]), min_size=9, max_size=9)


@given(conditions, answers, fillings, st.booleans())
def test_an_answer_never_flips_a_verdict(
    condition: Condition, known: dict[str, list[Value]], fill: list[Value], zone: bool
) -> None:
    """Kleene's monotonicity: once yes or no, no further answer changes it; with all answered, nothing is unknown."""
    filling = iter(fill)
    later = {name: tuple(next(filling) if v is None else v for v in seen) for name, seen in known.items()}
    places = {"t": "t", "component": "t"}
    before = evaluate(
        condition, Seen({n: tuple(v) for n, v in known.items()}, places, FlowSeen("data", None, None, "unknown"))
    )
    after = evaluate(condition, Seen(later, places, FlowSeen("data", "internet" if zone else "vendor", None, "yes")))
    assert after != "unknown"
    assert before in ("unknown", after)


@given(st.lists(VERDICTS, max_size=5))
def test_de_morgan(verdicts: list[Verdict]) -> None:
    assert negated(all_of(verdicts)) == any_of(negated(each) for each in verdicts)
    assert negated(any_of(verdicts)) == all_of(negated(each) for each in verdicts)


@given(st.lists(conditions, min_size=1, max_size=3), answers)
def test_de_morgan_of_conditions(parts: list[Condition], known: dict[str, list[Value]]) -> None:
    view = Seen({name: tuple(seen) for name, seen in known.items()}, {"component": "t"}, FLOW)
    one = Not(All(tuple(parts)))
    other = Any(tuple(Not(part) for part in parts))
    assert evaluate(one, view) == evaluate(other, view)


@given(st.lists(VERDICTS, min_size=1, max_size=5))
def test_order_does_not_matter(verdicts: list[Verdict]) -> None:
    assert all_of(verdicts) == all_of(reversed(verdicts))
    assert any_of(verdicts) == any_of(sorted(verdicts))


def test_of_nothing() -> None:
    assert all_of([]) == "yes"
    assert any_of([]) == "no"
