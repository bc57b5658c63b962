"""What was set aside or taken on ends by itself when the level rises to where it would not have been decided so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.decisions import longest_acceptance
from flows.merge import Known, Names, merge, status
from flows.merge.ends import no_longer
from flows.packs.schema import Accept, Level
from flows.risk import LEVELS, is_severe, level_rank
from flows.words import day_in_words
from tests.flows.models import generated
from tests.flows.test_merge_rows import holding, row, start

TODAY = date(2026, 3, 1)
NAMES = Names()
LATE = date(2026, 12, 12)

levels = st.sampled_from(LEVELS)
states = st.sampled_from(("open", "to confirm", "mitigated", "ruled out"))
limits = st.sampled_from((None, Accept(at_most_days=20)))
days = st.integers(-30, 500).map(lambda number: TODAY + timedelta(days=number))


def known(**more: object) -> Known:
    """A row at high that was decided at medium."""
    values = {"state": "open", "level": "high", "judged": "medium", **more}
    return Known("id", "pack/rule", "app", number=1, **values)  # type: ignore[arg-type]


@given(levels, st.none() | levels, states)
def test_what_was_set_aside_ends_where_more_is_at_stake_and_it_is_severe(
    level: Level, judged: Level | None, state: str
) -> None:
    one = known(level=level, judged=judged, state=state, decision="not-applicable")
    risen = judged is not None and level_rank(level) > level_rank(judged)
    ends = risen and is_severe(level) and state != "ruled out"
    told = f"The level rose from {judged} to {level}: it was set aside when less was at stake."
    assert no_longer(one, TODAY, NAMES) == (told if ends else None)


@given(levels, st.none() | levels, states, st.none() | days, limits)
def test_what_was_taken_on_ends_where_its_day_is_later_than_the_new_level_allows(
    level: Level, judged: Level | None, state: str, due: date | None, accept: Accept | None
) -> None:
    one = known(level=level, judged=judged, state=state, decision="mitigate", due=due, accept=accept)
    risen = judged is not None and level_rank(level) > level_rank(judged)
    live = state in ("open", "to confirm")
    ends = risen and live and due is not None and due > longest_acceptance(level, TODAY, accept)
    found = no_longer(one, TODAY, NAMES)
    assert (found is not None) == ends
    if found and due:
        assert found == (
            f"The level rose from {judged} to {level}, and {day_in_words(due)} is later than "
            f"{level.capitalize()} may wait."
        )


@given(levels, states, st.sampled_from(("mitigate", "not-applicable")), days)
def test_what_was_decided_before_its_level_was_kept_stays(level: Level, state: str, decision: str, due: date) -> None:
    assert no_longer(known(level=level, state=state, decision=decision, judged=None, due=due), TODAY, NAMES) is None


@given(levels, levels, st.sampled_from(("mitigate", "not-applicable")), days)
def test_what_does_not_rise_ends_nothing(level: Level, judged: Level, decision: str, due: date) -> None:
    lower, higher = sorted((level, judged), key=level_rank)
    assert no_longer(known(level=lower, judged=higher, decision=decision, due=due), TODAY, NAMES) is None


@given(levels, levels, days)
def test_once_it_has_ended_it_is_open_until_somebody_decides_again(level: Level, judged: Level, due: date) -> None:
    one = known(level=level, judged=judged, decision="mitigate", due=due)
    if why := no_longer(one, TODAY, NAMES):
        ended = replace(one, reopened=why)
        assert no_longer(ended, TODAY, NAMES) is None
        assert status(ended.state, ended.decision, reopened=True) == "open"


def test_without_a_day_nothing_is_too_late() -> None:
    assert no_longer(known(decision="mitigate", due=LATE), None, NAMES) is None
    assert no_longer(known(decision="not-applicable"), None, NAMES) is not None


ANSWERS = {"reach": "internet", "login": "none"}


def decided(rows: Sequence[Known], decision: str, due: date | None = None) -> list[Known]:
    """The rows, each decided at its level."""
    return [replace(one, decision=decision, judged=one.level, due=due) for one in rows]


@pytest.mark.parametrize(
    ("decision", "why"),
    [
        ("not-applicable", "The level rose from low to high: it was set aside when less was at stake."),
        ("mitigate", "The level rose from low to high, and 12 December 2026 is later than High may wait."),
    ],
)
def test_a_generation_reopens_them(decision: str, why: str) -> None:
    before = decided(start(**ANSWERS).rows, decision, LATE)
    after = merge(before, generated(ANSWERS, components=holding("details")), TODAY)
    kept = row(after, "anonymous-call")
    assert (kept.decision, kept.reopened, kept.judged) == (decision, why, "low")
    assert why in [one.why for one in after.reopened]
    again = merge(after.rows, generated(ANSWERS, components=holding("details")), TODAY)
    assert again.reopened == ()


def test_what_was_taken_on_for_soon_stays() -> None:
    before = decided(start(**ANSWERS).rows, "mitigate", TODAY + timedelta(days=90))
    after = merge(before, generated(ANSWERS, components=holding("details")), TODAY)
    assert (row(after, "anonymous-call").reopened, after.reopened) == (None, ())
