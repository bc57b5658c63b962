"""One answer for all things of a kind: each gets its own row, whoever was faster is left alone."""

import re

import pytest

from bot.sandbox.driver import Message, Person, Workspace, messages
from tests.support.signed import Sender
from tests.support.stories import answers, button_for, draws, puts

BUCKETS = ("Uploads", "Exports", "Logs", "Pictures")
ASKED = "Who can open a file in {} with nothing but the bucket's own address"
NOBODY = "Nobody: block public access is on"
UNBLOCKED = "Nobody now, but nothing would stop a public policy"
ALL = "Anyone, and every file in it is meant for the whole world"


@pytest.fixture(scope="module")
def stores(workspace: Workspace) -> Person:
    """A model of four buckets, its questions put off, its list shown."""
    developer = workspace.person("developer")
    developer.types("/threatmodel role developer")
    draws(developer, "Four stores", [(name, "aws.s3", "account") for name in BUCKETS])
    developer.clicks("Show the threats now")
    return developer


def question(person: Person, bucket: str) -> Message:
    """The message that asks about a bucket."""
    return person.message_with(ASKED.format(bucket))


def asks(person: Person, bucket: str) -> Message:
    """Put the question about a bucket into the thread."""
    puts(person, ASKED.format(bucket))
    return question(person, bucket)


def says(person: Person, choice: str, bucket: str) -> None:
    """Answer the question about a bucket."""
    asked = question(person, bucket)
    found = re.search(rf"\[({re.escape(choice)}[^\]]*)\]", asked.plain)
    person.clicks(found[1] if found else button_for(choice, asked), asked)


def test_one_click_answers_the_others_and_leaves_alone_who_was_faster(workspace: Workspace, stores: Person) -> None:
    developer, architect = stores, workspace.person("architect")
    asked = asks(developer, "Uploads")
    assert "The same is asked of" in asked.plain
    assert all(name in asked.plain.split("The same is asked of")[1] for name in BUCKETS[1:])
    asks(architect, "Exports")
    says(developer, NOBODY, "Uploads")
    offered = question(developer, "Uploads")
    assert "[Same for the other 3: Exports, Logs, Pictures]" in offered.plain

    says(architect, ALL, "Exports")
    shown = question(developer, "Uploads")
    assert "[Same for the other 2: Logs, Pictures]" in shown.plain, "what is offered follows what was answered"
    developer.clicks("Same for the other 2: Logs, Pictures", shown)
    developer.sees("The same is noted of 2 more things.")
    for bucket in ("Logs", "Pictures"):
        said = question(developer, bucket).plain
        assert NOBODY in said
        assert "@developer" in said
    assert "Same for" not in question(developer, "Uploads").plain
    assert "every file in it is meant" in question(developer, "Exports").plain


def test_each_of_them_is_changed_by_itself(workspace: Workspace, stores: Person) -> None:
    architect = workspace.person("architect")
    architect.clicks("Change", question(architect, "Logs"))
    says(architect, UNBLOCKED, "Logs")
    assert "nothing would stop a public policy" in question(architect, "Logs").plain
    assert NOBODY in question(architect, "Pictures").plain


def test_what_was_answered_meanwhile_is_left_alone_and_said(workspace: Workspace) -> None:
    developer, architect = workspace.person("developer"), workspace.person("architect")
    draws(developer, "Two stores", [(name, "aws.s3", "account") for name in ("Left", "Right")])
    developer.clicks("Show the threats now")
    asks(developer, "Left")
    says(developer, NOBODY, "Left")
    old = question(developer, "Left")
    stale = next(
        one for block in old.shown["blocks"] for one in block.get("elements", []) if one["action_id"] == "intake.same"
    )
    asks(architect, "Right")
    says(architect, ALL, "Right")
    Sender(workspace).click("intake.same", stale["value"], "U0DEVELOPER")
    workspace.clock.advance("PT0S")
    told = str(developer.state()["ephemerals"][-1]["plain"])
    assert "Nothing was noted. Left alone, because answered meanwhile: Right." in told
    assert "every file in it is meant" in question(developer, "Right").plain


def test_during_the_intake_the_next_question_is_another_one(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    draws(developer, "Three stores", [(name, "aws.s3", "account") for name in ("One", "Two", "Three")])
    for _ in range(20):
        asked = next(m for m in messages(developer.state()) if "[Don't know]" in m.plain)
        if "The same is asked of" in asked.plain:
            break
        developer.clicks("Don't know", asked)
    text = asked.plain.splitlines()[0].strip("*")
    developer.does("click", target=asked.target, action_id="intake.answer.0")
    answered = developer.message_with("[Same for the other 2:")
    developer.does("click", target=answered.target, action_id="intake.same")
    waiting = [m.plain for m in messages(developer.state()) if "[Don't know]" in m.plain]
    alike = text.replace("One", "{}").replace("Two", "{}").replace("Three", "{}")
    assert all(alike.format(name) not in plain for plain in waiting for name in ("One", "Two", "Three"))
    answers(developer, {})
