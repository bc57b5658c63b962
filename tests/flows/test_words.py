"""Which time it is, in words and in figures."""

from datetime import date

import pytest

from flows.words import day_in_words, effort, ordinal


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "first"), (2, "second"), (10, "tenth"), (11, "11th"), (12, "12th"), (21, "21st"), (22, "22nd"), (23, "23rd"),
     (24, "24th"), (111, "111th"), (113, "113th"), (121, "121st"), (0, "0th")],
)  # fmt: skip
def test_ordinals(number: int, word: str) -> None:
    assert ordinal(number) == word


def test_a_day_is_written_out() -> None:
    assert day_in_words(date(2026, 12, 20)) == "20 December 2026"
    assert day_in_words(date(2026, 2, 4)) == "4 February 2026"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (45, "45 minutes"), (90, "90 minutes"), (91, "2 hours"), (351, "6 hours"), (1440, "24 hours")],
)
def test_a_time_is_told_as_people_plan_it(minutes: int, words: str) -> None:
    assert effort(minutes) == words
