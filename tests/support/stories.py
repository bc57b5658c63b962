"""Beginnings of conversations that several tests share."""

import re
from collections.abc import Mapping

from tests.support.workspace import Message, Person, messages


def begins(person: Person, name: str = "Picture shop", channel: str = "#checkout-design") -> None:
    """A new model of a distribution in front of a bucket, up to its first question."""
    person.types("/threatmodel new", channel)
    person.fills(
        {
            "What is the feature or system called?": name,
            "What does it do?": "Customers who pay may open their pictures.",
            "What kinds of data does it hold or pass on?": ["customer"],
            "Which of them is the most sensitive?": "customer",
            "Part 1: name": "Edge",
            "Part 1: what is it?": "aws.cloudfront",
            "Part 1: where is it?": "internet",
            "Part 2: name": "Picture store",
            "Part 2: what is it?": "aws.s3",
            "Part 2: where is it?": "account",
        }
    )
    person.submits()
    person.fills({"Line 1: from": "edge", "Line 1: to": "picture-store", "Line 1: what it carries": ["customer"]})
    person.submits()


def answers(person: Person, known: Mapping[str, str]) -> None:
    """Answers every open question: as ``known`` says (a part of the question -> the choice), else "don't know"."""
    for _ in range(40):
        asked = [message for message in messages(person.state()) if "[Don't know]" in message.plain]
        if not asked:
            return
        question = asked[-1]
        choice = next((said for part, said in known.items() if part in question.plain), "Don't know")
        person.clicks(button_for(choice, question), question)
    raise AssertionError(f"the questions do not end\n{person.screen()}")


def button_for(choice: str, question: Message) -> str:
    """The button of a choice: itself, or the letter under which a long one is written out."""
    if f"[{choice}]" in question.plain:
        return choice
    found = re.search(rf"\*([A-J])\*\s+{re.escape(choice)}", question.plain)
    assert found, f"no choice {choice!r} in\n{question.plain}"
    return found[1]


def number_of(person: Person, title: str) -> str:
    """The ``T-12`` of the threat that the list shows with this title."""
    found = re.search(rf"(T-\d+) · [^\n]*{re.escape(title)}", person.screen())
    assert found, f"no threat {title!r}\n{person.screen()}"
    return found[1]
