"""Days in reports: one form in every sentence and table, whatever the zone of the moment."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from flows.report.dates import day, iso_day, moment_of
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.types import Decided, Report
from flows.workload.model import Assumption
from tests.flows.report.reports import decided, report

LATE = datetime(2026, 5, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))


def dated() -> Report:
    """A report with a day at every place that has one."""
    at = datetime(2026, 11, 24, tzinfo=UTC)
    ended = "The acceptance ended on 20 December 2026."
    made = decided(anonymous_call=Decided("accept", "U2", at, "Fine.", date(2026, 12, 20), reopened=ended))
    assumed = Assumption(id="quiet", text="Nobody calls.", until=date(2027, 1, 3))
    workload = report(assumptions=(assumed,)).workload
    return replace(made, workload=workload, next_review=date(2027, 5, 1))


def test_a_day_is_that_of_utc() -> None:
    assert (day(LATE), iso_day(LATE)) == ("30 April 2026", "2026-04-30")
    assert moment_of(LATE) == "30 April 2026, 23:30 UTC"


@pytest.mark.parametrize("layout", [markdown, html])
def test_all_days_of_a_report_have_one_form(layout: object) -> None:
    text = layout(dated())  # type: ignore[operator]
    for written in ("24 November 2026, 02:13 UTC", "1 May 2027", "3 January 2027", "20 December 2026", "1 December"):
        assert written in text
    assert re.findall(r"\b\d{4}-\d\d-\d\d\b", text) == []
