"""The pack on Lambda: one function with bad answers, with good ones, with none, and what each rule makes of them."""

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Flow, Workload
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["aws.lambda"]
RULES = {rule.id for rule in PACK.threats}
GOOD = {name: value for name, value in (PACK.quiet.given if PACK.quiet else {}).items() if "/" not in name}
BAD = {
    "event_words": "raw",
    "function_power": "rights",
    "direct_callers": "anyone",
    "kept_warm": "leftovers",
    "same_event_twice": "again",
    "failed_event": "lost",
    "runaway_stop": "unguarded",
    "function_secrets": "settings",
    "function_log": "all",
    "code_changers": "others",
    "strangers_code": "vendor",
    "calls_out": "anywhere",
    "runtime_fixes": "late",
}
ASKED_FIRST = {f"aws.lambda/{name}" for name in BAD} - {"aws.lambda/calls_out", "aws.lambda/runtime_fixes"}
"""What is asked of a function of which nothing is known; the rest only where an answer makes it matter."""


def function(given: dict[str, str], target: str | None = None, live: str | None = "pipeline") -> Generation:
    """A checkout that reads orders from a table, with these answers on the function."""
    orders = Asset(id="orders", name="Customer orders", category=("personal",))
    facts = {f"aws.lambda/{name}": Fact(value=value) for name, value in given.items()}
    checkout = Component(id="checkout", name="Checkout", type="aws.lambda", facts=facts)
    table = Component(id="table", name="Orders", type="aws.dynamodb", holds=("orders",))
    read = Flow.model_validate({"id": "read", "from": "checkout", "to": "table", "carries": ("orders",)})
    around = {"workload/attractive_target": target, "workload/goes_live_by": live}
    workload = Workload(
        id="shop",
        name="Shop",
        assets=(orders,),
        components=(checkout, table),
        flows=(read,),
        facts={name: Fact(value=value) for name, value in around.items() if value},
    )
    return generate(workload, LIBRARY)


def by_rule(found: Generation) -> dict[str, Threat]:
    return rules_of("aws.lambda", found.threats)


def test_presence_alone_asks_and_is_never_open() -> None:
    threats = by_rule(function({}, live=None))
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}
    asked = {fact for one in threats.values() for fact, _ in one.settled_by}
    assert asked == ASKED_FIRST | {"workload/goes_live_by"}


@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")])
def test_all_rules_follow_the_answers(given: dict[str, str], state: str) -> None:
    assert {rule: one.state for rule, one in by_rule(function(given)).items()} == dict.fromkeys(RULES, state)


def test_a_function_is_worth_what_it_reaches_and_holds_nothing_itself() -> None:
    found = by_rule(function({"function_power": "shared"}))["role-beyond-the-job"]
    assert found.risk.inherent.impact == 4
    assert "Customer orders" in found.statement


def test_a_swap_of_code_is_as_bad_as_the_role_that_it_borrows() -> None:
    """Without anything within reach the role's own power is left, and it sets the floor."""
    worst = {"code_changers": "others", "function_power": "rights"}
    alone = Component(
        id="lonely",
        name="Lonely",
        type="aws.lambda",
        facts={f"aws.lambda/{name}": Fact(value=value) for name, value in worst.items()},
    )
    found = by_rule(generate(Workload(id="shop", name="Shop", components=(alone,)), LIBRARY))["power-by-code-swap"]
    assert found.risk.inherent.impact == 4
    assert "loss of control over the account" in found.statement


def test_a_function_url_that_is_the_only_door_cannot_be_walked_round() -> None:
    found = function({"direct_callers": "front"})
    assert "called-past-the-front" not in by_rule(found)
    assert "aws.lambda/called-past-the-front" in {one.rule for one in found.ruled_out}


@pytest.mark.parametrize(
    ("rule", "given"),
    [("poison-event", {}), ("runaway", {}), ("package-phones-home", {"strangers_code": "packages"})],
)
def test_what_aws_does_by_default_is_presumed_and_still_asked(rule: str, given: dict[str, str]) -> None:
    threat = by_rule(function(given))[rule]
    assert (threat.state, threat.confidence) == ("to confirm", "presumed")


def test_where_code_may_call_is_asked_only_if_code_of_others_runs_there() -> None:
    ours = function({"strangers_code": "none"})
    theirs = by_rule(function({"strangers_code": "vendor"}))["package-phones-home"]
    assert "package-phones-home" not in by_rule(ours)
    assert {fact for fact, _ in theirs.settled_by} == {"aws.lambda/calls_out"}


def test_a_ceiling_that_nobody_watches_is_better_and_not_enough() -> None:
    free = by_rule(function({"runaway_stop": "unguarded"}, "named"))["runaway"]
    bounded = by_rule(function({"runaway_stop": "silent"}, "named"))["runaway"]
    assert (free.state, bounded.state) == ("open", "open")
    assert bounded.risk.if_claims_hold.likelihood < free.risk.if_claims_hold.likelihood


def test_known_holes_are_hygiene_and_wait_until_something_is_live() -> None:
    assert [rule.id for rule in PACK.threats if rule.hygiene] == ["fixes-missed"]
    assert "fixes-missed" not in by_rule(function(BAD, live="not-live"))


@pytest.mark.parametrize(("target", "likelihood"), [("nobody", 3), (None, 4), ("many", 4), ("named", 5)])
def test_who_would_attack_moves_the_likelihood(target: str | None, likelihood: int) -> None:
    assert by_rule(function({"event_words": "raw"}, target))["hostile-event"].risk.inherent.likelihood == likelihood


@pytest.mark.parametrize(
    "words", ["Lambda", "AWS Lambda", "lambda function", "aws_lambda_function", "AWS::Serverless::Function"]
)
def test_how_people_drawings_and_templates_write_it(words: str) -> None:
    assert LIBRARY.type_named(words) == "aws.lambda"


@pytest.mark.parametrize("given", [{}, BAD, GOOD], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str]) -> None:
    for one in by_rule(function(given)).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule(function(BAD))
    assert threats["called-past-the-front"].statement == (
        "An anonymous person on the internet who knows the address of Checkout could call it with their own words "
        "in the event, such as another user's id or another file's name, which leads to actions on Customer orders "
        "past the sign-in, the limits and the log of its front door."
    )
    assert threats["warm-leftovers"].statement == (
        "Another tenant whose event comes next in a warm environment of Checkout could get data of the caller before, "
        "or act with the session that was made for them, which leads to disclosure or change of somebody else's "
        "Customer orders, at random and without a trace in any log."
    )
