"""The pack on tenancy: several customers on one system, or one alone, and what each answer makes of them."""

import pytest

from flows.intake.questions import next_questions
from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Facts, Flow, Workload, Zone
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["cross.tenancy"]
RULES = {rule.id for rule in PACK.threats}
GOOD = dict(PACK.quiet.given) if PACK.quiet else {}
BAD = {
    "shared_by": "many",
    "tenants": "many",
    "tenant_from": "request",
    "tenant_enforced": "code",
    "cross_tenant_test": "no",
    "load_shares": "shared",
    "copies_fenced": "unfenced",
    "customer_back": "everybody",
    "operator_reach": "any",
    "joins_by": "link",
    "leaves_by": "stays",
}
OF_THE_WHOLE = {"load_shares", "copies_fenced", "customer_back", "operator_reach", "joins_by", "leaves_by"}


def practice(given: dict[str, str], target: str | None = None) -> Workload:
    def facts(*on: str) -> Facts:
        known = {name: value for name, value in given.items() if PACK.facts[name].on in on}
        return {f"cross.tenancy/{name}": Fact(value=value) for name, value in known.items()}

    around = {"workload/attractive_target": Fact(value=target)} if target else {}
    return Workload(
        id="practice",
        name="Practice diary",
        zones=(Zone(id="net", kind="internet"), Zone(id="acct", kind="account")),
        assets=(
            Asset(id="visits", name="Visits", category=("personal",), facts=facts("asset")),
            Asset(id="fees", name="Fees", category=("business",)),
        ),
        components=(
            Component(id="desk", name="Front desk", type="web.browser", zone="net"),
            Component(id="diary", name="Diary", type="web.app", zone="acct", facts=facts("target")),
            Component(id="store", name="Store", type="datastore", zone="acct", holds=("visits",)),
        ),
        flows=(
            Flow.model_validate(
                {"id": "ask", "from": "desk", "to": "diary", "carries": ["visits"], "facts": facts("flow")}
            ),
            Flow.model_validate({"id": "keep", "from": "diary", "to": "store", "carries": ["visits"]}),
        ),
        facts={**facts("workload"), **around},
    )


def found(given: dict[str, str], target: str | None = None) -> Generation:
    return generate(practice(given, target), LIBRARY)


def by_rule(given: dict[str, str], target: str | None = None) -> dict[str, Threat]:
    return rules_of("cross.tenancy", found(given, target).threats)


def asked(given: dict[str, str]) -> set[tuple[str, str]]:
    questions = next_questions(practice(given), LIBRARY)
    return {(one.fact.partition("/")[2], one.on) for one in questions if one.fact.startswith("cross.tenancy/")}


def test_presence_alone_asks_and_is_never_open() -> None:
    threats = by_rule({})
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}


@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")])
def test_all_rules_follow_the_answers(given: dict[str, str], state: str) -> None:
    assert {rule: one.state for rule, one in by_rule(given).items()} == dict.fromkeys(RULES, state)


def test_one_answer_settles_everything_where_nobody_shares() -> None:
    ruled_out = {one.rule.partition("/")[2] for one in found({"shared_by": "one"}).ruled_out}
    assert ruled_out >= RULES
    assert asked({"shared_by": "one"}) == set()


def test_nothing_else_is_asked_before_it_is_known_that_customers_share() -> None:
    assert asked({}) == {("shared_by", "workload")}


def test_what_an_asset_says_is_not_asked_of_the_whole() -> None:
    """The fees of the same practice say nothing; they are business data, which no rule here is about."""
    after = asked({"tenants": "many"})
    assert ("shared_by", "workload") not in after
    assert {fact for fact, on in after if on == "workload"} == OF_THE_WHOLE
    assert set(by_rule({"tenants": "many"})) == RULES
    unshared = {name: value for name, value in BAD.items() if name != "shared_by"}
    assert {rule: one.state for rule, one in by_rule(unshared).items()} == dict.fromkeys(RULES, "open")


def test_where_nobody_shares_what_an_asset_said_before_counts_no_more() -> None:
    ruled_out = {one.rule.partition("/")[2] for one in found({**BAD, "shared_by": "one"}).ruled_out}
    assert ruled_out >= RULES


def test_separate_tables_do_not_say_that_nothing_is_shared() -> None:
    """Customers with a table each may still wait in one line: the whole is asked for."""
    assert ("shared_by", "workload") in asked({"tenants": "one"})


def test_then_each_asset_is_asked_about_and_each_way_of_running_it() -> None:
    after = asked({"shared_by": "many"})
    assert ("tenants", "visits") in after
    assert {fact for fact, on in after if on == "workload"} == OF_THE_WHOLE


def test_crossing_is_judged_where_a_request_reaches_a_program() -> None:
    """Not on the way on to the store: what stops a forgotten filter there is asked of the program."""
    on = {one.on for one in found(BAD).threats if one.rule == "cross.tenancy/tenant-crossing"}
    assert on == {"ask"}


@pytest.mark.parametrize("target", ["aws.route53", "aws.cognito", "aws.cloudwatch", "aws.cloudfront", "external"])
def test_what_picks_nobodys_data_is_not_asked_whose_it_uses(target: str) -> None:
    workload = practice(BAD)
    parts = [one.model_copy(update={"type": target}) if one.id == "diary" else one for one in workload.components]
    found = generate(workload.model_copy(update={"components": tuple(parts)}), LIBRARY)
    every = {one.rule for one in (*found.threats, *found.ruled_out)}
    assert "cross.tenancy/tenant-crossing" not in every
    assert "cross.tenancy/operator-opens-any" in every


def test_nobody_is_asked_who_shares_what_stays_with_people_or_is_about_nobody() -> None:
    workload = practice({})
    business = [one.model_copy(update={"category": ("business",)}) for one in workload.assets]
    theirs = [one.model_copy(update={"holds": ("visits",) * (one.id == "desk")}) for one in workload.components]
    for changed in ({"assets": tuple(business)}, {"components": tuple(theirs), "flows": ()}):
        questions = next_questions(workload.model_copy(update=changed), LIBRARY)
        assert "cross.tenancy/shared_by" not in {one.fact for one in questions}


def test_crossing_is_ruled_out_where_each_customer_has_their_own() -> None:
    assert "tenant-crossing" not in by_rule({**BAD, "tenants": "one"})


def test_one_wall_is_better_and_not_enough() -> None:
    wall = {**BAD, "tenant_from": "identity"}
    threat = by_rule(wall)["tenant-crossing"]
    assert (threat.state, threat.risk.if_claims_hold.likelihood) == ("open", 3)
    assert by_rule({**wall, "tenant_enforced": "data-layer"})["tenant-crossing"].state == "mitigated"
    assert by_rule({**wall, "cross_tenant_test": "yes"})["tenant-crossing"].state == "mitigated"


def test_a_limit_at_the_entrance_is_better_and_not_enough() -> None:
    def load(word: str) -> Threat:
        return by_rule({"shared_by": "many", "load_shares": word})["noisy-neighbour"]

    all_three = [load(word) for word in ("shared", "limited", "apart")]
    assert [one.state for one in all_three] == ["open", "open", "mitigated"]
    left = [one.risk.if_claims_hold.likelihood for one in all_three]
    assert left == sorted(left, reverse=True)
    assert len(set(left)) == 3


def test_bringing_one_customer_back_counts_only_where_it_was_tried() -> None:
    def back(word: str) -> Threat:
        return by_rule({"shared_by": "many", "customer_back": word})["one-customer-lost"]

    assert [back(word).state for word in ("everybody", "untried", "tried")] == ["open", "open", "mitigated"]
    assert back("everybody").risk.inherent.impact == 4
    assert back("tried").risk.if_claims_hold.impact == 2


def test_a_log_of_looks_lowers_nothing() -> None:
    logged = by_rule({"shared_by": "many", "operator_reach": "logged"})["operator-opens-any"]
    assert logged.state == "open"
    assert logged.risk.residual == logged.risk.inherent


@pytest.mark.parametrize(("target", "likelihood"), [("nobody", 2), (None, 3), ("many", 4), ("named", 4)])
def test_who_would_attack_moves_the_likelihood(target: str | None, likelihood: int) -> None:
    threat = by_rule({"shared_by": "many", "operator_reach": "logged"}, target)["operator-opens-any"]
    assert threat.risk.inherent.likelihood == likelihood


def test_it_is_about_no_one_type() -> None:
    assert "cross.tenancy" not in LIBRARY.types
    assert (PACK.names, PACK.shapes, PACK.iac) == ((), (), ())


@pytest.mark.parametrize("given", [{}, BAD, GOOD], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str]) -> None:
    for one in by_rule(given).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule(BAD)
    assert threats["noisy-neighbour"].statement == (
        "Another tenant whose import, loop or busy day is far larger than anybody planned for could fill queues, "
        "connections or tables of Practice diary until the others wait, which leads to a standstill for customers who "
        "did nothing, and contracts broken with each of them."
    )
    assert threats["stranger-joins-customer"].statement == (
        "An anonymous person on the internet who gets a link that was passed on could join that customer in Practice "
        "diary as a colleague, which leads to disclosure and change of Visits of that customer, as far as any "
        "colleague may go."
    )
