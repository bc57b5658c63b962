"""What one person decides is seen by the others: in the thread, in the list, and in the form of whoever approves."""

import re
from contextlib import nullcontext
from datetime import date, datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot.errors import Refused as BotRefused
from bot.listeners.decisions import person_who_does_it
from bot.sandbox.driver import Person, Refused, View, Workspace
from flows.words import day_in_words
from tests.support.stories import all_threats, draws_in_a_row, looks_up, opens

SAID = {
    "Who can delete or overwrite": (
        "Whoever may write or delete there: no old versions, "
        "or the same roles can delete those or change the lifecycle rules"
    ),
    "Who would go out of their way": "Money or many users",
    "How does a change of": "A pipeline builds and deploys it",
}
WHY = "Why is this risk acceptable?"
RANSOM = "Files are deleted or encrypted for ransom"


@pytest.fixture(scope="module")
def threat(workspace: Workspace) -> str:
    """The high risk of a vault that a developer drew and owns."""
    developer = workspace.person("developer")
    draws_in_a_row(developer, "Vault", ("Uploads", "aws.s3"), ("Exports", "aws.s3"), kinds="health")
    developer.clicks("Show the threats now")
    looks_up(developer, SAID)
    found = re.search(rf"(T-\d+) · High · open\*\s+{RANSOM}", all_threats(developer))
    assert found, developer.screen()
    return found[1]


def from_its_page(person: Person, threat: str, button: str) -> None:
    """Press a button of a threat's own page."""
    opens(person, threat)
    person.clicks(button, person.view())


def closes_all(person: Person) -> None:
    """Every window that lies open."""
    while person.state()["views"]:
        person.closes()


@pytest.mark.parametrize(
    ("button", "what"), [("Accept {}", "accept a risk"), ("{} not applicable", "set a threat aside")]
)
def test_a_guest_is_told_where_they_pressed_what_only_full_members_may(
    workspace: Workspace, threat: str, button: str, what: str
) -> None:
    guest = workspace.person("guest")
    from_its_page(guest, threat, button.format(threat))
    assert guest.view().plain == f"Not done\nGuests cannot {what}; ask a full member."
    closes_all(guest)


def test_somebody_sets_a_high_risk_aside_and_everybody_sees_it(workspace: Workspace, threat: str) -> None:
    product, guest, security = (workspace.person(one) for one in ("product", "guest", "security"))
    from_its_page(product, threat, f"{threat} not applicable")
    product.fills({"Why does it not apply?": "fact-wrong", "In one sentence": "Nobody <!channel> would do *that*."})
    product.submits()
    closes_all(product)
    from_its_page(guest, threat, f"Take back {threat}")
    assert guest.view().plain == "Not done\nGuests cannot take a decision back; ask a full member."
    closes_all(guest)
    told = security.message_with("says that this does not apply to *Vault*")
    assert told.shown["thread_ts"] == security.message_with("Threats to Vault").shown["thread_ts"]
    assert "@product" in told.plain
    assert re.search(rf"\*{threat}\* · High · {RANSOM}", told.plain)
    assert "An answer that it rests on is wrong. Nobody <!channel> would do *that*." in told.plain
    security.clicks("Approve")
    asked = security.view().plain
    assert "Set aside at high or critical: 1." in asked
    assert re.search(rf"{threat}\* · High · {RANSOM}[^\n]*\n@product[^\n]*: An answer", asked), asked
    security.closes()


def test_who_takes_back_another_s_decision_is_told_to_everybody(workspace: Workspace, threat: str) -> None:
    guest, security = workspace.person("guest"), workspace.person("security")
    from_its_page(security, threat, f"Take back {threat}")
    told = guest.message_with("took back what").plain
    assert "@security" in told
    assert "@product" in told
    assert f"*{threat}* · High" in told
    assert "(not applicable)" in told
    before = guest.message_with("said that this does not apply to *Vault*").plain
    assert re.search(r"That was taken back on \d+ \w+ \d+ by @security\.$", before), before
    assert "The reason had been: An answer that it rests on is wrong. Nobody <!channel> would do *that*." in told
    closes_all(security)


def test_nobody_takes_it_on_for_the_year_9999(workspace: Workspace, threat: str) -> None:
    guest = workspace.person("guest")
    from_its_page(guest, threat, f"Mitigate {threat}")
    form = guest.view()
    latest = re.search(r"By (\d+ \w+ \d+) at the latest, when an acceptance of this high risk would end", form.plain)
    assert latest, form.plain
    guest.fills({"What will be done?": [first_choice(form, "mitigations")], "By when?": "9999-12-31"})
    assert errors(guest) == {
        "due": f"What is done about this high risk is due within 90 days, by {latest[1]}: "
        "no later than an acceptance would end."
    }
    closes_all(guest)


def test_who_does_it_is_told_wherever_the_threat_stands(workspace: Workspace, threat: str) -> None:
    guest, developer = workspace.person("guest"), workspace.person("developer")
    from_its_page(developer, threat, f"Mitigate {threat}")
    developer.fills(
        {"What will be done?": [first_choice(developer.view(), "mitigations")], "By when?": soon(workspace)}
    )
    developer.fills({"Who does it?": "U0THREATBOT"})
    assert errors(developer) == {"owner": "Choose a person: a bot cannot do it, and nobody would be asked about it."}
    developer.fills({"Who does it?": guest.id})
    developer.submits()
    told = re.compile(
        rf"Mitigating: [^\n]*, @guest by {day_in_words(date.fromisoformat(soon(workspace)))} \(decided by"
    )
    opens(developer, threat)
    assert told.search(developer.view().plain), developer.view().plain
    closes_all(developer)
    assert told.search(all_threats(developer))
    from_its_page(developer, threat, f"Take back {threat}")
    closes_all(developer)


@pytest.mark.parametrize(
    ("owner", "says"), [("USLACKBOT", "Choose a person"), ("U0NOBODY", "somebody of this workspace"), ("U0GUEST", "")]
)
def test_who_cannot_be_picked_is_refused_too(workspace: Workspace, owner: str, says: str) -> None:
    client = WebClient(token=workspace.bot_token, base_url=workspace.api)
    with pytest.raises(BotRefused, match=says) if says else nullcontext() as refused:
        person_who_does_it(client, {"owner": {"value": {"selected_user": owner}}})
    assert refused is None or refused.value.fields == ("owner",)


def soon(workspace: Workspace) -> str:
    """Five days from now."""
    return (datetime.fromisoformat(workspace.clock.now) + timedelta(days=5)).date().isoformat()


def first_choice(form: View, block_id: str) -> str:
    """The first that a select offers."""
    block = next(one for one in form.shown["blocks"] if one.get("block_id") == block_id)
    return str(block["element"]["options"][0]["value"])


def errors(person: Person) -> dict[str, str]:
    """What a form says at its fields when it is sent and refused."""
    with pytest.raises(Refused):
        person.submits()
    return dict(person.view().shown["errors"])


def test_of_a_refused_form_nothing_is_kept(workspace: Workspace, threat: str) -> None:
    operations = workspace.person("operations")
    operations.clicks("Approve")
    assert "Without a decision at high or critical" in operations.view().plain, "no form opens in vain"
    operations.closes()
    assert roles(operations).startswith("Your roles: none yet.")
    from_its_page(operations, threat, f"Accept {threat}")
    operations.fills({WHY: "x", "Until when?": "2020-01-01", "What is your role?": "operations"})
    told = errors(operations)
    assert sorted(told) == ["reason", "role", "until"], "all at once"
    assert "three words at least" in told["reason"]
    assert "role security" in told["role"]
    assert re.search(r"must end after today \(\d+ \w+ \d+, UTC\); the last day allowed is", told["until"])
    assert roles(operations).startswith("Your roles: none yet.")
    closes_all(operations)


def test_a_role_is_taken_and_dropped(workspace: Workspace, threat: str) -> None:
    redteam = workspace.person("redteam")
    assert "Your roles: redteam." in roles(redteam, "redteam")
    assert "Your roles: redteam, security." in roles(redteam, "security")
    assert roles(redteam, "DROP Security") == "Dropped: you act as security no longer. Your roles: redteam."
    assert "`/threatmodel role drop security` drops one" in roles(redteam)
    assert roles(redteam, "drop security") == "You do not hold the role security. Your roles: redteam."
    assert roles(redteam, "drop").startswith("There is no such role; the roles are developer,")
    opens(redteam, threat)
    assert f"[Accept {threat}]" not in redteam.view().plain, "nobody is offered what they may not do"
    assert f"[Mitigate {threat}]" in redteam.view().plain
    told = "*Accept* is not offered to you: A high risk is accepted by somebody with the role security; ask them to."
    assert told in redteam.view().plain
    closes_all(redteam)


def roles(person: Person, said: str = "") -> str:
    """What the command answers."""
    person.types(f"/threatmodel role {said}")
    return str(person.state()["ephemerals"][-1]["plain"])


def test_the_shared_list_says_who_may(workspace: Workspace, threat: str) -> None:
    shown = workspace.person("guest").message_with("Threats to Vault").plain
    say = "once two people of different roles have each answered a question or decided on a threat"
    role = f"a member other than the owner who holds the role security, {say}"
    assert f"*Approve* is for {role}." in shown
    assert "*Accept* at high or critical is for somebody with the role security who does not own the model." in shown


def test_a_refused_press_is_told_where_the_form_would_be(workspace: Workspace, threat: str) -> None:
    developer, guest = workspace.person("developer"), workspace.person("guest")
    shown = developer.message_with("Threats to Vault")
    severe = re.search(r"\[Accept (T-\d+)\]", shown.plain)
    assert severe, shown.plain
    before = len(developer.state()["ephemerals"])
    developer.clicks(f"Accept {severe[1]}", shown)
    told = developer.view()
    assert re.fullmatch(r"Not done\nThe model's owner cannot accept this \w+ risk; ask somebody [^\n]+", told.plain)
    assert (told.shown["close"], told.shown["submit"]) == ("Close", "")
    developer.closes()
    developer.clicks("Approve", shown)
    refused = developer.view().plain.splitlines()
    assert refused[:2] == ["Not done", "• The model's owner cannot approve it; ask somebody else."]
    assert any("Without a decision at high or critical: " in one for one in refused), "all that is missing, at once"
    developer.closes()
    guest.clicks("Approve")
    assert guest.view().plain == "Not done\nGuests cannot approve a model; ask a full member."
    guest.closes()
    assert len(developer.state()["ephemerals"]) == before, "and nowhere else"
