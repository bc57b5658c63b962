"""Platform, system, feature: what is answered once counts above, and what fails below opens what rests on it."""

import pytest

from bot.sandbox.driver import Message, Person, Refused, Workspace, messages
from tests.support.stories import answers, button_for, draws, number_of

PLATFORM = {
    "How does a change of": "A pipeline builds and deploys it",
    "What is the most that one person can change": (
        "Nothing: a machine refuses what no second person has approved; the emergency way is recorded and read the "
        "next day"
    ),
    "What can code that runs in the build": (
        "This one release: the job holds no key to production and no lasting secret; another job deploys"
    ),
    "would notice, and when": "A named person within a day; somebody has tried it",
}
ALONE = "One person can change production alone: Shop"
KIND, EXTENDS = "What is it?", "What does it extend?"


def thread(person: Person, name: str) -> list[Message]:
    """The messages of a model's thread, its card first."""
    card = person.message_with(f"Threat model: {name}")
    return [card, *(m for m in messages(person.state()) if m.shown.get("thread_ts") == card.ts)]


def summary(person: Person, name: str) -> str:
    """The list of a model."""
    return person.message_with(f"*Threats to {name}*").plain


@pytest.fixture(scope="module")
def three(workspace: Workspace) -> Person:
    """A platform, a system on it, and a feature of that system."""
    developer, security = workspace.person("developer"), workspace.person("security")
    security.types("/threatmodel role security")
    security.types("/threatmodel new")
    security.fills({"What is the feature or system called?": "Landing zone", "What does it do?": "Carries all teams."})
    security.fills({KIND: "platform"})
    security.submits()
    assert not security.state()["views"], "a platform without parts has no lines to draw"
    return developer


def test_a_platform_is_asked_what_is_answered_once_for_all(workspace: Workspace, three: Person) -> None:
    security = workspace.person("security")
    assert "Platform: what is answered here counts" in thread(security, "Landing zone")[0].plain
    answers(security, PLATFORM)
    asked = [m.plain.splitlines()[0] for m in thread(security, "Landing zone") if ":white_check_mark:" in m.plain]
    assert len(asked) == len(PLATFORM), asked
    assert all(any(part in text for part in PLATFORM) for text in asked)
    assert "open 0" in summary(security, "Landing zone")
    assert "to look up under" not in summary(security, "Landing zone"), "what only a system could say is not its"


def test_a_system_above_takes_over_what_is_answered(workspace: Workspace, three: Person) -> None:
    draws(
        three,
        "Shop",
        [("Web shop", "web.app", "account"), ("Orders", "aws.s3", "account")],
        [("web-shop", "orders")],
        **{EXTENDS: "Landing zone"},
    )
    assert "System on *Landing zone*" in thread(three, "Shop")[0].plain
    assert f"{len(PLATFORM)} answers taken over from *Landing zone*" in "\n".join(
        m.plain for m in thread(three, "Shop")
    )
    answers(three, {})
    asked = "\n".join(m.plain for m in thread(three, "Shop") if ":white_check_mark:" in m.plain)
    assert not any(part in asked for part in PLATFORM), "it is not asked again"
    assert "mitigated 1" in summary(three, "Shop")


def test_a_feature_lists_only_what_it_adds(workspace: Workspace, three: Person) -> None:
    three.types("/threatmodel new")
    three.fills(
        {
            "What is the feature or system called?": "Gift notes",
            "What does it do?": "A note to a present.",
            KIND: "feature",
            EXTENDS: "Shop",
            "What kinds of data does it hold or pass on?": ["personal"],
            "Part 1: name": "Orders",
            "Part 1: what is it?": "aws.lambda",
            "Part 1: where is it?": "account",
        }
    )
    three.submits()
    form = str(three.view().shown["blocks"])
    assert "Orders (of Shop)" in form
    assert "Customers' content (of Shop)" in form
    three.fills({"Line 1: from": "orders-2", "Line 1: to": "orders", "Line 1: what it carries": ["personal"]})
    three.submits()
    card = thread(three, "Gift notes")[0].plain
    assert "Feature of *Shop*" in card
    assert "1 component, 1 flow, 1 asset" in card
    answers(three, {})
    listed = summary(three, "Gift notes")
    assert "Only what this adds to Shop is listed." in listed
    three.clicks("All threats", three.message_with("*Threats to Gift notes*"))
    every = three.view().plain
    while "[Next]" in three.view().plain:
        three.clicks("Next", three.view())
        every += three.view().plain
    three.closes()
    assert "Web shop" not in every
    assert "One person can change production alone" not in every


def test_what_fails_below_is_open_above_and_reopens_what_was_accepted(workspace: Workspace, three: Person) -> None:
    security = workspace.person("security")
    said = next(m for m in thread(security, "Landing zone") if "What is the most that one person" in m.plain)
    security.clicks("Change", said)
    said = next(m for m in thread(security, "Landing zone") if m.ts == said.ts)
    security.clicks(button_for("Code: whoever writes a change can also release it", said), said)
    three.clicks("All threats", three.message_with("*Threats to Shop*"))
    assert f"open**  {ALONE}" in three.view().plain or ALONE in three.view().plain
    three.closes()
    number = number_of(three, ALONE) if ALONE in summary(three, "Shop") else number_on_page(three)
    opens(security, number)
    security.clicks(f"Accept {number}", security.view())
    security.fills({"Why is this risk acceptable?": "The second pair of eyes comes next month."})
    security.submits()
    assert "accepted 1" in summary(three, "Shop")

    said = next(m for m in thread(security, "Landing zone") if m.ts == said.ts)
    security.clicks("Change", said)
    said = next(m for m in thread(security, "Landing zone") if m.ts == said.ts)
    security.clicks(button_for("Anything: some people can also change production by hand", said), said)
    three.sees(f"{number}* of *Shop* is open again.")
    assert "accepted" not in summary(three, "Shop")


def number_on_page(person: Person) -> str:
    """The number of the threat, from the whole list."""
    person.clicks("All threats", person.message_with("*Threats to Shop*"))
    while ALONE not in person.view().plain:
        person.clicks("Next", person.view())
    before = person.view().plain.split(ALONE)[0]
    person.closes()
    return before.rsplit("*T-", 1)[1].split(" ", 1)[0].join(["T-", ""])


def opens(person: Person, number: str) -> None:
    """One threat's page, by way of the whole list."""
    person.clicks("All threats", person.message_with("*Threats to Shop*"))
    while f"[Open {number}]" not in person.view().plain:
        person.clicks("Next", person.view())
    person.clicks(f"Open {number}", person.view())


def test_a_platform_extends_nothing_and_all_else_has_parts(workspace: Workspace, three: Person) -> None:
    three.types("/threatmodel new")
    three.fills({"What is the feature or system called?": "Wrong", "What does it do?": "Nothing.", KIND: "platform"})
    three.fills({EXTENDS: "Landing zone"})
    with pytest.raises(Refused):
        three.submits()
    assert "A platform extends nothing" in three.view().shown["errors"]["extends"]
    three.fills({KIND: "feature"})
    with pytest.raises(Refused):
        three.submits()
    assert "Name at least one part" in three.view().shown["errors"]["part1"]
    three.closes()
