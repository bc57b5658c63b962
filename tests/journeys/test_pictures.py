"""One feature, from the first form to the second review, as a team plays it."""

import pytest

from tests.support.stories import begins
from tests.support.workspace import Refused, Workspace

LOGIN = "It checks a login, a signed link or a signed cookie"
ANYONE = "Anyone with the link, or we use the bucket's website address"


def test_a_team_models_a_feature_decides_approves_and_is_reminded(workspace: Workspace) -> None:
    developer, security, architect = (workspace.person(role) for role in ("developer", "security", "architect"))
    begins(developer, "Picture shop")
    developer.sees("Threat model: Picture shop")
    developer.sees("What does Edge do for files from Picture store")

    developer.clicks(LOGIN)
    architect.sees("Who can open a file in Picture store")
    architect.clicks(ANYONE)
    developer.sees("Threats to Picture shop")
    developer.sees("T-1 · Critical · open")

    developer.clicks("Why?")
    assert "How somebody would try it" in developer.view().plain
    developer.closes()

    developer.clicks("Accept")
    developer.fills({"Why is this risk acceptable?": "Few pictures so far.", "What is your role?": "developer"})
    with pytest.raises(Refused, match="owner cannot accept this critical risk"):
        developer.submits()
    developer.closes()

    security.clicks("Accept")
    security.fills({"Why is this risk acceptable?": "Closed next week.", "What is your role?": "security"})
    security.submits()
    developer.sees("T-1 · Critical · accepted")
    developer.sees("Accepted until 04 February 2026")

    developer.sees("open 0, accepted 1")

    developer.clicks("Approve")
    developer.fills({"What is your role?": "developer"})
    with pytest.raises(Refused, match="owner cannot approve it"):
        developer.submits()
    developer.closes()
    security.clicks("Approve")
    security.submits()
    developer.sees("approved version 1 of *Picture shop*")
    developer.sees("(file picture-shop-v1.md)")

    workspace.clock.advance("P181D")
    developer.sees("Time to look at Picture shop again")
    developer.clicks("In a week")
    developer.does_not_see("[Nothing changed]")
    workspace.clock.advance("P8D")
    developer.clicks("Nothing changed")
    developer.sees("nothing changed")
    print(developer.screen())
