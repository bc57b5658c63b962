"""Cards by root cause: the same weak facts with the same fix, wherever they stand."""

from dataclasses import replace

from hypothesis import given

from flows.threats.cards import cards
from flows.threats.generate import generate
from flows.threats.priority import first
from flows.threats.types import Threat
from flows.workload.model import Asset, Component, Fact, Workload
from tests.flows.models import shipped_library
from tests.flows.threats.test_any_workload import library, workloads

OPEN = {"upload_use": "shown", "served_from": "same"}


def buckets(*given: dict[str, str], types: str = "aws.s3") -> list[Threat]:
    asset = Asset(id="a", name="Pictures", category=("personal",))
    parts = tuple(
        Component(
            id=f"b{n}",
            name=f"Bucket {n}",
            type=types,
            holds=("a",),
            facts={f"aws.s3/{name}": Fact(value=value) for name, value in facts.items()},
        )
        for n, facts in enumerate(given)
    )
    found = generate(Workload(id="m", name="M", assets=(asset,), components=parts), shipped_library())
    return [one for one in found.threats if one.state == "open"]


def alike(count: int) -> Workload:
    asset = Asset(id="a", name="Pictures", category=("personal",))
    facts = {f"aws.s3/{name}": Fact(value=value) for name, value in OPEN.items()}
    parts = tuple(Component(id=f"b{n}", name=f"B {n}", type="aws.s3", holds=("a",), facts=facts) for n in range(count))
    return Workload(id="m", name="M", assets=(asset,), components=parts)


def on(card: tuple[Threat, ...]) -> list[str]:
    return [one.on for one in card]


def grouped(threats: list[Threat]) -> list[list[str]]:
    return [on(card) for card in cards(threats, lambda one: one)]


def test_the_same_weak_answer_on_three_parts_is_one_card() -> None:
    found = [card for card in grouped(buckets(OPEN, OPEN, OPEN)) if len(card) == 3]
    assert found
    assert all(sorted(card) == ["b0", "b1", "b2"] for card in found)


def test_another_answer_or_another_fix_is_a_card_of_its_own() -> None:
    apart = buckets(OPEN, {**OPEN, "upload_use": "both"})
    assert ["b0", "b1"] not in [sorted(card) for card in grouped([one for one in apart if "page" in one.rule])]


def test_every_threat_is_on_exactly_one_card_in_order() -> None:
    threats = buckets(OPEN, OPEN, {"open_to": "some"})
    flat = [one for card in cards(threats, lambda one: one) for one in card]
    assert sorted(one.id for one in flat) == sorted(one.id for one in threats)
    firsts = [threats.index(card[0]) for card in cards(threats, lambda one: one)]
    assert firsts == sorted(firsts)


def test_what_is_decided_otherwise_is_apart() -> None:
    threats = buckets(OPEN, OPEN)
    decided = {threats[0].id: "accepted"}
    found = cards(threats, lambda one: one, apart=lambda one: decided.get(one.id, "open"))
    assert all(len({decided.get(one.id, "open") for one in card}) == 1 for card in found)


def test_hygiene_and_what_has_no_fix_stand_alone() -> None:
    one, *_ = buckets(OPEN, OPEN)
    for change in ({"state": "mitigated"}, {"hygiene": True}, {"mitigations": ()}, {"because": ()}):
        pair = [replace(one, **change), replace(one, on="other", **change)]
        assert len(cards(pair, lambda each: each)) == 2


def test_threats_that_wait_for_the_same_question_are_one_card() -> None:
    one, *_ = buckets(OPEN, OPEN)
    waiting = replace(one, state="to confirm", settled_by=(("workload/shared_by", "workload"),))
    assert len(cards([waiting, replace(waiting, on="other")], lambda each: each)) == 1
    others = [replace(waiting, on="other", settled_by=(("aws.s3/open_to", "b1"),)), replace(waiting, rule="a/b")]
    assert len(cards([waiting, *others], lambda each: each)) == 3


@given(workloads())
def test_what_is_not_in_words_yet_has_the_same_cause(workload: Workload) -> None:
    generation = generate(workload, library())
    assert [one.cause for one in generation.ranked] == [one.cause for one in generation.threats]


def test_the_short_list_has_one_of_each_cause() -> None:
    generation = generate(alike(9), shipped_library())
    shown = first(generation)
    assert len({one.cause for one in shown}) == len(shown)
    rules = [one.rule for one in shown if one.state == "open"]
    assert rules
    assert len(rules) == len(set(rules)), "nine buckets, one card"
