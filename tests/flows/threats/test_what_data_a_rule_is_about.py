"""A rule that says which kinds of data it is about stands where these are at stake, and speaks of these alone."""

from functools import cache

import pytest

from flows.packs.loader import Library, library_of, parse_pack
from flows.threats.generate import generate
from flows.threats.types import Generation
from flows.workload.model import Asset, AssetCategory, Component, Flow, Workload
from tests.flows.models import FIXTURES

SHELF = Asset(id="shelf", name="Price list", category=("public",))
DIARY = Asset(id="diary", name="Diaries", category=("personal",))
BLANK = Asset(id="blank", name="Something", category=())
PEOPLE = "about: [personal, health]"


@cache
def library(on: str) -> Library:
    """The fixture's pack, of which one rule on the workload stands on something else."""
    text = (FIXTURES / "web.app.yaml").read_text(encoding="utf-8")
    text = text.replace("on: {workload: any}", f"on: {{{on}, {PEOPLE}}}").replace("{exists: {type: web.app}}, ", "")
    return library_of([parse_pack(text, "web.app.yaml")])


def found(on: str, *components: Component, assets: tuple[Asset, ...], flows: tuple[Flow, ...] = ()) -> Generation:
    workload = Workload(id="w", name="W", assets=assets, components=components, flows=flows)
    return generate(workload, library(on))


def stands(generation: Generation) -> set[str]:
    every = (*generation.threats, *generation.ruled_out)
    return {one.on for one in every if one.rule == "web.app/lone-deployer"}


def part(id_: str, type_: str, *holds: str) -> Component:
    return Component(id=id_, name=id_.title(), type=type_, holds=holds)


@pytest.mark.parametrize(
    ("held", "there"),
    [((SHELF,), set()), ((DIARY,), {"app"}), ((SHELF, DIARY), {"app"}), ((BLANK,), {"app"}), ((), {"app"})],
)
def test_on_a_component_that_holds_such_data_or_of_which_nothing_is_said(
    held: tuple[Asset, ...], there: set[str]
) -> None:
    app = part("app", "web.app", *(one.id for one in held))
    assert stands(found("component: web.app", app, assets=held)) == there


@pytest.mark.parametrize(("carried", "there"), [(SHELF, set()), (DIARY, {"app"})])
def test_on_a_component_whose_flows_carry_such_data(carried: Asset, there: set[str]) -> None:
    flow = Flow(id="f", from_="desk", to="app", carries=(carried.id,))
    parts = (part("desk", "person"), part("app", "web.app"))
    assert stands(found("component: web.app", *parts, assets=(carried,), flows=(flow,))) == there


@pytest.mark.parametrize(
    ("carried", "held", "there"), [(SHELF, SHELF, set()), (DIARY, SHELF, {"f"}), (SHELF, DIARY, {"f"})]
)
def test_on_a_flow_that_carries_such_data_or_leads_to_it(carried: Asset, held: Asset, there: set[str]) -> None:
    flow = Flow(id="f", from_="desk", to="app", carries=(carried.id,))
    parts = (part("desk", "person"), part("app", "web.app", held.id))
    assets = tuple({one.id: one for one in (carried, held)}.values())
    assert stands(found("flow: data", *parts, assets=assets, flows=(flow,))) == there


@pytest.mark.parametrize("theirs", ["person", "web.browser", "mobile.app"])
def test_on_a_workload_that_has_such_data_in_its_hands(theirs: str) -> None:
    keeps = part("phone", theirs, "diary")
    flow = Flow(id="f", from_="phone", to="app", carries=("diary",))
    assert stands(found("workload: any", keeps, part("app", "web.app"), assets=(DIARY,))) == set()
    assert stands(found("workload: any", keeps, part("app", "web.app"), assets=(DIARY,), flows=(flow,))) == {"workload"}
    assert stands(found("workload: any", keeps, part("app", "web.app", "diary"), assets=(DIARY,))) == {"workload"}
    assert stands(found("workload: any", part("app", "web.app"), assets=(DIARY,))) == {"workload"}, "held by nobody yet"


def test_on_a_workload_of_which_no_data_are_named() -> None:
    assert stands(found("workload: any", part("app", "web.app"), assets=())) == {"workload"}
    assert stands(found("workload: any", part("app", "web.app", "shelf"), assets=(SHELF,))) == set()


def test_it_speaks_of_these_data_alone() -> None:
    app = part("app", "web.app", "shelf", "diary")
    every = found("workload: any", app, assets=(SHELF, DIARY)).threats
    (threat,) = (one for one in every if one.rule == "web.app/lone-deployer")
    assert [asset for asset, _ in threat.grades] == ["diary"]


@pytest.mark.parametrize("category", ["health", "public"])
def test_where_a_workload_was_judged_before_another_is_not_taken_for_it(category: AssetCategory) -> None:
    """What is kept between generations goes by what the rule looks at."""
    app = part("app", "web.app", "diary")
    assert stands(found("workload: any", app, assets=(DIARY,))) == {"workload"}
    changed = DIARY.model_copy(update={"category": (category,)})
    assert stands(found("workload: any", app, assets=(changed,))) == ({"workload"} if category == "health" else set())
    assert stands(found("workload: any", part("app", "web.browser", "diary"), assets=(DIARY,))) == set()
