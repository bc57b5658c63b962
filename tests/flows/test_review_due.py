"""When a review is due, what it says, and when "Nothing changed" is offered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.review import Nudge, aged, next_due, nudge, snapshot, worst_level
from flows.workload.model import Asset, Fact, Workload
from tests.flows.models import generated, shop

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAID = {
    name: Fact(value=value, at=NOW)
    for name, value in [("reach", "staff"), ("vendor", "own"), ("alone", "nobody"), ("shared", "one")]
}


def review(before: Workload, after: Workload, packs: str = "p1", reviews: int = 0) -> Nudge:
    return nudge(snapshot(before, "p1"), after, packs, NOW, reviews)


@pytest.mark.parametrize(("worst", "days"), [(None, 365), ("low", 365), ("medium", 180), ("critical", 180)])
def test_due_after_half_a_year_or_a_year_where_all_is_low(worst: str | None, days: int) -> None:
    assert next_due(date(2026, 3, 1), worst) == date(2026, 3, 1) + timedelta(days=days)


def test_leap_days_and_years_ends_are_plain_days() -> None:
    assert next_due(date(2028, 2, 29), None) == date(2029, 2, 28)
    assert next_due(date(2026, 12, 31), "high") == date(2027, 6, 29)


def test_the_worst_level_counts_unknowns_at_their_worst_and_not_what_is_mitigated() -> None:
    assert worst_level(generated()) == "critical"
    assert worst_level(generated({"shared": "one", "vendor": "own"})) == "low"


def test_nothing_changed_is_offered_where_nothing_did() -> None:
    assert review(shop(SAID), shop(SAID)) == Nudge((), True, (), ())


@pytest.mark.parametrize(
    ("after", "packs", "says"),
    [
        (shop(SAID, assets=(Asset(id="a", name="New"),)), "p1", "The architecture is another than at the last review."),
        (shop(SAID), "p2", "The rule packs have changed."),
        (shop({**SAID, "reach": "internet"}), "p1", "1 answer has changed."),
        (shop({**SAID, "login": "none", "power": "read"}), "p1", "2 answers have changed."),
        (shop({**SAID, "power": Fact(value="read", proof="run-time", at=NOW)}), "p1", "1 check has changed."),
    ],
)
def test_whatever_changed_is_said_and_nothing_changed_is_not_offered(after: Workload, packs: str, says: str) -> None:
    found = review(shop(SAID), after, packs, reviews=1)
    assert says in found.changes
    assert not found.may_say_nothing_changed
    assert found.spot_check == ()


def test_who_said_it_again_is_no_change() -> None:
    later = {name: Fact(value=fact.value, by="product", at=NOW) for name, fact in SAID.items()}
    assert review(shop(SAID), shop(later)).changes == ()


def test_every_second_time_three_facts_are_checked_others_each_time() -> None:
    spots = [review(shop(SAID), shop(SAID), reviews=number).spot_check for number in range(12)]
    assert [len(spot) for spot in spots] == [0, 3] * 6
    assert len({spot for spot in spots if spot}) > 1
    assert review(shop(SAID), shop(SAID), reviews=1).spot_check == spots[1]


@pytest.mark.parametrize(
    ("proof", "days", "old"),
    [("said", 365, False), ("said", 366, True), ("run-time", 30, False), ("run-time", 31, True), ("plan", 900, False)],
)
def test_facts_age_by_their_proof(proof: str, days: int, old: bool) -> None:
    fact = Fact(value="staff", proof=proof, at=NOW - timedelta(days=days))
    assert (aged(shop({"reach": fact}), NOW) == (("web.app/reach", "app"),)) is old


def test_a_plain_date_ages_and_a_fact_without_one_does_not() -> None:
    workload = shop({"reach": Fact(value="staff", at=date(2020, 1, 1)), "vendor": "own"})
    assert aged(workload, NOW) == (("web.app/reach", "app"),)
