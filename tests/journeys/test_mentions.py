"""Ways in besides the command: a mention, which is answered once, and the shortcut on a message."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bot.blocks.welcome import TEXT
from bot.sandbox.driver import Json, Message, Person, Workspace, messages
from tests.support.bot import Bot
from tests.support.manifests import told_messages
from tests.support.signed import Sender

DESIGN = "We keep <cards> & orders for @product, see https://design.example.com in #security"
DESCRIPTION = "What does it do?"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Bot, Workspace]]:
    """A bot and a workspace of this test alone."""
    bot = Bot(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)
    with Workspace(bot.url, tmp_path / "workspace.db", told_messages(tmp_path)) as workspace, bot:
        bot.start(workspace)
        yield bot, workspace


def answers(person: Person, under: Message) -> list[Message]:
    """Our answers in a thread."""
    return [m for m in messages(person.state()) if TEXT in m.plain and m.shown["thread_ts"] == under.ts]


def event(message: Message, event_id: str, **more: object) -> bytes:
    """A mention as Slack delivers it."""
    told: Json = {"type": "app_mention", "user": "U0DEVELOPER", "text": "<@U0THREATBOT>", "channel": message.channel}
    told |= {"ts": message.ts, "event_ts": message.ts, **more}
    body = {"type": "event_callback", "team_id": "T0LOCAL", "event_id": event_id, "event": told}
    return json.dumps(body).encode()


def test_a_mention_is_answered_once_in_its_thread(house: tuple[Bot, Workspace]) -> None:
    _, workspace = house
    developer = workspace.person("developer")
    mention = developer.says("@threatbot what can you do?", "#general")
    delivered = [entry["name"] for entry in workspace.log("event") if mention.ts in json.dumps(entry)]
    assert {"app_mention", "message"} <= set(delivered)
    (answer,) = answers(developer, mention)
    developer.clicks("Start a threat model", answer)
    assert DESCRIPTION in developer.view().plain
    opened = json.dumps(workspace.log("call", "views.open")[-1])
    assert mention.channel in opened
    developer.closes()


def test_a_mention_within_a_thread_is_answered_there(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    parent = developer.says("A design to review")
    developer.says("@threatbot have a look", thread=parent)
    assert len(answers(developer, parent)) == 1


def test_a_mention_delivered_again_and_under_another_id_has_one_answer(workspace: Workspace) -> None:
    developer, sender = workspace.person("developer"), Sender(workspace)
    said = developer.says("no mention yet")
    bodies = [event(said, f"Ev9{number % 2}") for number in range(20)]
    with ThreadPoolExecutor(10) as pool:
        replies = pool.map(
            lambda body: sender.send(body, sender.headers(body, content_type="application/json")), bodies
        )
        assert {reply.status_code for reply in replies} == {200}
    workspace.clock.advance("PT0S")
    assert len(answers(developer, said)) == 1


def test_another_bot_is_not_answered(workspace: Workspace) -> None:
    developer, sender = workspace.person("developer"), Sender(workspace)
    said = developer.says("as a bot would")
    body = event(said, "Ev8", bot_id="B0OTHER")
    assert sender.send(body, sender.headers(body, content_type="application/json")).status_code == 200
    workspace.clock.advance("PT0S")
    assert answers(developer, said) == []


def test_the_shortcut_opens_the_form_with_the_messages_text_and_the_card_comes_to_its_channel(
    workspace: Workspace,
) -> None:
    developer, architect = workspace.person("developer"), workspace.person("architect")
    design = architect.says(DESIGN, "#general")
    developer.uses_shortcut("threatmodel_thread", on=design)
    developer.clicks("Add another part", developer.view())
    developer.fills(
        {
            "What is the feature or system called?": "From a message",
            "Part 1: name": "Store",
            "Part 1: what is it?": "aws.s3",
            "Part 1: where is it?": "account",
            "Part 5: name": "Queue",
            "Part 5: what is it?": "external",
            "Part 5: where is it?": "vendor",
        }
    )
    developer.submits()
    developer.submits()
    card = architect.message_with("Threat model: From a message")
    assert card.channel == design.channel
    assert "We keep <cards> & orders for @someone, see https://design.example.com in #security" in card.plain


def test_a_message_longer_than_the_field_is_cut(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.uses_shortcut("threatmodel_thread", on=developer.says("x" * 3500))
    blocks = developer.view().shown["blocks"]
    initial = next(block["element"]["initial_value"] for block in blocks if block["block_id"] == "description")
    assert initial == "x" * 2999 + "…"
    developer.closes()


def test_a_message_without_text_opens_an_empty_form(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    picture = developer.says("", files={"design.png": b"\x89PNG"})
    developer.uses_shortcut("threatmodel_thread", on=picture)
    assert DESCRIPTION in developer.view().plain
    developer.closes()


def test_in_a_private_channel_without_the_bot_the_shortcut_says_what_to_do_first(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/create-private shortcut-alone")
    design = developer.says("Nobody else reads this.", "#shortcut-alone")
    developer.uses_shortcut("threatmodel_thread", on=design)
    developer.sees("I am not in this channel")
    assert developer.state()["views"] == []


def test_a_mention_that_could_not_be_kept_is_answered_when_it_comes_again(
    house: tuple[Bot, Workspace], tmp_path: Path
) -> None:
    _, workspace = house
    developer = workspace.person("developer")
    developer.types("/threatmodel help")
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        developer.act("message", channel="#checkout-design", text="@threatbot hello")
    mention = developer.message_with("hello")
    assert answers(developer, mention) == []
    workspace.clock.advance("PT1M")
    assert len(answers(developer, mention)) == 1


@pytest.mark.parametrize("how", ["app_uninstalled", "token_revoked"])
def test_after_the_end_of_the_token_slack_is_asked_anew(house: tuple[Bot, Workspace], how: str) -> None:
    bot, workspace = house
    developer = workspace.person("developer")
    developer.types("/threatmodel help")
    asked = len(workspace.log("call", "auth.test"))
    developer.types("/threatmodel list")
    assert len(workspace.log("call", "auth.test")) == asked
    workspace.post("fault", {"kind": how})
    workspace.clock.advance("PT0S")
    developer.does("install")
    developer.types("/threatmodel list")
    assert len(workspace.log("call", "auth.test")) > asked
    assert workspace.bot_token not in bot.logged()
