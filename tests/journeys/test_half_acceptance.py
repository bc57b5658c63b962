"""A risk that security and product bear together: one agrees, the other completes it, a change or time ends it."""

import re

import pytest

from tests.support.stories import answers, draws, looks_up, opens
from tests.support.workspace import Person, Refused, Workspace, messages

RECORD = "Other people's records by changing an id"
SAID = {
    "names a record by its id": "Nothing more: being signed in is enough, or the id is hard to guess",
    "Who would go out of their way": "Money or many users",
}
WHY = "Why is this risk acceptable?"


@pytest.fixture(scope="module")
def threat(workspace: Workspace) -> str:
    """The threat of a shop whose records are anybody's; roles are told."""
    for role in ("security", "product", "architect"):
        workspace.person(role).types(f"/threatmodel role {role}")
    developer = workspace.person("developer")
    draws(developer, "Shop", ("Shop", "web.app"), kinds="personal")
    developer.clicks("Show the threats now")
    looks_up(developer, SAID)
    found = re.search(rf"(T-\d+) · [^\n]*{RECORD}", developer.message_with("Threats to Shop").plain)
    assert found, developer.screen()
    return found[1]


def in_list(person: Person, threat: str) -> str:
    """What the summary says of a threat."""
    shown = person.message_with("Threats to Shop").plain
    return next(part for part in shown.split("\n---\n") if f"*{threat} · " in part)


def accepts(person: Person, threat: str, why: str) -> None:
    """Presses, says why, and hands it in."""
    person.clicks(f"Accept {threat}")
    person.fills({WHY: why})
    person.submits()


def test_who_bears_none_of_it_is_told_who_does(workspace: Workspace, threat: str) -> None:
    architect = workspace.person("architect")
    architect.clicks(f"Accept {threat}")
    assert "It takes security and product: each agrees by itself" in architect.view().plain
    architect.fills({WHY: "I would."})
    with pytest.raises(Refused, match="ask somebody who holds one of them"):
        architect.submits()
    architect.closes()


def test_one_agrees_and_the_other_completes_it(workspace: Workspace, threat: str) -> None:
    security, product, developer = (workspace.person(role) for role in ("security", "product", "developer"))
    security.clicks(f"Accept {threat}")
    assert "What you agree to is kept, and counts once product agrees too." in security.view().plain
    security.fills({WHY: "It is behind a login."})
    security.submits()
    assert f"{threat}: product still to agree" in security.view().plain
    security.closes()
    shown = in_list(developer, threat)
    assert "open, half accepted" in shown
    assert "security (@security" in shown
    assert "agreed, product still to agree: “It is behind a login.”" in shown

    with pytest.raises(Refused, match="It still takes the role product"):
        accepts(security, threat, "Once more.")
    security.closes()
    product.clicks(f"Accept {threat}")
    assert "agreed, product still to agree" in product.view().plain
    product.submits()
    shown = in_list(developer, threat)
    assert re.search(rf"{threat} · \w+ · accepted", shown)
    assert "together with security (@security" in shown


def test_it_is_renewed_and_the_renewal_is_counted(workspace: Workspace, threat: str) -> None:
    security, product, developer = (workspace.person(role) for role in ("security", "product", "developer"))
    workspace.clock.advance("P91D")
    developer.sees(f"*{threat}* of *Shop* is open again")
    product.clicks(f"Accept {threat}", product.message_with("Threats to Shop"))
    assert f"{threat} has been accepted once before; this would be the second time." in product.view().plain
    product.fills({WHY: "Until the rewrite."})
    product.submits()
    product.closes()
    security.clicks(f"Accept {threat}", security.message_with("Threats to Shop"))
    security.submits()
    assert "Accepted the second time until" in in_list(developer, threat)


def test_a_changed_answer_makes_the_half_void(workspace: Workspace, threat: str) -> None:
    security, product, developer = (workspace.person(role) for role in ("security", "product", "developer"))
    developer.clicks(f"Take back {threat}", developer.message_with("Threats to Shop"))
    security.clicks(f"Accept {threat}", security.message_with("Threats to Shop"))
    security.fills({WHY: "It is behind a login."})
    security.submits()
    security.closes()
    assert "half accepted" in in_list(developer, threat)
    asked = next(
        one
        for one in messages(developer.state())
        if "names a record by its id" in one.plain and "[Change]" in one.plain
    )
    developer.clicks("Change", asked)
    answers(developer, {"names a record by its id": "Each route has its own check"})
    opens(product, threat)
    shown = product.view().plain
    assert "half accepted" not in shown
    assert "Half an acceptance is void: An answer under it changed" in shown
    product.clicks(f"Accept {threat}", product.view())
    assert "What you agree to is kept, and counts once security agrees too." in product.view().plain, (
        "product begins anew"
    )
    product.fills({WHY: "Still fine."})
    product.submits()
    closes_all(product)


def test_half_of_it_is_taken_back_by_its_button(workspace: Workspace, threat: str) -> None:
    developer = workspace.person("developer")
    opens(developer, threat)
    assert "product (@product" in developer.view().plain
    assert "agreed, security still to agree: “Still fine.”" in developer.view().plain
    developer.clicks(f"Take back {threat}", developer.view())
    assert "half accepted" not in developer.view().plain
    closes_all(developer)


def closes_all(person: Person) -> None:
    """Every window that lies open."""
    while person.state()["views"]:
        person.closes()
