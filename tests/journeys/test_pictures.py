"""One feature, from the first form to the second review, as a team plays it."""

import pytest

from bot.sandbox.driver import Person, Refused, Workspace, messages
from tests.support.stories import answers, begins, number_of, puts

KNOWN = {
    "What does Edge do for files": "It checks a login, a signed link or a signed cookie",
    "own address, not through Edge": "Anyone with the link, or we use the bucket's website address",
}


def reads_file(workspace: Workspace, person: Person, name: str) -> str:
    """A file's text, as the person who opens it reads it."""
    found = next(f for m in messages(person.state()) for f in m.shown["files"] if f["name"] == name)
    return workspace.read(f"files/{found['id']}")


def test_a_team_models_a_feature_decides_approves_and_is_reminded(workspace: Workspace) -> None:
    developer, security, architect = (workspace.person(role) for role in ("developer", "security", "architect"))
    begins(developer, "Picture shop")
    developer.sees("Threat model: Picture shop")
    architect.sees("Anyone may answer")
    answers(architect, KNOWN)
    developer.sees("Threats to Picture shop")

    puts(developer, "Who can open a file in Picture store by")
    answers(architect, KNOWN)
    bypass = number_of(developer, "Origin bypass: Edge to Picture store")
    developer.sees(f"{bypass} · Critical · open")

    developer.clicks(f"Why {bypass}?")
    assert "How somebody would try it" in developer.view().plain
    developer.closes()

    developer.clicks(f"Accept {bypass}")
    told = "Not done\nThe model's owner cannot accept this critical risk; ask somebody from outside the team."
    assert developer.view().plain == told, "nobody fills in a form in vain"
    developer.closes()

    security.clicks(f"Accept {bypass}")
    security.fills({"Why is this risk acceptable?": "It is closed next week.", "What is your role?": "security"})
    security.submits()
    developer.sees(f"{bypass} · Critical · accepted")
    developer.sees("Accepted until 4 February 2026")

    developer.clicks("Approve")
    assert developer.view().plain.startswith("Not done\nThe model's owner cannot approve it")
    developer.closes()
    security.clicks("Approve")
    security.submits()
    developer.sees("approved version 2 of *Picture shop*")
    developer.sees("(file picture-shop-v2.md)")
    report = reads_file(workspace, developer, "picture-shop-v2.md")
    assert "accepted" in report
    assert "U0SECURITY" not in report, "members stand in it by their names"
    developer.sees("(file picture-shop-v2.html)")
    page = reads_file(workspace, developer, "picture-shop-v2.html")
    assert page.startswith("<!DOCTYPE html>")
    assert "U0SECURITY" not in page
    assert "(security) approved version 2 on" in page
    assert "approved version 2, by" in page, "the history has it"
    assert "<dt>Next review</dt>" in page
    assert "Roles that took part" in page

    workspace.clock.advance("P31D")
    developer.sees(f"{bypass}* of *Picture shop* is open again. The acceptance ended on 4 February 2026.")
    developer.sees(f"{bypass} · Critical · open")
    developer.sees("Time to look at Picture shop again")
    developer.clicks(f"Mitigate {bypass}")
    developer.chooses("What will be done?", ["aws.cloudfront/only-our-distribution"])
    with pytest.raises(Refused, match="neither lowers the risk nor settles the threat"):
        developer.submits()
    both = ("bucket-refuses-strangers", "only-our-distribution")
    developer.chooses("What will be done?", [f"aws.cloudfront/{one}" for one in both])
    developer.submits()
    developer.sees(f"{bypass} · Critical · mitigating")
    since = developer.message_with(f"{bypass}* of *Picture shop* was open again.").plain
    assert "Decided since: mitigating, by @developer on " in since
    assert "[Look and decide anew]" not in since
    security.clicks("Approve")
    security.submits()
    developer.sees("*Approved · next review")

    workspace.clock.advance("P181D")
    developer.clicks("In a week")
    developer.sees("put off to")
    developer.sees("*In review, put off · next review")
    workspace.clock.advance("P8D")
    security.clicks("Nothing changed")
    security.submits()
    developer.sees("nothing changed")

    developer.clicks(f"Take back {bypass}")
    developer.sees(f"{bypass} · Critical · open")
    developer.sees("*In review*")
