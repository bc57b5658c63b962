"""Names of models: two that people could not tell apart are refused, and of several that are meant it asks which."""

import sqlite3

import pytest

from bot.sandbox.driver import Person, Refused, Workspace, messages
from tests.support.stories import draws

PART = [("Core", "web.app", "account")]


def cards(person: Person, name: str) -> int:
    """How many cards of a model there are."""
    return sum(f"*Threat model: {name}*" in message.plain for message in messages(person.state()))


@pytest.fixture(scope="module")
def architect(workspace: Workspace) -> Person:
    """Two models of which the names begin alike."""
    architect = workspace.person("architect")
    draws(architect, "Invoices", PART)
    draws(architect, "Invoices of vendors", PART)
    return architect


@pytest.mark.parametrize("name", ["Invoices", "invoices", " INVOICES ", "Invoices  of vendors"])
def test_a_name_that_another_model_has_is_refused_at_its_field(architect: Person, name: str) -> None:
    with pytest.raises(Refused):
        draws(architect, name, PART)
    assert "is a threat model already; people could not tell them apart" in architect.view().shown["errors"]["name"]
    architect.closes()


def test_of_a_draft_it_says_how_to_finish_it(architect: Person) -> None:
    with pytest.raises(Refused):
        draws(architect, "Half done", PART, [("no-such", "end")])
    architect.closes()
    with pytest.raises(Refused):
        draws(architect, "half done", PART)
    assert "`/threatmodel list` has “Finish the form”" in architect.view().shown["errors"]["name"]
    architect.closes()


def test_the_whole_name_is_the_one_that_is_meant(architect: Person) -> None:
    architect.types("/threatmodel show invoices")
    assert (cards(architect, "Invoices"), cards(architect, "Invoices of vendors")) == (2, 1)


def test_of_several_it_asks_which(architect: Person) -> None:
    architect.types("/threatmodel show Inv")
    asked = architect.message_with("Which one?")
    assert asked.plain.count("[Show this one]") == 2
    wanted = next(b for b in asked.shown["blocks"] if "*Invoices of vendors*" in b.get("text", {}).get("text", ""))
    architect.does("click", target=asked.target, label="Show this one", block_id=wanted["block_id"])
    assert (cards(architect, "Invoices"), cards(architect, "Invoices of vendors")) == (2, 2)


def test_a_name_behind_the_command_fills_the_forms(architect: Person) -> None:
    architect.types("/threatmodel new  Dunning letters & <fees>")
    for _ in range(2):  # also after more rows
        blocks = architect.view().shown["blocks"]
        name = next(block["element"] for block in blocks if block["block_id"] == "name")
        assert name["initial_value"] == "Dunning letters & <fees>"
        architect.clicks("Add another part", architect.view())
    architect.closes()


def test_a_card_the_list_and_what_it_opens_lead_to_the_thread(architect: Person, workspace: Workspace) -> None:
    first = min((m for m in messages(architect.state()) if "*Threat model: Invoices*" in m.plain), key=lambda m: m.ts)
    link = f"<{workspace.url}/archives/{first.channel}/p{first.ts.replace('.', '')}|Go to its thread>"
    assert link not in str(first.shown["blocks"]), "where it stands it needs none"
    assert link in str(architect.message_with("*Threat model: Invoices*").shown["blocks"])
    architect.types("/threatmodel list")
    listed = architect.message_with("threat models*, the newest first")
    assert link in str(listed.shown["blocks"])
    wanted = next(b for b in listed.shown["blocks"] if link in str(b))
    architect.does("click", target=listed.target, label="Open", block_id=wanted["block_id"])
    assert link in str(architect.view().shown["blocks"])
    architect.closes()


def test_of_old_ones_that_are_called_the_same_it_asks_too(architect: Person, workspace: Workspace) -> None:
    with sqlite3.connect(workspace.database.parent / "bot.db") as rows:
        rows.execute("UPDATE model SET name = 'Invoices', folded = 'invoices'")
    architect.types("/threatmodel show INVOICES")
    assert architect.message_with("Which one?").plain.count("[Show this one]") == 3
