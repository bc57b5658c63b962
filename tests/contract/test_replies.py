"""The reply to an act, what people meet, and when all has settled, or has not."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.contract.client import DESIGN, Local, actions, button
from tests.contract.processes import Sandbox

REPLY = {"ok", "error", "settled", "pending", "changed", "state"}


@contextmanager
def stopped(running: Sandbox) -> Iterator[None]:
    """The bot stands still, as a process that hangs."""
    group = running.process("run")
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


def test_a_reply_has_its_six_parts(local: Local) -> None:
    reply = local.act("developer", "message", channel=DESIGN, text="Hello")
    assert set(reply) == REPLY
    assert (reply["ok"], reply["error"], reply["settled"], reply["pending"]) == (True, None, True, [])
    assert set(reply["state"]) == {"clock", "me", "channels", "dms", "ephemerals", "views", "home"}


def test_the_state_of_a_reply_is_what_changed_and_nothing_else(local: Local) -> None:
    before = local.done("developer", "message", channel=DESIGN, text="Before")["changed"]
    reply = local.done("developer", "message", channel=DESIGN, text="After")
    shown = [one["ts"] for channel in reply["state"]["channels"] for one in channel["messages"]]
    assert shown == reply["changed"]
    assert not set(before) & set(shown)


def test_what_another_sees_is_not_in_the_reply(local: Local) -> None:
    reply = local.done("developer", "message", channel="#security", text="Between us")
    assert reply["changed"]
    silent = local.done("guest", "message", channel=DESIGN, text="Hello")
    assert not set(reply["changed"]) & set(silent["changed"])


def test_a_refusal_has_the_same_parts_and_words_for_a_person(local: Local) -> None:
    reply = local.act("developer", "message", channel="#nowhere", text="Hello")
    assert set(reply) == REPLY
    assert not reply["ok"]
    assert set(reply["error"]) == {"code", "message"}
    assert reply["error"]["code"] == "channel_not_found"
    assert "#nowhere" in reply["error"]["message"]


def test_a_reply_without_sleeping_shows_all_that_the_app_did(local: Local) -> None:
    (view_id,) = local.done("architect", "command", channel=DESIGN, text="/threatmodel new Cloud")["changed"]
    values = {"description/value": "Where all runs.", "kind/value": "platform"}
    reply = local.done("architect", "submit", view_id=view_id, values=values)
    shown = [one["plain"] for channel in reply["state"]["channels"] for one in channel["messages"]]
    assert any("Threat model: Cloud" in text for text in shown)
    assert any("[Don't know]" in text for text in shown), "the first question, which the app posts afterwards"


@pytest.mark.parametrize(
    "body",
    [
        {"as": "nobody", "do": {"home": {}}},
        {"as": "developer"},
        {"as": "developer", "do": {}},
        {"as": "developer", "do": {"home": {}, "react": {}}},
        {"as": "developer", "do": {"dance": {}}},
        {"as": "developer", "do": {"message": []}},
        {"as": "developer", "do": {"message": {"text": "to nobody"}}},
        {"as": "developer", "do": {"message": {"channel": DESIGN, "text": 7}}},
        {"as": "developer", "do": {"click": {"target": {"home": "yes"}, "confirm": "perhaps"}}},
        ["as", "developer"],
    ],
)
def test_what_is_no_act_is_refused_in_words(local: Local, body: object) -> None:
    answer = local.posted(body)
    assert answer.status_code in (200, 400)
    told = answer.json()
    assert not told["ok"]
    assert told["error"]["code"]
    assert told["error"]["message"]


def test_an_app_that_hangs_is_slacks_own_operation_timed_out(local: Local, running: Sandbox) -> None:
    with stopped(running):
        reply = local.act("developer", "command", channel=DESIGN, text="/threatmodel help")
    assert reply["error"]["code"] == "operation_timed_out"
    assert "operation_timed_out" in reply["error"]["message"]


def test_after_ten_seconds_it_answers_with_what_is_still_pending(local: Local, running: Sandbox) -> None:
    with stopped(running):
        answer = local.posted({"as": "developer", "do": {"message": {"channel": DESIGN, "text": "Anybody?"}}})
    reply = answer.json()
    assert reply["ok"], "the message itself is there"
    assert reply["settled"] is False
    assert reply["pending"]
    assert all({"kind", "age", "next_at"} <= set(row) for row in reply["pending"])
    assert 10 <= answer.elapsed.total_seconds() < 30
    assert local.done("developer", "message", channel=DESIGN, text="There you are")["pending"] == []


def test_an_app_that_is_down_says_so_and_comes_back(local: Local, running: Sandbox) -> None:
    target = local.shown(actions("row", button("go", "Go on")))
    old = running.process("run")
    os.killpg(old, signal.SIGKILL)
    reply = local.act("developer", "click", target=target, label="Go on")
    running.restarted("run", old)
    if not reply["ok"]:  # unless it was up again before the click
        assert reply["error"]["code"] in ("dispatch_failed", "operation_timed_out")
    assert "The bot ended (-9); starting it again." in running.said()
