"""Coming back: what nobody knows twice counts as open, answers are confirmed by lot and by age, no model is lost."""

import re

import pytest

from bot.sandbox.driver import Message, Person, Workspace, messages
from tests.support.stories import answers, button_for, draws

KNOWN = {
    "How does a change of": "A pipeline builds and deploys it",
    "Who would go out of their way": "Nobody in particular",
    "What would follow if somebody swapped one file": "Not much: nobody acts on what is in it",
    "Do several customers share": "No: it serves one company or household, or each customer has a copy of the whole",
    "has a way into": "Nobody: what is outside only gets data, or is called by us",
    "tonight, who would notice": "A named person within a day; somebody has tried it",
    "Where do the passwords and keys": "Only in a secrets store, from which one role reads each when it needs it",
}


def begins_and_approves(workspace: Workspace, name: str) -> None:
    """A bucket of which something is known, approved by security."""
    developer, security = workspace.person("developer"), workspace.person("security")
    security.types("/threatmodel role security")
    developer.types("/threatmodel role developer")
    draws(developer, name, [("Store", "aws.s3", "account")])
    asked = developer.message_with("[Don't know]")
    choice = next((said for part, said in KNOWN.items() if part in asked.plain), "Don't know")
    developer.clicks(button_for(choice, asked), asked)
    answers(security, KNOWN)
    decides(workspace.person("product"), name)
    approves(security, name)


def decides(person: Person, name: str) -> None:
    """Set aside each severe threat that is open."""
    for _ in range(40):
        shown = person.message_with(f"*Threats to {name}*")
        person.clicks("All threats", shown)
        severe = None
        while severe is None:
            severe = re.search(r"(T-\d+) · (?:High|Critical) · open", person.view().plain)
            if severe is None and "[Next]" not in person.view().plain:
                person.closes()
                return
            if severe is None:
                person.clicks("Next", person.view())
        person.clicks(f"Open {severe[1]}", person.view())
        person.clicks(f"{severe[1]} not applicable", person.view())
        person.fills({"Why does it not apply?": "covered-elsewhere", "In one sentence": "See the platform's model."})
        person.submits()
    raise AssertionError(person.screen())


def approves(person: Person, name: str) -> None:
    """Approve the model."""
    person.clicks("Approve", person.message_with(f"*Threats to {name}*"))
    person.submits()
    assert not person.state()["views"], person.screen()


def stands_by(person: Person, name: str) -> None:
    """Nothing changed."""
    person.clicks("Nothing changed", nudge(person, name))
    person.submits()
    assert not person.state()["views"], person.screen()


def nudge(person: Person, name: str) -> Message:
    """The newest nudge."""
    return person.message_with(f"Time to look at {name} again")


@pytest.fixture(scope="module")
def shop(workspace: Workspace) -> str:
    """A model of which something is known and something is not."""
    begins_and_approves(workspace, "Till")
    return "Till"


def test_the_first_review_asks_for_no_spot_check(workspace: Workspace, shop: str) -> None:
    developer = workspace.person("developer")
    workspace.clock.advance("P181D")
    asked = nudge(developer, shop)
    assert "Still so" not in asked.plain
    assert "no answer at two reviews" not in asked.plain
    left = re.search(r"(\d+) at high or critical (?:is|are) not mitigated yet", asked.plain)
    assert left, asked.plain
    stands_by(workspace.person("security"), shop)
    developer.sees("nothing changed; next review")
    developer.sees(f"; left: {left[1]} at high or critical not mitigated")


def test_at_the_second_what_nobody_knows_counts_as_open(workspace: Workspace, shop: str) -> None:
    developer = workspace.person("developer")
    before = developer.message_with(f"*Threats to {shop}*").plain
    assert before.splitlines()[1].startswith("open 0")
    workspace.clock.advance("P181D")
    told = nudge(developer, shop).plain
    found = re.search(r"(\d+) questions have had no answer at two reviews and count as open now: (.+)", told)
    assert found, told
    assert found[2].count("?") <= int(found[1])
    after = developer.message_with(f"*Threats to {shop}*").plain
    assert not after.splitlines()[1].startswith("open 0"), after
    overdue = [m for m in messages(developer.state()) if "counts as open until somebody does" in m.plain]
    developer.clicks("To confirm", developer.message_with(f"*Threats to {shop}*"))
    assert "No answer at two reviews: it counts as open until somebody answers." in developer.view().plain
    developer.closes()
    aside = [m for m in messages(developer.state()) if "don't know yet" in m.plain]
    developer.clicks("Change", aside[0])
    told = [m for m in messages(developer.state()) if "counts as open until somebody does" in m.plain]
    assert len(told) == len(overdue) + 1
    developer.clicks("Don't know", told[-1])


def test_nothing_changed_waits_for_what_is_drawn_by_lot(workspace: Workspace, shop: str) -> None:
    developer, security = workspace.person("developer"), workspace.person("security")
    asked = nudge(developer, shop)
    assert asked.plain.count("[Still so]") == 3
    assert "drawn by lot: still so?" in asked.plain
    assert "[Nothing changed]" not in asked.plain

    developer.clicks("In a week", asked)
    workspace.clock.advance("P8D")
    again = nudge(developer, shop)
    drawn = re.findall(r"(?m)^((?!Before)[A-Z].+\?)$", asked.plain)
    listed = re.findall(r"(?m)^((?!Before)[A-Z].+\?)$", again.plain)
    assert listed[:3] == drawn, "the same once more"
    assert len(set(listed)) == len(listed) > 3
    assert "said long ago" in again.plain, "what was said a year ago is asked again too"

    for _ in range(3):
        assert "[Nothing changed]" not in nudge(developer, shop).plain
        developer.does("click", target=nudge(developer, shop).target, action_id="review.still.0")
    assert "[Nothing changed]" in nudge(developer, shop).plain
    decides(workspace.person("product"), shop)
    stands_by(security, shop)
    developer.sees("nothing changed; next review")


def test_an_old_answer_is_changed_from_the_nudge(workspace: Workspace) -> None:
    begins_and_approves(workspace, "Kiosk")
    developer = workspace.person("developer")
    workspace.clock.advance("P370D")
    developer.clicks("In a week", nudge(developer, "Kiosk"))
    workspace.clock.advance("P8D")
    asked = nudge(developer, "Kiosk")
    assert "said long ago" in asked.plain
    assert "[Nothing changed]" in asked.plain, "age alone holds nothing up"
    developer.does("click", target=asked.target, action_id="review.change.0")
    opened = next(m for m in messages(developer.state()) if "[Don't know]" in m.plain and m.ts > asked.ts)
    developer.does("click", target=opened.target, action_id="intake.answer.0")
    assert "1 answer has changed." in nudge(developer, "Kiosk").plain
    assert "[Nothing changed]" not in nudge(developer, "Kiosk").plain


def test_a_model_in_which_something_changed_comes_back_though_nobody_approves_it(workspace: Workspace) -> None:
    begins_and_approves(workspace, "Stall")
    developer = workspace.person("developer")
    workspace.clock.advance("P181D")
    developer.clicks("Something changed", nudge(developer, "Stall"))
    developer.fills({"What changed?": "Another team has it now."})
    developer.submits()
    answers(developer, {})
    card = developer.message_with("Threat model: Stall").plain
    assert "next review" in card
    before = [m.ts for m in messages(developer.state()) if "Time to look at Stall again" in m.plain]
    workspace.clock.advance("P181D")
    after = [m.ts for m in messages(developer.state()) if "Time to look at Stall again" in m.plain]
    assert len(after) == len(before) + 1


def test_who_may_not_approve_may_not_say_at_a_review_that_it_stands(workspace: Workspace) -> None:
    developer, product, guest, security = (
        workspace.person(one) for one in ("developer", "product", "guest", "security")
    )
    product.types("/threatmodel role product")
    begins_and_approves(workspace, "Booth")
    workspace.clock.advance("P181D")
    asked = nudge(developer, "Booth")
    assert "*Nothing changed* approves the list again: it is for a member other than the owner" in asked.plain
    for person, says in (
        (developer, "The model's owner cannot approve it; ask somebody else."),
        (product, "somebody with the role security approves it."),
        (guest, "Guests cannot approve a model; ask a full member."),
    ):
        person.clicks("Nothing changed", nudge(person, "Booth"))
        assert person.view().plain.startswith("Not done\n"), "before any form asks whether it stands"
        assert says in person.view().plain
        person.closes()
    assert nudge(developer, "Booth").plain == asked.plain, "the review goes on waiting"
    security.clicks("Nothing changed", nudge(security, "Booth"))
    assert "until the next review; it is kept on record, with your name." in security.view().plain
    security.submits()
    assert "nothing changed; next review" in security.message_with("Review of Booth").plain


def test_what_has_changed_meanwhile_is_looked_at_and_approved_from_the_nudge(workspace: Workspace) -> None:
    security = workspace.person("security")
    asked = nudge(security, "Kiosk")
    assert "1 answer has changed. So look at the list, and *Approve* it as it is now." in asked.plain
    decides(workspace.person("product"), "Kiosk")
    security.clicks("Approve", nudge(security, "Kiosk"))
    security.submits()
    assert "looked at again and approved" in security.message_with("Review of Kiosk").plain
