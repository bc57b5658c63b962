"""Two people who ought to know say different things: put to both by name, unknown until they agree."""

import pytest

from bot.sandbox.driver import Message, Person, Workspace, messages
from tests.support.stories import button_for, draws, picks, puts

ASKED = "Who outside the company, the vendors in the drawing included, has a way into"
NOBODY = "Nobody: what is outside only gets data, or is called by us"
STANDING = "A vendor, contractor or support tool whose way in is always open (a login, a VPN, a key, a role)"
SHARED = "A vendor or contractor whose people share one login or one key that is always open"


def question(person: Person, model: str) -> Message:
    """The newest message that asks about a model."""
    found = [m for m in messages(person.state()) if f"{ASKED} {model}" in m.plain]
    return max((m for m in found if "[Don't know]" in m.plain or "[Change]" in m.plain), key=lambda m: m.ts)


def says(person: Person, choice: str, model: str) -> None:
    """Press a choice in the newest message of the question."""
    person.clicks(button_for(choice, question(person, model)), question(person, model))


def asks(person: Person, model: str) -> None:
    """Skip the intake, and put the question into the thread."""
    draws(person, model, [("Store", "aws.s3", "account")])
    person.clicks("Show the threats now")
    puts(person, ASKED)


@pytest.fixture(scope="module")
def two(workspace: Workspace) -> tuple[Person, Person]:
    """Security and architect, who both know."""
    security, architect = workspace.person("security"), workspace.person("architect")
    security.types("/threatmodel role security")
    architect.types("/threatmodel role architect")
    return security, architect


def test_two_who_know_differ_are_both_asked_once_and_settle_it(
    workspace: Workspace, two: tuple[Person, Person]
) -> None:
    security, architect = two
    asks(workspace.person("developer"), "Till")
    says(security, NOBODY, "Till")
    first = question(security, "Till")
    assert "@security" in first.plain
    architect.clicks("Change", first)
    says(architect, STANDING, "Till")

    put = question(security, "Till")
    assert put.ts != first.ts, "a message that is only edited calls nobody"
    assert "Asked again further down" in next(m.plain for m in messages(security.state()) if m.ts == first.ts)
    assert f"@security (security) says “{NOBODY}”" in put.plain
    assert f"@architect (architect) says “{STANDING}”" in put.plain
    assert "counts as unknown until you agree" in put.plain
    assert "[Don't know]" in put.plain, "the choices are offered again"

    developer = workspace.person("developer")
    says(developer, NOBODY, "Till")
    developer.sees("It stays contested until @security (security) and @architect (architect) say the same.")
    assert question(security, "Till").ts == put.ts, "it is put once"

    developer.clicks("To confirm")
    while ASKED not in developer.view().plain:
        developer.clicks("Next", developer.view())
    assert "contested" in developer.view().plain.split(ASKED)[1].split("One look settles")[0]
    developer.closes()

    says(security, SHARED, "Till")
    assert "contested" in question(security, "Till").plain, "another word of one of them is no agreement"
    says(architect, SHARED, "Till")
    settled = question(security, "Till").plain
    assert f"{SHARED} (@architect)" in settled.replace("*", "")
    assert "It was contested, and is settled: @security, @architect say the same now." in settled


def test_what_is_contested_holds_up_no_other_question(workspace: Workspace, two: tuple[Person, Person]) -> None:
    security, architect = two
    draws(architect, "Kiosk", [("Store", "aws.s3", "account")])
    for _ in range(20):
        asked = next(m for m in messages(architect.state()) if "[Don't know]" in m.plain and "contested" not in m.plain)
        if f"{ASKED} Kiosk" in asked.plain:
            break
        architect.clicks("Don't know", asked)
    says(architect, NOBODY, "Kiosk")
    said = question(architect, "Kiosk")
    security.clicks("Change", said)
    says(security, STANDING, "Kiosk")
    assert "contested" in question(security, "Kiosk").plain
    while open_ := [m for m in messages(architect.state()) if "[Don't know]" in m.plain and "contested" not in m.plain]:
        architect.clicks("Don't know", open_[-1])
    assert "unconfirmed" in architect.message_with("Threats to Kiosk").plain
    assert "contested" in question(security, "Kiosk").plain, "it stays put until they agree"


def test_who_holds_several_roles_that_know_is_asked_once_which(
    workspace: Workspace, two: tuple[Person, Person]
) -> None:
    product = workspace.person("product")
    for role in ("operations", "architect", "product"):
        product.types(f"/threatmodel role {role}")
    asks(workspace.person("developer"), "Desk")
    says(product, NOBODY, "Desk")
    assert "In which role do you say this?" in product.view().plain
    assert "@product" not in question(product, "Desk").plain, "nothing is noted before it is known"
    product.fills({"In which role do you say this?": "operations"})
    product.submits()
    assert f"{NOBODY} (@product)" in question(product, "Desk").plain.replace("*", "")

    security, _ = two
    security.clicks("Change", question(security, "Desk"))
    says(security, STANDING, "Desk")
    assert "@product (operations) says" in question(security, "Desk").plain
    says(product, STANDING, "Desk")
    assert not product.state()["views"], "it is asked once"
    assert "It was contested, and is settled" in question(security, "Desk").plain


def test_who_is_slower_while_they_choose_their_role_is_told(workspace: Workspace) -> None:
    redteam, guest = workspace.person("redteam"), workspace.person("guest")
    for role in ("security", "architect"):
        redteam.types(f"/threatmodel role {role}")
    asks(workspace.person("developer"), "Booth")
    says(redteam, NOBODY, "Booth")
    says(guest, SHARED, "Booth")
    redteam.fills({"In which role do you say this?": "security"})
    redteam.submits()
    assert f"@guest answered meanwhile: *{SHARED}*." in redteam.view().plain
    redteam.closes()
    assert "@guest" in question(redteam, "Booth").plain


def test_a_role_is_asked_for_in_the_window_too(workspace: Workspace) -> None:
    operations = workspace.person("operations")
    for role in ("operations", "security"):
        operations.types(f"/threatmodel role {role}")
    draws(workspace.person("developer"), "Stall", [("Store", "aws.s3", "account")])
    workspace.person("developer").clicks("Show the threats now")
    operations.clicks("To confirm")
    picks(operations, ASKED, NOBODY)
    operations.fills({"In which role do you say this?": "security"})
    operations.submits()
    assert f"Noted of Stall: *{NOBODY}*. It stands in the thread." in operations.view().plain
    assert ASKED not in operations.view().plain.split("Noted")[1]
    operations.closes()
    assert f"{NOBODY} (@{operations.role})" in question(operations, "Stall").plain.replace("*", "")
