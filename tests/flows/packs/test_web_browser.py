"""The pack on browsers: one page and the flow to its server, with bad answers, with good ones and with none."""

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Facts, Flow, Workload, Zone
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["web.browser"]
RULES = {rule.id for rule in PACK.threats}
GOOD = PACK.quiet.given if PACK.quiet else {}
BAD = {
    "shows_words": "joined",
    "page_policy": "runs",
    "foreign_scripts": "free",
    "session_rides": "cookie",
    "frames": "any",
    "kept_by_page": "both",
    "steered_by": "any",
    "after_sign_out": "session",
    "copied_session": "everything",
    "cookie_reach": "all",
}
NOTHING_THERE = {
    "shows_words": "none",
    "foreign_scripts": "none",
    "session_rides": "no-session",
    "kept_by_page": "all-public",
    "steered_by": "nothing",
    "after_sign_out": "nothing-private",
    "copied_session": "no-session",
    "cookie_reach": "none",
}
ON_THE_FLOW = {"action-from-another-site", "decided-in-the-browser"}


def shop(given: dict[str, str], target: str | None = None, server: str = "web.app") -> Generation:
    """A page with its server behind it."""

    def facts(*on: str) -> Facts:
        return {
            f"web.browser/{name}": Fact(value=value)
            for name, value in given.items()
            if name in PACK.facts and PACK.facts[name].on in on
        }

    ask = {"id": "ask", "name": "Requests", "from": "page", "to": "service", "carries": ("records",)}
    workload = Workload(
        id="shop",
        name="Shop",
        zones=(Zone(id="internet", kind="internet"), Zone(id="account", kind="account")),
        assets=(Asset(id="records", name="Customer records", category=("personal",)),),
        components=(
            Component(
                id="page", name="Shop page", type="web.browser", zone="internet", facts=facts("component", "source")
            ),
            Component(id="service", name="Order service", type=server, zone="account", holds=("records",)),
        ),
        flows=(Flow.model_validate({**ask, "facts": facts("flow")}),),
        facts={"workload/attractive_target": Fact(value=target)} if target else {},
    )
    return generate(workload, LIBRARY)


def by_rule(found: Generation) -> dict[str, Threat]:
    return rules_of("web.browser", found.threats)


def test_presence_alone_asks_and_is_never_open() -> None:
    threats = by_rule(shop({}))
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}
    asked = {fact.partition("/")[2] for one in threats.values() for fact, _ in one.settled_by}
    assert asked == set(NOTHING_THERE)


@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")], ids=["bad", "good"])
def test_all_rules_follow_the_answers(given: dict[str, str], state: str) -> None:
    assert {rule: one.state for rule, one in by_rule(shop(given)).items()} == dict.fromkeys(RULES, state)


def test_what_is_not_there_is_ruled_out_with_its_reason() -> None:
    ruled_out = [one for one in shop(NOTHING_THERE).ruled_out if one.rule.startswith("web.browser/")]
    assert {one.rule.partition("/")[2] for one in ruled_out} == RULES
    assert all(one.because.endswith(".") for one in ruled_out)


@pytest.mark.parametrize("fact", sorted(set(BAD) - {"page_policy"}))
def test_one_bad_answer_opens_one_threat(fact: str) -> None:
    found = by_rule(shop(GOOD | {fact: BAD[fact]}))
    assert [one.state for one in found.values()].count("open") == 1


def test_the_policy_is_a_second_wall_and_no_first_one() -> None:
    def words(**given: str) -> Threat:
        return by_rule(shop({"shows_words": "text", "page_policy": "runs", **given}))["strangers-words-run"]

    alone = words(shows_words="joined", page_policy="refuses")
    assert alone.state == "open"
    assert words().state == "mitigated"
    both = words(page_policy="refuses")
    assert both.risk.if_claims_hold.likelihood < words().risk.if_claims_hold.likelihood


def test_a_cookie_for_one_name_is_one_for_our_names_too() -> None:
    threat = by_rule(shop(GOOD))["session-sent-to-neighbours"]
    assert {one.state for one in threat.mitigations} == {"claimed"}


def test_what_a_page_can_reach_is_at_stake_though_it_holds_nothing() -> None:
    assert "Customer records" in by_rule(shop(BAD))["strangers-words-run"].risk.line
    assert by_rule(shop(BAD))["strangers-words-run"].risk.inherent.impact == 4


def test_where_only_public_pages_are_fetched_nobody_is_asked_what_proves_a_change() -> None:
    pages = Asset(id="pages", name="Pages", category=("public",))
    parts = (
        Component(id="page", name="Page", type="web.browser"),
        Component(id="edge", name="Edge", type="aws.cloudfront"),
    )
    flow = Flow.model_validate({"id": "fetch", "from": "page", "to": "edge", "carries": ["pages"]})
    found = by_rule(generate(Workload(id="w", name="W", assets=(pages,), components=parts, flows=(flow,)), LIBRARY))
    assert set(found) == RULES - ON_THE_FLOW


def test_what_the_page_alone_decides_is_about_what_the_server_reaches() -> None:
    """Not about the carts that the browser keeps for itself: those its user may read and change."""
    given = {"web.browser/kept_by_page": Fact(value="both")}
    assets = (
        Asset(id="carts", name="Carts", category=("personal",), confidentiality=5),
        Asset(id="prices", name="Prices", category=("business",), confidentiality=2, integrity=4),
    )
    parts = (
        Component(id="page", name="Page", type="web.browser", holds=("carts",)),
        Component(id="shop", name="Shop", type="web.app"),
        Component(id="stock", name="Stock", type="datastore", holds=("prices",)),
    )
    flows = (
        Flow.model_validate({"id": "ask", "from": "page", "to": "shop", "facts": given}),
        Flow.model_validate({"id": "look", "from": "shop", "to": "stock"}),
    )
    workload = Workload(id="w", name="W", assets=assets, components=parts, flows=flows)
    threat = by_rule(generate(workload, LIBRARY))["decided-in-the-browser"]
    assert threat.state == "open"
    assert "disclosure of Prices that the page hides" in threat.statement
    assert threat.risk.inherent.impact == 4


def test_a_session_that_rides_in_a_header_is_safe_from_other_sites_only() -> None:
    threats = by_rule(shop(BAD | {"session_rides": "header"}))
    assert set(threats) == RULES - {"action-from-another-site"}


@pytest.mark.parametrize("server", ["aws.cloudfront", "aws.elb", "aws.lambda", "aws.ecs"])
def test_whatever_answers_the_page_is_asked_about(server: str) -> None:
    assert set(by_rule(shop({}, server=server))) == RULES


def test_a_gateway_is_asked_for_its_origins_by_its_own_pack() -> None:
    assert set(by_rule(shop({}, server="aws.apigateway"))) == RULES - {"action-from-another-site"}


def test_a_bucket_of_files_believes_nothing_and_is_not_asked() -> None:
    assert set(by_rule(shop({}, server="aws.s3"))) == RULES - ON_THE_FLOW


@pytest.mark.parametrize(("target", "likelihood"), [("nobody", 2), (None, 3), ("many", 4), ("named", 4)])
def test_who_would_attack_moves_the_likelihood(target: str | None, likelihood: int) -> None:
    threat = by_rule(shop(BAD, target))["foreign-script-turned"]
    assert threat.risk.inherent.likelihood == likelihood


@pytest.mark.parametrize("words", ["Browser", "web browser", "Single-Page App", "front end", "mxgraph.aws4.client"])
def test_how_people_and_drawings_write_it(words: str) -> None:
    assert LIBRARY.type_named(words) == "web.browser"


@pytest.mark.parametrize("given", [{}, BAD, GOOD], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str]) -> None:
    for one in by_rule(shop(given)).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule(shop(BAD))
    assert threats["action-from-another-site"].statement == (
        "An anonymous person on the internet whose page a signed-in user happens to open could have that user's "
        "browser ask Order service for a change, or have the user click a button of ours in a frame that nobody sees, "
        "which leads to changes to Customer records in the user's name: an order, a new e-mail address, a right given "
        "away."
    )
    assert threats["strangers-words-run"].statement == (
        "An anonymous person on the internet who can write something that others see in Shop page or send them a link "
        "to it could run a script in the pages that other people have open, which leads to all that these people can "
        "see and do in strangers' hands: disclosure and change of Customer records."
    )
