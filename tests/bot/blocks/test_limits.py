"""Slack's limits from both sides: the longest that passes, and the shortest that does not."""

from __future__ import annotations

import pytest

from bot.blocks.limits import Problem, check_message, check_update, check_view
from tests.support.limit_table import MOST, Case, cases
from tests.support.specimens import SPECIMENS

CHECKS = {"message": check_message, "view": check_view, "update": check_update}
CASES = [*cases()]


def problems(case: Case) -> list[Problem]:
    return CHECKS[case.kind](case.payload)


@pytest.mark.parametrize("case", [case for case in CASES if case.pointer is None], ids=lambda case: case.name)
def test_it_may_go_to_the_limit(case: Case) -> None:
    assert problems(case) == []


@pytest.mark.parametrize("case", [case for case in CASES if case.pointer is not None], ids=lambda case: case.name)
def test_it_may_not_go_past_it(case: Case) -> None:
    first, *others = problems(case)
    assert first.pointer == case.pointer
    assert {other.message for other in others} <= {first.message}, "nothing else is wrong"


def test_every_specimen_passes_and_stands_in_the_table() -> None:
    for name, (surface, payload, _) in SPECIMENS.items():
        assert CHECKS["message" if surface == "message" else "view"](payload) == [], name
    alone = {"carousel", "plan", "call", "task_card", "card with an icon of Slack's", "container with a rich title"}
    assert set(SPECIMENS) - set(MOST) == alone, "whose numbers others have, or which have none of a field's own"
