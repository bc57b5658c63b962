"""The pack on devices, and the smart fridge: five threats with plausible answers, fewer once they are mended."""

from dataclasses import replace

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Flow, Workload, Zone
from tests.support.packs import reads_well

LIBRARY = load_library()
PACK = LIBRARY.packs["iot.device"]
OLD = {
    "firmware_updates": "none",
    "device_login": "default",
    "network_place": "home",
    "wifi": "open",
    "physical_effect": "software",
    "orders": "free",
    "kept_on_device": "payment",
}
MENDED = {
    "firmware_updates": "automatic",
    "device_login": "unique",
    "network_place": "segment",
    "wifi": "strong",
    "physical_effect": "bounded",
    "orders": "limited",
    "kept_on_device": "own-key",
}
EXPECTED = {"setting-tampered", "drafted-into-botnet", "locked-out", "account-or-payment-theft", "unwanted-orders"}
CHOSEN = EXPECTED - {"drafted-into-botnet"} | {"stepping-stone", "read-on-the-way"}
"""Those whose actor chooses the victim; a bot does not."""


def fridge(device: dict[str, str], traffic: str = "plain", target: str = "nobody", which: str = "fleet") -> Generation:
    def facts(given: dict[str, str]) -> dict[str, Fact]:
        return {f"iot.device/{name}": Fact(value=value) for name, value in given.items()}

    assets = (
        Asset(id="food", name="Food", integrity=3, availability=2, safety=4),
        Asset(id="line", name="Home internet connection", availability=2, others=4),
        Asset(id="card", name="Payment details", category=("cardholder",)),
        Asset(id="details", name="Personal details", category=("personal",)),
    )
    components = (
        Component(
            id="fridge", name="Fridge", type="iot.device", zone="home", holds=("food", "line"), facts=facts(device)
        ),
        Component(id="service", name="Order service", type="web.app", zone="cloud", holds=("card", "details")),
    )
    order = {"id": "order", "from": "fridge", "to": "service", "carries": ("details",)}
    way = {"traffic": traffic, "which_device": which}
    workload = Workload(
        id="model",
        name="Smart fridge",
        zones=(Zone(id="home", kind="network"), Zone(id="cloud", kind="account")),
        assets=assets,
        components=components,
        flows=(Flow.model_validate({**order, "facts": facts(way)}),),
        facts={"workload/attractive_target": Fact(value=target)},
    )
    found = generate(workload, LIBRARY)
    return replace(found, threats=tuple(one for one in found.threats if one.rule.startswith("iot.device/")))


def by_rule(found: Generation) -> dict[str, Threat]:
    return {one.rule.partition("/")[2]: one for one in found.threats}


def test_every_rule_but_those_that_stand_on_every_device_can_be_ruled_out() -> None:
    shown = {rule for one in PACK.examples for rule, said in one.expect.states.items() if said == "ruled out"}
    assert {rule.id for rule in PACK.threats} - shown == {"drafted-into-botnet", "locked-out", "stepping-stone"}


def test_an_old_fridge_shows_the_threats_that_people_expect() -> None:
    found = by_rule(fridge(OLD))
    assert {rule for rule, one in found.items() if one.state == "open"} >= EXPECTED
    assert "danger to people through Food" in found["setting-tampered"].risk.line
    assert "harm to others through Home internet connection" in found["drafted-into-botnet"].risk.line
    assert found["account-or-payment-theft"].vulnerability.endswith(" opens the case, payment details.")


def test_the_vulnerabilities_say_what_is_wrong_with_it() -> None:
    said = " ".join(one.vulnerability for one in fridge(OLD).threats)
    for words in ("outdated firmware", "weak password", "shares a network with every device", "unencrypted Wi-Fi"):
        assert words in said


@pytest.mark.parametrize("rule", sorted(CHOSEN))
def test_a_named_adversary_makes_it_likelier_and_nothing_else_changes(rule: str) -> None:
    nobody, named = by_rule(fridge(OLD))[rule], by_rule(fridge(OLD, target="named"))[rule]
    assert nobody.risk.inherent.likelihood <= 2 < named.risk.inherent.likelihood
    assert (nobody.state, nobody.risk.inherent.impact) == (named.state, named.risk.inherent.impact)


def test_a_bot_takes_the_device_whoever_owns_it() -> None:
    likelihood = {
        by_rule(fridge(OLD, target=one))["drafted-into-botnet"].risk.inherent.likelihood for one in ("nobody", "named")
    }
    assert len(likelihood) == 1


def test_the_impacts_go_from_mild_to_severe() -> None:
    impacts = {one.risk.inherent.impact for one in fridge(OLD).threats}
    assert {3, 4, 5} <= impacts


def test_a_mended_fridge_has_nothing_open() -> None:
    found = by_rule(fridge(MENDED, traffic="verified", which="bound"))
    assert {one.state for one in found.values()} == {"mitigated"}
    assert set(found) == {rule.id for rule in PACK.threats}


def test_a_key_of_its_own_is_not_enough_where_its_name_is_believed() -> None:
    rule = "speaks-as-another-device"
    found = {which: by_rule(fridge(OLD, target="many", which=which)) for which in PACK.facts["which_device"].choices}
    assert {which for which, one in found.items() if rule in one and one[rule].state == "open"} == {
        "unbound", "fleet", "name",
    }  # fmt: skip
    assert found["bound"][rule].state == "mitigated"
    assert rule not in found["no-matter"]
    likelihood = [found[which][rule].risk.if_claims_hold.likelihood for which in ("name", "fleet", "unbound", "bound")]
    assert likelihood == [4, 4, 3, 1]


def test_the_sentences_read_well() -> None:
    for given in ({}, OLD, MENDED):
        for one in fridge(given).threats:
            reads_well(one)
    for which in PACK.facts["which_device"].choices:
        for one in fridge(OLD, which=which).threats:
            reads_well(one)


def test_one_statement_word_for_word() -> None:
    assert by_rule(fridge(OLD))["locked-out"].statement == (
        "An anonymous person on the internet who uses a known hole in the firmware of Fridge or guesses its password "
        "could lock the owner out of Fridge and demand a ransom, which leads to loss of the use of Fridge and of Food "
        "and Home internet connection, until somebody pays or resets it."
    )


def test_the_statement_of_who_speaks_as_whom() -> None:
    assert by_rule(fridge(OLD))["speaks-as-another-device"].statement == (
        "A customer who takes the shared secret out of one unit that they bought could speak to Order service as "
        "Fridge or any other unit, and receive what is meant for it, which leads to false readings, orders and records "
        "under the names of other people's devices, and disclosure of their Personal details; whose device it really "
        "was cannot be told afterwards."
    )
