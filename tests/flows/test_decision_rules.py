"""Who may accept, set aside and approve, and for how long."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.decisions import (
    acceptance,
    approval,
    half_acceptance,
    longest_acceptance,
    mitigation,
    needed,
    not_applicable,
    own_word,
    two_look,
)
from flows.packs.schema import Accept, Role
from flows.words import day_in_words

TODAY = date(2026, 3, 1)
DEVELOPER, SECURITY = ("developer",), ("security",)
LEVELS = ("low", "medium", "high", "critical")


def refused(level: str, days: int, *roles: str, is_owner: bool = False, accept: Accept | None = None) -> str | None:
    return acceptance(level, TODAY + timedelta(days=days), TODAY, roles, is_owner=is_owner, accept=accept)


@pytest.mark.parametrize(("level", "days"), [("critical", 30), ("high", 90), ("medium", 365), ("low", 365)])
def test_each_level_has_its_longest_acceptance(level: str, days: int) -> None:
    assert refused(level, days, "security") is None
    assert f"{days} days at most" in str(refused(level, days + 1, "security"))


@pytest.mark.parametrize("days", [0, -5])
def test_an_acceptance_ends_after_today(days: int) -> None:
    assert "must end after today (1 March 2026, UTC)" in str(refused("low", days))


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


@pytest.mark.parametrize(("level", "days"), [("critical", 30), ("high", 90), ("medium", 365), ("low", 365)])
def test_a_mitigation_is_due_when_an_acceptance_would_end(level: str, days: int) -> None:
    for fine in (0, 1, days):
        assert mitigation(level, TODAY + timedelta(days=fine), TODAY) is None
    last = day_in_words(TODAY + timedelta(days=days))
    assert f"{level} risk is due within {days} days, by {last}" in str(mitigation(level, date(9999, 1, 1), TODAY))
    assert mitigation(level, TODAY + timedelta(days=days + 1), TODAY) is not None
    assert "has passed; choose one from today on (1 March 2026, UTC)" in str(
        mitigation(level, TODAY - timedelta(days=1), TODAY)
    )


def test_a_rule_that_shortens_an_acceptance_shortens_that_too() -> None:
    assert "within 7 days" in str(mitigation("low", TODAY + timedelta(days=8), TODAY, Accept(at_most_days=7)))


@given(st.sampled_from(LEVELS), st.integers(-10, 400), st.sets(st.sampled_from(["security", "product"])), st.booleans())
def test_a_refusal_never_turns_into_consent_at_a_higher_level(
    level: str, days: int, roles: set[str], owner: bool
) -> None:
    if refused(level, days, *roles, is_owner=owner) is not None:
        for higher in LEVELS[LEVELS.index(level) :]:
            assert refused(higher, days, *roles, is_owner=owner) is not None


def half(level: str, days: int, *roles: str, agreed: tuple[str, ...] = (), is_owner: bool = False) -> str | None:
    until = TODAY + timedelta(days=days)
    return half_acceptance(level, until, TODAY, roles, agreed, is_owner=is_owner, accept=BOTH)


BOTH = Accept(not_by="owner-team", needs=("security", "product"), at_most_days=90)


def test_the_levels_own_role_stands_before_the_rules() -> None:
    assert needed("low") == ()
    assert needed("high") == ("security",)
    assert needed("high", Accept(needs=("product", "security"))) == ("security", "product")
    assert needed("medium", Accept(needs=("compliance",))) == ("compliance",)


def test_each_of_several_roles_may_accept_its_part() -> None:
    assert half("critical", 30, "security") is None
    assert half("critical", 30, "product", "architect") is None
    assert half("high", 90, "product", agreed=("security",)) is None


def test_half_an_acceptance_keeps_the_rules_of_a_whole_one() -> None:
    assert "takes the role security and the role product" in str(half("high", 10, "architect"))
    assert str(half("high", 10, "security", agreed=("security",))).startswith("It still takes the role product")
    assert "ask somebody who holds it" in str(half("high", 10, "security", agreed=("security",)))
    assert "owner cannot accept" in str(half("low", 10, "security", is_owner=True))
    assert "30 days at most" in str(half("critical", 31, "security"))
    assert "must end after today" in str(half("high", 0, "security"))


@given(
    st.sampled_from(LEVELS),
    st.sets(st.sampled_from(["security", "product", "developer"])),
    st.sets(st.sampled_from(["security", "product"])),
)
def test_whoever_makes_it_whole_could_have_made_half_of_it(level: str, roles: set[str], agreed: set[str]) -> None:
    whole = refused(level, 10, *roles, *agreed, accept=BOTH)
    alone = refused(level, 10, *agreed, accept=BOTH)
    if whole is None and alone is not None:
        assert half(level, 10, *roles, agreed=tuple(agreed)) is None


@given(st.lists(st.sets(st.sampled_from(get_args(Role)), min_size=1), max_size=5))
def test_two_people_look_where_two_could_each_speak_in_another_role(people: list[set[Role]]) -> None:
    found = any(
        one != other and mine != theirs
        for one, held in enumerate(people)
        for other, others in enumerate(people)
        for mine in held
        for theirs in others
    )
    assert two_look(people) == found


def test_who_set_aside_what_is_severe_is_told_which_before_they_approve() -> None:
    assert own_word(()) is None
    assert str(own_word((3,))).startswith(
        "You set T-3 aside yourself, at high or critical: somebody else has to approve"
    )
    assert "T-9, T-10 and others aside" in str(own_word(range(1, 13)))


def test_not_applicable_needs_a_code() -> None:
    assert not_applicable("fact-wrong") is None
    assert "rule-wrong-here" in str(not_applicable("because"))


@pytest.mark.parametrize(
    ("worst", "roles", "touched", "more", "says"),
    [
        ("low", (), (DEVELOPER,), {}, None),
        (None, (), (), {}, None),
        ("low", (), (DEVELOPER,), {"is_owner": True}, "owner cannot approve"),
        ("low", (), (DEVELOPER,), {"is_member": False}, "Guests"),
        ("high", ("developer",), (DEVELOPER, SECURITY), {}, "role security"),
        ("critical", SECURITY, (SECURITY, SECURITY), {}, "no two people of different roles"),
        ("critical", SECURITY, ((*SECURITY, *DEVELOPER),), {}, "no two people of different roles"),
        ("critical", SECURITY, (SECURITY, DEVELOPER), {}, None),
        ("critical", SECURITY, ((*SECURITY, *DEVELOPER), SECURITY), {}, None),
    ],
)
def test_approvals(
    worst: str | None, roles: tuple[str, ...], touched: tuple[tuple[str, ...], ...], more: dict[str, bool], says: str
) -> None:
    missing = approval(worst, roles, touched, **({"is_owner": False} | more))
    assert (missing == ()) if says is None else (says in " ".join(missing))


def test_all_that_stands_against_an_approval_is_said_at_once() -> None:
    owner, role, two = approval("critical", ("developer",), (DEVELOPER,), is_owner=True)
    assert owner == "The model's owner cannot approve it; ask somebody else."
    assert role == "The worst risk is critical: somebody with the role security approves it."
    assert two.endswith("first somebody else, of another role, answers a question or decides on a threat.")
