"""A day with the to-do app: command, modals that lie on each other, Home tab, a reminder."""

from collections.abc import Iterator

import pytest

from bot.sandbox.driver import Refused, Workspace
from tests.apps.conftest import Starts


@pytest.fixture
def workspace(starts: Starts) -> Iterator[Workspace]:
    """The app is running."""
    with starts("todo") as (workspace, _):
        yield workspace


def test_things_are_added_edited_ticked_and_forgotten(workspace: Workspace) -> None:
    developer, architect = workspace.person("developer"), workspace.person("architect")
    developer.types("/todo", "#general")
    developer.sees("Nothing to do.")
    developer.types("/todo dance", "#general")
    developer.sees("I do not know `dance`.")

    developer.types("/todo add", "#general")
    with pytest.raises(Refused, match="Please complete this required field"):
        developer.submits()
    developer.fills({"Title": "Buy milk", "Priority": "High"})
    developer.submits()
    developer.types("/todo add Call the plumber", "#general")
    developer.sees("Added: Call the plumber")
    developer.types("/todo add", "#general")
    developer.fills({"Title": "Buy milk"})
    with pytest.raises(Refused, match="That is on your list already"):
        developer.submits()
    developer.sees("! title: That is on your list already.")
    developer.closes()

    home = developer.opens_home()
    developer.sees("2 to do")
    developer.clicks(":red_circle: Buy milk", home, value="Edit")
    developer.sees("No notes.")
    developer.clicks("Write notes")
    developer.sees("About: Buy milk")
    developer.fills({"Notes": "Two litres, and not the one that was on the shelf for a week"})
    with pytest.raises(Refused, match="Shorter, please"):
        developer.submits()
    developer.fills({"Notes": "Two litres"})
    developer.submits()
    developer.sees("== modal: Edit")
    developer.sees("Two litres")
    developer.fills({"Title": "Buy oat milk", "Priority": "Normal"})
    developer.submits()
    developer.sees("Buy oat milk\n_Two litres_")

    developer.ticks("Buy oat milk", developer.opens_home())
    developer.sees("1 to do")
    developer.sees("~Buy oat milk~")
    developer.clicks("Call the plumber", developer.opens_home(), value="Delete")
    developer.sees("0 to do")
    architect.opens_home()
    architect.sees("0 to do")
    architect.does_not_see("milk")

    developer.types("/todo clear", "#general")
    developer.clicks("Forget")
    developer.sees("Forgotten.")
    developer.does_not_see("oat milk")
    developer.types("/todo clear", "#general")
    developer.clicks("Keep")
    developer.does_not_see("Forget all that is done?")


def test_a_reminder_comes_when_it_was_asked_for(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.opens_home()
    developer.types("/todo add", "#general")
    developer.fills({"Title": "water the plants", "Remind me": "2026-01-06T09:00:00+00:00"})
    developer.submits()
    developer.sees("I will remind you: water the plants")
    workspace.clock.to("2026-01-06T08:59:00+00:00")
    developer.does_not_see("Time to water the plants")
    workspace.clock.advance("PT1M")
    developer.sees("todo: Time to water the plants")
    developer.clicks("Done")
    developer.sees("todo: Done: water the plants")
    developer.opens_home()
    developer.sees("~water the plants~")
    developer.types("/todo list", "#general")
    developer.clicks("Edit")
    developer.fills({"Title": "water all plants"})
    developer.submits()
    developer.sees("~water all plants~")
