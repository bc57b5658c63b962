"""Slash commands: how the app's answer is shown, and what a person meets when there is none."""

import time
from urllib.parse import parse_qs

import httpx
import pytest
from slack_bolt import Ack, App, Respond

from bot.sandbox.driver import Person, Refused, Workspace
from tests.sandbox.make import Json, button
from tests.sandbox.small_bot import SmallBot


def answers(app: App, **answer: object) -> list[Json]:
    """Have /threatmodel answered; the commands that came."""
    seen: list[Json] = []

    @app.command("/threatmodel")
    def _command(ack: Ack, body: Json) -> None:
        seen.append(body)
        ack(**answer)  # type: ignore[arg-type]

    return seen


def test_an_answer_is_for_the_person_alone(app: App, developer: Person, architect: Person) -> None:
    seen = answers(app, text="Here is help", blocks=[button("more", "More")])
    developer.types("/threatmodel help me")
    developer.sees("[More]")
    architect.does_not_see("[More]")
    assert seen[0]["command"] == "/threatmodel"
    assert seen[0]["text"] == "help me"
    assert seen[0]["channel_id"] == "C0CHECKOUT"
    assert seen[0]["user_id"] == developer.id


def test_an_answer_may_be_for_all(app: App, developer: Person, architect: Person) -> None:
    answers(app, text="Three models", response_type="in_channel")
    developer.does("command", channel="#security", text="/threatmodel list")
    architect.sees("threatbot: Three models")


def test_a_bad_answer_is_refused_in_words(app: App, developer: Person) -> None:
    answers(app, text="x", blocks=[{"type": "nonsense"}])
    with pytest.raises(Refused, match=r"json-pointer:/blocks/0") as refused:
        developer.types("/threatmodel help")
    assert refused.value.code == "invalid_response"


def test_a_response_url_works_five_times_in_thirty_minutes(app: App, developer: Person, workspace: Workspace) -> None:
    seen = answers(app)
    developer.types("/threatmodel list")
    developer.types("/threatmodel list")
    first, second = (body["response_url"] for body in seen)
    answered = [httpx.post(first, json={"text": f"answer {number}"}) for number in range(6)]
    assert [answer.status_code for answer in answered] == [200] * 5 + [404]
    assert answered[5].json()["error"] == "used_url"
    developer.sees("answer 4")
    workspace.clock.advance("PT31M")
    assert httpx.post(second, json={"text": "late"}).json()["error"] == "expired_url"
    assert httpx.post(second + "x", json={"text": "guessed"}).json()["error"] == "invalid_url"


def test_respond_deletes_the_original(app: App, developer: Person) -> None:
    answers(app, text="x", blocks=[button("hide", "Hide")])

    @app.action("hide")
    def _hide(ack: Ack, respond: Respond) -> None:
        ack()
        respond(delete_original=True)

    developer.types("/threatmodel help")
    developer.clicks("Hide")
    assert developer.state()["ephemerals"] == []


def test_a_command_is_not_for_threads(app: App, developer: Person) -> None:
    parent = developer.says("A fridge")
    for act in ("command", "message"):
        reply = developer.act(act, channel="#checkout-design", thread_ts=parent.ts, text="/threatmodel new")
        assert reply["error"]["code"] == "command_in_thread"


def test_an_unknown_command_does_not_reach_the_app(app: App, developer: Person) -> None:
    seen = answers(app)
    with pytest.raises(Refused, match="/threats is not a valid command"):
        developer.says("/threats new")
    assert seen == []


def test_only_members_type_in_a_channel(app: App, workspace: Workspace) -> None:
    architect = workspace.person("architect")
    architect.does("leave", channel="#security")
    with pytest.raises(Refused, match="You are not in #security") as refused:
        architect.does("command", channel="#security", text="/threatmodel new")
    assert refused.value.code == "not_in_channel"
    architect.does("join", channel="#security")
    with pytest.raises(Refused) as refused:
        workspace.person("guest").does("command", channel="#security", text="/threatmodel new")
    assert refused.value.code == "channel_not_found"


def test_a_bot_that_is_down_or_slow_or_failing(bot: SmallBot, workspace: Workspace, developer: Person) -> None:
    bot.answer = lambda body: (500, {})
    with pytest.raises(Refused) as refused:
        developer.types("/threatmodel new")
    assert refused.value.code == "dispatch_failed"
    bot.answer = _late
    with pytest.raises(Refused, match="did not answer within 3 seconds") as refused:
        developer.types("/threatmodel new")
    assert refused.value.code == "operation_timed_out"
    bot.stop()
    with pytest.raises(Refused, match="dispatch_failed"):
        developer.types("/threatmodel new")


def _late(body: str) -> tuple[int, Json]:
    # The acknowledgement's three seconds are real time on both sides.
    time.sleep(3.2)
    return 200, {}


def test_a_command_is_signed(bot: SmallBot, workspace: Workspace, developer: Person) -> None:
    bot.answer = lambda body: (200, {})
    developer.types("/threatmodel new")
    headers, body = bot.requests[0]
    assert headers["HTTP_X_SLACK_SIGNATURE"].startswith("v0=")
    assert abs(int(headers["HTTP_X_SLACK_REQUEST_TIMESTAMP"]) - time.time()) < 60
    assert parse_qs(body)["text"] == ["new"]


def test_people_are_invited_to_a_channel(app: App, developer: Person, workspace: Workspace) -> None:
    developer.does("command", channel="#security", text="/invite @threatbot")
    members = developer.state(channel="#security")["channels"][0]["members"]
    assert "U0THREATBOT" in members
