"""What is drawn is changed whenever somebody sees that it is wrong: at the questions, at the list, once approved."""

import re

import pytest

from bot.sandbox.driver import Message, Person, Refused, Workspace, messages
from tests.journeys.test_reviews import approves, decides
from tests.support.stories import answers, draws

KNOWN = {"Who can open a file in Attic": "Anyone, and every file in it is meant for the whole world"}


def card(person: Person) -> str:
    """The model's card."""
    return person.message_with("*Threat model: Barn*").plain


def listed(person: Person) -> Message:
    """The model's list."""
    return person.message_with("*Threats to Barn*")


@pytest.fixture(scope="module")
def developer(workspace: Workspace) -> Person:
    """A model of two parts, at its first question."""
    developer, security = workspace.person("developer"), workspace.person("security")
    security.types("/threatmodel role security")
    developer.types("/threatmodel role developer")
    draws(developer, "Barn", [("Door", "aws.cloudfront", "internet"), ("Attic", "aws.s3", "account")],
          [("door", "attic")])  # fmt: skip
    return developer


def test_a_forgotten_part_comes_in_while_questions_are_put(developer: Person) -> None:
    developer.types("/threatmodel show Barn")
    head = developer.message_with("A few questions about Barn")
    developer.clicks("Something changed", head)
    developer.fills({"What changed?": "We forgot it.", "Part 1: name": "Cellar", "Part 1: what is it?": "aws.s3"})
    developer.submits()
    developer.fills({"Line 1: from": "door", "Line 1: to": "cellar"})
    developer.submits()
    cards = [m.plain for m in messages(developer.state()) if "*Threat model: Barn*" in m.plain]
    assert len(cards) == 2
    assert all("3 components, 2 flows" in one for one in cards), "the copy too"
    assert sum("[Don't know]" in m.plain for m in messages(developer.state())) == 1, "the question is still the same"


def test_what_is_drawn_is_edited_before_there_is_a_list(developer: Person) -> None:
    developer.clicks("Something changed", developer.message_with("A few questions about Barn"))
    developer.clicks("Edit parts", developer.view())
    developer.clicks("Edit Cellar", developer.view())
    developer.fills({"What is it called?": "Vault", "Where is it?": "account"})
    developer.submits()
    assert "*Vault*" in developer.view().plain
    developer.clicks("Remove Vault", developer.view())
    while developer.state()["views"]:
        developer.closes()
    assert "2 components, 1 flow, " in card(developer)
    developer.does_not_see("*Threats to Barn*")


def test_at_the_list_the_note_goes_on_record_and_questions_go_on(developer: Person, workspace: Workspace) -> None:
    answers(workspace.person("security"), KNOWN)
    developer.clicks("Something changed", listed(developer))
    developer.fills({"What changed?": "There is a roof.", "Part 1: name": "Roof", "Part 1: what is it?": "aws.s3"})
    developer.submits()
    developer.fills({"Line 1: from": "attic", "Line 1: to": "roof"})
    developer.submits()
    assert "3 components, 2 flows" in card(developer)
    assert "next review" not in card(developer), "what was never approved has no date"
    answers(developer, KNOWN)
    assert "In triage" in card(developer)
    assert "Roof" in "".join(m.plain for m in messages(developer.state()))


def test_the_lines_of_a_part_are_shown_corrected_and_removed(developer: Person) -> None:
    developer.clicks("Something changed", listed(developer))
    developer.clicks("Edit parts", developer.view())
    developer.clicks("Edit Attic", developer.view())
    assert "*2 lines* from it or to it" in developer.view().plain
    assert "1. *Data* from Door to Attic\nCarries Customers' content" in developer.view().plain
    assert "2. *Data* from Attic to Roof\nCarries nothing that is listed" in developer.view().plain
    developer.clicks("Edit line 2", developer.view())
    developer.fills({"What does it carry?": ["customer"], "What is it called?": "Hatch", "To: who answers": "attic"})
    with pytest.raises(Refused):
        developer.submits()
    assert "from one part to another" in developer.view().shown["errors"]["to"]
    developer.fills({"To: who answers": "roof"})
    developer.submits()
    assert "Saved; the list follows." in developer.view().plain
    developer.clicks("Edit Roof", developer.view())
    assert "1. *Data* “Hatch” from Attic to Roof\nCarries Customers' content" in developer.view().plain
    developer.clicks("Remove line 1", developer.view(), confirm=False)
    assert "Hatch" in developer.view().plain, "it asks first"
    developer.clicks("Remove line 1", developer.view())
    assert "No line leads from it or to it." in developer.view().plain
    developer.closes()
    assert "· 0 lines" in developer.view().plain, "the window below counts anew"
    assert "3 components, 1 flow, " in card(developer)
    developer.clicks("Add lines", developer.view())
    developer.fills({"Line 1: from": "attic", "Line 1: to": "roof", "Line 1: what it carries": ["customer"]})
    developer.submits()
    developer.closes()
    assert "3 components, 2 flows, " in card(developer)


def test_once_approved_it_is_in_review_by_the_change(developer: Person, workspace: Workspace) -> None:
    security = workspace.person("security")
    decides(workspace.person("product"), "Barn")
    approves(security, "Barn")
    assert "*Approved" in card(developer)
    developer.clicks("Something changed", listed(developer))
    developer.clicks("Edit parts", developer.view())
    assert "*Approved" in card(developer), "looking at it changes nothing"
    developer.clicks("Edit Roof", developer.view())
    developer.fills({"Where is it?": "vendor"})
    developer.submits()
    while developer.state()["views"]:
        developer.closes()
    assert "*In review" in card(developer)
    nudge = developer.message_with("Time to look at Barn again")
    assert "[Nothing changed]" not in nudge.plain
    assert "The architecture is another" in nudge.plain
    assert "[Approve]" in listed(developer).plain
    decides(workspace.person("product"), "Barn")
    approves(security, "Barn")
    assert "looked at again and approved" in developer.message_with("Review of Barn").plain


def test_the_channel_is_told_what_changed_in_an_approved_model(developer: Person, workspace: Workspace) -> None:
    workspace.clock.advance("PT1H")
    developer.clicks("Something changed", listed(developer))
    developer.fills({"What changed?": "A lodger moves in."})
    developer.submits()
    told = developer.message_with("something changed: A lodger moves in.").plain
    assert "Review of Barn" in told
    assert not re.search(r"\*Approved", card(developer))
    answers(developer, KNOWN)
    assert "In triage" in card(developer)
    assert "next review" in card(developer)
