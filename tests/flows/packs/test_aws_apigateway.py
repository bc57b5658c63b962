"""The pack on API Gateway: one API before a function, a queue and a service, with bad, good and no answers."""

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Flow, Workload
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["aws.apigateway"]
RULES = {rule.id for rule in PACK.threats}
OF_SOME_KINDS = {
    "route-without-sign-in": {"rest-public", "http"},
    "remembered-yes": {"rest-public", "rest-private", "http"},
    "walked-round-the-front": {"rest-public", "http", "websocket"},
    "socket-outlives-session": {"websocket"},
    "inside-is-enough": {"rest-private"},
    "bodies-in-the-log": {"rest-public", "rest-private", "websocket"},
}
KINDS = ("rest-public", "rest-private", "http", "websocket")
GOOD = {name: value for name, value in (PACK.quiet.given if PACK.quiet else {}).items() if "/" not in name} | {
    "socket_check": "message",
    "private_door": "proved",
}
BAD = {
    "new_route": "answers",
    "caller_proof": "api-key",
    "id_check": "gateway",
    "authorizer_cache": "wider",
    "before_gateway": "edge",
    "own_addresses": "default",
    "beside_gateway": "open",
    "template_words": "shapes",
    "cross_site": "echoed",
    "socket_check": "connect",
    "caller_limit": "total",
    "private_door": "wide",
    "old_doors": "forgotten",
    "gateway_log": "everything",
}
OF_EVERY_API = {"caller_proof", "cross_site", "caller_limit", "old_doors"} | {
    "id_check",
    "beside_gateway",
    "template_words",
}
ASKED = {
    "http": OF_EVERY_API | {"new_route", "authorizer_cache", "before_gateway"},
    "rest-public": OF_EVERY_API | {"new_route", "authorizer_cache", "before_gateway", "gateway_log"},
    "rest-private": OF_EVERY_API | {"authorizer_cache", "private_door", "gateway_log"},
    "websocket": OF_EVERY_API | {"before_gateway", "socket_check", "gateway_log"},
}
"""What is asked of an API of each kind; its own addresses only where something stands before it."""


def of_kind(kind: str) -> set[str]:
    """The rules that may stand on an API of this kind."""
    return {rule for rule in RULES if kind in OF_SOME_KINDS.get(rule, KINDS)}


def api(given: dict[str, str], target: str | None = None, behind: tuple[str, ...] = ()) -> Generation:
    """The shop's API with a flow to one component of each of these types; the answers stand where they belong."""
    orders = Asset(id="orders", name="Customer orders", category=("personal",))
    facts = {f"aws.apigateway/{name}": Fact(value=value) for name, value in given.items()}
    on = {full: fact.on for full, fact in LIBRARY.facts.items()}
    gateway = Component(
        id="api",
        name="Shop API",
        type="aws.apigateway",
        facts={full: fact for full, fact in facts.items() if on[full] == "component"},
    )
    types = behind or ("aws.lambda", "aws.sqs", "web.app")
    parts = tuple(Component(id=type_, name=f"The {type_}", type=type_, holds=("orders",)) for type_ in types)
    on_flow = {full: fact for full, fact in facts.items() if on[full] == "flow"}
    flows = tuple(
        Flow.model_validate({"id": f"to-{type_}", "from": "api", "to": type_, "carries": ("orders",), "facts": on_flow})
        for type_ in types
    )
    around = {"workload/attractive_target": Fact(value=target)} if target else {}
    workload = Workload(
        id="shop", name="Shop", assets=(orders,), components=(gateway, *parts), flows=flows, facts=around
    )
    return generate(workload, LIBRARY)


def by_rule(found: Generation) -> dict[str, Threat]:
    return rules_of("aws.apigateway", found.threats)


def test_presence_alone_asks_and_is_never_open() -> None:
    threats = by_rule(api({}))
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}
    asked = {fact.removeprefix("aws.apigateway/") for one in threats.values() for fact, _ in one.settled_by}
    assert asked == OF_EVERY_API | {"api_kind"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_api_is_asked_about_what_its_kind_has(kind: str) -> None:
    threats = by_rule(api({"api_kind": kind}))
    asked = {fact.removeprefix("aws.apigateway/") for one in threats.values() for fact, _ in one.settled_by}
    assert (set(threats), asked) == (of_kind(kind), ASKED[kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")])
def test_all_rules_of_a_kind_follow_the_answers(given: dict[str, str], state: str, kind: str) -> None:
    """Answers that were given before the kind was known do not count where the kind makes no sense of them."""
    found = by_rule(api({**given, "api_kind": kind}))
    assert {rule: one.state for rule, one in found.items()} == dict.fromkeys(of_kind(kind), state)


@pytest.mark.parametrize(
    ("behind", "rules"),
    [
        ("aws.lambda", {"other-peoples-ids"}),
        ("aws.ecs", {"other-peoples-ids", "backend-reached-beside"}),
        ("aws.dynamodb", {"other-peoples-ids", "request-shapes-the-call"}),
        ("aws.sqs", {"request-shapes-the-call"}),
        ("web.app", {"backend-reached-beside"}),
        ("aws.rds", set()),
    ],
)
def test_what_stands_on_the_flow_depends_on_what_is_behind(behind: str, rules: set[str]) -> None:
    """A web application asks for the record's owner itself, and a function for who calls it past the gateway."""
    on_flow = {rule.id for rule in PACK.threats if rule.on.flow}
    assert set(by_rule(api(BAD, behind=(behind,)))) & on_flow == rules


def test_somebody_elses_record_is_asked_once_whatever_stands_behind() -> None:
    for behind in ("aws.lambda", "web.app"):
        ids = {one.rule for one in api(BAD, behind=(behind,)).threats}
        assert len(ids & {"aws.apigateway/other-peoples-ids", "web.app/someone-elses-record"}) == 1


@pytest.mark.parametrize(
    ("before", "addresses", "state"),
    [
        ("domain", "domain", "mitigated"),
        ("edge", "domain", "open"),
        ("edge", "nothing", "mitigated"),
        ("domain", "default", "open"),
    ],
)
def test_turning_off_the_default_address_is_enough_for_certificates_and_not_for_an_edge(
    before: str, addresses: str, state: str
) -> None:
    found = by_rule(api({"before_gateway": before, "own_addresses": addresses}))
    assert found["walked-round-the-front"].state == state


def test_without_a_front_there_is_nothing_to_walk_round_and_nothing_to_ask() -> None:
    found = api({"before_gateway": "none"})
    assert "walked-round-the-front" not in by_rule(found)
    assert "aws.apigateway/walked-round-the-front" in {one.rule for one in found.ruled_out}


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("route-without-sign-in", {}),
        ("walked-round-the-front", {"before_gateway": "edge"}),
        ("one-caller-takes-all", {}),
    ],
)
def test_what_aws_does_by_default_is_presumed_and_still_asked(rule: str, given: dict[str, str]) -> None:
    threat = by_rule(api({**given, "api_kind": "http"}))[rule]
    assert (threat.state, threat.confidence) == ("to confirm", "presumed")


@pytest.mark.parametrize("proof", ["own-token", "signed"])
def test_a_token_for_this_api_and_a_signature_are_each_enough(proof: str) -> None:
    assert by_rule(api({"caller_proof": proof}))["proof-too-weak"].state == "mitigated"


def test_an_api_key_is_no_sign_in() -> None:
    found = by_rule(api({"caller_proof": "api-key"}))["proof-too-weak"]
    assert found.state == "open"
    assert found.vulnerability == "Shop API believes whoever sends an API key."


def test_only_the_log_is_hygiene() -> None:
    assert [rule.id for rule in PACK.threats if rule.hygiene] == ["bodies-in-the-log"]


@pytest.mark.parametrize(("target", "likelihood"), [("nobody", 4), (None, 5), ("many", 5), ("named", 5)])
def test_who_would_attack_moves_the_likelihood(target: str | None, likelihood: int) -> None:
    found = by_rule(api({"id_check": "gateway"}, target))["other-peoples-ids"]
    assert found.risk.inherent.likelihood == likelihood


@pytest.mark.parametrize(
    "words", ["API Gateway", "Amazon API Gateway", "aws_apigatewayv2_api", "AWS::Serverless::HttpApi", "WebSocket API"]
)
def test_how_people_drawings_and_templates_write_it(words: str) -> None:
    assert LIBRARY.type_named(words) == "aws.apigateway"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", [{}, BAD, GOOD], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str], kind: str) -> None:
    for one in by_rule(api({**given, "api_kind": kind})).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule(api({**BAD, "api_kind": "http"}))
    assert threats["remembered-yes"].statement == (
        "A customer who has just been let through on a route of their own could call another route or record of Shop "
        "API within the next minutes on the same remembered yes, which leads to use of functions, and disclosure or "
        "change of Customer orders, that the authorizer would have refused."
    )
    assert threats["walked-round-the-front"].statement == (
        "An anonymous person on the internet who finds an address of Shop API itself in an app, an error message, a "
        "log or DNS could call it there and skip the firewall, the limits and the log of the edge, which leads to "
        "attacks on Customer orders that the front should have stopped and has no record of."
    )
