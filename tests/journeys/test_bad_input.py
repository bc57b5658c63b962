"""What people get wrong, and what their clients send that no person could: a clear word, and nothing half done.

The house of these journeys ends with a log in which no fault of ours stands.
"""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.sandbox.driver import Json, Message, Person, Refused, Workspace, messages
from tests.support.signed import Sender
from tests.support.stories import begins

FIELDS = {"name": "Any", "owner": "U0DEVELOPER", "part1": "Thing"}


@pytest.fixture(scope="module")
def sender(workspace: Workspace) -> Sender:
    """Whoever forges requests."""
    return Sender(workspace)


def heard(person: Person) -> str:
    """What was last said to this person alone."""
    return str(person.state()["ephemerals"][-1]["plain"])


def open_question(person: Person) -> Message:
    """The newest open question."""
    return person.message_with("[Don't know]")


def answers(person: Person, message: Message, number: int = 0) -> Json:
    """Press an answer, whatever comes of it."""
    return person.act("click", target=message.target, action_id=f"intake.answer.{number}")


def carried(message: Message, action_id: str) -> Json:
    """What a button of a message carries back."""
    buttons = [element for block in message.shown["blocks"] for element in block.get("elements", [])]
    return dict(json.loads(next(b["value"] for b in buttons if b.get("action_id") == action_id)))


def hands_in(person: Person, entries: Json) -> None:
    """Fill the window on top, and submit it."""
    person.fills(entries)
    person.submits()


def submitted(sender: Sender, entries: Json, callback: str = "new.parts", **metadata: object) -> Json:
    """The answer to a form with any entries, some of them choices."""
    return dict(sender.submit(callback, json.dumps(metadata or {"channel": "C0GENERAL", "rows": 2}), entries).json())


@pytest.mark.parametrize(("typed", "meant"), [("lsit", "list"), ("nwe", "new"), ("roles", "role"), ("HELPP", "help")])
def test_an_unknown_command_offers_the_nearest(workspace: Workspace, typed: str, meant: str) -> None:
    guest = workspace.person("guest")
    guest.types(f"/threatmodel {typed}", "#general")
    assert f"Did you mean /threatmodel {meant}" in heard(guest).replace("`", "")


def test_a_command_like_nothing_we_have_points_to_the_help(workspace: Workspace) -> None:
    guest = workspace.person("guest")
    guest.types("/threatmodel " + "🦖" * 2_000, "#general")
    assert "/threatmodel help" in heard(guest)
    assert "Did you mean" not in heard(guest)
    assert len(heard(guest)) < 300


def test_a_role_and_a_name_that_nobody_has(workspace: Workspace) -> None:
    guest = workspace.person("guest")
    guest.types("/threatmodel role emperor", "#general")
    assert "There is no such role; the roles are" in heard(guest)
    guest.types(f"/threatmodel show {'x' * 5_000}", "#general")
    assert "No threat model is called" in heard(guest)
    assert len(heard(guest)) < 300


def test_the_form_refuses_an_empty_name_and_a_long_one(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel new")
    with pytest.raises(Refused):
        developer.submits()
    good = {"What is the feature or system called?": "Fine", "What does it do?": "Fine.", "Part 1: name": "Part"}
    developer.fills({**good, "Part 1: what is it?": "other", "Part 1: where is it?": "account"})
    for label, value in good.items():
        with pytest.raises(Refused):
            hands_in(developer, {label: "x" * 5_000})
        developer.fills({label: value})
    developer.closes()


@pytest.mark.parametrize("name", ["", "   ", "\u0000", "\u200b \t\n"])
def test_a_name_of_nothing_is_refused_at_its_field(sender: Sender, name: str) -> None:
    answer = submitted(sender, {**FIELDS, "name": name, "type1": "other"})
    assert answer["response_action"] == "errors"
    assert "name" in answer["errors"]


LONG = {
    "name": "n" * 5_000,
    "description": "d" * 5_000,
    "worth": "w" * 5_000,
    "part1": "p" * 5_000,
    "type1": "t" * 5_000,
    "part2": "q\u0000\ud800" * 2_000,
    "type2": "other",
    "owner": "U0DEVELOPER",
}


def test_texts_that_a_client_sends_too_long_are_cut_or_refused_by_us(workspace: Workspace, sender: Sender) -> None:
    answer = submitted(sender, LONG)
    assert answer["response_action"] in ("update", "errors")
    answer = submitted(sender, {**LONG, "type1": "aws.s3"})
    assert list(answer["errors"]) == ["worth"]
    answer = submitted(sender, {**LONG, "type1": "aws.s3", "worth": "w" * 120})
    assert answer["response_action"] == "update", answer
    started = sender.submit("new.flows", answer["view"]["private_metadata"], {})
    assert (started.status_code, started.text) == (200, "")
    workspace.clock.advance("PT0S")
    developer = workspace.person("developer")
    card = developer.message_with("Threat model: nnn", "#general")
    assert len(card.plain) < 3_500


def test_something_else_is_a_part_like_any(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel new")
    developer.fills(
        {
            "What is the feature or system called?": "Contraption",
            "What does it do?": "Nobody knows.",
            "Part 1: name": "Gizmo",
            "Part 1: what is it?": "Something else",
            "Part 1: where is it?": "account",
        }
    )
    developer.submits()
    developer.submits()
    developer.sees("Threat model: Contraption")


def test_contradictory_rows_are_told_at_their_fields_and_keep_what_was_entered(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel new")
    developer.fills(
        {
            "What is the feature or system called?": "Muddle",
            "What does it do?": "Contradicts itself.",
            "Which of them is the most sensitive?": "customer",
            "Part 1: name": "Same",
            "Part 1: what is it?": "aws.s3",
            "Part 1: where is it?": "account",
            "Part 2: name": "Same",
            "Part 2: what is it?": "aws.s3",
            "Part 3: what is it?": "aws.s3",
        }
    )
    with pytest.raises(Refused):
        developer.submits()
    errors = developer.view().shown["errors"]
    assert {"sensitive", "part2", "part3"} <= set(errors)
    developer.fills(
        {"What kinds of data does it hold or pass on?": ["customer"], "Part 2: name": "Other", "Part 3: name": "Third"}
    )
    developer.submits()
    developer.fills({"Line 1: from": "same", "Line 1: to": "same", "Line 2: to": "other"})
    with pytest.raises(Refused):
        developer.submits()
    assert {"to1", "from2"} <= set(developer.view().shown["errors"])
    developer.fills({"Line 1: to": "other", "Line 2: from": "third"})
    developer.submits()
    developer.sees("Threat model: Muddle")


def test_lines_between_parts_that_there_are_not(workspace: Workspace, sender: Sender) -> None:
    answer = submitted(sender, {**FIELDS, "name": "Loose ends", "type1": "other"})
    metadata = json.loads(answer["view"]["private_metadata"])
    lines = {"from1": "nobody", "to1": "nowhere", "kind1": "teleport", "carries1": ["secrets"]}
    answer = submitted(sender, lines, "new.flows", **metadata)
    assert "quote" not in json.dumps(answer), answer
    assert answer.get("response_action") in ("errors", "update"), answer


def test_two_people_answer_at_once_and_the_second_is_told(workspace: Workspace) -> None:
    developer, architect = workspace.person("developer"), workspace.person("architect")
    begins(developer, "Contested")
    asked = open_question(developer)
    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda person: answers(person, asked), (developer, architect)))
    assert all(reply["ok"] for reply in replies)
    told = [
        e["plain"]
        for p in (developer, architect)
        for e in p.state()["ephemerals"]
        if "answered meanwhile" in e["plain"]
    ]
    assert len(told) >= 1


def test_an_old_message_answers_in_words(workspace: Workspace, sender: Sender) -> None:
    guest = workspace.person("guest")
    begins(workspace.person("developer"), "Aged")
    asked = open_question(guest)
    old = carried(asked, "intake.answer.0")
    for value in ({**old, "f": "aws.s3/gone"}, {**old, "o": "nobody"}, {**old, "v": "no-such-answer"}):
        assert sender.click("intake.answer.0", json.dumps(value), "U0GUEST").status_code == 200
        workspace.clock.advance("PT0S")
        assert "not part of this threat model any more" in heard(guest)
    sender.click("button.of.another.age", "x", "U0GUEST")
    assert "older Threatbot" in heard(guest)
    assert "older Threatbot" in json.dumps(submitted(sender, {}, "form.of.another.age", m="x"))


TAMPERED = ["", "{", "[]", "null", "7", '"m"', "{}", '{"m": null}', '{"m": ["x"]}', "\u0000", "x" * 2_000]


@pytest.mark.parametrize("value", TAMPERED)
@pytest.mark.parametrize("action", ["intake.answer.0", "intake.stop", "threats.all", "decide.accept", "review.snooze"])
def test_a_button_with_a_tampered_value_does_nothing_and_says_so(
    workspace: Workspace, sender: Sender, action: str, value: str
) -> None:
    guest = workspace.person("guest")
    before = len(guest.state()["ephemerals"])
    assert sender.click(action, value, "U0GUEST").status_code == 200
    assert len(guest.state()["ephemerals"]) == before + 1
    assert "/threatmodel list" in heard(guest)


@pytest.fixture(scope="module")
def asked(workspace: Workspace) -> Message:
    """A question that stays open."""
    begins(workspace.person("redteam"), "Numbers")
    return open_question(workspace.person("redteam"))


@pytest.mark.parametrize(("name", "wrong"), [("p", "many"), ("p", "-1"), ("p", "99999999999999999999"), ("r", "first")])
def test_a_number_that_is_none(workspace: Workspace, sender: Sender, asked: Message, name: str, wrong: str) -> None:
    guest = workspace.person("guest")
    value = {**carried(asked, "intake.answer.0"), "p": 0, name: wrong}
    sender.click("threats.all" if name == "p" else "intake.answer.0", json.dumps(value), "U0GUEST")
    assert "quote" not in heard(guest)


@pytest.mark.parametrize("rows", ["-1", "0", "1000000000", "x"])
def test_a_form_with_a_number_of_rows_that_no_form_has(sender: Sender, rows: str) -> None:
    answer = submitted(sender, {**FIELDS, "type1": "other"}, channel="C0GENERAL", rows=rows)
    assert "quote" not in json.dumps(answer), answer


def test_an_expired_trigger_says_what_to_do_next(workspace: Workspace, sender: Sender) -> None:
    assert "please do the same again" in sender.command("new", "U0GUEST").text
    guest = workspace.person("guest")
    begins(workspace.person("developer"), "Late")
    developer = workspace.person("developer")
    head = developer.message_with("A few questions about Late")
    developer.does("click", target=head.target, action_id="intake.show")
    model = carried(developer.message_with("Threats to Late"), "threats.all")
    assert sender.click("threats.all", json.dumps(model), "U0GUEST").status_code == 200
    assert "please do the same again" in heard(guest)


def test_in_a_channel_where_the_bot_is_not_it_joins(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    begins(developer, "Outside", "#security")
    card = developer.message_with("Threat model: Outside", "#security")
    reply = answers(
        developer, next(m for m in messages(developer.state(channel="#security")) if "[Don't know]" in m.plain)
    )
    assert reply["ok"]
    assert card.plain
    architect = workspace.person("architect")
    architect.types("/threatmodel show Outside", "#security")
    architect.sees("Threat model: Outside")


def test_in_a_private_channel_without_the_bot_it_says_how_to_let_it_in(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/create-private secret-oven")
    developer.types("/threatmodel new", "#secret-oven")
    developer.sees("Type `/invite @threatbot`")
    assert not developer.state()["views"]


def test_in_a_direct_conversation_it_leads_to_a_channel(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.says("Hello", "@threatbot")
    developer.types("/threatmodel new", "@threatbot")
    developer.sees("type this in the channel where the design is discussed")
    assert not developer.state()["views"]
