"""What nobody knew, in one window: what one look settles, who knows, what is presumed, and the answer at once."""

import re

import pytest

from bot.sandbox.driver import Person, Workspace
from tests.support.stories import draws, looks_up, picks

OPEN_TO = "Who can open a file in {} with nothing but the bucket's own address"
NOBODY = "Nobody: block public access is on"
BUCKETS = ("Invoices", "Letters", "Backups")


@pytest.fixture(scope="module")
def developer(workspace: Workspace) -> Person:
    """Somebody with a list of which hardly anything is known."""
    person = workspace.person("developer")
    draws(person, "Archive", [(name, "aws.s3", "account") for name in BUCKETS])
    person.clicks("Show the threats now")
    return person


def pages(person: Person) -> list[str]:
    """Every page of the window, from the first."""
    person.clicks("To confirm")
    found = [person.view().plain]
    while "[Next]" in found[-1]:
        person.clicks("Next", person.view())
        found.append(person.view().plain)
    return found


def test_the_window_says_what_one_look_settles_and_who_knows(developer: Person) -> None:
    found = pages(developer)
    developer.closes()
    assert len(found) > 1
    assert f"Page {len(found)} of {len(found)}" in found[-1]
    text = "\n".join(found)
    assert re.search(r"1\. One look settles \d+ threats?, worst (Critical|High): ", found[0])
    assert "Best known to developer · about 5 minutes · settles T-" in text
    assert "presumed: *Nobody: block public access is on*, since April 2023, for buckets made since then (AWS:" in text
    assert "While nobody knows: " in text
    numbers = [int(one) for one in re.findall(r"(?m)^(\d+)\. One look", text)]
    assert numbers == list(range(1, len(numbers) + 1)), "each stands on one page"
    places = [text.index(OPEN_TO.format(name)) for name in BUCKETS]
    assert text[min(places) : max(places)].count("One look settles") == 2, "one fact's questions stand together"


def test_the_thread_suggests_three_at_most(developer: Person) -> None:
    shown = developer.message_with("Threats to Archive").plain
    suggested = shown.split("Worth looking up first:")[1]
    assert 1 <= suggested.count("this would settle T-") <= 3


def test_it_is_answered_in_the_window_and_stands_in_the_thread(developer: Person) -> None:
    before = "\n".join(pages(developer)).count("One look settles")
    while "[Previous]" in developer.view().plain:
        developer.clicks("Previous", developer.view())
    picks(developer, OPEN_TO.format("Invoices"), NOBODY)
    window = developer.view().plain
    assert f"Noted of Invoices: *{NOBODY}*. It stands in the thread." in window
    assert "[Same for the other 2: " in window
    assert OPEN_TO.format("Invoices") not in window.split("Noted")[1]
    button = next(label for label in re.findall(r"\[(Same for the other 2: [^]]+)]", window))
    developer.clicks(button, developer.view())
    assert "The same is noted of 2 more things." in developer.view().plain
    developer.closes()
    said = developer.message_with(OPEN_TO.format("Invoices")).plain
    assert f"{NOBODY}* (@developer)" in said
    assert "[Change]" in said
    assert "\n".join(pages(developer)).count("One look settles") <= before - 3
    developer.closes()


def test_whoever_is_slower_is_told_in_the_window(workspace: Workspace, developer: Person) -> None:
    architect = workspace.person("architect")
    asked = "How does a change of Archive get into production"
    developer.clicks("To confirm")
    while asked not in developer.view().plain:
        developer.clicks("Next", developer.view())
    looks_up(architect, {asked: "A pipeline builds and deploys it"})
    picks(developer, asked, "Somebody deploys it from their own computer or in the console")
    assert "@architect answered meanwhile: *A pipeline builds and deploys it*." in developer.view().plain
    developer.closes()
    assert "A pipeline builds" in developer.message_with(asked).plain
