"""Which question comes next, and how many there are."""

from hypothesis import given
from hypothesis import strategies as st

from flows.intake.questions import length, next_questions, short_intake
from flows.risk import level_rank
from flows.workload.model import Asset, Component, Fact, Flow, Workload
from tests.flows.models import FACTS_OF, fixture_library, generated, shipped_library, shop, states

LIBRARY = fixture_library()
CHOICES = {name: tuple(LIBRARY.facts[f"web.app/{name}"].choices) for name in FACTS_OF}
ANSWERS = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in CHOICES.items()})


def asked(given: dict[str, str | Fact], deferred: frozenset[tuple[str, str]] = frozenset()) -> list[str]:
    return [one.fact.removeprefix("web.app/") for one in next_questions(shop(given), LIBRARY, deferred)]


def test_the_riskiest_come_first_and_hygiene_last() -> None:
    questions = next_questions(shop({"lost_badly": "yes"}), LIBRARY)
    ranks = [level_rank(one.worst) for one in questions]
    assert ranks == sorted(ranks, reverse=True)
    assert questions[0].fact == "web.app/shared"
    assert [one.fact for one in questions[-2:]] == ["web.app/patched"] * 2


def test_one_component_is_asked_about_at_a_time() -> None:
    apps = tuple(Component(id=f"c{n}", name=f"C{n}", type="web.app", zone="acct", holds=("details",)) for n in range(3))
    visits = tuple(Flow(id=f"f{n}", from_="buyer", to=f"c{n}", carries=("details",)) for n in range(3))
    workload = shop({"shared": "many"}, components=(shop().components[0], *apps), flows=visits)
    near = [one.on[1:] for one in next_questions(workload, LIBRARY) if one.worst == "critical"]
    assert near == ["0", "0", "1", "1", "2", "2"]


def test_what_is_presumed_comes_after_its_like() -> None:
    order = asked({})
    assert order.index("lost_badly") > order.index("alone")
    assert order.index("lost_badly") > order.index("reach")


def test_a_question_is_complete() -> None:
    (reach,) = [one for one in next_questions(shop(), LIBRARY) if one.fact == "web.app/reach"]
    assert (reach.on, reach.on_name, reach.text) == ("app", "App", "Who can call App?")
    assert reach.choices == (("internet", "Anybody on the internet"), ("staff", "Our own people only"))
    assert (reach.who, reach.settles, reach.presumed) == (("developer", "architect"), 1, None)


def test_one_answer_leads_to_the_next() -> None:
    assert "login" not in asked({})
    assert "login" in asked({"reach": "internet"})
    assert "lockout" not in asked({"reach": "internet"})
    assert "lockout" in asked({"reach": "internet", "login": "password"})


def test_what_is_settled_is_not_asked() -> None:
    assert "login" not in asked({"reach": "staff"})
    assert "power" not in asked({"vendor": "own"})


def test_a_fact_of_an_open_threat_is_asked_while_it_can_change_the_level() -> None:
    """Five times a loss of 1 is low whoever attacks; with personal details at stake it is not."""
    open_now = {"reach": "internet", "login": "none"}
    assert "attractive_target" not in asked(open_now)
    parts = tuple(
        one.model_copy(update={"holds": ("details",)}) if one.id == "app" else one for one in shop(open_now).components
    )
    facts = [one.fact for one in next_questions(shop(open_now, components=parts), LIBRARY)]
    assert "web.app/attractive_target" in facts


def test_what_is_put_off_is_not_asked_again() -> None:
    assert "reach" not in asked({}, frozenset({("web.app/reach", "app")}))


@given(ANSWERS, st.data())
def test_only_questions_asked_can_change_a_state(given: dict[str, str], data: st.DataObject) -> None:
    silent = sorted(set(CHOICES) - set(given) - set(asked(given)))
    if silent:
        name = data.draw(st.sampled_from(silent))
        more = {**given, name: data.draw(st.sampled_from(CHOICES[name]))}
        assert states(generated(given)) == states(generated(more))


@given(ANSWERS)
def test_answering_everything_asked_ends_with_nothing_unconfirmed(given: dict[str, str]) -> None:
    """By answering the first question again and again; assets are answered together, as they share their facts here."""
    answers = dict(given)
    assets = tuple(one for one in shop().assets if one.id == "details")
    for _ in range(len(CHOICES) + 1):
        questions = next_questions(shop(answers, assets=assets_with(answers, assets)), LIBRARY)
        if not [one for one in questions if one.on != "store"]:
            break
        name = next(one.fact.removeprefix("web.app/") for one in questions if one.on != "store")
        assert name not in answers
        answers[name] = CHOICES[name][-1]
    found = states(generated(answers, assets=assets_with(answers, assets)))
    assert {key for key, state in found.items() if state == "to confirm"} <= {("web.app/stale-software", "store")}


def assets_with(answers: dict[str, str], assets: tuple[object, ...]) -> tuple[object, ...]:
    named = {one.id for one in assets}
    return tuple(one for one in shop(answers).assets if one.id in named)


def test_an_intake_of_six_components_asks_twelve_at_most() -> None:
    def many(count: int) -> tuple[Component, ...]:
        return tuple(Component(id=f"c{n}", name=f"C{n}", type="web.app", zone="acct") for n in range(count))

    assert [length(shop(components=many(count))) for count in (1, 3, 6, 50)] == [8, 8, 12, 24]
    workload = drawn((PEOPLE,), {f"c{n}": "web.app" for n in range(6)}, [])
    assert len(short_intake(workload, shipped_library())) == 12
    assert len(next_questions(workload, shipped_library())) > 12


def test_an_intake_ends_where_no_answer_moves_anything_above_low() -> None:
    idle = tuple(Component(id=f"c{n}", name=f"C{n}", type="web.app", zone="acct") for n in range(6))
    workload = shop(components=idle, flows=(), assets=())
    assert "low" in {one.worst for one in next_questions(workload, LIBRARY)}
    assert "low" not in {one.worst for one in short_intake(workload, LIBRARY)}


def test_one_answer_may_serve_all_things_of_a_kind_that_wait_for_the_same() -> None:
    apps = tuple(Component(id=f"c{n}", name=f"C{n}", type="web.app", zone="acct", holds=("details",)) for n in range(3))
    person = Component(id="p", name="P", type="person", zone="net", holds=("details",))
    workload = shop({"shared": "one"}, components=(*apps, person), flows=())
    of = {(one.fact, one.on): one.same_for for one in next_questions(workload, LIBRARY)}
    assert of["web.app/reach", "c0"] == (("c1", "C1"), ("c2", "C2"))
    assert of["web.app/reach", "c2"] == (("c0", "C0"), ("c1", "C1"))


def test_what_templates_showed_takes_nothing_from_what_people_are_asked() -> None:
    said, shown = shop({"reach": "staff"}), shop({"reach": Fact(value="staff", proof="plan")})
    assert len(short_intake(shown, LIBRARY)) >= len(short_intake(said, LIBRARY))


def test_a_short_intake_looks_at_every_part() -> None:
    apps = tuple(Component(id=f"c{n}", name=f"C{n}", type="web.app", zone="acct", holds=("details",)) for n in range(3))
    visits = tuple(Flow(id=f"f{n}", from_="buyer", to=f"c{n}", carries=("details",)) for n in range(3))
    workload = shop({"shared": "many"}, components=(shop().components[0], *apps), flows=visits)
    questions = short_intake(workload, LIBRARY)
    assert len(questions) <= length(workload)
    assert {one.on[1:] for one in questions if one.on[0] in "cf"} == {"0", "1", "2"}


def test_what_is_asked_about_the_whole_takes_nothing_from_a_part_and_loses_nothing_to_it() -> None:
    """The function wants to know how code gets into production; that is no question about the function."""
    parts = {"buyer": "person", "job": "aws.lambda", "files": "aws.s3"}
    workload = drawn((PEOPLE,), parts, [("buyer", "job"), ("job", "files")])
    of = [(one.fact, one.on) for one in short_intake(workload, shipped_library())]
    assert {"cross.tenancy/shared_by", "workload/goes_live_by", "workload/way_back", "workload/outside_access"} <= {
        fact for fact, on in of if on == "workload"
    }
    assert {on for _, on in of} >= {"job", "files"}


def test_an_intake_of_a_serverless_shop_asks_what_the_method_lists() -> None:
    """Six parts and the people: who shares it, who calls, whose record, words from outside, ways in, out and back."""
    parts = {
        "people": "person", "edge": "aws.cloudfront", "api": "aws.apigateway", "orders": "aws.lambda",
        "table": "aws.dynamodb", "pool": "aws.cognito", "site": "aws.s3",
    }  # fmt: skip
    lines = [("people", "edge"), ("edge", "api"), ("edge", "site"), ("api", "orders"), ("orders", "table")]
    workload = drawn((PEOPLE,), parts, lines)
    pages = Asset(id="pages", name="Pages", category=("public",), integrity=4)
    parts_ = [one.model_copy(update={"holds": ("pages",)}) if one.id == "site" else one for one in workload.components]
    flows = [one.model_copy(update={"carries": ("pages",)}) if one.to == "site" else one for one in workload.flows]
    workload = workload.model_copy(update={"assets": (PEOPLE, pages), "components": parts_, "flows": flows})
    asked = [one.fact for one in short_intake(workload, shipped_library())]
    assert len(asked) == length(workload) == 14
    assert {
        "cross.tenancy/shared_by", "aws.apigateway/caller_proof", "aws.apigateway/id_check", "aws.lambda/event_words",
        "aws.cognito/rights_from", "workload/outside_access", "workload/goes_live_by", "workload/way_back",
    } <= set(asked)  # fmt: skip
    assert "aws.s3/signed_links" not in asked, "all of the bucket is meant for everybody"
    assert "aws.dynamodb/direct_callers" not in asked, "nobody outside is drawn as calling the table"


@given(ANSWERS)
def test_a_short_intake_asks_only_what_is_open_and_never_more_than_it_may(given: dict[str, str]) -> None:
    workload = shop(given)
    questions = short_intake(workload, LIBRARY)
    assert set(questions) <= set(next_questions(workload, LIBRARY))
    assert len(questions) + len(given) <= max(length(workload), len(given))


def drawn(assets: tuple[Asset, ...], parts: dict[str, str], lines: list[tuple[str, str]]) -> Workload:
    """Parts by name and type, all in one zone and the last one holding nothing; each line carries everything."""
    ids = tuple(one.id for one in assets)
    return Workload(
        id="w",
        name="W",
        assets=assets,
        components=tuple(
            Component(id=name, name=name, type=type_, holds=() if type_ == "external" else ids)
            for name, type_ in parts.items()
        ),
        flows=tuple(Flow(id=f"{a}-{b}", from_=a, to=b, carries=ids) for a, b in lines),
    )


PEOPLE = Asset(id="people", name="Customers", category=("personal", "customer"))
GOODS = Asset(id="goods", name="Goods", category=("business",), integrity=4, safety=4, money=4)


def near(workload: Workload, *on: str) -> list[str]:
    """The facts asked about these things, in order."""
    return [one.fact.partition("/")[2] for one in next_questions(workload, shipped_library()) if one.on in on]


def test_a_bucket_is_asked_who_signs_links_before_who_still_calls_its_name() -> None:
    facts = near(drawn((PEOPLE,), {"browser": "person", "files": "aws.s3"}, [("browser", "files")]), "files")
    assert facts.index("signed_links") < facts.index("other_accounts") < facts.index("name_outlives")


def test_a_web_shop_is_asked_of_records_and_callbacks_before_addresses_that_it_opens() -> None:
    parts = {"buyer": "person", "shop": "web.app", "payment": "external"}
    lines = [("buyer", "shop"), ("shop", "payment"), ("payment", "shop")]
    facts = near(drawn((PEOPLE, GOODS), parts, lines), "shop", "payment-shop")
    assert facts.index("record_check") < facts.index("fetches")
    assert facts.index("callback_effect") < facts.index("fetches")


def test_a_device_is_asked_of_firmware_network_and_login_first() -> None:
    workload = drawn((GOODS,), {"sensor": "iot.device", "orders": "web.app"}, [("sensor", "orders")])
    facts = near(workload, "sensor")
    assert set(facts[:3]) == {"firmware_updates", "network_place", "device_login"}
    assert facts.index("physical_effect") < facts.index("wifi")


def test_what_weighs_the_same_is_asked_by_the_worst_number_then_as_written_then_as_drawn() -> None:
    library = shipped_library()
    parts = {"z": "web.app", "a": "web.app"}
    questions = [one for one in next_questions(drawn((PEOPLE,), parts, []), library) if one.on in parts]
    first = [one.on for one in questions if one.worst == questions[0].worst]
    assert first == sorted(first, reverse=True), "as drawn, and not by the alphabet"
    same = [one.fact for one in questions if (one.on, one.worst, one.settles) == ("z", "critical", 1)]
    written = [f"web.app/{key}" for key in library.packs["web.app"].facts]
    assert len(same) > 2
    assert same == sorted(same, key=written.index)
