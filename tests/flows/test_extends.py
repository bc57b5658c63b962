"""Platform, system, feature: what is inherited, what is listed, and what a failing platform does to those above it."""

from dataclasses import replace
from datetime import date

from flows.merge import basis_of, merge, names_of
from flows.merge.types import Known
from flows.packs.loader import Library, library_of
from flows.threats.generate import generate
from flows.threats.types import Context, Generation
from flows.workload.extends import extended, in_force, over
from flows.workload.model import Asset, Assumption, Component, Fact, Flow, Workload
from tests.flows.models import fixture_library, generated, shop, states

PLATFORM_FACTS = {"web.app/alone"}
TODAY = date(2026, 3, 1)


def library() -> Library:
    """The fixture pack with "who changes things alone" as a question of the platform."""
    pack = fixture_library().packs["web.app"]
    facts = {**pack.facts, "alone": pack.facts["alone"].model_copy(update={"scope": "platform"})}
    return library_of([pack.model_copy(update={"facts": facts})])


LIBRARY = library()


def platform(**facts: str) -> Workload:
    known = {f"web.app/{name}": Fact(value=value, by="platform team") for name, value in facts.items()}
    return Workload(id="p", name="Platform", kind="platform", facts=known)


def feature(*parts: Component, flows: tuple[Flow, ...] = (), **changes: object) -> Workload:
    return Workload(id="f", name="Chat", kind="feature", extends="shop-1", components=parts, flows=flows, **changes)


CHAT = Component(id="chat", name="Chat", type="web.app", zone="acct", holds=("details",))


def above(own: Workload, base: Workload) -> Generation:
    return generate(extended(own, base, PLATFORM_FACTS), LIBRARY, context=Context(base=base))


def test_a_platform_answers_for_all_and_only_what_is_its_own_to_answer() -> None:
    base = platform(alone="nobody", attractive_target="many")
    laid = extended(shop(), base, PLATFORM_FACTS)
    assert laid.facts["web.app/alone"].by == "platform team"
    assert "web.app/attractive_target" not in laid.facts
    assert laid.components == shop().components


def test_the_own_word_counts_where_both_say_something() -> None:
    laid = extended(shop({"alone": "anyone"}), platform(alone="nobody"), PLATFORM_FACTS)
    assert laid.facts["web.app/alone"].value == "anyone"


def test_a_feature_lists_only_what_it_adds() -> None:
    base = shop({"reach": "internet", "login": "none"})
    found = above(feature(CHAT, flows=(Flow(id="talk", from_="buyer", to="chat", carries=("details",)),)), base)
    assert {one.on for one in found.threats} == {"chat", "talk"}
    assert {one.on for one in found.ruled_out} <= {"chat", "talk"}


def test_a_feature_without_anything_new_lists_nothing() -> None:
    found = above(feature(), shop({"reach": "internet", "login": "none"}))
    assert (list(found.threats), list(found.to_confirm)) == ([], [])


def test_what_it_makes_worse_in_the_system_is_listed_too() -> None:
    """The app held public prices; the feature puts personal details into it."""
    base = shop({"reach": "internet", "login": "none"})
    more = Component(id="app", name="App", type="web.app", zone="acct", holds=("details",))
    found = above(feature(more), base)
    worse = {one.rule for one in found.threats if one.on == "app"}
    assert "web.app/anonymous-call" in worse
    assert states(generate(base, LIBRARY))["web.app/anonymous-call", "app"] == "open"


def test_what_was_decided_below_comes_with_what_is_made_worse() -> None:
    base = shop({"reach": "internet", "login": "none"})
    rows = [
        _accepted(one) if one.rule.endswith("anonymous-call") else one
        for one in merge((), generate(base, LIBRARY), TODAY, names_of(base)).rows
    ]
    own = feature(Component(id="app", name="App", type="web.app", zone="acct", holds=("details",)))
    found = merge((), above(own, base), TODAY, names_of(own), base=rows)
    (row,) = (one for one in found.rows if one.rule.endswith("anonymous-call"))
    assert (row.decision, row.reopened) == ("accept", "The level rose from low to high.")
    assert [origin for _, origin in found.carried] == [one.id for one in rows if one.decision == "accept"]


def _accepted(row: Known) -> Known:
    return replace(row, decision="accept", basis=basis_of(row, date(2026, 6, 1)))


def test_a_failing_platform_opens_what_rests_on_it() -> None:
    def state(value: str) -> str:
        return states(generate(extended(shop(), platform(alone=value), PLATFORM_FACTS), LIBRARY))[ALONE]

    ok, failed = (state(value) for value in ("nobody", "anyone"))
    assert (ok, failed) == ("mitigated", "open")


ALONE = next(key for key in states(generated({"alone": "anyone"})) if key[1] == "workload")


def test_an_answer_past_its_last_day_is_none() -> None:
    known = platform(alone="nobody").model_copy(
        update={"facts": {"web.app/alone": Fact(value="nobody", until=date(2026, 3, 1))}}
    )
    assert in_force(known, date(2026, 3, 1)).facts
    assert not in_force(known, date(2026, 3, 2)).facts
    part = Component(id="c", name="C", type="web.app", facts={"web.app/reach": Fact(value="staff", until=TODAY)})
    laid = in_force(Workload(id="w", name="W", components=(part,)), date(2027, 1, 1))
    assert laid.components[0].facts == {}


def test_what_an_entry_does_not_say_is_as_it_is_below() -> None:
    base = shop({"reach": "internet"})
    below = next(one for one in base.components if one.id == "app")
    named = Component(id="app", name="The app", type="web.app", holds=("details",))
    (laid,) = (one for one in extended(feature(named), base, ()).components if one.id == "app")
    assert (laid.name, laid.zone) == ("The app", below.zone)
    assert set(laid.holds) == {*below.holds, "details"}
    assert laid.facts == below.facts


def test_what_an_entry_does_not_say_is_not_said_by_storing_it() -> None:
    base = shop()
    below = next(one for one in base.assets if one.category)
    own = feature().model_copy(update={"assets": (Asset(id=below.id, name="Ours", safety=4),)})
    stored = Workload.model_validate(own.model_dump(mode="json", by_alias=True, exclude_none=True))
    for each in (own, stored):
        (laid,) = (one for one in extended(each, base, ()).assets if one.id == below.id)
        assert (laid.name, laid.category, laid.safety) == ("Ours", below.category, 4)


def test_what_is_drawn_below_can_be_answered_here_and_is_not_taken_for_answered() -> None:
    base = shop({"reach": "internet"})
    own = over(feature(CHAT), base)
    assert {one.id for one in own.components} == {"chat", *(one.id for one in base.components)}
    assert {one.id for one in own.flows} == {one.id for one in base.flows}
    assert not any(one.facts for group in (own.components, own.flows, own.assets) for one in group)
    assert over(feature(CHAT), platform(alone="nobody")) == feature(CHAT)
    assert over(own, base) == own
    assert extended(own, base, ()).components == extended(feature(CHAT), base, ()).components


def test_assumptions_of_both_hold() -> None:
    base = platform().model_copy(update={"assumptions": (Assumption(id="a", text="A"), Assumption(id="b", text="B"))})
    own = shop(assumptions=(Assumption(id="b", text="Ours"),))
    assert [one.text for one in extended(own, base, ()).assumptions] == ["A", "Ours"]
