"""The words of ``from``: each on values of every kind, what is unknown or unresolved, and what is said of a bad one."""

import json

import pytest

from flows.errors import InputRefused
from flows.packs.imports import MAX_VALUES, Kind, answer
from flows.packs.loader import library_of, parse_pack
from flows.packs.schema import FactDef
from tests.flows.models import FIXTURES
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


def test_a_resource_without_bottom_or_end_shows_nothing() -> None:
    many = [{"of": "x"}] * (MAX_VALUES // 2)
    assert answer(fact_of("terraform", present="a"), "terraform", plan("some_thing", p=many)) is None
    assert answer(fact_of("terraform", present="a"), "terraform", plan("some_thing", p=many[:-9])) == "a"
    assert answer(fact_of("cloudformation", present="a"), "cloudformation", stack("Some::Thing", p=many)) is None
    deep: object = "x"
    for _ in range(MAX_VALUES - 9):
        deep = [deep]
    assert answer(fact_of("terraform", present="a"), "terraform", plan("some_thing", p=deep)) is None
    text = '{"Statement": ' + "[" * 90_000
    fact = fact_of("terraform", condition_key_absent={"sts:ExternalId": "a"})
    assert answer(fact, "terraform", plan("some_thing", p=text)) is None
    assert answer(fact, "terraform", plan("some_thing", p="x" * 1_000_000)) is None


GATE = (FIXTURES / "every.field.yaml").read_text(encoding="utf-8")
HEAD, REST = GATE.split("    from:\n")[0], "".join(GATE.split("    from:\n")[1].splitlines(keepends=True)[2:])
TERRAFORM = "facts/watched/from/terraform"


def refusal(source: str) -> tuple[str, int, str]:
    """What is said of the fixture's pack with another ``from``: the path, the line and the sentence."""
    with pytest.raises(InputRefused) as refused:
        library_of([parse_pack(f"{HEAD}    from: {source}\n{REST}", "gate.yaml")])
    ((place, sentence),) = refused.value.problems
    return place.path, place.line, sentence


@pytest.mark.parametrize(
    ("words", "path", "said"),
    [
        ("is_true: guard", "/is_true", "`is_true` is not a field here"),
        ("all_treu: guard", "/all_treu", "did you mean `all_true`?"),
        ("all_true: gaurd", "/all_true", "`gaurd` is no choice here; the choices are guard, camera, nobody; did you"),
        ("all_true: unknown", "/all_true", "`unknown` is no choice here"),
        ("equals: {x: nobdy}", "/equals/x", "did you mean `nobody`?"),
        ("equals: {}", "/equals", "needs at least 1 entries"),
        ("equals: [x]", "/equals", "expected a mapping"),
        ("condition_key_absent: {'sts:K': none}", "/condition_key_absent/sts:K", "`none` is no choice here"),
        ("present: guard, else: nobody", "/else", "a template answers one side only: write `unknown`"),
        ("present: guard, intrinsic: guard", "/intrinsic", "a template answers one side only: write `unknown`"),
        ("else: unknown", "", "no choice follows from what is found; add one of all_true, present, absent"),
        ("present: guard, principal: x", "", "`principal` narrows condition_key_present and condition_key_absent"),
        ("present: guard, path: 'a..b'", "/path", "the path is no JMESPath: at column 3, near `.`"),
        ("present: guard, path: 'a | b'", "/path", "in the path, at column 3: `|` is not read here"),
        ("present: guard, resource: 'App::Gate'", "/resource", "is not written as its templates write types"),
    ],
)  # fmt: skip
def test_a_bad_source_is_refused_where_it_stands(words: str, path: str, said: str) -> None:
    defaults = {"resource: ": "resource: app_gate", "path: ": "path: watch"}
    rest = ", ".join(default for word, default in defaults.items() if word not in words)
    found, line, sentence = refusal(f"{{terraform: {{{', '.join(filter(None, [rest, words]))}}}}}")
    assert found == f"{TERRAFORM}{path}"
    assert said in sentence
    assert line == HEAD.count("\n") + 1


@pytest.mark.parametrize(
    ("source", "path", "said"),
    [
        ("{teraform: {resource: app_gate, path: p, present: guard}}", "/teraform", "did you mean `terraform`?"),
        ("{}", "", "`from` names no kind of template"),
        ("{terraform: app_gate.watch}", "/terraform", "expected a mapping of fields"),
        ("{terraform: {path: p, present: guard}}", "/terraform/resource", "`resource` is missing"),
        ("{cloudformation: {resource: app_gate, path: p, present: guard}}", "/cloudformation/resource",
         "such as AWS::S3::Bucket"),
    ],
)  # fmt: skip
def test_a_bad_from_is_refused_where_it_stands(source: str, path: str, said: str) -> None:
    found, _, sentence = refusal(source)
    assert found == f"facts/watched/from{path}"
    assert said in sentence


@pytest.mark.parametrize("type_", ["AWS::S3::Bucket", "Custom::Thing", "Org::A::B::MODULE", "Alexa::ASK::Skill"])
def test_types_of_cloudformation_are_taken(type_: str) -> None:
    source = f"{{cloudformation: {{resource: '{type_}', path: p, present: guard}}}}"
    assert library_of([parse_pack(f"{HEAD}    from: {source}\n{REST}", "gate.yaml")])
