"""Threats of one root cause on one card: shown once, decided in one go with exceptions, taken back one or all."""

import re

import pytest

from bot.sandbox.driver import Json, Person, Refused, View, Workspace
from tests.support.stories import all_threats, draws_in_a_row, looks_up, opens

SAID = {
    "Who can delete or overwrite": (
        "Whoever may write or delete there: no old versions, "
        "or the same roles can delete those or change the lifecycle rules"
    ),
    "Who would go out of their way": "Money or many users",
    "How does a change of": "A pipeline builds and deploys it",
}
RANSOM = "Files are deleted or encrypted for ransom"
PLACES = ("Uploads", "Exports", "Invoices")
WHY = "Why is this risk acceptable?"


@pytest.fixture(scope="module")
def developer(workspace: Workspace) -> Person:
    """Whoever drew an archive of three buckets and answered what they know."""
    person = workspace.person("developer")
    draws_in_a_row(person, "Archive", *((place, "aws.s3") for place in PLACES), kinds="health")
    person.clicks("Show the threats now")
    looks_up(person, SAID)
    return person


def card(person: Person) -> tuple[str, str]:
    """The threat that leads the card of the ransom in the summary, and the summary's text about it."""
    shown = person.message_with("Threats to Archive").plain
    part = next((part for part in shown.split("\n---\n") if RANSOM in part), "")
    found = re.search(r"\*(T-\d+) · ", part)
    assert found, shown
    return found[1], part


def numbers(person: Person, word: str) -> set[str]:
    """The threats of the ransom under a word, in the whole list, members of cards by their lead's word."""
    found: set[str] = set()
    for part in re.split(r"\n---\n", all_threats(person)):
        if RANSOM in part and f"· {word}" in part:
            found |= set(re.findall(r"(T-\d+) · ", part))
    return found


def options(view: View, block_id: str) -> dict[str, str]:
    """The words of a select's options, with their values."""
    block = next(one for one in view.shown["blocks"] if one.get("block_id") == block_id)
    return {one["text"]["text"]: one["value"] for one in block["element"]["options"]}


def test_one_card_says_where_else_and_the_whole_list_has_a_line_for_each(developer: Person) -> None:
    lead, shown = card(developer)
    assert shown.count("Files are deleted") == 1
    also = re.search(r"\*Also on\* (\w+) \((T-\d+)\), (\w+) \((T-\d+), Medium\)", shown)
    assert also, shown
    title = re.search(rf"{RANSOM}: (\w+)", shown)
    assert title
    assert {title[1], also[1], also[3]} == set(PLACES)
    assert numbers(developer, "open") == {lead, also[2], also[4]}
    opens(developer, also[2])
    assert f"*Also on* {also[1]} (T-" in developer.view().plain or f"*Also on* {title[1]} (T-" in developer.view().plain
    assert "The same weakness with the same fix." in developer.view().plain
    developer.closes()
    developer.closes()


def test_hygiene_is_one_line_and_waits_at_the_end_of_the_list(developer: Person) -> None:
    shown = developer.message_with("Threats to Archive").plain
    assert "1 point of hygiene (worst: Critical): what every workload needs" in shown
    assert "Nobody would notice an intruder" not in shown
    developer.clicks("See hygiene")
    assert "Nobody would notice an intruder" in developer.view().plain
    assert RANSOM not in developer.view().plain
    developer.closes()


def with_an_exception(workspace: Workspace, developer: Person) -> None:
    """A card is accepted with an exception, and taken back whole."""
    security = workspace.person("security")
    lead, _ = card(developer)
    everything = numbers(developer, "open")
    security.clicks(f"Accept {lead} and 2 others")
    offered = options(security.view(), "threats")
    assert {label.split(" · ")[0] for label in offered} == everything
    exception = next(label for label in offered if label.endswith("Invoices"))
    kept = [value for label, value in offered.items() if label != exception]
    security.fills({"It holds for": [], "Why is this risk acceptable?": "The files can be bought again."})
    with pytest.raises(Refused):
        security.submits()
    security.fills({"It holds for": kept})
    security.submits()
    apart = exception.split(" · ")[0]
    assert numbers(developer, "accepted") == everything - {apart}
    assert numbers(developer, "open") == {apart}
    developer.sees("The files can be bought again.")

    first = min(everything - {apart}, key=lambda name: int(name[2:]))
    opens(developer, first)
    developer.clicks(next(label for label in re.findall(r"\[(Take back T-\d+ and 1 other)\]", developer.view().plain)))
    developer.sees("The decision is taken back.")
    developer.closes()
    developer.closes()
    assert numbers(developer, "open") == everything


def alone(workspace: Workspace, developer: Person) -> None:
    """A member is decided alone, from its own page; renewals are counted."""
    security = workspace.person("security")
    lead, _ = card(developer)
    everything = numbers(developer, "open")
    other = max(everything - {lead}, key=lambda name: int(name[2:]))
    opens(security, other)
    security.clicks(f"Accept {other}", security.view())
    security.fills({"Why is this risk acceptable?": "Only this one."})
    security.submits()
    assert numbers(developer, "accepted") == {other}
    opens(security, other)
    security.clicks(f"Take back {other}", security.view())
    security.clicks(f"Accept {other}", security.view())
    security.sees(f"{other} has been accepted twice before; this would be the third time.")
    security.fills({"Why is this risk acceptable?": "Again only this one."})
    security.submits()
    assert "Accepted the third time until" in all_threats(security)
    opens(security, other)
    security.clicks(f"Take back {other}", security.view())
    security.closes()
    security.closes()


def mitigated(workspace: Workspace, developer: Person) -> None:
    """Mitigating a card takes it on at each place."""
    lead, _ = card(developer)
    everything = numbers(developer, "open")
    developer.clicks(f"Mitigate {lead} and 2 others")
    first = next(iter(options(developer.view(), "mitigations").values()))
    developer.fills({"What will be done?": [first]})
    developer.submits()
    assert numbers(developer, "mitigating") == everything
    lead, shown = card(developer)
    assert f"[Take back {lead} and 2 others]" in shown


def at_their_fields(workspace: Workspace, developer: Person) -> None:
    """What is wrong with a decision stands where it was entered; who it is not for is told before."""
    security = workspace.person("security")
    security.types("/threatmodel role security")
    lead, _ = card(developer)
    developer.clicks(f"Accept {lead} and 2 others")
    told = developer.view().plain
    assert re.search(rf"Left out: {lead}, T-\d+\. The model's owner cannot accept this high risk; ask somebody", told)
    assert "Medium · open" in told, "what the owner may accept is what is asked about"
    developer.closes()
    opens(developer, lead)
    assert f"[Accept {lead}]" not in developer.view().plain
    assert (
        "*Accept* is not offered to you: The model's owner cannot accept this high risk; ask somebody"
        in developer.view().plain
    )
    assert f"[Accept {lead} and 2 others]" in developer.view().plain, "one of them is medium"
    for _ in range(len(developer.state()["views"])):
        developer.closes()
    developer.clicks(f"Mitigate {lead} and 2 others")
    developer.fills({"What will be done?": [next(iter(options(developer.view(), "mitigations").values()))]})
    refused(developer, {"By when?": "2020-01-01"}, "due", "has passed; choose one from today on")
    developer.closes()
    security.clicks(f"Accept {lead} and 2 others")
    refused(security, {WHY: "x"}, "reason", "three words at least")
    refused(security, {WHY: "It is fine.", "Until when?": "2020-01-01"}, "until", "must end after today")
    security.closes()
    security.clicks(f"{lead} and 2 others not applicable")
    refused(
        security, {"Why does it not apply?": "fact-wrong", "In one sentence": "x"}, "reason", "three words at least"
    )
    security.closes()


def refused(person: Person, entries: Json, field: str, says: str) -> None:
    """The form is handed in with these, and comes back with one error."""
    person.fills(entries)
    with pytest.raises(Refused):
        person.submits()
    errors = person.view().shown["errors"]
    assert list(errors) == [field]
    assert says in errors[field]


def meanwhile(workspace: Workspace, developer: Person) -> None:
    """A card of which somebody decides a member meanwhile says which."""
    security = workspace.person("security")
    lead, _ = card(developer)
    developer.clicks(f"Take back {lead} and 2 others")
    lead, _ = card(developer)
    security.clicks(f"T-{lead[2:]} and 2 others not applicable")
    opens(developer, lead)
    developer.clicks(f"{lead} not applicable", developer.view())
    developer.fills({"Why does it not apply?": "covered-elsewhere", "In one sentence": "In the platform's model."})
    developer.submits()
    security.fills({"Why does it not apply?": "covered-elsewhere", "In one sentence": "It is covered there."})
    with pytest.raises(Refused, match=f"{lead} was decided meanwhile"):
        security.submits()
    security.closes()


def test_a_card_is_decided_in_one_go(workspace: Workspace, developer: Person) -> None:
    for step in (at_their_fields, with_an_exception, alone, mitigated, meanwhile):
        step(workspace, developer)
