"""The pack on IAM roles: who gets in by one, how much it opens, and whether it can open more."""

import pytest

from flows.intake.questions import next_questions
from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Facts, Flow, Workload
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["aws.iam-role"]
RULES = {rule.id for rule in PACK.threats}
GOOD = PACK.quiet.given if PACK.quiet else {}
ON_ROLE = {"role_power", "session_reach", "self_raise", "trust_changers"}
BAD_ROLE = {
    "role_power": "change",
    "session_reach": "anywhere",
    "self_raise": "free",
    "trust_changers": "untold",
    "grant_width": "everything",
}
DOORS = {
    "vendor-confused-deputy": ("vendor-shared", {"external_id": "none"}, {"external_id": "issued"}),
    "service-confused-deputy": ("aws-service", {"service_for": "any"}, {"service_for": "pinned"}),
    "lateral-between-own-accounts": (
        "own-organisation",
        {"principal_exact": "no", "source_guarded": "weaker"},
        {"principal_exact": "yes", "source_guarded": "alike"},
    ),
    "web-identity-too-wide": ("outside-token", {"token_subject": "wide"}, {"token_subject": "exact"}),
    "person-session-stolen": (
        "people",
        {"person_proof": "password", "person_right": "always"},
        {"person_proof": "passkey", "person_right": "hours"},
    ),
    "session-used-elsewhere": ("our-code", {"session_reach": "anywhere"}, {"session_reach": "fenced"}),
}
"""Each way in by a trust: who comes, and the answers under which the threat is open and mitigated."""


def account(given: dict[str, str], target: str | None = None, *, holds: bool = True) -> Workload:
    def facts(*names: str) -> Facts:
        return {f"aws.iam-role/{name}": Fact(value=given[name]) for name in names if name in given}

    claims = Asset(id="claims", name="Claims", category=("personal",))
    on_door = set(given) - ON_ROLE - {"grant_width"}
    return Workload(
        id="insurer",
        name="Insurer",
        assets=(claims,) if holds else (),
        components=(
            Component(id="helper", name="Helper Ltd", type="saas"),
            Component(id="role", name="Claims role", type="aws.iam-role", facts=facts(*ON_ROLE)),
            Component(id="store", name="Claims store", type="datastore", holds=("claims",) if holds else ()),
        ),
        flows=(
            Flow.model_validate(
                {"id": "door", "kind": "trust", "from": "helper", "to": "role", "facts": facts(*sorted(on_door))}
            ),
            Flow.model_validate(
                {"id": "right", "kind": "grant", "from": "role", "to": "store", "facts": facts("grant_width")}
            ),
        ),
        facts={"workload/attractive_target": Fact(value=target)} if target else {},
    )


def found(given: dict[str, str], target: str | None = None) -> Generation:
    return generate(account(given, target), LIBRARY)


def by_rule(given: dict[str, str], target: str | None = None) -> dict[str, Threat]:
    return rules_of("aws.iam-role", found(given, target).threats)


def asked(given: dict[str, str]) -> set[str]:
    questions = next_questions(account(given), LIBRARY)
    return {one.fact.partition("/")[2] for one in questions if one.fact.startswith("aws.iam-role/")}


def test_presence_alone_asks_and_is_never_open() -> None:
    threats = by_rule({})
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}


@pytest.mark.parametrize("rule", DOORS)
def test_each_way_in_has_its_own_threat(rule: str) -> None:
    party, bad, good = DOORS[rule]
    assert by_rule({"trusted_party": party, **bad})[rule].state == "open"
    assert by_rule({"trusted_party": party, **good})[rule].state == "mitigated"
    assert set(by_rule({"trusted_party": party, **bad})) & set(DOORS) <= {rule, "session-used-elsewhere"}


def test_a_dedicated_vendor_has_no_threat_at_the_door() -> None:
    assert not set(by_rule({"trusted_party": "vendor-dedicated"})) & set(DOORS)


def test_the_hardened_role_has_nothing_open() -> None:
    assert {one.state for one in by_rule(dict(GOOD)).values()} == {"mitigated"}


def test_who_comes_is_asked_first_and_decides_what_is_asked_next() -> None:
    assert "trusted_party" in asked({})
    door = {"external_id", "principal_exact", "source_guarded", "service_for", "token_subject", "person_proof"}
    assert asked({"trusted_party": "vendor-shared"}) & door == {"external_id"}
    assert asked({"trusted_party": "own-organisation"}) & door == {"principal_exact", "source_guarded"}
    assert asked({"trusted_party": "outside-token"}) & door == {"token_subject"}
    assert asked({"trusted_party": "people"}) & door == {"person_proof"}
    assert asked({"trusted_party": "vendor-dedicated"}) & door == set()


def test_one_exact_role_of_a_weaker_account_is_better_and_not_enough() -> None:
    given = {"trusted_party": "own-organisation", "source_guarded": "weaker", "role_power": "data"}
    whole = by_rule({**given, "principal_exact": "no"})["lateral-between-own-accounts"]
    exact = by_rule({**given, "principal_exact": "yes"})["lateral-between-own-accounts"]
    assert (whole.state, exact.state) == ("open", "open")
    assert exact.risk.if_claims_hold.likelihood < whole.risk.if_claims_hold.likelihood


def test_a_role_that_sees_little_contains_the_way_from_another_account() -> None:
    given = {"trusted_party": "own-organisation", "source_guarded": "weaker", "principal_exact": "yes"}
    little = by_rule({**given, "role_power": "settings"})["lateral-between-own-accounts"]
    assert little.state == "mitigated"
    assert little.risk.if_claims_hold.impact < little.risk.inherent.impact


def test_a_code_on_a_phone_is_open_even_for_hours() -> None:
    always = by_rule({"trusted_party": "people", "person_proof": "code", "person_right": "always"})
    hours = by_rule({"trusted_party": "people", "person_proof": "code", "person_right": "hours"})
    assert (always["person-session-stolen"].state, hours["person-session-stolen"].state) == ("open", "open")


@pytest.mark.parametrize(("power", "impact"), [("settings", 2), ("data", 3), ("change", 4)])
def test_what_the_role_can_do_is_the_least_that_is_lost(power: str, impact: int) -> None:
    given = {"trusted_party": "vendor-shared", "external_id": "none", "role_power": power}
    threats = generate(account(given, holds=False), LIBRARY).threats
    (deputy,) = [one for one in threats if one.rule == "aws.iam-role/vendor-confused-deputy"]
    assert deputy.risk.inherent.impact == impact


def test_a_role_is_worth_what_it_reaches() -> None:
    threat = by_rule({"trusted_party": "vendor-shared", "external_id": "none", "role_power": "data"})
    assert threat["vendor-confused-deputy"].risk.inherent.impact == 4
    assert "Claims" in threat["vendor-confused-deputy"].statement


def test_an_alarm_on_the_trust_does_not_mitigate() -> None:
    told = by_rule({"trust_changers": "told"})["trust-rewritten"]
    assert told.state == "open"
    assert {one.id: one.state for one in told.mitigations}["aws.iam-role/trust-change-rings"] == "claimed"


@pytest.mark.parametrize(
    "words", ["IAM role", "execution role", "Cross-account role", "aws_iam_role", "AWS::IAM::Role", "mxgraph.aws4.role"]
)
def test_how_people_drawings_and_templates_write_it(words: str) -> None:
    assert LIBRARY.type_named(words) == "aws.iam-role"


ALL_BAD = [{"trusted_party": party, **bad, **BAD_ROLE} for party, bad, _ in DOORS.values()]


@pytest.mark.parametrize("given", [{}, dict(GOOD), *ALL_BAD])
def test_the_sentences_read_well(given: dict[str, str]) -> None:
    for one in by_rule(given).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule({"trusted_party": "people", "person_proof": "code", "person_right": "always", **BAD_ROLE})
    assert threats["person-session-stolen"].statement == (
        "An anonymous person on the internet who lures one of these people to a false page or gets into their computer "
        "could become Claims role and work as that person, which leads to loss of control over Claims, under a "
        "colleague's name."
    )
    assert threats["rights-that-grow"].statement == (
        "A developer on the inside who may work as Claims role or whose login was stolen could change a policy, hand a "
        "stronger role to a function of their own, or put a piece of code into one that has more rights, which leads "
        "to control over the whole account and over Claims."
    )


def test_how_people_sign_in_and_who_may_change_trust_is_answered_once_for_all_teams() -> None:
    platform = {name for name, fact in PACK.facts.items() if fact.scope == "platform"}
    assert platform == {"person_proof", "person_right", "trust_changers"}
