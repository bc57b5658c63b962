"""Coming back by itself: an approved list that gets worse, a review that nobody answers, a mitigation past its day."""

import re
from datetime import date, datetime, timedelta

import pytest

from bot.sandbox.driver import Message, Person, Workspace, messages
from flows.words import day_in_words
from tests.journeys.test_decisions_seen import first_choice
from tests.journeys.test_reviews import approves, decides
from tests.support.stories import all_threats, answers, button_for, draws, looks_up, opens

KNOWN = {
    "How does a change of": "A pipeline builds and deploys it",
    "Who would go out of their way": "Nobody in particular",
    "Who can delete or overwrite": (
        "Whoever may write or delete there, but old versions stay, and another role alone can delete those"
    ),
    "Do several customers share": "No: it serves one company or household, or each customer has a copy of the whole",
}


def approved(workspace: Workspace, name: str) -> None:
    """A bucket about which something good was said, approved by security."""
    developer, security, product = (workspace.person(role) for role in ("developer", "security", "product"))
    security.types("/threatmodel role security")
    product.types("/threatmodel role product")
    developer.types("/threatmodel role developer")
    draws(developer, name, [("Store", "aws.s3", "account")])
    asked = developer.message_with("[Don't know]")
    choice = next((said for part, said in KNOWN.items() if part in asked.plain), "Don't know")
    developer.clicks(button_for(choice, asked), asked)
    answers(product, KNOWN)
    looks_up(product, KNOWN)
    decides(security, name)
    approves(security, name)


def of(person: Person, text: str) -> list[Message]:
    """Every message with this text, the oldest first."""
    return [message for message in messages(person.state()) if text in message.plain]


def changes(person: Person, part: str, choice: str) -> None:
    """Another answer to the question of which a part is given."""
    person.clicks("Change", next(message for message in reversed(of(person, part)) if "[Change]" in message.plain))
    asked = next(message for message in reversed(of(person, part)) if "[Don't know]" in message.plain)
    person.clicks(button_for(choice, asked), asked)


def test_probe(workspace: Workspace) -> None:
    approved(workspace, "Till")
    print(workspace.person("developer").screen())
    print(all_threats(workspace.person("developer")))
    raise AssertionError
