"""How late what is done about a threat may be, who may agree to more, and how it reads."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.decisions import acceptance, longest_acceptance
from flows.packs.schema import Accept, Level, Role
from flows.postponing import Bearer, is_beyond, postponed, put_off
from flows.risk import LEVELS

TODAY = date(2026, 3, 1)
DAYS = st.integers(0, 800).map(lambda days: timedelta(days=days))
LIMITS = st.sampled_from([None, Accept(at_most_days=10), Accept(needs=("product",)), Accept(not_by="owner-team")])
BEARERS = st.builds(
    Bearer,
    st.sets(st.sampled_from(("security", "product", "developer"))),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
SECURITY: tuple[Role, ...] = ("security",)


@given(st.sampled_from(LEVELS), DAYS, DAYS, BEARERS, LIMITS)
def test_nobody_alone_puts_it_off_for_ever(
    level: Level, wait: timedelta, ago: timedelta, bearer: Bearer, accept: Accept | None
) -> None:
    """Whoever may give a day gives one within the limit, or could accept the risk until then."""
    day, since = TODAY + wait, TODAY - ago
    if postponed(level, day, TODAY, since, bearer, accept) is not None:
        return
    within = day <= longest_acceptance(level, since, accept)
    until = max(day, TODAY + timedelta(days=1))
    refusal = acceptance(level, until, TODAY, bearer.roles, is_owner=bearer.owns, accept=accept)
    bears = refusal is None and bearer.is_member and not bearer.does_it
    assert within != is_beyond(level, day, since, accept)
    assert within or bears


@given(st.sampled_from(LEVELS), DAYS, DAYS, LIMITS)
def test_within_the_limit_anybody_may(level: Level, wait: timedelta, ago: timedelta, accept: Accept | None) -> None:
    day, since = TODAY + wait, TODAY - ago
    anybody = postponed(level, day, TODAY, since, Bearer((), owns=True, does_it=True, is_member=False), accept)
    assert (anybody is None) == (day <= longest_acceptance(level, since, accept))


@pytest.mark.parametrize(
    ("bearer", "says"),
    [
        (Bearer(()), "accepted by somebody with the role security"),
        (Bearer(SECURITY, owns=True), "owner cannot accept this high risk"),
        (Bearer(SECURITY, does_it=True), "Whoever does it cannot agree to more themselves"),
        (Bearer(SECURITY, is_member=False), "Guests cannot agree to more"),
    ],
)
def test_who_cannot_bear_the_risk_is_told_the_limit_and_why(bearer: Bearer, says: str) -> None:
    since = TODAY - timedelta(days=100)
    refusal = str(postponed("high", TODAY + timedelta(days=1), TODAY, since, bearer))
    assert refusal.startswith(
        "High may wait until 19 February 2026, 90 days from when it was taken on; a later date is"
    )
    assert says in refusal


def test_who_bears_it_gives_one_more_such_span_at_most() -> None:
    since, bearer = TODAY - timedelta(days=100), Bearer(SECURITY)
    assert postponed("high", TODAY + timedelta(days=90), TODAY, since, bearer) is None
    assert "agree to 30 May 2026 at the latest" in str(
        postponed("high", TODAY + timedelta(days=91), TODAY, since, bearer)
    )
    assert "has passed" in str(postponed("low", TODAY - timedelta(days=1), TODAY, TODAY, bearer))


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (0, ""),
        (1, "put off once, first promised for 1 March 2026"),
        (2, "put off twice, first promised for 1 March 2026"),
        (7, "put off 7 times, first promised for 1 March 2026"),
    ],
)
def test_how_often_it_was_put_off_in_words(times: int, words: str) -> None:
    assert put_off(times, TODAY) == words
