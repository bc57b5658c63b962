"""Who answers for which layer, what is inherited from AWS, and what to do where nobody knows."""

from dataclasses import replace

from flows.report.responsibility import ASSURANCE, LAYERS, layers_of, matrix
from flows.report.types import Report
from flows.workload.model import Component
from tests.flows.models import shipped_library
from tests.flows.report.reports import report

TYPES = {"bucket": "aws.s3", "shop": "external", "buyer": "person", "thing": "made.up"}


def made(**types: str) -> Report:
    components = tuple(Component(id=id_, name=id_.title(), type=type_) for id_, type_ in (types or TYPES).items())
    return replace(report({}, components=components, flows=()), layers=layers_of(shipped_library()))


def test_each_layer_has_a_side_by_the_services_kind() -> None:
    rows = {row.component: row.sides for row in matrix(made()).rows}
    assert rows == {
        "Bucket": ("AWS", "AWS", "AWS", "shared", "us", "us", "us"),
        "Shop": ("vendor", "vendor", "vendor", "vendor", "shared", "shared", "shared"),
        "Thing": ("not known",) * 7,
    }
    assert [row.type for row in matrix(made()).rows] == ["Amazon S3 bucket", "External system or vendor", "made.up"]
    assert matrix(made()).headings == tuple(LAYERS.values())


def test_what_aws_answers_for_is_inherited_with_its_own_assurance() -> None:
    found = {one.layer: one for one in matrix(made()).inherited}
    assert list(found) == ["Hardware", "Operating system", "Runtime", "Network"]
    assert found["Hardware"].components == "Bucket"
    assert {one.assurance for one in found.values()} == {ASSURANCE}
    for name in ("SOC 1, 2 and 3", "ISO/IEC 27001", "PCI DSS"):
        assert name in ASSURANCE


def test_a_vendor_is_asked_for_its_own_and_an_unknown_type_is_taken_for_ours() -> None:
    artifact, vendor, unknown = matrix(made()).to_do
    assert "AWS Artifact" in artifact
    assert vendor.startswith("Vendors answer for layers of Shop: ask each for its own assurance")
    assert unknown.startswith("No rule pack says who answers for every layer of Thing (made.up): take it for ours")


def test_what_two_share_without_aws_is_not_inherited_from_it() -> None:
    found = matrix(made(fridge="iot.device"))
    assert found.inherited == ()
    assert [sentence.partition(" ")[0] for sentence in found.to_do] == ["Vendors"]


def test_people_answer_for_no_layer_and_without_packs_nothing_is_known() -> None:
    assert matrix(made(buyer="person", tab="web.browser")).rows == ()
    (row,) = matrix(replace(made(bucket="aws.s3"), layers=None)).rows
    assert set(row.sides) == {"not known"}


def test_every_shipped_type_that_has_layers_has_all_of_them() -> None:
    known = layers_of(shipped_library())
    assert (known["aws.s3"].title, known["aws.s3"].layers["hardware"]) == ("Amazon S3 bucket", "aws")
    assert [pack for pack, kind in known.items() if kind.layers and kind.layers.keys() != LAYERS.keys()] == []
