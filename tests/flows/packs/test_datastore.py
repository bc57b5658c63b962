"""The pack on databases and file stores: one store and a program that uses it, with bad answers, good ones and none."""

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Facts, Flow, Workload, Zone
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["datastore"]
RULES = {rule.id for rule in PACK.threats}
GOOD = PACK.quiet.given if PACK.quiet else {}
BAD = {
    "query_words": "free",
    "account_power": "owner",
    "people_in": "shared",
    "reached_from": "internet",
    "asks_login": "open",
    "raw_files": "plain",
    "copies": "loose",
    "old_records": "stay",
    "comes_back": "same-hands",
    "mass_read": "later",
    "engine_fixes": "never",
    "iot.device/traffic": "plain",
}
NOTHING_THERE = {
    "query_words": "none",
    "account_power": "own",
    "people_in": "nobody",
    "reached_from": "local",
    "raw_files": "provider",
    "copies": "none",
    "old_records": "no-people",
    "comes_back": "no-matter",
    "mass_read": "public",
    "engine_fixes": "provider",
    "iot.device/traffic": "inside",
}


def store(
    given: dict[str, str], target: str | None = None, program: str = "aws.ecs", place: str = "account"
) -> Generation:
    """A store in an account, and a program in ``place`` that uses it."""

    def facts(*on: str) -> Facts:
        named = {LIBRARY.fact_id(name, "datastore"): value for name, value in given.items()}
        return {full: Fact(value=value) for full, value in named.items() if LIBRARY.facts[full].on in on}

    use = {"id": "use", "name": "Queries", "from": "program", "to": "db", "carries": ("records",)}
    workload = Workload(
        id="shop",
        name="Shop",
        zones=(Zone(id="account", kind="account"), Zone(id="vendor", kind="vendor")),
        assets=(Asset(id="records", name="Customer records", category=("personal",)),),
        components=(
            Component(id="program", name="Order job", type=program, zone=place),
            Component(
                id="db", name="Order database", type="datastore", zone="account", holds=("records",),
                facts=facts("component"),
            ),
        ),
        flows=(Flow.model_validate({**use, "facts": facts("flow")}),),
        facts={"workload/attractive_target": Fact(value=target)} if target else {},
    )  # fmt: skip
    return generate(workload, LIBRARY)


def by_rule(found: Generation) -> dict[str, Threat]:
    return rules_of("datastore", found.threats)


def test_presence_alone_asks_and_is_never_open() -> None:
    threats = by_rule(store({}))
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}
    asked = {fact for one in threats.values() for fact, _ in one.settled_by}
    assert asked == {LIBRARY.fact_id(name, "datastore") for name in NOTHING_THERE}


@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")], ids=["bad", "good"])
def test_all_rules_follow_the_answers(given: dict[str, str], state: str) -> None:
    assert {rule: one.state for rule, one in by_rule(store(given)).items()} == dict.fromkeys(RULES, state)


def test_what_is_not_there_is_ruled_out_with_its_reason() -> None:
    ruled_out = [one for one in store(NOTHING_THERE).ruled_out if one.rule.startswith("datastore/")]
    assert {one.rule.partition("/")[2] for one in ruled_out} == RULES
    assert all(one.because.endswith(".") for one in ruled_out)


@pytest.mark.parametrize("fact", sorted(BAD))
def test_one_bad_answer_opens_one_threat(fact: str) -> None:
    found = by_rule(store(GOOD | {fact: BAD[fact]}))
    assert [one.state for one in found.values()].count("open") == 1


@pytest.mark.parametrize("program", ["web.app", "aws.lambda"])
def test_what_has_a_pack_of_its_own_is_asked_about_queries_there(program: str) -> None:
    assert set(by_rule(store({}, program=program))) == RULES - {"query-written-by-strangers"}


def test_a_device_is_asked_about_the_way_by_its_own_pack() -> None:
    found = store({}, program="iot.device")
    assert set(by_rule(found)) == RULES - {"query-written-by-strangers", "read-between-program-and-store"}
    assert "iot.device/read-on-the-way" in {one.rule for one in found.threats}


def test_a_way_through_two_places_is_likelier_to_be_listened_to() -> None:
    def likelihood(place: str) -> int:
        threat = by_rule(store({"iot.device/traffic": "plain"}, place=place))["read-between-program-and-store"]
        return threat.risk.inherent.likelihood

    assert (likelihood("account"), likelihood("vendor")) == (2, 3)


def test_an_alarm_helps_and_lowers_nothing() -> None:
    later, rings = (by_rule(store({"mass_read": each}))["all-read-at-once"] for each in ("later", "rings"))
    assert (later.state, rings.state) == ("open", "open")
    assert later.risk.residual == rings.risk.residual


@pytest.mark.parametrize(
    ("given", "rule", "lesser"),
    [
        ({"comes_back": "tried"}, "wiped-for-ransom", "copy-apart"),
        ({"old_records": "deleted"}, "kept-for-ever", "ends-until-restored"),
        ({"mass_read": "refused"}, "all-read-at-once", "read-alarm"),
        ({"mass_read": "rings"}, "all-read-at-once", "read-alarm"),
        ({"engine_fixes": "days", "reached_from": "local"}, "known-hole-in-the-engine", "reached-by-few"),
    ],
)
def test_the_better_answer_counts_for_the_lesser_control_too(given: dict[str, str], rule: str, lesser: str) -> None:
    found = {one.id: one.state for one in by_rule(store(given))[rule].mitigations}
    assert found[f"datastore/{lesser}"] == "claimed"


def test_a_narrow_account_contains_an_injection_and_does_not_stop_it() -> None:
    free, narrow = (
        by_rule(store({"query_words": "free", "account_power": power}))["query-written-by-strangers"]
        for power in ("owner", "narrow")
    )
    assert (free.state, narrow.state) == ("open", "open")
    assert narrow.risk.if_claims_hold.impact == 3 < free.risk.if_claims_hold.impact


def test_a_copy_counts_once_a_restore_from_it_was_tried() -> None:
    untried, tried = (by_rule(store({"comes_back": each}))["wiped-for-ransom"] for each in ("untried", "tried"))
    assert (untried.state, tried.state) == ("open", "mitigated")


@pytest.mark.parametrize(("power", "impact"), [("narrow", 2), ("data", 3), ("owner", 4)])
def test_the_more_an_account_may_do_the_worse_a_hole_is(power: str, impact: int) -> None:
    use = {"id": "use", "from": "job", "to": "db", "facts": {"datastore/account_power": power}}
    prices = Asset(id="prices", name="Price list", confidentiality=1, integrity=1, availability=1)
    workload = Workload(
        id="shop",
        name="Shop",
        assets=(prices,),
        components=(
            Component(id="job", name="Order job", type="aws.lambda"),
            Component(id="db", name="Prices", type="datastore", holds=("prices",)),
        ),
        flows=(Flow.model_validate(use),),
    )
    assert by_rule(generate(workload, LIBRARY))["one-account-does-all"].risk.inherent.impact == impact


def test_patching_is_one_line_of_hygiene() -> None:
    assert {rule.id for rule in PACK.threats if rule.hygiene} == {"known-hole-in-the-engine"}


@pytest.mark.parametrize(("target", "likelihood"), [("nobody", 2), (None, 3), ("many", 4), ("named", 4)])
def test_who_would_attack_moves_the_likelihood(target: str | None, likelihood: int) -> None:
    threat = by_rule(store({"copies": "loose"}, target))["copy-with-weaker-guards"]
    assert threat.risk.inherent.likelihood == likelihood


def test_programs_that_empty_databases_do_not_ask_whose_they_are() -> None:
    given = {"reached_from": "internet", "asks_login": "open"}
    found = {by_rule(store(given, one))["found-and-emptied"].risk.inherent.likelihood for one in ("nobody", "named")}
    assert found == {5}


@pytest.mark.parametrize("words", ["Database or file store", "Redis", "data warehouse", "mxgraph.aws4.redshift"])
def test_how_people_and_drawings_write_it(words: str) -> None:
    assert LIBRARY.type_named(words) == "datastore"


@pytest.mark.parametrize("given", [{}, BAD, GOOD], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str]) -> None:
    for one in by_rule(store(given)).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule(store(BAD))
    assert threats["found-and-emptied"].statement == (
        "A bot that tries every address on the internet could sign in to Order database with a known password or none, "
        "or through a known hole, and copy or delete what it finds, which leads to disclosure and loss of Customer "
        "records, with a ransom note in their place."
    )
    assert threats["one-account-does-all"].statement == (
        "An anonymous person on the internet who gets into Order job by a hole or has its password could use the "
        "account of Order job for whatever Order database holds, which leads to disclosure, change or loss of Customer "
        "records, and a way on to the machine below."
    )
