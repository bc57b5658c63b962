"""The search for messages: what somebody reads, and nothing that they do not see."""

from collections.abc import Callable

import pytest
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.make import button, section

Find = Callable[[Person, str], list[str]]


@pytest.fixture
def found(workspace: Workspace) -> Find:
    """What is read in the messages that somebody finds, the newest first."""

    def _found(person: Person, words: str) -> list[str]:
        answer = workspace.get("find", {"as": person.role, "words": words})
        return [one["text"] for one in answer["found"]]

    return _found


@pytest.mark.parametrize("words", ["door", "DOOR fridge", "  ridge  "])
def test_each_word_is_read_in_any_order_and_case(found: Find, developer: Person, words: str) -> None:
    developer.says("A fridge")
    root = developer.says("A fridge with a door")
    developer.says("The door of the Fridge", thread=root)
    developer.says("Doors and fridges, too", "#general")
    expected = ["Doors and fridges, too", "The door of the Fridge", "A fridge with a door", "A fridge"]
    assert found(developer, words) == (expected if "door" not in words.lower() else expected[:3])


@pytest.mark.parametrize("words", ["", "  ", "fridge lorry"])
def test_nothing_is_found_where_a_word_is_missing_or_none_is_given(found: Find, developer: Person, words: str) -> None:
    developer.says("A fridge")
    assert found(developer, words) == []


def test_what_is_found_is_what_is_read_and_not_what_was_sent(
    found: Find, developer: Person, architect: Person, client: WebClient
) -> None:
    client.chat_postMessage(channel="C0CHECKOUT", text="hidden words", blocks=[section(f"For <@{architect.id}> *now*")])
    assert found(developer, "hidden") == []
    assert found(developer, "@architect") == ["For @architect now"]


def test_buttons_marks_and_pictures_are_no_words(found: Find, developer: Person, client: WebClient) -> None:
    blocks = [section(":white_check_mark: *The door* of `the_fridge` is _open_"), button("it", "Close it")]
    client.chat_postMessage(channel="C0CHECKOUT", text="x", blocks=blocks)
    assert found(developer, "check") == found(developer, "close") == []
    assert found(developer, "door the_fridge") == ["The door of the_fridge is open"]


def test_nobody_finds_what_they_do_not_see(
    found: Find, developer: Person, architect: Person, workspace: Workspace
) -> None:
    architect.does("command", channel="#general", text="/msg @developer The fridge is between us")
    assert found(developer, "between us") == found(architect, "between us") == ["The fridge is between us"]
    assert found(workspace.person("security"), "between us") == []


def test_the_newest_are_found_and_not_all(found: Find, developer: Person) -> None:
    for number in range(25):
        developer.says(f"Fridge {number}")
    assert found(developer, "fridge") == [f"Fridge {number}" for number in range(24, 4, -1)]
