"""The pack on web applications: its examples, and one order service read aloud."""

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Threat
from flows.workload.model import Asset, Component, Fact, Workload
from tests.support.packs import reads_well

LIBRARY = load_library()
PACK = LIBRARY.packs["web.app"]
CARELESS = {
    "sign_in": "password",
    "record_check": "signed-in",
    "fetches": "any",
    "uploads": "parsed",
    "queries": "mostly-bound",
    "costly_action": "unlimited",
    "browser_holds": "session",
    "admin_way": "hidden",
}
CAREFUL = {
    "sign_in": "second-factor",
    "record_check": "central",
    "fetches": "listed",
    "uploads": "isolated",
    "queries": "bound",
    "costly_action": "limited",
    "browser_holds": "nothing",
    "admin_way": "separate",
}


def service(given: dict[str, str], target: str = "many") -> dict[str, Threat]:
    facts = {f"web.app/{name}": Fact(value=value) for name, value in given.items()}
    workload = Workload(
        id="model",
        name="Shop",
        assets=(Asset(id="card", name="Payment details", category=("cardholder",)),),
        components=(Component(id="service", name="Order service", type="web.app", holds=("card",), facts=facts),),
        facts={"workload/attractive_target": Fact(value=target)},
    )
    found = generate(workload, LIBRARY).threats
    return {one.rule.partition("/")[2]: one for one in found if one.rule.startswith("web.app/")}


@pytest.mark.parametrize(
    ("given", "state"),
    [(CARELESS, "open"), (CAREFUL, "mitigated"), ({}, "to confirm")],
    ids=["careless", "careful", "?"],
)
def test_every_rule_goes_by_the_answers(given: dict[str, str], state: str) -> None:
    assert {rule: one.state for rule, one in service(given).items()} == dict.fromkeys(
        (rule.id for rule in PACK.threats), state
    )


@pytest.mark.parametrize("fact", sorted(CARELESS))
def test_one_careless_answer_opens_one_threat(fact: str) -> None:
    found = service(CAREFUL | {fact: CARELESS[fact]})
    assert [one.state for one in found.values()].count("open") == 1


def test_the_better_control_counts_for_the_lesser_one_too() -> None:
    assert {mitigation.state for one in service(CAREFUL).values() for mitigation in one.mitigations} == {"claimed"}


def test_who_is_after_it_moves_the_likelihood() -> None:
    nobody, many = service(CARELESS, "nobody"), service(CARELESS, "many")
    likelier = {
        rule for rule, one in many.items() if one.risk.inherent.likelihood > nobody[rule].risk.inherent.likelihood
    }
    assert likelier == {rule.id for rule in PACK.threats} - {"joined-query"}


def test_the_sentences_read_well() -> None:
    for given in ({}, CARELESS, CAREFUL, CARELESS | {"uploads": "served", "browser_holds": "shared"}):
        for one in service(given).values():
            reads_well(one)


def test_one_statement_word_for_word() -> None:
    assert service(CARELESS)["someone-elses-record"].statement == (
        "A customer who has an ordinary account of their own could put another id into a request to Order service and "
        "get a record of somebody else, which leads to disclosure or change of Payment details of other customers, "
        "one by one or all of them with a loop."
    )
