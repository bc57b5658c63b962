"""What counts as worse of a threat than people were told: never what is the same or better, and always what is."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.merge import Told, worse
from flows.review import PAUSES, pause
from flows.risk import LEVELS, level_rank
from flows.threats.types import State

STATES: tuple[State, ...] = get_args(State)
CONTROLS = st.frozensets(st.sampled_from(["a/one", "a/two", "a/three"]))
TOLD = st.builds(Told, st.sampled_from(STATES), st.sampled_from(LEVELS), CONTROLS)
ORDER = {"ruled out": 0, "mitigated": 1, "to confirm": 2, "open": 3}


@pytest.mark.parametrize(
    ("before", "now", "ways"),
    [
        (None, Told("open", "low"), ("new",)),
        (None, Told("to confirm", "low"), ("new",)),
        (None, Told("mitigated", "high"), ()),
        (Told("ruled out", "high"), Told("open", "low"), ("new",)),
        (Told("open", "high"), Told("ruled out", "high"), ()),
        (Told("mitigated", "low"), Told("to confirm", "low"), ("state",)),
        (Told("mitigated", "low", frozenset({"a/one"})), Told("open", "high"), ("state", "level", "control")),
        (Told("open", "medium"), Told("open", "high"), ("level",)),
        (Told("open", "high"), Told("open", "medium"), ()),
        (Told("mitigated", "low", frozenset({"a", "b"})), Told("mitigated", "low", frozenset({"b"})), ("control",)),
        (Told("open", "low"), Told("mitigated", "low", frozenset({"a"})), ()),
    ],
)
def test_each_way(before: Told | None, now: Told, ways: tuple[str, ...]) -> None:
    assert worse(before, now) == ways


@given(TOLD)
def test_the_same_is_not_worse(told: Told) -> None:
    assert worse(told, told) == ()


@given(TOLD, TOLD)
def test_of_two_that_differ_one_way_or_the_other_is_worse_or_both_are_settled(one: Told, other: Told) -> None:
    if worse(one, other) or worse(other, one):
        return
    assert one == other or {one.state, other.state} <= {"ruled out", "mitigated"}


@given(TOLD, TOLD)
def test_what_is_better_in_everything_alarms_nobody(before: Told, now: Told) -> None:
    better = (
        ORDER[now.state] <= ORDER[before.state],
        level_rank(now.level) <= level_rank(before.level),
        before.holds <= now.holds,
    )
    if all(better):
        assert worse(before, now) == ()


def test_pauses_grow_and_the_last_one_stays() -> None:
    assert [pause(asked) for asked in range(1, 4)] == list(PAUSES) == sorted(PAUSES)
    assert pause(4) == pause(1_000) == PAUSES[-1]
