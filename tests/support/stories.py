"""Beginnings of conversations that several tests share."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.sandbox.driver import Json, Message, Person, View, messages


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


def draws(
    person: Person,
    name: str,
    parts: Sequence[tuple[str, str, str]],
    lines: Sequence[tuple[str, str]] = (),
    *,
    channel: str = "#checkout-design",
    data: Sequence[str] = ("customer",),
    **more: object,
) -> None:
    """The two forms of a model: parts by name, type and place, lines by the ids of their ends; ``more`` by label."""
    person.types("/threatmodel new", channel)
    person.fills(
        {
            "What is the feature or system called?": name,
            "What does it do?": "It does what the team is paid for.",
            "What kinds of data does it hold or pass on?": list(data),
            "Which of them is the most sensitive?": data[0],
            **more,
        }
    )
    for number, (part, type_, zone) in enumerate(parts, 1):
        if f"Part {number}: name" not in person.view().plain:
            person.clicks("Add another part", person.view())
        label = f"Part {number}"
        person.fills({f"{label}: name": part, f"{label}: what is it?": type_, f"{label}: where is it?": zone})
    person.submits()
    for number, (source, target) in enumerate(lines, 1):
        person.fills({f"Line {number}: from": source, f"Line {number}: to": target})
        person.fills({f"Line {number}: what it carries": list(data)})
    if parts:
        person.submits()


def looks_up(person: Person, known: Mapping[str, str]) -> None:
    """Answers in the window of what is to be confirmed all that is known, page by page."""
    person.clicks("To confirm")
    for _ in range(60):
        part = next((part for part in known for text, _ in _looks(person.view()) if part in text), None)
        if part is not None:
            picks(person, part, known[part])
        elif "[Next]" in person.view().plain:
            person.clicks("Next", person.view())
        else:
            person.closes()
            return
    raise AssertionError(person.screen())


def picks(person: Person, part: str, choice: str) -> None:
    """The choice under a question of which a part is given, on this page of the window or a later one."""
    while part not in person.view().plain:
        person.clicks("Next", person.view())
    row = next(row for text, row in _looks(person.view()) if part in text)
    person.does("click", target=person.view().target, **button_in(row, choice))


def puts(person: Person, part: str) -> None:
    """Has the question of which a part is given put into the thread, by way of the window."""
    person.clicks("To confirm")
    while part not in person.view().plain:
        person.clicks("Next", person.view())
    row = next(row for text, row in _looks(person.view()) if part in text)
    person.clicks(row["elements"][-1]["text"]["text"], person.view())
    person.sees("The question stands in the thread now")
    person.closes()


def _looks(window: View) -> Iterator[tuple[str, Json]]:
    """The text and the row of buttons of each thing to look up."""
    blocks = window.shown["blocks"]
    for above, below in pairwise(blocks):
        if below["type"] == "actions" and below["elements"][0]["action_id"].startswith("confirm.answer."):
            yield above["text"]["text"], {"text": above["text"]["text"], **below}


def button_in(row: Json, choice: str) -> Json:
    """How an act aims at the button of a choice in a row of the window."""
    written = re.search(rf"\*([A-Z])\*\s+{re.escape(choice)}", row["text"])
    label = written[1] if written else choice
    button = next(one for one in row["elements"] if one["text"]["text"] == label)
    return {"action_id": button["action_id"], "block_id": row["block_id"]}


def draws_in_a_row(person: Person, name: str, *parts: tuple[str, str], kinds: str = "customer") -> None:
    """A new model of parts (name, type) in one account, each sending its data on, up to its first question."""
    placed = [(part, type_, "account") for part, type_ in parts]
    draws(person, name, placed, list(pairwise(part.lower() for part, _ in parts)), data=(kinds,))


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
