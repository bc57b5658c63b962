"""A thread becomes a file, and files that people share are read."""

from collections.abc import Iterator

import pytest

from bot.sandbox.driver import Message, Person, Workspace
from tests.apps.conftest import Starts

HERE = "#checkout-design"


@pytest.fixture
def workspace(starts: Starts) -> Iterator[Workspace]:
    """The app is running."""
    with starts("digest") as (workspace, _):
        yield workspace


def talk(workspace: Workspace) -> Message:
    """Five messages in a thread."""
    developer, security = workspace.person("developer"), workspace.person("security")
    question = developer.says("Who may open the fridge?", HERE)
    for person, text in (
        (security, "Whoever is at home."),
        (developer, "And the guests, <i>please</i>?"),
        (security, "Not the wine, though."),
        (developer, "Agreed & noted."),
    ):
        person.says(text, HERE, question)
    return question


def file_in(workspace: Workspace, person: Person, name: str) -> str:
    """The text of the newest file of a name."""
    person.sees(f"(file {name})")
    shown = person.state(channel=HERE)["channels"][0]["messages"]
    found = [file for message in shown for file in message["files"] if file["name"] == name]
    return workspace.read(found[-1]["url"].removeprefix("/_workspace/"))


def test_a_thread_becomes_a_file_in_it(workspace: Workspace) -> None:
    developer, architect = workspace.person("developer"), workspace.person("architect")
    question = talk(workspace)
    architect.uses_shortcut("digest_thread", question)
    architect.sees("== modal: Digest")
    architect.submits()
    architect.sees("Here is the digest.")
    assert file_in(workspace, architect, "digest.md").splitlines() == [
        "# Digest",
        "",
        "- **Developer**: Who may open the fridge?",
        "- **Security**: Whoever is at home.",
        "- **Developer**: And the guests, &lt;i&gt;please&lt;/i&gt;?",
        "- **Security**: Not the wine, though.",
        "- **Developer**: Agreed &amp; noted.",
    ]
    developer.sees("Digest 1 of this thread, of 5 messages.")
    developer.sees(f"developer: {question.plain}\n  (:memo: 1)")

    reply = developer.message_with("Not the wine")
    developer.uses_shortcut("digest_thread", reply)
    developer.ticks("Table")
    developer.submits()
    developer.sees("Digest 2 of this thread, of 7 messages.")
    rows = file_in(workspace, developer, "digest.csv").splitlines()
    assert rows[:2] == ["who,what", "Developer,Who may open the fridge?"]
    assert "Digest,Here is the digest." in rows


def test_what_people_share_is_read(workspace: Workspace) -> None:
    developer, security = workspace.person("developer"), workspace.person("security")
    files = {"notes.txt": b"three little words", "more.md": "# Größe\n\ntwo".encode()}
    shared = developer.says("My notes", HERE, files=files)
    security.sees("notes.txt has 3 words.")
    security.sees("more.md has 3 words.")
    security.sees("(:floppy_disk: 1)")
    security.says("Thank you!", HERE, shared)
    security.says("Mine alone", "#security", files={"secret.txt": b"not for apps"})
    security.sees("(file secret.txt)")
    told = [entry["request"]["event"]["channel_id"] for entry in workspace.log("event", "file_shared")]
    assert set(told) == {shared.channel}
    assert {call["response"].get("ok") for call in workspace.log("call", "files.info")} == {True}
