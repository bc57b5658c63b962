"""Answers make facts: the latest counts, a contradiction of those who know does not."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.intake.answers import Answer, apply, contested, unplaced
from flows.workload.model import Workload
from tests.flows.models import fixture_library, shop

LIBRARY = fixture_library()
START = datetime(2026, 3, 1, tzinfo=UTC)


def said(value: str, minute: int = 0, fact: str = "reach", on: str = "app", **more: object) -> Answer:
    return Answer(f"web.app/{fact}", on, value, "somebody", START + timedelta(minutes=minute), **more)


def reach(workload: Workload) -> str | None:
    fact = workload.components[1].facts.get("web.app/reach")
    return fact.value if fact else None


def test_an_answer_stands_where_its_fact_stands() -> None:
    answers = [
        said("staff"),
        said("read", fact="power", on="role"),
        said("shared", fact="vendor", on="sign-in"),
        said("many", fact="shared", on="details"),
        said("nobody", fact="alone", on="workload"),
    ]
    found = apply(shop(), answers, LIBRARY)
    expected = {"reach": "staff", "power": "read", "vendor": "shared", "shared": "many", "alone": "nobody"}
    assert facts(found) == facts(shop(expected))
    assert found.components[1].facts["web.app/reach"].by == "somebody"


def test_a_fact_keeps_the_role_in_which_somebody_said_it() -> None:
    found = apply(shop(), [said("staff", role="developer")], LIBRARY)
    assert found.components[1].facts["web.app/reach"].role == "developer"


def facts(workload: Workload) -> dict[str, str]:
    things = (workload, *workload.components, *workload.flows, *workload.assets)
    return {name: fact.value for one in things for name, fact in one.facts.items()}


@pytest.mark.parametrize("order", list(permutations([said("internet", 1), said("staff", 2), said("internet", 3)])))
def test_the_latest_wins_in_whatever_order_they_arrive(order: tuple[Answer, ...]) -> None:
    assert reach(apply(shop(), order, LIBRARY)) == "internet"


def test_of_equally_late_ones_the_last_given_wins() -> None:
    assert reach(apply(shop(), [said("internet"), said("staff")], LIBRARY)) == "staff"


def test_unknown_takes_an_answer_back_even_one_of_the_file() -> None:
    assert reach(apply(shop({"reach": "staff"}), [said("unknown")], LIBRARY)) is None
    assert reach(apply(shop(), [said("staff"), said("unknown", 1), said("internet", 2)], LIBRARY)) == "internet"


def test_two_roles_that_know_and_differ_leave_it_unknown() -> None:
    answers = [said("staff", 1, role="developer"), said("internet", 2, role="architect")]
    answers = [Answer(a.fact, a.on, a.value, f"a {a.role}", a.at, role=a.role) for a in answers]
    assert reach(apply(shop({"reach": "staff"}), answers, LIBRARY)) is None
    assert [one.by for one in contested(answers, LIBRARY)["web.app/reach", "app"]] == ["a developer", "a architect"]


def test_one_person_in_two_roles_contests_nothing() -> None:
    answers = [said("staff", 1, role="developer"), said("internet", 2, role="architect")]
    assert reach(apply(shop(), answers, LIBRARY)) == "internet"


def test_a_role_that_is_not_named_supersedes_and_is_superseded() -> None:
    answers = [said("staff", 1, role="developer"), said("internet", 2, role="product")]
    assert reach(apply(shop(), answers, LIBRARY)) == "internet"


def test_proof_or_agreement_ends_a_contest() -> None:
    first = Answer("web.app/reach", "app", "staff", "one", START, role="developer")
    second = Answer("web.app/reach", "app", "internet", "two", START + timedelta(minutes=1), role="architect")
    agreed = Answer("web.app/reach", "app", "internet", "one", START + timedelta(minutes=2), role="developer")
    assert reach(apply(shop(), [first, second, agreed], LIBRARY)) == "internet"
    assert reach(apply(shop(), [first, second, said("staff", 3, proof="plan")], LIBRARY)) == "staff"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (said("staff", on="gone"), "There is no component gone any more."),
        (said("all"), "is no choice of web.app/reach any more"),
        (said("x", fact="other"), "No pack has the fact web.app/other any more."),
    ],
)
def test_what_counts_no_more_is_left_out_and_said(answer: Answer, words: str) -> None:
    assert apply(shop(), [answer], LIBRARY) == shop()
    assert words in unplaced(shop(), [answer], LIBRARY)[answer]


@given(st.lists(st.tuples(st.sampled_from(["internet", "staff", "unknown"]), st.integers(0, 5)), max_size=8))
def test_applying_again_changes_nothing(given: list[tuple[str, int]]) -> None:
    answers = [said(value, minute) for value, minute in given]
    once = apply(shop(), answers, LIBRARY)
    assert apply(once, answers, LIBRARY) == once
