"""The pack on other people's systems: its examples, and one shop with a callback read aloud."""

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Threat
from flows.workload.model import Asset, Component, Fact, Flow, Workload, Zone
from tests.support.packs import reads_well

LIBRARY = load_library()
PACK = LIBRARY.packs["external"]
CARELESS = {
    "callback_effect": "acts",
    "callback_proof": "none",
    "handed_over": "more",
    "kept_there": "kept",
    "our_key": "config",
    "when_down": "stops",
}
CAREFUL = {
    "callback_effect": "acts",
    "callback_proof": "signed",
    "handed_over": "needed",
    "kept_there": "deleted",
    "our_key": "store",
    "when_down": "tried",
}
ON = {"buy": ("handed_over", "kept_there", "our_key"), "notice": ("callback_effect", "callback_proof")}
"""Which flow each fact stands on; the rest stand on the shop."""


def shop(given: dict[str, str]) -> dict[tuple[str, str], Threat]:
    """The threats by rule and by what they stand on."""

    def facts(*names: str) -> dict[str, Fact]:
        return {f"external/{name}": Fact(value=given[name]) for name in names if name in given}

    def flow(id_: str, from_: str, to: str) -> Flow:
        ends = {"id": id_, "from": from_, "to": to, "carries": ("card",), "facts": facts(*ON[id_])}
        return Flow.model_validate(ends)

    workload = Workload(
        id="model",
        name="Smart fridge",
        zones=(Zone(id="ours", kind="account"), Zone(id="theirs", kind="vendor")),
        assets=(Asset(id="card", name="Payment details", category=("cardholder",)),),
        components=(
            Component(id="service", name="Order service", type="web.app", zone="ours", holds=("card",)),
            Component(id="shop", name="Shop", type="external", zone="theirs", facts=facts("when_down")),
        ),
        flows=(flow("buy", "service", "shop"), flow("notice", "shop", "service")),
        facts={"workload/attractive_target": Fact(value="many")},
    )
    found = generate(workload, LIBRARY).threats
    return {(one.rule.partition("/")[2], one.on): one for one in found if one.rule.startswith("external/")}


EVERYWHERE = {
    ("forged-callback", "notice"),
    ("too-much-handed-over", "buy"),
    ("our-key-leaked", "buy"),
    ("vendor-silent", "shop"),
}


@pytest.mark.parametrize(
    ("given", "state"),
    [(CARELESS, "open"), (CAREFUL, "mitigated"), ({}, "to confirm")],
    ids=["careless", "careful", "?"],
)
def test_every_rule_goes_by_the_answers_and_stands_in_its_place(given: dict[str, str], state: str) -> None:
    assert {place: one.state for place, one in shop(given).items()} == dict.fromkeys(EVERYWHERE, state)


def test_the_better_control_counts_for_the_lesser_one_too() -> None:
    assert {mitigation.state for one in shop(CAREFUL).values() for mitigation in one.mitigations} == {"claimed"}


def test_less_in_the_vendors_hands_is_better_and_not_enough() -> None:
    place, given = ("too-much-handed-over", "buy"), {"handed_over": "needed", "kept_there": "kept"}
    found, careless = shop(CARELESS | given)[place], shop(CARELESS)[place]
    assert found.state == "open"
    assert found.risk.if_claims_hold.impact == 3 < careless.risk.if_claims_hold.impact


@pytest.mark.parametrize("target", ["pipeline", "laptop", "person", "aws.codepipeline"])
def test_what_a_build_or_a_person_fetches_is_no_message(target: str) -> None:
    parts = (Component(id="hub", name="Registry", type="external"), Component(id="ci", name="Build", type=target))
    flow = Flow(id="fetch", from_="hub", to="ci")
    found = generate(Workload(id="m", name="M", components=parts, flows=(flow,)), LIBRARY)
    assert "external/forged-callback" not in {one.rule for one in (*found.threats, *found.ruled_out)}


def test_who_may_come_in_is_asked_once_for_all_vendors() -> None:
    assert not any(fact.on == "component" and "way into" in fact.ask for fact in PACK.facts.values())
    assert "vendors in the drawing included" in LIBRARY.facts["workload/outside_access"].ask


def test_a_message_that_brings_nothing_about_is_no_threat() -> None:
    assert ("forged-callback", "notice") not in shop(CARELESS | {"callback_effect": "shown"})


def test_proof_is_not_asked_of_a_message_that_brings_nothing_about() -> None:
    def asked(given: dict[str, str]) -> set[str]:
        return {fact for one in shop(given).values() for fact, _ in one.asks}

    assert "external/callback_proof" in asked({"callback_effect": "acts"})
    assert "external/callback_proof" not in asked({"callback_effect": "shown"})


def test_recovery_counts_for_a_trial_of_the_last_180_days() -> None:
    assert "180 days" in PACK.facts["when_down"].choices["tried"]
    tried = shop(CAREFUL)["vendor-silent", "shop"].risk
    assert tried.if_claims_hold.impact == tried.inherent.impact - 1


def test_deletion_is_not_asked_where_nothing_is_handed_over() -> None:
    asked = {fact for one in shop({"handed_over": "none"}).values() for fact, _ in one.asks}
    assert "external/kept_there" not in asked
    assert "external/our_key" in asked


def test_the_sentences_read_well() -> None:
    for given in ({}, CARELESS, CAREFUL, {"handed_over": "more"}):
        for one in shop(given).values():
            reads_well(one)


def test_one_statement_word_for_word() -> None:
    assert shop(CARELESS)["too-much-handed-over", "buy"].statement == (
        "Someone at a vendor who can read what customers have handed over or whose login has been stolen could read "
        "Payment details at Shop and use or lose them, which leads to disclosure of Payment details, a breach that we "
        "must report and cannot mend."
    )
