"""What is said to Threatbot alone: answered once, with a way to start in a channel."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.blocks.welcome import ALONE
from bot.sandbox.driver import Json, Message, Person, Refused, Workspace, messages
from tests.support.signed import Sender

BOT = "@threatbot"


def answers(person: Person) -> list[Message]:
    """Our answers, the oldest first."""
    return [message for message in messages(person.state()) if ALONE in message.plain]


def event(said: Message, event_id: str, **more: object) -> bytes:
    """A direct word as Slack delivers it."""
    told: Json = {"type": "message", "channel_type": "im", "user": "U0DEVELOPER", "text": "hello"}
    told |= {"channel": said.channel, "ts": said.ts, "event_ts": said.ts, **more}
    body = {"type": "event_callback", "team_id": "T0LOCAL", "event_id": event_id, "event": told}
    return json.dumps(body).encode()


def delivered(workspace: Workspace, *bodies: bytes) -> set[int]:
    """The replies to deliveries at the same time."""
    sender = Sender(workspace)
    with ThreadPoolExecutor(8) as pool:
        replies = pool.map(
            lambda body: sender.send(body, sender.headers(body, content_type="application/json")), bodies
        )
        found = {reply.status_code for reply in replies}
    workspace.clock.advance("PT0S")
    return found


def test_hello_is_answered_with_a_way_to_start_in_a_channel(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    said = developer.says("hello", BOT)
    (answer,) = answers(developer)
    assert (answer.channel, answer.shown["thread_ts"]) == (said.channel, None)
    assert "when an approved list gets worse" in answer.plain
    developer.clicks("Help", answer)
    assert "`/threatmodel new`" in developer.state()["ephemerals"][-1]["plain"]
    developer.clicks("Start a threat model", answer)
    developer.fills({"In which channel?": "#checkout-design"})
    developer.submits()
    developer.fills({"What is the feature or system called?": "Said hello", "Part 1: name": "Store"})
    developer.fills({"What does it do?": "It greets."})
    developer.fills({"Part 1: what is it?": "aws.s3", "Part 1: where is it?": "account"})
    developer.submits()
    developer.submits()
    assert workspace.person("architect").message_with("Threat model: Said hello", "#checkout-design")


def test_a_channel_where_it_is_not_is_refused_at_its_field(workspace: Workspace) -> None:
    product = workspace.person("product")
    product.says("hi there", BOT)
    product.types("/create-private not-for-bots")
    product.clicks("Start a threat model", answers(product)[-1])
    product.fills({"In which channel?": "#not-for-bots"})
    with pytest.raises(Refused):
        product.submits()
    assert "I am not in this channel" in json.dumps(product.view().shown["errors"])
    product.closes()


def test_in_a_thread_it_is_answered_there(workspace: Workspace) -> None:
    security = workspace.person("security")
    first = security.says("what can you do?", BOT)
    before = len(answers(security))
    security.says("and again", thread=first)
    assert [one.shown["thread_ts"] for one in answers(security)[before:]] == [first.ts]


def test_what_is_delivered_again_has_one_answer(workspace: Workspace) -> None:
    architect = workspace.person("architect")
    said = architect.says("anybody there?", BOT)
    assert delivered(workspace, *(event(said, f"EvD{number % 2}") for number in range(12))) == {200}
    assert len(answers(architect)) == 1


def test_bots_edits_and_words_in_channels_are_not_answered(workspace: Workspace) -> None:
    redteam = workspace.person("redteam")
    said = redteam.says("hello", BOT)
    later = {"ts": "1767603601.000100", "event_ts": "1767603601.000100"}
    bodies = (
        event(said, "EvE1", **later, bot_id="B0OTHER"),
        event(said, "EvE2", **later, subtype="message_changed"),
        event(said, "EvE3", **later, subtype="message_deleted"),
        event(said, "EvE4", **later, channel_type="channel"),
    )
    assert delivered(workspace, *bodies) == {200}
    assert len(answers(redteam)) == 1
