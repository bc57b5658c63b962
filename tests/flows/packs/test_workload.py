"""The pack on the workload as a whole: what is asked of a team once, and what follows from its answers."""

import pytest

from flows.intake.questions import next_questions
from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Fact, Facts, Workload
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["workload"]
RULES = {rule.id for rule in PACK.threats}
CARELESS = {
    "goes_live_by": "by-hand",
    "changes_alone": "anything",
    "build_inputs": "floating",
    "build_power": "more",
    "outside_access": "shared",
    "way_back": "same-hands",
    "way_back_tried": "long-ago",
    "million_calls": "paid",
    "flood_noticed": "bill",
    "standing_keys": "scattered",
    "intruder_noticed": "later",
    "person_data_goes": "outside",
    "erasure": "main",
    "names_left": "by-hand",
}
NOTHING_THERE = {
    "goes_live_by": "not-live",
    "outside_access": "nobody",
    "way_back": "no-need",
    "million_calls": "closed",
    "standing_keys": "none",
    "person_data_goes": "nowhere",
    "names_left": "no-name",
}


def team(given: dict[str, str]) -> Workload:
    def facts(*on: str) -> Facts:
        return {f"workload/{name}": Fact(value=value) for name, value in given.items() if PACK.facts[name].on in on}

    photos = Asset(id="photos", name="Customer photos", category=("personal",), facts=facts("asset"))
    prices = Asset(id="prices", name="Price list", category=("business",))
    return Workload(id="shop", name="Photo shop", assets=(photos, prices), facts=facts("workload"))


def found(given: dict[str, str]) -> Generation:
    return generate(team(given), LIBRARY)


def by_rule(given: dict[str, str]) -> dict[str, Threat]:
    return rules_of("workload", found(given).threats)


def test_presence_alone_asks_and_is_never_open() -> None:
    threats = by_rule({})
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}
    assert all(one.asks for one in threats.values())


def test_a_careless_team_has_every_threat_open() -> None:
    threats = by_rule(CARELESS)
    assert {rule for rule, one in threats.items() if one.state == "open"} == RULES


def test_what_is_not_there_is_ruled_out_with_its_reason() -> None:
    ruled_out = [one for one in found(NOTHING_THERE).ruled_out if one.rule.startswith("workload/")]
    assert {one.rule.partition("/")[2] for one in ruled_out} == RULES
    assert all(one.because.endswith(".") for one in ruled_out)


def test_seven_questions_come_first_and_the_rest_follow_from_answers() -> None:
    def asked(given: dict[str, str]) -> set[str]:
        questions = next_questions(team(given), LIBRARY)
        return {one.fact.partition("/")[2] for one in questions if one.fact.startswith("workload/")}

    assert asked({}) == set(NOTHING_THERE)
    assert asked({**NOTHING_THERE, "way_back": "out-of-reach"}) >= {"way_back_tried"}
    assert asked(NOTHING_THERE) == set()


@pytest.mark.parametrize(("target", "step"), [("nobody", -1), ("named", 1)])
def test_who_would_attack_moves_the_likelihood_of_what_is_chosen(target: str, step: int) -> None:
    given = {"goes_live_by": "pipeline", "changes_alone": "code"}
    plain = by_rule(given)["one-person-to-production"]
    moved = by_rule({**given, "attractive_target": target})["one-person-to-production"]
    assert moved.risk.inherent.likelihood - plain.risk.inherent.likelihood == step
    assert moved.state == plain.state


def test_deletion_is_asked_of_personal_data_only() -> None:
    on = {one.on for one in found(CARELESS).threats if one.rule == "workload/data-outlives-deletion"}
    assert on == {"photos"}


def test_an_alarm_makes_an_intrusion_no_less_likely() -> None:
    watched = by_rule({"goes_live_by": "pipeline", "intruder_noticed": "person"})["intruder-unseen"]
    assert watched.state == "mitigated"
    assert watched.risk.if_claims_hold.likelihood == watched.risk.inherent.likelihood
    (held,) = next(rule for rule in PACK.threats if rule.id == "intruder-unseen").secured_by
    assert held.slower_than_response


def test_watching_is_one_line_of_hygiene() -> None:
    assert {rule.id for rule in PACK.threats if rule.hygiene} == {"intruder-unseen"}


@pytest.mark.parametrize("given", [{}, CARELESS, PACK.quiet.given if PACK.quiet else {}], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str]) -> None:
    for one in by_rule(given).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule(CARELESS)
    assert threats["no-way-back"].statement == (
        "An operator on the inside whose login was stolen or who makes one wrong move could delete or encrypt the data "
        "of Photo shop and the copies that the same login can reach, which leads to loss of Customer photos and Price "
        "list for good, or a standstill for as long as nobody knows how to bring them back."
    )
    assert threats["million-calls"].statement == (
        "A bot that finds one costly call of Photo shop could make that call a million times in a night, which leads "
        "to a bill that nobody planned."
    )
