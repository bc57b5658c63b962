"""Reading what was put into a form."""

from datetime import date

import pytest

from bot.blocks.forms import VALUE, day_of
from bot.errors import Refused


def picked(day: object) -> dict[str, dict[str, dict[str, object]]]:
    return {"due": {VALUE: {"selected_date": day}}}


def test_a_day_is_read_as_the_picker_sends_it() -> None:
    assert day_of(picked("2026-12-01"), "due") == date(2026, 12, 1)


@pytest.mark.parametrize("state", [{}, picked(None), picked(""), picked("2026-02-30"), picked("1 December 2026")])
def test_what_is_no_day_is_refused_at_its_field(state: dict[str, dict[str, dict[str, object]]]) -> None:
    with pytest.raises(Refused, match=r"Choose a day\.") as refused:
        day_of(state, "due")
    assert refused.value.fields == ("due",)
