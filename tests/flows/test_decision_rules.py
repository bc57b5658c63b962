"""Who may accept, set aside and approve, and for how long."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.decisions import acceptance, approval, longest_acceptance, not_applicable
from flows.packs.schema import Accept

TODAY = date(2026, 3, 1)
LEVELS = ("low", "medium", "high", "critical")


def refused(level: str, days: int, *roles: str, is_owner: bool = False, accept: Accept | None = None) -> str | None:
    return acceptance(level, TODAY + timedelta(days=days), TODAY, roles, is_owner=is_owner, accept=accept)


@pytest.mark.parametrize(("level", "days"), [("critical", 30), ("high", 90), ("medium", 365), ("low", 365)])
def test_each_level_has_its_longest_acceptance(level: str, days: int) -> None:
    assert refused(level, days, "security") is None
    assert f"{days} days at most" in str(refused(level, days + 1, "security"))


@pytest.mark.parametrize("days", [0, -5])
def test_an_acceptance_ends_after_today(days: int) -> None:
    assert "must end after today (2026-03-01)" in str(refused("low", days))


@pytest.mark.parametrize("level", ["high", "critical"])
def test_high_and_above_need_security_from_outside_the_team(level: str) -> None:
    assert "role security" in str(refused(level, 10, "developer"))
    assert "owner cannot accept" in str(refused(level, 10, "security", is_owner=True))


@pytest.mark.parametrize("level", ["low", "medium"])
def test_below_high_the_owner_may_accept(level: str) -> None:
    assert refused(level, 10, is_owner=True) is None


def test_a_rule_may_ask_for_more() -> None:
    accept = Accept(not_by="owner-team", needs=("security", "product"), at_most_days=30)
    assert "owner cannot accept" in str(refused("low", 10, "product", "security", is_owner=True, accept=accept))
    assert "the role product" in str(refused("low", 10, "security", accept=accept))
    assert "30 days at most" in str(refused("low", 31, "security", "product", accept=accept))
    assert refused("low", 30, "security", "product", accept=accept) is None


def test_a_rule_never_allows_longer_than_the_level() -> None:
    assert longest_acceptance("critical", TODAY, Accept(at_most_days=365)) == TODAY + timedelta(days=30)


@given(st.sampled_from(LEVELS), st.integers(-10, 400), st.sets(st.sampled_from(["security", "product"])), st.booleans())
def test_a_refusal_never_turns_into_consent_at_a_higher_level(
    level: str, days: int, roles: set[str], owner: bool
) -> None:
    if refused(level, days, *roles, is_owner=owner) is not None:
        for higher in LEVELS[LEVELS.index(level) :]:
            assert refused(higher, days, *roles, is_owner=owner) is not None


def test_not_applicable_needs_a_code() -> None:
    assert not_applicable("fact-wrong") is None
    assert "rule-wrong-here" in str(not_applicable("because"))


@pytest.mark.parametrize(
    ("worst", "roles", "touched", "more", "says"),
    [
        ("low", (), ("developer",), {}, None),
        (None, (), (), {}, None),
        ("low", (), ("developer",), {"is_owner": True}, "owner cannot approve"),
        ("low", (), ("developer",), {"is_member": False}, "Guests"),
        ("high", ("developer",), ("developer", "security"), {}, "role security"),
        ("critical", ("security",), ("security", "security"), {}, "only one role"),
        ("critical", ("security",), ("security", "developer"), {}, None),
    ],
)
def test_approvals(
    worst: str | None, roles: tuple[str, ...], touched: tuple[str, ...], more: dict[str, bool], says: str
) -> None:
    refusal = approval(worst, roles, touched, **({"is_owner": False} | more))
    assert (refusal is None) if says is None else (says in str(refusal))
