"""The workspace's clock: it stands still, moves by acts, and takes the bot's clock with it."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import App

from bot.sandbox.clock import parse_duration, parse_time
from bot.sandbox.driver import Person, Workspace
from bot.sandbox.errors import MalformedActError
from tests.sandbox.small_bot import Json, SmallBot
from tests.support.manifests import small_file


def test_it_stands_still_until_it_is_moved(app: App, workspace: Workspace, bot: SmallBot) -> None:
    assert workspace.clock.now == "2026-01-05T09:00:00+00:00"
    workspace.clock.advance("P90DT1H")
    assert workspace.clock.now == "2026-04-05T10:00:00+00:00"
    workspace.clock.to("2026-02-28T00:00:00Z")
    assert workspace.clock.now == "2026-02-28T00:00:00+00:00"
    assert bot.clocks == ["2026-04-05T10:00:00+00:00", "2026-02-28T00:00:00+00:00"]


def test_it_stops_where_the_bot_has_something_due(app: App, workspace: Workspace, bot: SmallBot) -> None:
    due = ["2026-01-06T09:00:00+00:00", "2026-01-08T09:00:00+00:00", "2027-01-01T00:00:00+00:00"]
    bot.pending = [{"kind": "review", "age": 0, "next_at": moment} for moment in due]
    reply = workspace.clock.advance("P10D")
    assert bot.clocks == [due[0], due[1], "2026-01-15T09:00:00+00:00"]
    assert [row["next_at"] for row in reply["pending"]] == due[2:]


def planned(kind: str, day: str) -> Json:
    """A row of the app's report."""
    return {"kind": kind, "age": 0, "next_at": f"{day}T09:00:00+00:00"}


def test_it_goes_on_until_something_of_a_kind_comes_however_early(
    app: App, workspace: Workspace, bot: SmallBot, developer: Person
) -> None:
    bot.pending = [planned("acceptance", "2026-02-25"), planned("review", "2026-05-25"), planned("list", "2026-01-20")]

    def ticked(now: str) -> None:
        if now.startswith("2026-02-25"):  # the acceptance's end is what the review was for
            bot.pending = [planned("review", "2026-06-01")]

    bot.ticked = ticked
    developer.does("clock", until="review")
    assert [moment[:10] for moment in bot.clocks] == ["2026-01-20", "2026-02-25"]
    developer.does("clock", until="review")
    assert bot.clocks[-1][:10] == "2026-06-01"
    assert developer.act("clock", until="review")["error"]["code"] == "nothing_planned"


def test_what_is_brought_forward_on_the_way_is_met_then(
    app: App, workspace: Workspace, bot: SmallBot, developer: Person
) -> None:
    bot.pending = [planned("change", "2026-02-25"), planned("review", "2026-05-25")]

    def ticked(now: str) -> None:
        if now.startswith("2026-02-25"):
            bot.pending = [planned("review", "2026-03-01"), planned("review", "2026-05-25")]

    bot.ticked = ticked
    developer.does("clock", until="review")
    assert workspace.clock.now == "2026-03-01T09:00:00+00:00"


def test_what_is_due_and_not_done_is_not_settled(app: App, bot: SmallBot, developer: Person) -> None:
    bot.pending = [{"kind": "deliver", "age": 1, "next_at": None}]
    reply = developer.act("message", channel="#general", text="Hello")
    assert (reply["ok"], reply["settled"], reply["pending"]) == (True, False, bot.pending)


def test_it_is_kept_over_a_restart(app: App, workspace: Workspace, developer: Person) -> None:
    workspace.clock.advance("P1D")
    before = developer.says("Hello")
    workspace.kill()
    workspace.start()
    assert workspace.clock.now == "2026-01-06T09:00:00+00:00"
    workspace.clock.to("2026-01-01T00:00:00Z")
    after = developer.says("A year ago")
    assert after.ts > before.ts


def test_a_running_clock_keeps_its_offset(bot: SmallBot, tmp_path: Path) -> None:
    with Workspace(bot.url, tmp_path / "w.db", small_file(tmp_path), frozen=False) as workspace:
        before = parse_time(workspace.clock.now)
        workspace.clock.advance("P90D")
        workspace.restart()
        assert parse_time(workspace.clock.now) - before >= timedelta(days=90)


@pytest.mark.parametrize(
    "field",
    [
        {"advance": "P1M"},
        {"advance": "90"},
        {"advance": "P99999999W"},
        {"advance": "P9999W"},
        {"to": "1999-01-01"},
        {"to": "tomorrow"},
        {},
    ],
)
def test_other_times_are_refused_in_words(app: App, developer: Person, field: dict[str, str]) -> None:
    assert developer.act("clock", **field)["error"]["code"] == "invalid_act"


@given(weeks=st.integers(0, 99), days=st.integers(0, 999), hours=st.integers(0, 99), seconds=st.integers(0, 9999))
def test_a_duration_is_the_sum_of_its_parts(weeks: int, days: int, hours: int, seconds: int) -> None:
    expected = timedelta(weeks=weeks, days=days, hours=hours, seconds=seconds)
    assert parse_duration(f"P{weeks}W{days}DT{hours}H{seconds}S") == expected


@given(st.text(max_size=12))
def test_any_other_text_is_no_duration(text: str) -> None:
    if not text.startswith("P"):
        with pytest.raises(MalformedActError, match="is not an ISO duration"):
            parse_duration(text)
