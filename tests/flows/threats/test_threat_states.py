"""States, reasons and asks: the method's order, on a fixture pack and on a shipped one."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conditions import All, Any, FactIs, Not
from flows.packs.loader import library_of, parse_pack
from flows.risk import level_rank
from flows.threats.generate import generate, threat_id
from flows.threats.reasons import deciding
from flows.threats.subjects import Landscape, SubjectView
from flows.threats.types import Generation
from flows.workload.model import Asset, Component, Fact, Flow, Workload, Zone
from tests.flows.models import FACTS_OF, FIXTURES, fixture_library, generated, shipped_library, shop, states, threat

CHOICES = {name: tuple(fixture_library().facts[f"web.app/{name}"].choices) for name in FACTS_OF}
ANSWERS = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in CHOICES.items()})


def bucket(given: Mapping[str, str]) -> Generation:
    """The shipped pack's flow from an edge to a bucket, with these answers."""
    facts = {f"aws.cloudfront/{name}": Fact(value=value, by="developer") for name, value in given.items()}
    on_flow = {name: fact for name, fact in facts.items() if not name.endswith("/direct_read")}
    on_target = {name: fact for name, fact in facts.items() if name.endswith("/direct_read")}
    components = (
        Component(id="edge", name="Edge", type="aws.cloudfront"),
        Component(id="files", name="Receipts", type="aws.s3", holds=("a",), facts=on_target),
    )
    flow = Flow(id="f", from_="edge", to="files", facts=on_flow)
    asset = Asset(id="a", name="Personal details", category=("personal",))
    return generate(
        Workload(id="m", name="M", assets=(asset,), components=components, flows=(flow,)), shipped_library()
    )


@pytest.mark.parametrize(
    ("given", "state", "likelihood"),
    [
        ({"edge_controls": "login", "direct_read": "anyone", "policy_names_distribution": "no"}, "open", 4),
        ({"edge_controls": "login", "direct_read": "nobody", "policy_names_distribution": "no"}, "open", 3),
        ({"edge_controls": "login", "direct_read": "nobody", "policy_names_distribution": "yes"}, "mitigated", 1),
        ({"edge_controls": "login", "direct_read": "nobody"}, "to confirm", 3),
        ({"edge_controls": "login", "policy_names_distribution": "yes"}, "to confirm", 3),
    ],
)
def test_the_shipped_pack_gives_its_examples(given: dict[str, str], state: str, likelihood: int) -> None:
    found = threat(bucket(given), "origin-bypass")
    assert (found.state, found.risk.if_claims_hold.likelihood) == (state, likelihood)


def test_what_does_not_apply_is_ruled_out_on_record_with_who_said_so() -> None:
    (out,) = [one for one in bucket({"edge_controls": "none"}).ruled_out if one.rule.endswith("/origin-bypass")]
    assert out.told() == (
        "“What does Edge do for files or answers from Receipts, besides making them fast?” — "
        "Nothing: they are public and anyone may have them, says developer."
    )


def test_an_unanswered_apply_is_to_confirm_even_where_a_set_holds() -> None:
    found = threat(bucket({"direct_read": "nobody", "policy_names_distribution": "yes"}), "origin-bypass")
    assert (found.state, found.decisive) == ("to confirm", (("aws.cloudfront/edge_controls", "f"),))


def test_a_fact_is_not_asked_while_it_may_not_apply() -> None:
    found = threat(bucket({"edge_controls": "login"}), "origin-bypass")
    assert found.asks == (("aws.cloudfront/direct_read", "files"), ("workload/attractive_target", "workload"))
    assert found.confidence == "presumed"


def test_no_answer_could_complete_a_set_so_it_is_open_with_what_is_known() -> None:
    found = threat(generated({"reach": "internet", "login": "none"}), "anonymous-call")
    assert found.state == "open"
    assert {reason.fact for reason in found.because} == {"web.app/reach", "web.app/login"}


def test_one_whole_set_mitigates_even_if_only_claimed_and_the_others_are_missing() -> None:
    found = threat(generated({"reach": "internet", "login": "token"}), "anonymous-call")
    assert found.state == "mitigated"
    assert {one.id: one.state for one in found.mitigations}["web.app/signed-token"] == "claimed"


def test_proof_moves_the_risk_and_not_the_state() -> None:
    proved = Fact(value="token", proof="run-time")
    found = threat(generated({"reach": "internet", "login": proved}), "anonymous-call")
    assert (found.state, found.mitigations[0].state, found.risk.residual.likelihood) == ("mitigated", "in place", 1)


def test_a_fact_that_does_not_apply_counts_under_not() -> None:
    """With tokens nobody is locked out, so slow guessing holds as well."""
    found = threat(generated({"reach": "internet", "login": "token"}), "anonymous-call")
    assert {one.id: one.state for one in found.mitigations}["web.app/slow-guessing"] == "claimed"


def test_presence_alone_asks_and_never_opens() -> None:
    assert states(generated())["web.app/stale-software", "app"] == "to confirm"
    assert states(generated({"patched": "no"}))["web.app/stale-software", "app"] == "open"


@given(ANSWERS)
def test_states_follow_from_the_answers(given: dict[str, str]) -> None:
    """Each is as the fixture pack's author would say by hand."""
    found = states(generated(given))
    login = found["web.app/anonymous-call", "app"]
    if "reach" not in given:
        assert login == "to confirm"
    elif given["reach"] == "staff":
        assert login == "ruled out"
    elif given.get("login") == "token" or (given.get("login") == "password" and given.get("lockout") == "locks"):
        assert login == "mitigated"
    elif given.get("login") == "none" or (given.get("login") == "password" and given.get("lockout") == "nothing"):
        assert login == "open"
    else:
        assert login == "to confirm"
    assert found["web.app/stale-software", "buyer"] == "ruled out"


@given(ANSWERS, st.data())
def test_an_answer_settles_and_never_unsettles(given: dict[str, str], data: st.DataObject) -> None:
    """What is ruled out stays so, what is open or mitigated stays so, when one more fact is answered."""
    missing = sorted(set(CHOICES) - set(given))
    if not missing:
        return
    name = data.draw(st.sampled_from(missing))
    before = states(generated(given))
    after = states(generated({**given, name: data.draw(st.sampled_from(CHOICES[name]))}))
    assert {key: after[key] for key, state in before.items() if state != "to confirm"} == {
        key: state for key, state in before.items() if state != "to confirm"
    }


@given(ANSWERS, st.data())
def test_only_what_is_asked_can_change_a_state(given: dict[str, str], data: st.DataObject) -> None:
    before = generated(given)
    asked = {fact.split("/")[1] for one in before.threats for fact, _ in one.asks}
    silent = sorted(set(CHOICES) - set(given) - asked)
    if silent:
        name = data.draw(st.sampled_from(silent))
        after = generated({**given, name: data.draw(st.sampled_from(CHOICES[name]))})
        assert states(before) == states(after)


@given(ANSWERS, st.data())
def test_the_worst_is_never_exceeded_by_an_honest_answer(given: dict[str, str], data: st.DataObject) -> None:
    missing = sorted(set(CHOICES) - set(given))
    if missing:
        name = data.draw(st.sampled_from(missing))
        after = generated({**given, name: data.draw(st.sampled_from(CHOICES[name]))})
        worst = {one.id: one.risk.worst for one in generated(given).threats}
        for one in after.threats:
            assert level_rank(one.risk.residual.level) <= level_rank(worst[one.id].level)
            assert one.risk.residual.impact <= worst[one.id].impact


def test_impact_follows_what_a_role_reaches() -> None:
    found = threat(generated({"vendor": "shared", "power": "read"}), "vendor-power")
    assert "Personal details" in found.statement
    assert found.risk.inherent.impact == 4
    cut_off = generated({"vendor": "shared", "power": "read"}, flows=shop({"vendor": "shared"}).flows[:2])
    assert threat(cut_off, "vendor-power").risk.inherent.impact == 2


def test_impact_falls_by_what_contains_and_by_a_recovery_that_was_tried() -> None:
    power, restored = Fact(value="read", proof="run-time"), Fact(value="recently", proof="test")
    found = generated({"vendor": "shared", "power": power, "lost_badly": "yes", "restored": restored})
    contained = threat(found, "vendor-power").risk
    assert (contained.inherent.impact, contained.residual.impact) == (4, 2)
    recovered = threat(found, "lost-for-good", "details").risk
    assert (recovered.inherent.impact, recovered.residual.impact) == (2, 1)


@pytest.mark.parametrize(("carried", "boundary"), [("details", "net to acct"), ("prices", "")])
def test_the_boundary_is_that_of_the_most_sensitive_asset(carried: str, boundary: str) -> None:
    flows = (shop().flows[0].model_copy(update={"carries": (carried,)}), *shop().flows[1:])
    assert threat(generated(flows=flows), "wrong-customer").boundary == boundary


def test_the_assets_named_are_those_at_stake_and_not_those_at_hand() -> None:
    """The flow carries prices; what the rule says is lost is what its target holds."""
    parts = (
        Component(id="edge", name="Edge", type="aws.cloudfront"),
        Component(id="files", name="Receipts", type="aws.s3", holds=("details",)),
    )
    flow = Flow(id="f", from_="edge", to="files", carries=("prices",))
    found = generate(shop(components=parts, flows=(flow,)), shipped_library())
    assert "disclosure of Personal details;" in threat(found, "origin-bypass").statement


def test_what_flows_carry_is_reached_as_well() -> None:
    flows = (
        shop().flows[0],
        shop({"vendor": "shared"}).flows[1],
        Flow(id="r", from_="role", to="app", carries=("details",)),
    )
    assert "Personal details" in threat(generated({"vendor": "shared"}, flows=flows), "vendor-power").statement


def test_a_rule_about_carried_assets_names_those_alone_that_it_is_about() -> None:
    one, other = shop({"shared": "many"}).assets
    other = other.model_copy(update={"facts": {"web.app/shared": Fact(value="one")}})
    flows = (shop().flows[0].model_copy(update={"carries": ("details", "prices")}), *shop().flows[1:])
    found = threat(generated(assets=(one, other), flows=flows), "wrong-customer")
    assert found.statement.endswith("disclosure of another customer's Personal details.")


@pytest.mark.parametrize(("filter_", "asked"), [("identity", False), ("request", True)])
def test_what_is_better_but_not_enough_is_asked_where_it_would_lower_the_level(filter_: str, asked: bool) -> None:
    """From 4 to 3 a loss of 4 stays high; from 5 to 3 it is critical no more."""
    found = threat(generated({"shared": "many", "filter": filter_}), "wrong-customer")
    assert found.state == ("open" if filter_ == "request" else "mitigated")
    assert (("web.app/sampled", "app") in found.decisive) is asked
    assert ("web.app/sampled", "app") in found.asks


def test_better_but_not_enough_lowers_the_risk_and_never_mitigates() -> None:
    proved = Fact(value="yes", proof="run-time")
    found = threat(generated({"shared": "many", "filter": "request", "sampled": proved}), "wrong-customer")
    assert (found.state, found.risk.inherent.likelihood, found.risk.residual.likelihood) == ("open", 5, 3)


def test_where_nothing_could_be_asked_presence_still_opens_nothing() -> None:
    """A set that rests on an asset's fact cannot hold where no asset is; nobody has said anything, though."""
    text = (FIXTURES / "web.app.yaml").read_text(encoding="utf-8")
    text = text.replace("done_when: {fact: patched, is: yes}", "done_when: {fact: shared, is: one}")
    bare = tuple(one.model_copy(update={"holds": ()}) for one in shop().components)
    found = generate(shop(components=bare), library_of([parse_pack(text, "web.app.yaml")]))
    assert states(found)["web.app/stale-software", "app"] == "to confirm"


@pytest.mark.parametrize("word", ["unknown", "stray"])
def test_a_word_that_is_no_choice_is_no_answer(word: str) -> None:
    found = generated({"reach": word})
    assert states(found) == states(generated())
    said = "An answer to web.app/reach is none of its choices; it counts as unanswered."
    assert (said in found.notes) is (word == "stray")


def test_an_unknown_floor_counts_as_the_highest_so_that_a_shrug_never_pays() -> None:
    found = threat(generated({"vendor": "shared"}), "vendor-power")
    assert found.risk.inherent.impact == 4
    assert ("web.app/power", "role") in found.asks
    cut_off = generated({"vendor": "shared"}, flows=shop({"vendor": "shared"}).flows[:2])
    assert threat(cut_off, "vendor-power").risk.inherent.impact == 4


@pytest.mark.parametrize(("zone", "stands"), [("net", False), ("acct", True), (None, False)])
def test_a_boundary_is_a_change_of_zone(zone: str | None, stands: bool) -> None:
    app = shop().components[1].model_copy(update={"zone": zone})
    components = (shop().components[0], app, *shop().components[2:])
    generation = generated({"shared": "many"}, components=components)
    assert (("web.app/wrong-customer", "visit") in states(generation)) is stands
    assert any("trust boundaries" in note for note in generation.notes) is (zone is None)


def test_a_flow_that_names_no_assets_carries_what_its_ends_hold() -> None:
    flows = (Flow(id="visit", from_="buyer", to="app"), *shop().flows[1:])
    found = threat(generated(flows=flows), "wrong-customer")
    assert found.decisive == (("web.app/shared", "prices"),)


def test_each_type_without_a_pack_is_noted_once_with_its_parts_and_in_words() -> None:
    parts = [("Orders", "aws.sqs"), ("Bills", "aws.sqs"), ("Gizmo", "made.up"), ("Thing", "other")]
    added = [Component(id=name.lower(), name=name, type=type_) for name, type_ in parts]
    notes = [note for note in generated(components=(*shop().components, *added)).notes if "no rules yet" in note]
    said = ("Amazon SQS queue", "the kind `made.up`", "a kind that is not listed", "SaaS product")
    assert [note for note in notes if note.partition(" yet for ")[2].partition(";")[0] in said] == [
        "Orders and Bills: no rules yet for Amazon SQS queue; only the general rules were applied.",
        "Gizmo: no rules yet for the kind `made.up`; only the general rules were applied.",
        "Thing: no rules yet for a kind that is not listed; only the general rules were applied.",
        "Helper Ltd: no rules yet for SaaS product; only the general rules were applied.",
    ]


def test_one_fact_gathers_the_threats_that_wait_for_it() -> None:
    generation = generated({"reach": "internet"})
    (login,) = [one for one in generation.to_confirm if one.fact == "web.app/login"]
    assert login.on_name == "App"
    assert login.question == "How does App know who calls?"
    assert login.settles == (threat(generation, "anonymous-call").id,)
    assert login.choices[0] == ("token", "A signed token")


def test_a_fact_to_confirm_settles_states_and_not_levels() -> None:
    """Who would attack moves the likelihood alone, so it is asked about and settles nothing."""
    generation = generated({"reach": "internet", "login": "password"}, components=holding_details())
    found = threat(generation, "anonymous-call")
    assert ("web.app/attractive_target", "workload") in found.decisive
    assert found.settled_by == (("web.app/lockout", "app"),)
    assert "web.app/attractive_target" not in [one.fact for one in generation.to_confirm]


def holding_details() -> tuple[Component, ...]:
    parts = shop({"reach": "internet", "login": "password"}).components
    return tuple(one.model_copy(update={"holds": ("details",)}) if one.id == "app" else one for one in parts)


def test_a_verdict_rests_on_its_first_sufficient_part() -> None:
    landscape = Landscape(shop({"reach": "staff", "patched": "no"}))
    app = next(one for one in landscape.component_subjects() if one.on == "app")
    view = SubjectView(landscape, fixture_library().facts, app)
    reach, patched = FactIs("web.app/reach", ("internet",)), FactIs("web.app/patched", ("yes",))
    assert list(deciding(All((reach, patched)), view)) == [reach]
    assert list(deciding(Any((reach, patched)), view)) == [reach, patched]
    assert list(deciding(Not(Any((reach, patched))), view)) == [reach, patched]
    assert list(deciding(Any((Not(patched), Not(reach))), view)) == [patched]


def test_confidence_is_that_of_the_weakest_deciding_fact() -> None:
    sure = Fact(value="internet", proof="run-time")
    for by, word in [("developer", "said by the role that knows"), ("product", "said by another")]:
        login = Fact(value="none", by=by)
        assert threat(generated({"reach": sure, "login": login}), "anonymous-call").confidence == word


@pytest.mark.parametrize(
    ("by", "role", "word"),
    [
        ("U1OWNER", "developer", "said by the role that knows"),
        ("U1OWNER", None, "said by another"),
        ("a developer", "product", "said by another"),
    ],
)
def test_the_role_in_which_somebody_answered_says_whether_it_knows(by: str, role: str | None, word: str) -> None:
    login = Fact(value="none", by=by, role=role)
    sure = Fact(value="internet", proof="run-time")
    assert threat(generated({"reach": sure, "login": login}), "anonymous-call").confidence == word


def test_ids_hold_for_ever() -> None:
    assert threat_id("shop-1", "web.app/anonymous-call", "app") == "aa58f188-d221-56de-a9a4-33660a887ceb"


def test_order_in_the_file_changes_no_state_and_the_same_input_gives_the_same_output() -> None:
    given = {"reach": "internet", "shared": "many", "vendor": "shared"}
    assert generated(given) == generated(given)
    workload = shop(given)
    parts = list(workload.components)
    random.Random(1).shuffle(parts)
    mixed = generate(workload.model_copy(update={"components": tuple(parts)}), fixture_library())
    assert [one.id for one in mixed.threats] == [one.id for one in generated(given).threats]


def test_a_reference_to_what_is_not_there_is_passed_over() -> None:
    flows = (*shop().flows, Flow(id="lost", from_="app", to="nowhere", carries=("nothing",)))
    assert states(generated(flows=flows)) == states(generated())


def test_work_grows_with_the_size_of_the_workload() -> None:
    """Twice the components are twice the threats, each rule standing on its own type only."""

    def threats(count: int) -> int:
        parts = tuple(Component(id=f"c{n}", name=f"C{n}", type="web.app", zone="z") for n in range(count))
        zone = Zone(id="z", name="Z", kind="account")
        generation = generate(Workload(id="m", name="M", zones=(zone,), components=parts), fixture_library())
        return len([one for one in generation.threats if one.on.startswith("c")])

    assert threats(40) == 2 * threats(20) == 80


def test_the_architecture_as_a_reason_says_what_it_is_about() -> None:
    asked = generated()
    assert threat(asked, "lone-deployer").because[0].words == (
        "It concerns the workload as a whole; nothing is answered yet."
    )
    assert threat(asked, "wrong-customer").because[0].words == "Buyer sends Personal details to App (Web application)."
    assert threat(asked, "vendor-power").because[0].words == "Helper Ltd is trusted by Support role (IAM role)."
    assert threat(asked, "anonymous-call").because[0].words == "App (Web application) is part of Shop."
    assert threat(asked, "lost-for-good", "details").because[0].words == "Personal details is part of Shop."


def test_of_an_unknown_fact_only_choices_are_listed_that_keep_the_threat_alive() -> None:
    found = threat(generated({"vendor": "shared"}), "vendor-power")
    assert "leads to loss of control over Personal details." in found.statement
    assert (
        "disclosure of Personal details."
        in threat(generated({"vendor": "shared", "power": "read"}), "vendor-power").statement
    )
