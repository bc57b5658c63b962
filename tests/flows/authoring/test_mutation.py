"""Mutation of packs: what no example would miss is found, and what one misses is not."""

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authoring.mutants import mutants, shorter, words
from flows.authoring.mutation import Proofs, survivors
from flows.conditions import Condition, FlowIs, parse, walk
from flows.packs.loader import Library, library_of, load_library, parse_pack
from flows.workload.model import AssetCategory

PACK = """
pack: door.lock
version: 1.0.0
title: Electronic door lock
facts:
  opens_by:
    on: component
    ask: "What opens {component}?"
    choices: {phone: "A phone", card: "A card", fob: "A fob", nothing: "Nothing"}
    why: "A card answers anyone."
    who: developer
  battery:
    on: component
    ask: "Who changes the battery of {component}?"
    choices: {us: "We", maker: "The maker"}
    why: "Who changes it can open it."
    who: developer
    only_if: {fact: opens_by, in: [phone, card, fob]}
  watched:
    on: component
    ask: "Is {component} watched?"
    choices: {yes: "It is", no: "It is not"}
    why: "Somebody sees it."
    who: developer
mitigations:
  needs-a-hand:
    title: Opening takes what only the holder can do
    how: ["Ask for the phone"]
    effort: medium
    does: prevent
    done_when: {fact: opens_by, is: phone}
    action: rule-check
  own-battery:
    title: The battery is ours
    how: ["Change it"]
    effort: low
    does: prevent
    done_when: {fact: battery, is: us}
    action: rule-check
  camera:
    title: A camera
    how: ["Hang it up"]
    effort: low
    does: detect
    done_when: {fact: watched, is: yes}
    action: rule-check
threats:
  - id: copied-card
    family: authentication
    title: "Opened with a copied card"
    on: {component: door.lock}
    applies: {fact: opens_by, in: [phone, card, fob]}
    secured_by:
      - {all: [needs-a-hand, own-battery], leaves: {likelihood: 1}}
    helped_by: [camera]
    vulnerability: "{component} opens too easily"
    actor: anonymous-internet
    prerequisite: "who stands beside it"
    action: "opens {component}"
    impact: "somebody in the house"
    first_step: "Try it."
    red_team: "try it"
    stride: [spoofing]
    refs: {attack_reason: "no technique", cwe: [CWE-294]}
    responsibility: {customer: "all"}
    likelihood: {base: 3, because: "cheap", moves: [{when: {fact: opens_by, is: card}, by: 1, because: "cheaper"}]}
    impact_of: {assets: held-by-component, lost: [confidentiality]}
    not_this_when: "there is a guard"
examples:
  - {name: card, given: {opens_by: card, battery: us}, expect: {copied-card: open, likelihood: 4}}
  - {name: phone, given: {opens_by: phone, battery: us}, expect: {copied-card: mitigated, likelihood: 1}, twin_of: card}
  - {name: fob, given: {opens_by: fob, battery: us}, expect: {copied-card: open, likelihood: 3}, twin_of: card}
  - {name: their-battery, given: {opens_by: phone, battery: maker}, expect: {copied-card: open}, twin_of: phone}
  - {name: stays-shut, given: {opens_by: nothing, battery: us}, expect: {copied-card: ruled out}, twin_of: card}
  - {name: not-known, given: {battery: us}, expect: {copied-card: to confirm, asks: opens_by}, twin_of: card}
quiet: {given: {opens_by: phone, battery: us}, at_most: 0}
"""


def library(text: str) -> Library:
    return library_of([parse_pack(text, "door.lock.yaml")])


def unnoticed(text: str, pack: str = "door.lock") -> list[str]:
    found = library(text)
    return [one.removed for one in survivors(found.packs[pack], Proofs(found))]


def without(*names: str) -> str:
    return "".join(line for line in PACK.splitlines(True) if not any(f"{{name: {name}," in line for name in names))


def test_a_pack_with_an_example_for_each_term_has_no_survivors() -> None:
    assert unnoticed(PACK) == []


QUIET = "quiet: {given: {opens_by: phone, battery: us}, at_most: 0}"
SET = "needs-a-hand + own-battery"


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        (without("stays-shut"), ["opens_by is phone or card or fob", "opens_by is phone or card or fob"]),
        (without("fob"), ["opens_by is fob", "opens_by is fob"]),
        (without("their-battery"), ["battery is us", f"own-battery in the set {SET}"]),
        (
            without("phone", "their-battery").replace(QUIET, ""),
            ["opens_by is phone", "battery is us", f"the set {SET}"],
        ),
    ],
)
def test_what_no_example_would_miss_survives(text: str, removed: list[str]) -> None:
    found = [each.replace("door.lock/", "") for each in unnoticed(text)]
    assert set(removed) <= set(found)


def test_the_quiet_workload_notices_too() -> None:
    text = without("phone", "their-battery")
    assert f"the set {SET}" not in unnoticed(text)
    assert f"the set {SET}" in unnoticed(text.replace(QUIET, ""))


def test_a_move_whose_choice_no_example_gives_survives() -> None:
    text = PACK.replace("{fact: opens_by, is: card}, by: 1", "{fact: opens_by, in: [card, nothing]}, by: 1")
    assert unnoticed(text) == ["door.lock/opens_by is nothing"]


def test_a_move_by_nothing_only_says_why_something_does_not_count() -> None:
    text = PACK.replace("likelihood: 4}", "likelihood: 3}").replace("by: 1, because", "by: 0, because")
    assert unnoticed(text) == []


def test_a_survivor_says_where_it_stands() -> None:
    found = library(without("fob"))
    first, second = survivors(found.packs["door.lock"], Proofs(found))
    lines = without("fob").splitlines()
    assert first.place.path == "facts/battery/only_if"
    assert lines[first.place.line - 1].strip().startswith("only_if:")
    assert second.place.path == "threats/0/applies"
    assert first.rules == second.rules == ("door.lock/copied-card",)


def test_what_only_helps_is_not_tried() -> None:
    found = library(PACK)
    paths = {mutant.path for mutant in mutants(found.packs["door.lock"], found)}
    assert ("mitigations", "camera", "done_when") not in paths
    assert ("mitigations", "own-battery", "done_when") in paths


def test_an_example_that_does_not_hold_proves_nothing() -> None:
    wrong = PACK.replace(
        "expect: {copied-card: open, likelihood: 3}, twin_of: card", "expect: {copied-card: mitigated}"
    )
    assert "door.lock/opens_by is fob" in unnoticed(wrong)


def test_a_type_that_the_rule_says_twice_survives_and_an_only_one_does_not() -> None:
    twice = PACK.replace(
        "applies: {fact: opens_by, in: [phone, card, fob]}",
        "applies: {all: [{type: door.lock}, {fact: opens_by, in: [phone, card, fob]}]}",
    )
    assert unnoticed(twice) == ["component is of type door.lock"]
    anywhere = twice.replace("on: {component: door.lock}", "on: {component: any}")
    assert unnoticed(anywhere) == []


@pytest.mark.parametrize(
    ("about", "removed"), [("[personal, health]", []), (str(list(get_args(AssetCategory))), ["about"])]
)
def test_kinds_of_data_are_tried_on_all_assets(about: str, removed: list[str]) -> None:
    """All kinds are as good as none: nothing is left of which the rule is not."""
    found = unnoticed(PACK.replace("on: {component: door.lock}", f"on: {{component: door.lock, about: {about}}}"))
    assert [one.split()[0] for one in found] == removed


def test_zones_are_tried_on_flows() -> None:
    text = (Path(__file__).parents[1] / "fixtures" / "app.door.yaml").read_text(encoding="utf-8")
    given = "given: {treasure: yes, knocks: no}, expect: {barge-in: open}"
    twin = "given: {treasure: yes, knocks: yes}, expect: {barge-in: mitigated}, twin_of: in"
    text = text.replace("examples:\n", f"examples:\n  - {{name: in, {given}}}\n  - {{name: knocks, {twin}}}\n")
    found = library(text)
    mine = [one for one in survivors(found.packs["app.door"], Proofs(found)) if one.rules == ("app.door/barge-in",)]
    assert "crosses internet" not in [one.removed for one in mine]
    assert [one.place.path for one in mine] == ["threats/1/applies"], "that it carries a treasure, which `on` says too"


@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        ({"fact": "a", "is": "x"}, ["a is x"]),
        ({"fact": "a", "answered": "yes"}, ["a is answered"]),
        ({"fact": "a", "in": ["x", "y"]}, ["a is x or y", "a is x", "a is y"]),
        ({"not": {"fact": "a", "in": ["x", "y"]}}, ["not (a is x or y)", "a is x", "a is y"]),
        (
            {"all": [{"fact": "a", "is": "x"}, {"any": [{"type": "t"}, {"exists": {"type": ["u", "v"]}}]}]},
            ["(a is x and (component is of type t or there is u or v))", "a is x",
             "(component is of type t or there is u or v)", "component is of type t", "there is u or v",
             "there is u", "there is v"],
        ),
        (
            {"flow": {"kind": "data", "crosses": "yes"}},
            ["the flow's kinds, crosses", "the flow's kinds", "the flow's crosses"],
        ),
        ({"source_type": ["t", "u"]}, ["source is of type t or u", "source is of type t", "source is of type u"]),
    ],
)  # fmt: skip
def test_each_term_is_removed_once(condition: object, parts: list[str]) -> None:
    whole = parse(condition)
    assert [what for what, _, _ in shorter(whole)] == parts
    assert words(whole) == parts[0]


def test_what_is_left_of_a_flow_is_the_rest() -> None:
    left = {what: less for what, less, _ in shorter(FlowIs(kinds=("data",), crosses=True))}
    assert left["the flow's kinds"] == FlowIs(crosses=True)


def test_the_same_pack_gives_the_same_survivors() -> None:
    assert unnoticed(without("fob", "stays-shut")) == unnoticed(without("fob", "stays-shut"))


@pytest.mark.parametrize("pack", sorted(load_library().packs))
def test_no_removal_goes_unnoticed_in_our_packs(pack: str, proofs: Proofs) -> None:
    assert survivors(proofs.library.packs[pack], proofs) == [], f"see `threatbot packs test {pack}`"


FACTS = st.builds(
    lambda name, values: {"fact": name, "in": values},
    st.sampled_from("abc"),
    st.lists(st.sampled_from("uvwxyz"), min_size=1, max_size=3, unique=True),
)
CONDITIONS = st.recursive(
    FACTS | st.just({"type": ["t", "u"]}) | st.just({"flow": {"kind": "data", "crosses": "yes"}}),
    lambda inner: (
        st.builds(lambda of: {"all": of}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda of: {"any": of}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda of: {"not": of}, inner)
    ),
    max_leaves=6,
)


def size(condition: Condition) -> int:
    """How much is asked: the words of facts and types, and the fields of flows."""
    every = list(walk(condition))
    words_of = sum(len(getattr(one, "values", ())) + len(getattr(one, "types", ())) for one in every)
    return words_of + sum(bool(one.kinds) + (one.crosses is not None) for one in every if isinstance(one, FlowIs))


@given(CONDITIONS)
def test_each_removal_asks_for_less(tree: object) -> None:
    try:
        whole = parse(tree)
    except ValueError:  # nested too deep
        return
    found = list(shorter(whole))
    assert all(size(less) < size(whole) for _, less, _ in found)
    assert any(size(less) == 0 for _, less, _ in found)
