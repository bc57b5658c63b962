"""The pack on CloudFront: a distribution before a bucket and before a server, with bad answers, good ones and none."""

import pytest

from flows.intake.questions import next_questions
from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Facts, Flow, Workload
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["aws.cloudfront"]
RULES = {rule.id for rule in PACK.threats}
GOOD = dict(PACK.quiet.given) if PACK.quiet else {}
BAD = {
    "edge_controls": "login",
    "direct_read": "anyone",
    "policy_names_distribution": "no",
    "origin_door": "open",
    "believed_headers": "as-sent",
    "answers_differ": "personal",
    "kept_answers": "all",
    "signed_reach": "wide",
    "origins_left": "by-hand",
    "edge_changers": "programs",
    "new_addresses": "passed",
    "viewer_way": "old",
}
BUCKET_ONLY = {"origin-bypass", "cost-by-direct-read", "signed-too-wide"}
SERVER_ONLY = {"origin-reached-directly", "forged-edge-header", "private-answer-cached"}
EDGE = RULES - BUCKET_ONLY - SERVER_ONLY


def site(given: dict[str, str], behind: str = "aws.elb", target: str | None = None) -> Workload:
    def facts(*on: str) -> Facts:
        known = {name: value for name, value in given.items() if PACK.facts[name].on in on}
        return {f"aws.cloudfront/{name}": Fact(value=value) for name, value in known.items()}

    films = Asset(id="films", name="Films", category=("customer",))
    return Workload(
        id="films",
        name="Film club",
        assets=(films,),
        components=(
            Component(id="edge", name="Edge", type="aws.cloudfront", facts=facts("component")),
            Component(id="back", name="Archive", type=behind, holds=("films",), facts=facts("target")),
        ),
        flows=(Flow.model_validate({"id": "fetch", "from": "edge", "to": "back", "facts": facts("flow")}),),
        facts={"workload/attractive_target": Fact(value=target)} if target else {},
    )


def found(given: dict[str, str], behind: str = "aws.elb", target: str | None = None) -> Generation:
    return generate(site(given, behind, target), LIBRARY)


def by_rule(given: dict[str, str], behind: str = "aws.elb", target: str | None = None) -> dict[str, Threat]:
    return rules_of("aws.cloudfront", found(given, behind, target).threats)


def standing(given: dict[str, str], behind: str) -> set[str]:
    """The rules that stand on something, ruled out or not."""
    every = found(given, behind)
    return {one.rule.partition("/")[2] for one in (*every.threats, *every.ruled_out) if one.rule.startswith(PACK.pack)}


def asked(given: dict[str, str], behind: str) -> set[str]:
    questions = next_questions(site(given, behind), LIBRARY)
    return {one.fact.partition("/")[2] for one in questions if one.fact.startswith("aws.cloudfront/")}


@pytest.mark.parametrize(("behind", "others"), [("aws.s3", SERVER_ONLY), ("aws.elb", BUCKET_ONLY)])
def test_presence_alone_asks_and_is_never_open(behind: str, others: set[str]) -> None:
    threats = by_rule({}, behind)
    assert set(threats) == RULES - others
    assert {one.state for one in threats.values()} == {"to confirm"}


@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")])
def test_all_rules_of_a_server_follow_the_answers(given: dict[str, str], state: str) -> None:
    states = {rule: one.state for rule, one in by_rule(given).items()}
    assert states == dict.fromkeys(SERVER_ONLY | EDGE, state)


@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")])
def test_all_rules_of_a_bucket_follow_the_answers(given: dict[str, str], state: str) -> None:
    states = {rule: one.state for rule, one in by_rule(given, "aws.s3").items()}
    assert states == dict.fromkeys({"origin-bypass", "signed-too-wide"} | EDGE, state)


def test_what_concerns_a_server_is_neither_open_nor_asked_of_a_bucket() -> None:
    """Whatever was answered before the part behind became a bucket."""
    assert not standing(BAD, "aws.s3") & SERVER_ONLY
    assert not asked({"edge_controls": "login"}, "aws.s3") & {"origin_door", "believed_headers", "answers_differ"}


def test_signed_links_are_asked_about_where_the_edge_checks_something_before_a_bucket() -> None:
    assert "signed_reach" in asked({"edge_controls": "login"}, "aws.s3")
    for control, behind in (("none", "aws.s3"), ("filter", "aws.s3"), ("login", "aws.elb")):
        assert "signed_reach" not in asked({"edge_controls": control}, behind)


def test_the_way_round_to_a_gateway_is_that_packs_to_ask() -> None:
    assert standing(BAD, "aws.apigateway") & SERVER_ONLY == {"forged-edge-header", "private-answer-cached"}


@pytest.mark.parametrize("behind", ["aws.route53", "aws.waf", "aws.cloudwatch", "aws.kinesis", "person"])
def test_what_cannot_be_an_origin_is_asked_nothing(behind: str) -> None:
    """A line from the edge to its name server or its log is no way round the edge."""
    assert standing(BAD, behind) == EDGE
    on_the_way = {name for name, fact in PACK.facts.items() if fact.on != "component"}
    assert not asked({}, behind) & on_the_way


@pytest.mark.parametrize(
    "behind", ["web.app", "aws.elb", "aws.ec2", "aws.ecs", "aws.eks", "aws.lambda", "external", "saas"]
)
def test_every_server_can_be_reached_past_the_edge(behind: str) -> None:
    assert standing(BAD, behind) == SERVER_ONLY | EDGE


def test_public_files_are_a_matter_of_cost_only() -> None:
    threats = by_rule({"edge_controls": "none", "direct_read": "anyone"}, "aws.s3")
    assert threats["cost-by-direct-read"].state == "open"
    assert threats["cost-by-direct-read"].risk.inherent.level == "low"
    assert "origin-bypass" not in threats


def test_the_prefix_list_lets_in_strangers_distributions() -> None:
    network = by_rule({"edge_controls": "filter", "origin_door": "network"})["origin-reached-directly"]
    assert network.state == "open"
    assert network.vulnerability == "Archive answers more distributions than this one."


def test_a_header_set_anew_is_worth_nothing_beside_an_open_door() -> None:
    shut = by_rule({"believed_headers": "set-anew", "origin_door": "private"})["forged-edge-header"]
    ajar = by_rule({"believed_headers": "set-anew", "origin_door": "network"})["forged-edge-header"]
    assert (shut.state, ajar.state) == ("mitigated", "open")


def test_a_firewall_that_blocks_no_sender_counts_for_nothing() -> None:
    idle = by_rule({"new_addresses": "idle"})["cache-flooded-past"]
    passed = by_rule({"new_addresses": "passed"})["cache-flooded-past"]
    assert (idle.state, idle.risk.inherent) == (passed.state, passed.risk.inherent)


def test_what_is_kept_is_asked_only_where_answers_differ() -> None:
    assert "kept_answers" not in asked({"answers_differ": "same"}, "aws.elb")
    assert "kept_answers" in asked({"answers_differ": "personal"}, "aws.elb")


def test_encryption_for_visitors_is_one_line_of_hygiene() -> None:
    assert {rule.id for rule in PACK.threats if rule.hygiene} == {"clear-text-visitors"}


@pytest.mark.parametrize(("target", "likelihood"), [("nobody", 2), (None, 3), ("many", 4), ("named", 4)])
def test_who_would_attack_moves_the_likelihood(target: str | None, likelihood: int) -> None:
    threat = by_rule({"edge_changers": "people"}, target=target)["edge-rewritten"]
    assert threat.risk.inherent.likelihood == likelihood


@pytest.mark.parametrize(
    "words",
    ["CloudFront", "CDN", "Amazon CloudFront", "aws_cloudfront_distribution", "AWS::CloudFront::Distribution"],
)
def test_how_people_drawings_and_templates_write_it(words: str) -> None:
    assert LIBRARY.type_named(words) == "aws.cloudfront"


@pytest.mark.parametrize("behind", ["aws.s3", "aws.elb"])
@pytest.mark.parametrize("given", [{}, BAD, GOOD], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str], behind: str) -> None:
    for one in by_rule(given, behind).values():
        reads_well(one, ends=(".", "?"))


def test_two_statements_word_for_word() -> None:
    threats = by_rule(BAD)
    assert threats["private-answer-cached"].statement == (
        "A customer who opens an address just after somebody else or sends them a link to their own page that looks "
        "like a picture or style sheet could get that person's page out of the cache of Edge, which leads to "
        "disclosure of Films of others, or a session of theirs where its cookie was kept as well."
    )
    assert threats["cache-flooded-past"].statement == (
        "A bot that adds a random word to each request could ask Edge for a million addresses that nobody has asked "
        "for before, which leads to a standstill of what stands behind Edge, or its bill."
    )
