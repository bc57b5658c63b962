"""The frameworks in one shape: their scope is complete, and what is left out says why."""

import pytest

from flows.errors import NotKnown
from flows.frameworks import attack, catalogue, cis
from flows.frameworks.catalogue import Item, framework, names
from flows.frameworks.tables import document
from flows.workload.types import TYPES

SCOPE = document("scope").data


def rows(name: str) -> list[dict[str, list[str]]]:
    assert isinstance(SCOPE, dict)
    return list(SCOPE[name]["rows"])


def test_there_are_four_frameworks_and_five_regimes() -> None:
    assert names() == (
        "attack",
        "cis",
        "well-architected",
        "zero-trust",
        "gdpr",
        "hipaa",
        "pci-dss",
        "soc2",
        "iso27001",
    )
    assert [len(framework(name).items) for name in names()[:4]] == [132, 70, 63, 7]


def test_a_name_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(NotKnown, match="no framework is called `hippa`; did you mean `hipaa`"):
        framework("hippa")


@pytest.mark.parametrize("name", names())
def test_ids_are_unique_and_have_words(name: str) -> None:
    items = framework(name).items
    assert len({one.id for one in items}) == len(items)
    assert all(one.label for one in items)
    assert all(one.types or one.excluded for one in items)


def test_scope_names_ids_that_exist() -> None:
    assert [id_ for row in rows("attack") for id_ in row["ids"] if id_ not in attack.every()] == []
    every = [one.id for one in framework("well-architected").items]
    practices = [one.id for one in catalogue.practices().values()]
    for row in rows("well-architected"):
        for id_ in row["ids"]:
            assert any(one == id_ or (id_.endswith("-") and one.startswith(id_)) for one in practices), id_
    assert len(every) == len(practices)


def test_scope_names_types_that_people_may_name() -> None:
    beyond = {"aws.efs", "aws.glacier"}
    for name in ("attack", "cis", "well-architected"):
        named = {type_ for row in rows(name) for type_ in row.get("types", ())}
        assert {one for one in named if not one.endswith("*")} <= set(TYPES) | beyond, name


def test_what_attack_cannot_mitigate_is_left_out_only_where_it_says_so() -> None:
    items = {one.id: one for one in framework("attack").items}
    told = {id_ for id_, one in items.items() if "names no mitigation" in one.excluded}
    assert told
    assert all(not attack.mitigated_by(id_) for id_ in told)
    assert items["T1496.001"].excluded == "", "hijacked computing costs money, and a design can bound it"


def test_every_control_of_cis_is_placed_or_says_why_not() -> None:
    for one in cis.controls():
        for check in one.checks:
            assert any(check.startswith(id_) for row in rows("cis") for id_ in row["ids"]), check
    items = {one.id: one for one in framework("cis").items}
    assert items["7.0/3.1.4"].types == ("aws.s3",)
    assert set(items["7.0/2.21"].types) >= {"aws.s3", "aws.sqs", "aws.lambda", "aws.kms"}
    assert "platform model" in items["7.0/2.5"].excluded
    assert items["7.0/2.1.2"].excluded.startswith("no check of it is known")


def test_only_attack_asks_for_its_attribution() -> None:
    assert "The MITRE Corporation" in framework("attack").attribution
    assert [name for name in names() if framework(name).attribution] == ["attack"]


@pytest.mark.parametrize(
    ("item", "types", "categories", "why"),
    [
        (Item("1", "l"), ["web.app"], [], ""),
        (Item("1", "l"), [], [], "there is no component"),
        (Item("1", "l", types=("aws.*",)), ["aws.s3"], [], ""),
        (Item("1", "l", types=("aws.*",)), ["web.app"], [], "no component is aws.*"),
        (Item("1", "l", types=("aws.s3", "aws.ec2")), ["aws.s3x"], [], "no component is aws.s3 or aws.ec2"),
        (Item("1", "l", categories=("health",)), ["web.app"], ["personal"], "no asset is health"),
        (Item("1", "l", categories=("health",)), ["web.app"], ["health"], ""),
        (Item("1", "l", excluded="because"), ["web.app"], [], "because"),
    ],
)
def test_why_an_item_does_not_count(item: Item, types: list[str], categories: list[str], why: str) -> None:
    assert item.not_for(types, categories) == why
