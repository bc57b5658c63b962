"""The words of ``from``, each on values of every kind; and what is unknown, unresolved or without bottom."""

import json

import pytest

from flows.packs.imports import Kind, answer
from flows.packs.schema import FactDef
from tests.flows.packs.template_files import Resource, plan, stack


def fact_of(kind: Kind, **source: object) -> FactDef:
    """A fact with the choices a, b and c."""
    head = {"on": "component", "ask": "?", "why": "so", "who": "developer", "choices": {"a": "A", "b": "B", "c": "C"}}
    of = {"resource": "some_thing" if kind == "terraform" else "Some::Thing", "path": "p", **source}
    return FactDef.model_validate({**head, "from": {kind: of}})


@pytest.mark.parametrize(
    ("source", "found", "wanted"),
    [
        ({"present": "a", "absent": "b"}, "x", "a"),
        ({"present": "a", "absent": "b"}, False, "a"),
        ({"present": "a", "absent": "b"}, 0, "a"),
        ({"present": "a", "absent": "b"}, {"of": None}, "a"),
        ({"present": "a", "absent": "b"}, None, "b"),
        ({"present": "a", "absent": "b"}, "", "b"),
        ({"present": "a", "absent": "b"}, [[], {}, None], "b"),
        ({"present": "a", "absent": "b"}, ["x", None], None),
        ({"all_true": "a"}, ["true", True], "a"),
        ({"all_true": "a"}, [True, []], None),
        ({"all_true": "a"}, 1, None),
        ({"equals": {"1": "a", "true": "b"}}, 1, "a"),
        ({"equals": {"1": "a", "true": "b"}}, True, "b"),
        ({"equals": {"x": "a", "y": "a", "z": "b"}}, ["x", "y"], "a"),
        ({"equals": {"x": "a", "y": "a", "z": "b"}}, ["x", "z"], None),
        ({"equals": {"x": "a"}}, ["x", "other"], None),
        ({"equals": {"x": "a"}, "present": "b"}, "x", None),
    ],
)  # fmt: skip
def test_each_word_about_a_value(source: dict[str, object], found: object, wanted: str | None) -> None:
    assert answer(fact_of("terraform", **source), "terraform", plan("some_thing", p=found)) == wanted
    assert answer(fact_of("cloudformation", **source), "cloudformation", stack("Some::Thing", p=found)) == wanted


@pytest.mark.parametrize(
    "resource",
    [
        plan("some_thing", {"p": True}),
        plan("some_thing", {"p": True}, p="x"),
        plan("some_thing", {"p": {"of": True}}, p=None),
        plan("some_thing", {"p": [False, True]}, p=["x"]),
        plan("some_thing", {"p": [{"of": True}]}, p=[{"of": None}]),
        plan("some_thing", {"p": [True]}, p={"of": "x"}),
        plan("some_thing", p="${aws_kms_key.one.arn}"),
        plan("some_thing", p=["x", "a-${var.stage}"]),
    ],
    ids=lambda resource: json.dumps(resource["change"]["after_unknown"])[:40],
)
def test_what_a_plan_computes_later_shows_nothing(resource: Resource) -> None:
    fact = fact_of("terraform", present="a", absent="b", all_true="c")
    assert answer(fact, "terraform", resource) is None


@pytest.mark.parametrize("text", ["${aws:username}", "${www.amazon.com:user_id}", "$${literal}", "costs $ {5}"])
def test_variables_of_iam_are_no_references_of_terraform(text: str) -> None:
    assert answer(fact_of("terraform", present="a"), "terraform", plan("some_thing", p=text)) == "a"


@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "Stage"},
        {"Fn::If": ["Live", "x", {"Ref": "AWS::NoValue"}]},
        {"Fn::Sub": "arn:${AWS::Partition}"},
        {"Fn::Transform": {"Name": "AWS::Include"}, "of": "x"},
        "{{resolve:ssm:/stage}}",
        ["x", {"Fn::ImportValue": "other"}],
        {"of": {"Ref": "Stage"}},
    ],
    ids=str,
)
def test_an_intrinsic_shows_nothing_whichever_word_would_match(value: object) -> None:
    fact = fact_of("cloudformation", present="a", absent="b", all_true="c", intrinsic="unknown")
    assert answer(fact, "cloudformation", stack("Some::Thing", p=value)) is None
    beside = fact_of("cloudformation", path="[p.deep.deeper, q]", absent="b")
    assert answer(beside, "cloudformation", stack("Some::Thing", p={"Fn::If": ["Live", {}, {}]})) is None


def test_a_resource_without_bottom_shows_nothing() -> None:
    deep: object = "x"
    for _ in range(100_000):
        deep = [deep]
    assert answer(fact_of("terraform", present="a"), "terraform", plan("some_thing", p=deep)) is None
    text = '{"Statement": ' + "[" * 90_000
    fact = fact_of("terraform", condition_key_absent={"sts:ExternalId": "a"})
    assert answer(fact, "terraform", plan("some_thing", p=text)) is None
    assert answer(fact, "terraform", plan("some_thing", p="x" * 1_000_000)) is None
