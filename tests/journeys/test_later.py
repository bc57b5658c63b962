"""A second form that is put off: what stood in both is kept, it is said, and a button leads back to it."""

import pytest

from bot.sandbox.driver import Message, Person, Workspace


@pytest.fixture
def architect(workspace: Workspace) -> Person:
    """Who begins the models."""
    return workspace.person("architect")


def begun(person: Person, name: str) -> None:
    """A model at its second form."""
    person.types("/threatmodel new")
    person.fills({"What is the feature or system called?": name, "What does it do?": "It keeps money."})
    for number, part in enumerate(["Till", "Vault"], 1):
        person.fills({f"Part {number}: name": part, f"Part {number}: what is it?": "web.app"})
    person.submits()


def told(person: Person, name: str) -> Message:
    """What is said of a draft, to this person alone."""
    message = person.message_with(f"*{name}* is kept as a draft")
    assert "ephemeral" in message.target
    return message


def test_who_puts_it_off_is_told_where_it_is_and_goes_on_from_there(architect: Person, workspace: Workspace) -> None:
    begun(architect, "Put off")
    architect.closes()
    assert "2 parts and no line yet" in told(architect, "Put off").plain
    workspace.person("developer").does_not_see("Put off")
    architect.clicks("Finish the form", told(architect, "Put off"))
    architect.fills({"Line 1: from": "till", "Line 1: to": "vault"})
    architect.does_not_see("is kept as a draft")
    architect.submits()
    workspace.person("developer").sees("*Threat model: Put off*")


def test_lines_that_were_chosen_are_kept_once_each(architect: Person) -> None:
    begun(architect, "Half drawn")
    architect.fills({"Line 1: from": "till", "Line 1: to": "vault", "Line 2: from": "till"})
    architect.closes()
    assert "2 parts and 1 line" in told(architect, "Half drawn").plain
    architect.clicks("Finish the form", told(architect, "Half drawn"))
    assert "Drawn already: Till to Vault." in architect.view().plain.replace("*", "")
    architect.closes()
    assert "2 parts and 1 line" in told(architect, "Half drawn").plain
    architect.clicks("Finish the form", told(architect, "Half drawn"))
    architect.submits()
    assert "2 components, 1 flow" in architect.message_with("*Threat model: Half drawn*").plain.replace("*", "")


def test_a_form_for_more_lines_of_what_has_begun_keeps_nothing_and_promises_nothing(architect: Person) -> None:
    begun(architect, "Begun")
    architect.submits()
    before = len(architect.state()["ephemerals"])
    architect.clicks("Something changed")
    architect.clicks("Edit parts", architect.view())
    architect.clicks("Add lines", architect.view())
    form = architect.view()
    assert form.shown["close"] == "Cancel"
    assert not form.shown["notify_on_close"], "the page asks before it closes"
    architect.fills({"Line 1: from": "till", "Line 1: to": "vault"})
    architect.closes()
    assert len(architect.state()["ephemerals"]) == before
    assert "2 components, 0 flows" in architect.message_with("*Threat model: Begun*").plain.replace("*", "")


def test_where_nobody_can_be_invited_it_says_what_can_be_done(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.says("Shall we?", channel="@architect")
    developer.types("/threatmodel new", channel="@architect")
    heard = str(developer.state()["ephemerals"][-1]["plain"])
    assert "Nobody can be invited to a direct conversation" in heard
    assert "/invite" not in heard
    developer.types("/threatmodel new", channel="@threatbot")
    assert "in the channel where the design is discussed" in str(developer.state()["ephemerals"][-1]["plain"])


def test_the_form_after_something_changed_is_put_off_as_well(architect: Person) -> None:
    begun(architect, "Grown")
    architect.submits()
    architect.clicks("Something changed")
    architect.fills({"What changed?": "A second vault.", "Part 1: name": "Cellar", "Part 1: what is it?": "web.app"})
    architect.submits()
    assert architect.view().shown["close"] == "Later", "the change is saved by now"
    architect.clicks("Add another line", architect.view())
    architect.fills({"Line 1: from": "till", "Line 1: to": "cellar"})
    architect.closes()
    kept = architect.message_with("*Grown* is kept with what changed")
    assert "3 parts and 1 line." in kept.plain
    architect.clicks("Finish the form", kept)
    assert architect.view().shown["close"] == "Later"
    architect.fills({"Line 1: from": "vault", "Line 1: to": "cellar"})
    architect.submits()
    assert "3 components, 2 flows" in architect.message_with("*Threat model: Grown*").plain.replace("*", "")
