"""At a review what is drawn is edited: a part gets another name, kind and place, or goes; an asset is graded."""

import re

import pytest

from bot.sandbox.driver import Message, Person, Refused, Workspace, messages
from tests.support.stories import answers, draws

KNOWN = {"Who can open a file in Attic": "Anyone, and every file in it is meant for the whole world"}


def nudge(person: Person) -> Message:
    """The newest nudge."""
    return person.message_with("Time to look at House again")


def everything(person: Person) -> str:
    """Every page of the whole list."""
    person.clicks("All threats", person.message_with("*Threats to House*"))
    found = person.view().plain
    while "[Next]" in person.view().plain:
        person.clicks("Next", person.view())
        found += person.view().plain
    person.closes()
    return found


def edits(person: Person) -> None:
    """The window, from the nudge."""
    person.clicks("Something changed", nudge(person))
    person.clicks("Edit parts", person.view())


def leaves(person: Person) -> None:
    """Close all windows."""
    while person.state()["views"]:
        person.closes()


@pytest.fixture(scope="module")
def developer(workspace: Workspace) -> Person:
    """A model of three parts whose review is due."""
    developer, security, product = (workspace.person(role) for role in ("developer", "security", "product"))
    security.types("/threatmodel role security")
    draws(
        developer,
        "House",
        [("Door", "aws.cloudfront", "internet"), ("Attic", "aws.s3", "account"), ("Cellar", "aws.s3", "account")],
        [("door", "attic"), ("door", "cellar")],
    )
    asked = developer.message_with("[Don't know]")
    developer.clicks("Don't know", asked)
    answers(security, KNOWN)
    for _ in range(20):
        severe = re.search(r"(T-\d+) · (?:High|Critical) · open", everything(product))
        if severe is None:
            break
        product.clicks("All threats", product.message_with("*Threats to House*"))
        while f"[Open {severe[1]}]" not in product.view().plain:
            product.clicks("Next", product.view())
        product.clicks(f"Open {severe[1]}", product.view())
        product.clicks(f"{severe[1]} not applicable", product.view())
        product.fills({"Why does it not apply?": "covered-elsewhere", "In one sentence": "See the platform's model."})
        product.submits()
    security.clicks("Approve", security.message_with("*Threats to House*"))
    security.submits()
    workspace.clock.advance("P181D")
    return developer


def test_a_part_gets_another_name_and_keeps_its_threats_and_decisions(developer: Person) -> None:
    before = sorted(re.findall(r"T-\d+", everything(developer)))
    edits(developer)
    assert "*Attic*" in developer.view().plain
    developer.clicks("Edit Attic", developer.view())
    developer.fills({"What is it called?": "Loft"})
    developer.submits()
    assert "Saved; the list follows." in developer.view().plain
    assert "[Edit Loft]" in developer.view().plain
    leaves(developer)
    after = everything(developer)
    assert "Loft" in after
    assert "Attic" not in after
    assert sorted(re.findall(r"T-\d+", after)) == before
    assert "The architecture is another than at the last review." in nudge(developer).plain
    assert "[Nothing changed]" not in nudge(developer).plain


def test_its_kind_and_place_are_edited_too(developer: Person) -> None:
    edits(developer)
    developer.clicks("Edit Cellar", developer.view())
    developer.fills({"What is it?": "external", "Where is it?": "vendor"})
    developer.submits()
    assert re.search(r"\*Cellar\*\n[^\n]+ · A vendor's systems · 1 line", developer.view().plain)
    leaves(developer)


def test_a_name_that_another_part_has_is_refused_at_its_field(developer: Person) -> None:
    edits(developer)
    developer.clicks("Edit Cellar", developer.view())
    developer.fills({"What is it called?": "Door"})
    with pytest.raises(Refused):
        developer.submits()
    assert "Another part has this name" in developer.view().shown["errors"]["part"]
    leaves(developer)


def test_an_asset_is_graded_in_words(developer: Person) -> None:
    edits(developer)
    assert "Others read it *5: the end of it*; by its category (Customers' content): " in developer.view().plain
    developer.clicks("Grade Customers' content", developer.view())
    developer.fills({"Others read it (confidentiality)": "2", "People get hurt (safety)": "4"})
    developer.submits()
    assert "Others read it *2: a bad day*; People get hurt *4: lasting harm*" in developer.view().plain
    leaves(developer)


def test_a_part_goes_with_its_lines_and_its_threats_are_gone(developer: Person) -> None:
    before = everything(developer)
    assert "Cellar" in before
    edits(developer)
    developer.clicks("Remove Cellar", developer.view(), confirm=False)
    assert "*Cellar*" in developer.view().plain, "it asks first"
    developer.clicks("Remove Cellar", developer.view())
    assert "It is removed; the list follows." in developer.view().plain
    assert "Cellar" not in developer.view().plain
    assert "· 1 line" in developer.view().plain
    leaves(developer)
    after = everything(developer)
    assert "Cellar" not in after
    assert not [m for m in messages(developer.state()) if "in Cellar" in m.plain and "[Change]" in m.plain]
    numbers = [int(one) for one in re.findall(r"\*T-(\d+)", after)]
    assert max(numbers) <= max(int(one) for one in re.findall(r"\*T-(\d+)", before)), "no number is given twice"


def test_the_last_part_stays(developer: Person) -> None:
    edits(developer)
    developer.clicks("Remove Door", developer.view())
    developer.does("click", target=developer.view().target, label="Remove Loft", confirm=True)
    assert "It is the last part" in developer.screen()
    leaves(developer)
