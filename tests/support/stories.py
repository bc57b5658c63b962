"""Beginnings of conversations that several tests share."""

import re
from collections.abc import Mapping
from itertools import pairwise

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


def draws(person: Person, name: str, *parts: tuple[str, str], kinds: str = "customer") -> None:
    """A new model of parts (name, type) in one account, each sending its data on, up to its first question."""
    person.types("/threatmodel new")
    person.fills(
        {
            "What is the feature or system called?": name,
            "What does it do?": "Keeps what people have sent.",
            "What kinds of data does it hold or pass on?": [kinds],
            "Which of them is the most sensitive?": kinds,
        }
    )
    for number, (part, type_) in enumerate(parts, 1):
        label = f"Part {number}"
        person.fills({f"{label}: name": part, f"{label}: what is it?": type_, f"{label}: where is it?": "account"})
    person.submits()
    ids = [part.lower() for part, _ in parts]
    for number, (source, target) in enumerate(pairwise(ids), 1):
        line = f"Line {number}"
        person.fills({f"{line}: from": source, f"{line}: to": target, f"{line}: what it carries": [kinds]})
    person.submits()


def looks_up(person: Person, known: Mapping[str, str]) -> None:
    """Answers what stands under "To confirm", as far as something is known."""
    for _ in range(12):
        person.clicks("To confirm")
        listed = person.view().plain
        found = next((m[1] for m in re.finditer(r"(\d+)\. ([^\n]+)", listed) if any(q in m[2] for q in known)), None)
        if found is None:
            person.closes()
            return
        person.clicks(f"Answer {found}")
        person.closes()
        answers(person, known)
    raise AssertionError(person.screen())


def all_threats(person: Person) -> str:
    """Every page of the whole list."""
    person.clicks("All threats")
    pages = [person.view().plain]
    while "[Next]" in pages[-1]:
        person.clicks("Next", person.view())
        pages.append(person.view().plain)
    person.closes()
    return "\n".join(pages)


def opens(person: Person, threat: str) -> None:
    """One threat's page, by way of the whole list."""
    person.clicks("All threats")
    while f"[Open {threat}]" not in person.view().plain:
        person.clicks("Next", person.view())
    person.clicks(f"Open {threat}", person.view())
