"""Merging generations: what changed is said, and nothing that a person decided is ever lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.merge import Known, Merge, basis_of, merge, status
from flows.threats.types import Generation
from flows.workload.model import Component, Fact
from tests.flows.models import generated, shop
from tests.support.cases import cases

TODAY = date(2026, 3, 1)
UNTIL = date(2026, 5, 1)
DECISIONS = ("none", "mitigate", "accept", "not-applicable")
EVERY_STATE = ({}, {"reach": "staff"}, {"reach": "internet"}, {"reach": "internet", "login": "none"})


def row(found: Merge, rule: str, on: str | None = None) -> Known:
    rows = [one for one in found.rows if one.rule.endswith(f"/{rule}") and on in (None, one.on)]
    assert len(rows) == 1
    return rows[0]


def accepted(rows: Sequence[Known], rule: str) -> list[Known]:
    return [
        replace(one, decision="accept", basis=basis_of(one, UNTIL)) if one.rule.endswith(f"/{rule}") else one
        for one in rows
    ]


def start(**answers: str | Fact) -> Merge:
    return merge((), generated(answers), TODAY)


@pytest.mark.parametrize(
    ("state", "decision", "word"),
    [
        ("open", "none", "open"),
        ("to confirm", "none", "to confirm"),
        ("open", "mitigate", "mitigating"),
        ("to confirm", "mitigate", "mitigating"),
        ("mitigated", "mitigate", "mitigated"),
        ("open", "accept", "accepted"),
        ("mitigated", "accept", "mitigated"),
        ("open", "not-applicable", "not applicable"),
        ("ruled out", "accept", "ruled out"),
    ],
)
def test_status_is_one_word(state: str, decision: str, word: str) -> None:
    assert status(state, decision) == word


def test_an_acceptance_that_ended_is_not_shown_as_accepted() -> None:
    assert status("open", "accept", reopened=True) == "open"
    assert status("open", "not-applicable", reopened=True) == "open"


def test_a_first_generation_is_added_and_numbered_in_order() -> None:
    found = start()
    assert [one.number for one in found.rows] == list(range(1, len(found.added) + 1))
    assert [one.id for one in found.rows] == [one.id for one in generated().threats]
    assert (found.unchanged, found.changed, found.gone) == ((), (), ())


def test_the_same_again_changes_nothing() -> None:
    before = start(reach="internet")
    again = merge(before.rows, generated({"reach": "internet"}), TODAY)
    assert again.rows == before.rows
    assert len(again.unchanged) == len(before.rows)
    assert (again.added, again.changed, again.reopened) == ((), (), ())


def test_a_change_says_what_and_why() -> None:
    found = merge(start(reach="internet").rows, generated({"reach": "internet", "login": "none"}), TODAY)
    (change,) = found.changed
    assert change.what == ("state", "facts")
    assert change.why == "To confirm before, open now. “How does App know who calls?” — It does not."


def test_ruled_out_is_a_change_with_its_reason() -> None:
    found = merge(start(reach="internet").rows, generated({"reach": "staff"}), TODAY)
    (change,) = found.changed
    assert "Our own people only" in change.why
    assert row(found, "anonymous-call").state == "ruled out"


def test_a_gone_component_keeps_its_row_and_its_number_is_never_used_again() -> None:
    before = start()
    store = [one for one in before.rows if one.on == "store"]
    without = generated(components=tuple(components_without("store")))
    after = merge([replace(one, decision="mitigate") for one in before.rows], without, TODAY)
    assert [one.id for one in after.gone] == [one.id for one in store]
    assert not row(after, "stale-software", "store").present
    back = merge(after.rows, generated(), TODAY)
    assert row(back, "stale-software", "store").decision == "mitigate"
    assert row(back, "stale-software", "store").number == store[0].number
    assert [change.what for change in back.changed if change.id == store[0].id] == [("returned", "state")]


def components_without(but: str) -> list[Component]:
    return [one for one in shop().components if one.id != but]


def test_a_renamed_rule_keeps_its_row() -> None:
    before = accepted(start(reach="internet", login="none").rows, "anonymous-call")
    after = merge(before, renamed(generated({"reach": "internet", "login": "none"}), "caller-unknown"), TODAY)
    kept = row(after, "caller-unknown")
    assert (kept.decision, kept.id) == ("accept", row_of(before, "anonymous-call").id)
    assert [change.what for change in after.changed] == [("rule",)]
    assert dict(after.renamed) == {"new-id": kept.id}
    assert (after.gone, after.reopened) == ((), ())


def renamed(generation: Generation, name: str) -> Generation:
    threats = tuple(
        replace(one, id="new-id", rule=f"web.app/{name}", was=(one.rule,)) if "anonymous" in one.rule else one
        for one in generation.threats
    )
    return replace(generation, threats=threats)


def row_of(rows: Sequence[Known], rule: str) -> Known:
    return next(one for one in rows if one.rule.endswith(f"/{rule}"))


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"shared": "many", "filter": "identity"}, None),
        ({"shared": "many"}, None),
        ({"shared": "many", "filter": "request"}, "It was to confirm and is open now."),
        ({"shared": "one"}, None),
    ],
)
def test_an_acceptance_reopens_when_what_it_rests_on_gets_worse(answers: dict[str, str], why: str | None) -> None:
    after = merge(accepted(start(shared="many").rows, "wrong-customer"), generated(answers), TODAY)
    kept = row(after, "wrong-customer")
    assert (kept.decision, kept.reopened) == ("accept", why)
    assert [one.why for one in after.reopened] == ([why] if why else [])


def test_an_acceptance_reopens_when_the_level_rises() -> None:
    answers = {"reach": "internet", "login": "none"}
    before = accepted(start(**answers).rows, "anonymous-call")
    after = merge(before, generated(answers, components=holding("details")), TODAY)
    assert row(after, "anonymous-call").reopened == "The level rose from low to high."


def holding(asset: str) -> tuple[Component, ...]:
    parts = shop({"reach": "internet", "login": "none"}).components
    return tuple(one.model_copy(update={"holds": (asset,)}) if one.id == "app" else one for one in parts)


def test_an_acceptance_reopens_when_a_fact_under_it_flips() -> None:
    before = accepted(start(reach="internet", login="password", lockout="nothing").rows, "anonymous-call")
    after = merge(before, generated({"reach": "internet", "login": "none"}), TODAY)
    assert row(after, "anonymous-call").reopened == (
        "An answer under it changed: web.app/login on app was password, now none."
    )


def test_an_acceptance_reopens_when_the_rule_says_something_else() -> None:
    answers = {"reach": "internet", "login": "none"}
    generation = generated(answers)
    other = tuple(replace(one, meaning="another") for one in generation.threats)
    after = merge(accepted(start(**answers).rows, "anonymous-call"), replace(generation, threats=other), TODAY)
    assert row(after, "anonymous-call").reopened == "What the rule says has changed."


@pytest.mark.parametrize(("today", "why"), [(UNTIL, None), (date(2026, 5, 2), "The acceptance ended on 1 May 2026.")])
def test_an_acceptance_holds_to_the_end_of_its_last_day(today: date, why: str | None) -> None:
    answers = {"reach": "internet", "login": "none"}
    after = merge(accepted(start(**answers).rows, "anonymous-call"), generated(answers), today)
    assert row(after, "anonymous-call").reopened == why


def test_once_reopened_it_stays_so_until_somebody_decides_again() -> None:
    answers = {"reach": "internet", "login": "none"}
    late = merge(accepted(start(**answers).rows, "anonymous-call"), generated(answers), date(2027, 1, 1))
    again = merge(late.rows, generated(answers), TODAY)
    assert row(again, "anonymous-call").reopened is not None
    assert again.reopened == merge(late.rows, generated(answers), date(2027, 1, 2)).reopened == ()


@settings(max_examples=cases(60))
@given(st.lists(st.tuples(st.sampled_from(EVERY_STATE), st.booleans(), st.integers(0, 99), st.sampled_from(DECISIONS))))
def test_no_decision_is_lost_under_any_sequence(steps: list[tuple[dict[str, str], bool, int, str]]) -> None:
    rows: tuple[Known, ...] = ()
    decided: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for answers, whole, pick, decision in steps:
        more = {} if whole else {"components": tuple(components_without("store"))}
        rows = merge(rows, generated(answers, **more), TODAY).rows
        assert {one.id: one.decision for one in rows if one.id in decided} == decided
        assert {one.id: one.number for one in rows if one.id in numbers} == numbers
        assert len({one.number for one in rows}) == len(rows)
        if rows:
            chosen = rows[pick % len(rows)]
            rows = tuple(replace(one, decision=decision) if one is chosen else one for one in rows)
            decided = {one.id: one.decision for one in rows}
            numbers = {one.id: one.number for one in rows}
