"""The pack on DynamoDB: one table with bad answers, with good ones, with none, and what each rule makes of them."""

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Facts, Flow, Workload
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["aws.dynamodb"]
RULES = {rule.id for rule in PACK.threats}
GOOD = PACK.quiet.given if PACK.quiet else {}
BAD = {
    "caller_words": "shape",
    "item_fields": "whole",
    "same_moment": "read-first",
    "change_effect": "obeyed",
    "other_doors": "loose",
    "final_delete": "same-hands",
    "big_request": "whole",
    "past_its_time": "ttl",
    "role_reads": "all",
    "direct_callers": "wide",
}
NONE_OF_IT = {
    "caller_words": "nothing",
    "item_fields": "no-outside",
    "same_moment": "no-matter",
    "change_effect": "none",
    "other_doors": "none",
    "final_delete": "no-need",
    "big_request": "no-outside",
    "past_its_time": "no-end",
    "role_reads": "no-program",
    "direct_callers": "none",
}
"""What a team says of a table that only a nightly job of ours fills and reads."""


def table(given: dict[str, str], target: str | None = None, **grades: int) -> Generation:
    carts = Asset.model_validate({"id": "carts", "name": "Shopping carts", **grades})

    def facts(on: str) -> Facts:
        known = {name: value for name, value in given.items() if PACK.facts[name].on == on}
        return {f"aws.dynamodb/{name}": Fact(value=value) for name, value in known.items()}

    workload = Workload(
        id="shop",
        name="Shop",
        assets=(carts,),
        components=(
            Component(id="app", name="App", type="mobile.app"),
            Component(id="orders", name="Orders", type="aws.dynamodb", holds=("carts",), facts=facts("component")),
        ),
        flows=(Flow(id="direct", from_="app", to="orders", carries=("carts",), facts=facts("flow")),),
        facts={"workload/attractive_target": Fact(value=target)} if target else {},
    )
    return generate(workload, LIBRARY)


def by_rule(found: Generation) -> dict[str, Threat]:
    return rules_of("aws.dynamodb", found.threats)


def test_presence_alone_asks_each_fact_once_and_is_never_open() -> None:
    threats = by_rule(table({}))
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}
    asked = {fact.partition("/")[2] for one in threats.values() for fact, _ in one.settled_by}
    assert asked == set(PACK.facts) - {"big_request"} | {"million_calls"}


@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")])
def test_all_rules_follow_the_answers(given: dict[str, str], state: str) -> None:
    assert {rule: one.state for rule, one in by_rule(table(given)).items()} == dict.fromkeys(RULES, state)


def test_a_table_of_a_nightly_job_has_none_of_these_threats() -> None:
    found = table(NONE_OF_IT)
    assert by_rule(found) == {}
    assert {one.rule.partition("/")[2] for one in found.ruled_out if one.rule.startswith("aws.dynamodb/")} == RULES


@pytest.mark.parametrize(
    ("answer", "smuggled", "handed_out"),
    [
        ("whole", "open", "open"),
        ("whole-in", "open", "mitigated"),
        ("whole-out", "mitigated", "open"),
        ("listed", "mitigated", "mitigated"),
    ],
)
def test_one_question_settles_both_ways_of_a_field(answer: str, smuggled: str, handed_out: str) -> None:
    threats = by_rule(table({"item_fields": answer}))
    assert (threats["field-smuggled-in"].state, threats["field-handed-out"].state) == (smuggled, handed_out)


def test_a_condition_does_not_reach_a_second_region() -> None:
    one, several, neither = (
        by_rule(table({"same_moment": answer}))["spent-twice"] for answer in ("refused", "per-region", "read-first")
    )
    assert (one.state, several.state, neither.state) == ("mitigated", "open", "open")
    assert several.risk.inherent.likelihood < neither.risk.inherent.likelihood


def test_a_woken_program_is_easier_to_command_where_any_field_can_be_written() -> None:
    listed, whole = (
        by_rule(table({"change_effect": "obeyed", "item_fields": answer}))["effect-on-command"]
        for answer in ("listed", "whole")
    )
    assert listed.risk.inherent.likelihood + 1 == whole.risk.inherent.likelihood


@pytest.mark.parametrize(("answer", "state"), [("untried", "open"), ("kept", "mitigated"), ("apart", "mitigated")])
def test_a_way_back_counts_only_when_it_was_tried(answer: str, state: str) -> None:
    assert by_rule(table({"final_delete": answer}))["table-wiped"].state == state


def test_sealed_fields_lower_what_is_lost_and_not_how_often() -> None:
    risk = by_rule(table({"role_reads": "sealed"}, confidentiality=4))["whole-table-taken"].risk
    assert risk.if_claims_hold.likelihood == risk.inherent.likelihood
    assert risk.if_claims_hold.impact < risk.inherent.impact


def test_a_key_of_ours_on_the_table_is_no_proof_against_a_stolen_role() -> None:
    refused = {(one.tool, check) for one in PACK.mitigations["fields-sealed"].not_evidence for check in one.check}
    assert refused == {("prowler", "dynamodb_tables_kms_cmk_encryption_enabled")}


def test_a_leading_key_alone_is_not_enough_for_a_browser() -> None:
    assert by_rule(table({"direct_callers": "loose"}))["past-our-code"].state == "open"
    refused = [one.check for one in PACK.mitigations["direct-held-to-own"].not_evidence]
    assert refused == [("a dynamodb:LeadingKeys condition in a policy",)]


@pytest.mark.parametrize(("target", "likelihood"), [("nobody", 2), (None, 3), ("many", 4), ("named", 4)])
def test_who_would_attack_moves_the_likelihood(target: str | None, likelihood: int) -> None:
    assert by_rule(table({"role_reads": "all"}, target))["whole-table-taken"].risk.inherent.likelihood == likelihood


@pytest.mark.parametrize(
    "words",
    ["DynamoDB", "Amazon DynamoDB table", "aws_dynamodb_table", "AWS::DynamoDB::Table", "mxgraph.aws4.dynamodb"],
)
def test_how_people_drawings_and_templates_write_it(words: str) -> None:
    assert LIBRARY.type_named(words) == "aws.dynamodb"


def test_no_table_is_asked_about_people_outside_who_are_not_drawn_as_calling_it() -> None:
    orders = Component(id="orders", name="Orders", type="aws.dynamodb")
    found = generate(Workload(id="shop", name="Shop", components=(orders,)), LIBRARY)
    assert "aws.dynamodb/past-our-code" not in {one.rule for one in (*found.threats, *found.ruled_out)}


def test_one_answer_for_the_workload_settles_it_for_each_table() -> None:
    orders = Component(id="orders", name="Orders", type="aws.dynamodb")
    facts = {"workload/million_calls": Fact(value="closed")}
    workload = Workload(id="s", name="S", components=(orders,), facts=facts)
    assert "aws.dynamodb/table-drained" in {one.rule for one in generate(workload, LIBRARY).ruled_out}


@pytest.mark.parametrize("given", [{}, BAD, GOOD], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str]) -> None:
    for one in by_rule(table(given)).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule(table(BAD))
    assert threats["table-wiped"].statement == (
        "An anonymous person on the internet who steals a key that may write to Orders could delete the table, "
        "overwrite its items, or have TTL delete them by a date that all of them carry, which leads to loss of "
        "Shopping carts for good, or a ransom."
    )
    assert threats["spent-twice"].statement == (
        "A customer who sends the same request many times at once could spend a balance, a voucher or a one-time code "
        "of Orders more than once, which leads to money or goods given twice, and Shopping carts that no longer add up."
    )
