"""The pack on Cognito: one pool with bad answers, with good ones, with none, and what each rule makes of them."""

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Flow, Workload
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["aws.cognito"]
RULES = {rule.id for rule in PACK.threats}
GOOD = PACK.quiet.given if PACK.quiet else {}
BAD = {
    "sign_up": "unrefused",
    "sign_in": "password",
    "rights_from": "writable",
    "outside_provider": "linked",
    "trigger_trust": "sent",
    "token_checks": "pool",
    "stolen_tokens": "weeks",
    "way_back_to_app": "implicit",
    "aws_credentials": "wide",
    "pool_power": "backend",
    "text_messages": "anyone",
    "accounts_gone": "lost",
}
IDENTITY_POOL = {
    "sign_up": "no-accounts",
    "sign_in": "elsewhere",
    "rights_from": "all-alike",
    "outside_provider": "none",
    "trigger_trust": "none",
    "token_checks": "no-api",
    "stolen_tokens": "no-tokens",
    "way_back_to_app": "no-redirect",
    "aws_credentials": "wide",
    "pool_power": "no-accounts",
    "text_messages": "none",
    "accounts_gone": "no-need",
}
"""What a team says of an identity pool that gives guests credentials and keeps no accounts."""


def pool(given: dict[str, str], target: str | None = None, *, granted: bool = False) -> Generation:
    """A pool that holds people's accounts, beside a bucket of scans that its role reaches if ``granted``."""
    people = Asset.model_validate({"id": "people", "name": "People", "confidentiality": 2, "integrity": 2})
    scans = Asset.model_validate({"id": "scans", "name": "Passport scans", "confidentiality": 5, "privacy": 5})
    facts = {f"aws.cognito/{name}": Fact(value=value) for name, value in given.items()}
    login = Component(id="login", name="Login", type="aws.cognito", holds=("people",), facts=facts)
    bucket = Component(id="bucket", name="Bucket", type="datastore", holds=("scans",))
    grant = Flow.model_validate({"id": "role", "kind": "grant", "from": "login", "to": "bucket"})
    return generate(
        Workload(
            id="shop",
            name="Shop",
            assets=(people, scans),
            components=(login, bucket),
            flows=(grant,) if granted else (),
            facts={"workload/attractive_target": Fact(value=target)} if target else {},
        ),
        LIBRARY,
    )


def by_rule(found: Generation) -> dict[str, Threat]:
    return rules_of("aws.cognito", found.threats)


def test_presence_alone_asks_each_fact_once_and_is_never_open() -> None:
    threats = by_rule(pool({}))
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}
    assert {fact.partition("/")[2] for one in threats.values() for fact, _ in one.settled_by} == set(PACK.facts)


@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")])
def test_all_rules_follow_the_answers(given: dict[str, str], state: str) -> None:
    assert {rule: one.state for rule, one in by_rule(pool(given)).items()} == dict.fromkeys(RULES, state)


def test_an_identity_pool_alone_has_one_threat() -> None:
    assert {rule: one.state for rule, one in by_rule(pool(IDENTITY_POOL)).items()} == {
        "credentials-for-the-asking": "open"
    }


def test_whoever_is_taken_for_somebody_else_reaches_the_whole_workload() -> None:
    threat = by_rule(pool(BAD))["rights-written-by-hand"]
    assert threat.risk.inherent.impact == 5
    assert "Passport scans" in threat.statement


@pytest.mark.parametrize(("granted", "impact"), [(False, 4), (True, 5)])
def test_credentials_weigh_what_their_role_reaches(granted: bool, impact: int) -> None:
    threat = by_rule(pool(BAD, granted=granted))["credentials-for-the-asking"]
    assert threat.risk.inherent.impact == impact
    assert ("Passport scans" in threat.statement) is granted


@pytest.mark.parametrize("rule", ["credentials-for-the-asking", "messages-pumped"])
@pytest.mark.parametrize(("sign_up", "step"), [("anyone", 1), ("unrefused", 1), ("invited", 0), ("refused", 0)])
def test_open_sign_up_makes_other_threats_likelier(rule: str, sign_up: str, step: int) -> None:
    threat = by_rule(pool({**BAD, "sign_up": sign_up}))[rule]
    assert threat.risk.inherent.likelihood == 3 + step


def test_deletion_protection_is_better_and_not_enough() -> None:
    lost, guarded = (by_rule(pool({"accounts_gone": answer}))["accounts-lost"] for answer in ("lost", "guarded"))
    assert (lost.state, guarded.state) == ("open", "open")
    assert guarded.risk.if_claims_hold.likelihood < lost.risk.if_claims_hold.likelihood


@pytest.mark.parametrize(("answer", "state"), [("untried", "open"), ("tried", "mitigated")])
def test_a_copy_of_the_accounts_counts_only_when_it_was_tried(answer: str, state: str) -> None:
    assert by_rule(pool({"accounts_gone": answer}))["accounts-lost"].state == state


def test_a_captcha_on_our_page_and_a_password_rule_prove_nothing_at_cognitos_address() -> None:
    refused = [
        one.check for key in ("messages-bounded", "guessing-stopped") for one in PACK.mitigations[key].not_evidence
    ]
    assert ("our sign-up page has a CAPTCHA",) in refused
    assert ("COGNITO_USER_POOL_PASSWORD_POLICY_CHECK",) in refused


@pytest.mark.parametrize(("target", "likelihood"), [("nobody", 2), (None, 3), ("many", 4), ("named", 4)])
def test_who_would_attack_moves_the_likelihood(target: str | None, likelihood: int) -> None:
    threat = by_rule(pool({"stolen_tokens": "weeks"}, target))["stolen-token-lives-on"]
    assert threat.risk.inherent.likelihood == likelihood


@pytest.mark.parametrize(
    "words",
    [
        "Cognito",
        "Amazon Cognito user pool",
        "aws_cognito_user_pool",
        "AWS::Cognito::IdentityPool",
        "mxgraph.aws4.cognito",
    ],
)
def test_how_people_drawings_and_templates_write_it(words: str) -> None:
    assert LIBRARY.type_named(words) == "aws.cognito"


@pytest.mark.parametrize("given", [{}, BAD, GOOD], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str]) -> None:
    for one in by_rule(pool(given)).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule(pool({**BAD, "pool_power": "people"}))
    assert threats["whoever-runs-the-pool"].statement == (
        "An anonymous person on the internet who has phished one login of support or development could set a password, "
        "join any group, or add a provider or trigger of their own, which leads to People and Passport scans in the "
        "hands of whoever can be anybody, by what looks like ordinary sign-ins."
    )
    assert threats["messages-pumped"].statement == (
        "A bot that works for somebody who owns costly numbers could ask for sign-up and recovery codes to such "
        "numbers day and night, without our page, which leads to a bill, and no codes for anybody once the spending "
        "limit is reached."
    )
