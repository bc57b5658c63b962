"""What one person decides is seen by the others: in the thread, in the list, and in the form of whoever approves."""

import re

import pytest

from tests.support.stories import all_threats, draws_in_a_row, looks_up, opens
from tests.support.workspace import Person, Workspace

SAID = {
    "Who can delete or overwrite": (
        "Whoever may write or delete there: no old versions, "
        "or the same roles can delete those or change the lifecycle rules"
    ),
    "Who would go out of their way": "Money or many users",
    "How does a change of": "A pipeline builds and deploys it",
}
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


def test_a_guest_sets_a_high_risk_aside_and_everybody_sees_it(workspace: Workspace, threat: str) -> None:
    guest, security = workspace.person("guest"), workspace.person("security")
    from_its_page(guest, threat, f"{threat} not applicable")
    guest.fills({"Why does it not apply?": "fact-wrong", "In one sentence": "Nobody <!channel> would do *that*."})
    guest.submits()
    closes_all(guest)
    told = security.message_with("says that this does not apply to *Vault*")
    assert told.shown["thread_ts"] == security.message_with("Threats to Vault").shown["thread_ts"]
    assert "@guest" in told.plain
    assert re.search(rf"\*{threat}\* · High · {RANSOM}", told.plain)
    assert "An answer that it rests on is wrong. Nobody <!channel> would do *that*." in told.plain
    security.clicks("Approve")
    asked = security.view().plain
    assert "Set aside at high or critical: 1." in asked
    assert re.search(rf"{threat}\* · High · {RANSOM}[^\n]*\n@guest[^\n]*: An answer", asked), asked
    security.closes()


def test_who_takes_back_another_s_decision_is_told_to_everybody(workspace: Workspace, threat: str) -> None:
    guest, security = workspace.person("guest"), workspace.person("security")
    from_its_page(security, threat, f"Take back {threat}")
    told = guest.message_with("took back what").plain
    assert "@security" in told
    assert "@guest" in told
    assert f"*{threat}* · High" in told
    assert "(not applicable)" in told
    closes_all(security)
