"""Faults of deliveries: what comes twice, late, in another order, or never."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.driver import Person, Refused, Workspace
from tests.sandbox.heard import every_event
from tests.sandbox.small_bot import SmallBot

FORM = "payload="


@pytest.fixture
def workspace(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    bot.answer = lambda body: (200, {})
    with Workspace(bot.url, tmp_path / "workspace.db", every_event(tmp_path)) as workspace:
        yield workspace


def texts(bot: SmallBot) -> list[str]:
    """The texts of the messages that came, in order."""
    return [json.loads(body)["event"]["text"] for _, body in bot.requests]


def test_an_event_comes_twice_with_one_id(bot: SmallBot, workspace: Workspace, developer: Person) -> None:
    workspace.faults.duplicates()
    developer.says("one")
    developer.says("two")
    assert texts(bot) == ["one", "one", "two"]
    ids = [json.loads(body)["event_id"] for _, body in bot.requests]
    assert (ids[0] == ids[1], ids[1] == ids[2]) == (True, False)
    assert [headers.get("HTTP_X_SLACK_RETRY_NUM") for headers, _ in bot.requests] == [None] * 3
    assert "fault: duplicate" in [entry["error"] for entry in workspace.log("event")]


def test_an_event_comes_late_by_the_workspaces_clock(bot: SmallBot, workspace: Workspace, developer: Person) -> None:
    workspace.faults.delays(90, count=1)
    developer.says("one")
    developer.says("two")
    workspace.clock.advance("PT89S")
    assert texts(bot) == ["two"]
    workspace.clock.advance("PT1S")
    assert texts(bot) == ["two", "one"]


def test_two_events_are_swapped_and_one_alone_comes_a_minute_later(
    bot: SmallBot, workspace: Workspace, developer: Person
) -> None:
    workspace.faults.reorders()
    developer.says("one")
    developer.says("two")
    assert texts(bot) == ["two", "one"]
    workspace.faults.reorders()
    developer.says("three")
    assert texts(bot) == ["two", "one"]
    workspace.clock.advance("PT1M")
    assert texts(bot) == ["two", "one", "three"]


def test_events_of_a_name_are_lost_and_what_is_ordered_is_listed(
    bot: SmallBot, workspace: Workspace, developer: Person
) -> None:
    workspace.faults.loses(name="message", count=2)
    workspace.faults.call("chat.update", "not_json", count=3)
    developer.says("one")
    (lost, _) = workspace.faults.listed()["faults"]
    assert (lost["kind"], lost["of"], lost["name"], lost["count"]) == ("lost", "events", "message", 1)
    developer.does("home")
    developer.says("two")
    developer.says("three")
    assert [json.loads(body)["event"]["type"] for _, body in bot.requests] == ["app_home_opened", "message"]


def test_what_a_person_does_is_lost_once_and_then_comes_twice(
    bot: SmallBot, workspace: Workspace, developer: Person
) -> None:
    workspace.faults.loses("interactions")
    with pytest.raises(Refused, match="operation_timed_out"):
        developer.types("/threatmodel")
    assert bot.requests == []
    workspace.faults.duplicates("interactions", name="/threatmodel")
    developer.uses_shortcut("threatmodel_anywhere")
    assert len(bot.requests) == 1
    developer.types("/threatmodel")
    first, second = (body for _, body in bot.requests[1:])
    assert first == second
    workspace.faults.delays(0.1, "interactions")
    developer.types("/threatmodel")
    assert len(bot.requests) == 4


def test_what_cannot_be_ordered_is_told(workspace: Workspace) -> None:
    with pytest.raises(AssertionError, match="only events are reordered"):
        workspace.faults._order(kind="reordered", of="interactions")
    with pytest.raises(AssertionError, match="`of` must be events or interactions"):
        workspace.faults.loses("letters")
    with pytest.raises(AssertionError, match="at least 1"):
        workspace.faults.loses(count=0)
