"""A risk that security and product bear together: one agrees, the other completes it, a change or time ends it."""

import re

from bot.sandbox.driver import Person, Workspace, messages
from tests.support.stories import answers, draws_in_a_row, looks_up, opens

RECORD = "Other people's records by changing an id"
SAID = {
    "names a record by its id": "Nothing more: being signed in is enough, or the id is hard to guess",
    "Who would go out of their way": "Money or many users",
}
WHY = "Why is this risk acceptable?"


def drawn(workspace: Workspace) -> str:
    """The threat of a shop whose records are anybody's; roles are told."""
    for role in ("security", "product", "architect"):
        workspace.person(role).types(f"/threatmodel role {role}")
    developer = workspace.person("developer")
    draws_in_a_row(developer, "Shop", ("Shop", "web.app"), kinds="personal")
    developer.clicks("Show the threats now")
    looks_up(developer, SAID)
    found = re.search(rf"(T-\d+) · [^\n]*{RECORD}", developer.message_with("Threats to Shop").plain)
    assert found, developer.screen()
    return found[1]


def in_list(person: Person, threat: str) -> str:
    """What the summary says of a threat."""
    shown = person.message_with("Threats to Shop").plain
    return next(part for part in shown.split("\n---\n") if f"*{threat} · " in part)


def none_of_it(workspace: Workspace, threat: str) -> None:
    """Whoever bears none of it is told who does."""
    architect = workspace.person("architect")
    architect.clicks(f"Accept {threat}")
    told = "takes the role security and the role product to accept it; ask somebody who holds one of them."
    assert told in architect.view().plain
    architect.closes()


def one_and_the_other(workspace: Workspace, threat: str) -> None:
    """One agrees, the other completes it."""
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

    security.clicks(f"Accept {threat}")
    assert "It still takes the role product to accept it; ask somebody who holds it." in security.view().plain
    security.closes()
    product.clicks(f"Accept {threat}")
    assert "agreed, product still to agree" in product.view().plain
    product.submits()
    shown = in_list(developer, threat)
    assert re.search(rf"{threat} · \w+ · accepted", shown)
    assert "together with security (@security" in shown


def renewed(workspace: Workspace, threat: str) -> None:
    """It ends, and is accepted anew; the renewal is counted."""
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


def void(workspace: Workspace, threat: str) -> None:
    """A changed answer makes the half of it void."""
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
    product.fills({WHY: "It is still fine."})
    product.submits()
    closes_all(product)


def taken_back(workspace: Workspace, threat: str) -> None:
    """A half is taken back by its button."""
    developer = workspace.person("developer")
    opens(developer, threat)
    assert "product (@product" in developer.view().plain
    assert "agreed, security still to agree: “It is still fine.”" in developer.view().plain
    developer.clicks(f"Take back {threat}", developer.view())
    assert "half accepted" not in developer.view().plain
    closes_all(developer)


def closes_all(person: Person) -> None:
    """Every window that lies open."""
    while person.state()["views"]:
        person.closes()


def test_a_risk_that_two_roles_bear(workspace: Workspace) -> None:
    threat = drawn(workspace)
    for step in (none_of_it, one_and_the_other, renewed, void, taken_back):
        step(workspace, threat)
