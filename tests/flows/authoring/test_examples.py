"""The examples of packs, run through the engine on the least workload of each rule."""

from pathlib import Path

import pytest

from flows.authoring.examples import ExampleResult, minimal_workload, run_examples
from flows.conditions import parse
from flows.packs.index import LoadedRule
from flows.packs.loader import Library, library_of, parse_pack

DOOR = (Path(__file__).parents[1] / "fixtures" / "app.door.yaml").read_text(encoding="utf-8")


def results(text: str) -> dict[str, ExampleResult]:
    pack = parse_pack(text, "app.door.yaml")
    return {result.example: result for result in run_examples(pack, library_of([pack]))}


def test_examples_that_hold() -> None:
    found = results(DOOR)
    assert list(found) == ["open-door", "locked-door", "who-knows", "quiet"]
    assert all(result.ok for result in found.values()), found
    assert found["open-door"].got == found["open-door"].expected == "walk-in: open, likelihood 3"
    assert found["locked-door"].got == "walk-in: mitigated, likelihood 1"
    assert "app.door/locked is no" in found["open-door"].decided_by
    assert found["who-knows"].expected == "walk-in: to confirm, asks app.door/locked"
    assert found["quiet"].got == "0 open"


@pytest.mark.parametrize(
    ("old", "new", "example", "got"),
    [
        ("{walk-in: open, likelihood: 3}", "{walk-in: mitigated}", "open-door", "walk-in: open"),
        (
            "{walk-in: open, likelihood: 3}",
            "{walk-in: open, likelihood: 5}",
            "open-door",
            "walk-in: open, likelihood 3",
        ),
        ("asks: locked}", "asks: treasure}", "who-knows", "walk-in: to confirm, asks app.door/locked"),
        (
            "given: {known_address: no, locked: yes}",
            "given: {known_address: yes, locked: no}",
            "quiet",
            "1 open: walk-in",
        ),
    ],
)
def test_examples_that_do_not_hold(old: str, new: str, example: str, got: str) -> None:
    assert DOOR.count(old) == 1
    result = results(DOOR.replace(old, new))[example]
    assert not result.ok
    assert result.got == got


def test_what_is_ruled_out_has_no_likelihood() -> None:
    text = DOOR.replace(
        "- {name: open-door,",
        "- {name: nowhere, given: {known_address: no}, expect: {walk-in: open, likelihood: 3}}\n  - {name: open-door,",
    )
    assert results(text)["nowhere"].got == "walk-in: ruled out, likelihood none"


def rule_of(library: Library, rule: str) -> LoadedRule:
    return next(loaded for loaded in library.rules if loaded.id == rule)


def test_the_least_workload_of_a_rule_on_a_flow() -> None:
    library = library_of([parse_pack(DOOR, "door")])
    loaded = rule_of(library, "app.door/barge-in")
    workload = minimal_workload(loaded, {"knocks": "no", "treasure": "yes", "known_address": "no"}, library)
    source, target = workload.components
    assert (target.type, source.type) == ("app.door", "example.source")
    assert [zone.kind for zone in workload.zones] == ["internet", "account"]
    assert source.zone != target.zone
    assert set(workload.flows[0].facts) == {"app.door/knocks"}
    assert set(workload.assets[0].facts) == {"app.door/treasure"}
    assert set(workload.facts) == {"app.door/known_address"}
    assert workload.flows[0].carries == target.holds == ("asset",)


@pytest.mark.parametrize(
    ("applies", "zones", "same"),
    [
        ({"flow": {"from_zone": "vendor", "to_zone": "tenant"}}, ["vendor", "tenant"], False),
        ({"flow": {"from_zone": "account"}}, ["account", "internet"], False),
        ({"flow": {"crosses": "no"}}, ["internet", "account"], True),
        ({"not": {"flow": {"from_zone": "vendor"}}}, ["internet", "account"], False),
    ],
)
def test_zones_follow_what_the_rule_asks_of_the_flow(applies: object, zones: list[str], same: bool) -> None:
    library = library_of([parse_pack(DOOR, "door")])
    loaded = rule_of(library, "app.door/barge-in")
    rule = loaded.rule.model_copy(update={"applies": parse(applies)})
    workload = minimal_workload(LoadedRule(loaded.id, loaded.pack, rule, loaded.facts), {}, library)
    assert [zone.kind for zone in workload.zones] == zones
    assert (workload.components[0].zone == workload.components[1].zone) is same


def test_types_and_presence_follow_what_the_rule_asks() -> None:
    text = DOOR.replace("on: {component: app.door}", "on: {component: any}")
    library = library_of([parse_pack(text, "door")])
    workload = minimal_workload(rule_of(library, "app.door/walk-in"), {"locked": "no"}, library)
    assert workload.components[0].type == "app.door"
    assert set(workload.components[0].facts) == {"app.door/locked"}
    whole = DOOR.replace("on: {component: app.door}", "on: {workload: any}").replace(
        "{type: app.door}", "{exists: {type: aws.waf}}"
    )
    whole = whole.replace("done_when: {fact: locked, is: yes}", "done_when: {fact: known_address, is: no}")
    whole = whole.replace(', moves: [{when: {fact: key_holder, is: vendor}, by: 1, because: "one more key"}]', "")
    whole = whole.replace(", at_least: {us: 2, vendor: 3}, by: key_holder", "")
    library = library_of([parse_pack(whole, "door")])
    workload = minimal_workload(rule_of(library, "app.door/walk-in"), {}, library)
    assert [component.type for component in workload.components] == ["aws.waf"]
