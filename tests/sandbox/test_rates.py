"""Rates, on both sides of each limit, by a clock that stands still."""

from pathlib import Path

import httpx
import pytest

from bot.sandbox.api.methods import METHODS
from bot.sandbox.api.rates import BURST, EVENTS_AN_HOUR, PER_MINUTE, POST_BURST, Rates, tier
from bot.sandbox.clock import Clock
from bot.sandbox.driver import Workspace
from bot.sandbox.records import ClockSetting, Delivery
from tests.sandbox.at_hand import START, at_hand, installed
from tests.support.manifests import small

SAMPLES = {1: "apps.connections.open", 2: "conversations.list", 3: "chat.update", 4: "views.open"}


@pytest.fixture
def clock() -> Clock:
    return Clock(ClockSetting("clock", frozen_at=START))


@pytest.fixture
def rates(clock: Clock) -> Rates:
    rates = Rates(clock)
    rates.switch(on=True)
    return rates


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_tier_allows_a_burst_and_then_so_many_a_minute(rates: Rates, clock: Clock, number: int) -> None:
    method = SAMPLES[number]
    assert tier(method) == number
    assert [rates.wait("T1", method) for _ in range(BURST[number])] == [0] * BURST[number]
    wait = rates.wait("T1", method)
    assert wait == -(-60 // PER_MINUTE[number])
    assert rates.wait("T2", method) == 0, "each workspace counts for itself"
    clock.move(START + 60 / PER_MINUTE[number] - 0.1)
    assert rates.wait("T1", method) > 0
    clock.move(START + wait)
    assert rates.wait("T1", method) == 0
    clock.move(START + wait + 60)
    allowed = [rates.wait("T1", method) for _ in range(BURST[number] + PER_MINUTE[number])]
    assert allowed.count(0) >= PER_MINUTE[number]


def test_one_post_a_second_in_a_channel(rates: Rates, clock: Clock) -> None:
    assert [rates.wait("T1", "chat.postMessage", "C1") for _ in range(POST_BURST + 1)] == [0] * POST_BURST + [1]
    assert rates.wait("T1", "chat.postMessage", "C2") == 0
    clock.move(START + 0.9)
    assert rates.wait("T1", "chat.postMessage", "C1") == 1
    clock.move(START + 1)
    assert rates.wait("T1", "chat.postMessage", "C1") == 0


def test_events_come_up_to_thirty_thousand_an_hour(rates: Rates, clock: Clock) -> None:
    assert all(rates.event("T1") for _ in range(EVENTS_AN_HOUR))
    assert not rates.event("T1")
    assert rates.event("T2")
    clock.move(START + 3_599)
    assert not rates.event("T1")
    clock.move(START + 3_600)
    assert rates.event("T1")


def test_an_app_is_told_once_a_minute_that_events_are_held_back(tmp_path: Path) -> None:
    with at_hand(tmp_path, small()) as context:
        context.rates.switch(on=True)
        while context.rates.event("T0LOCAL"):
            pass
        for second in (0, 59, 60):
            context.workspace.clock.move(START + second)
            context.outbox.emit(installed(context), "app_mention", {"type": "app_mention"})
        bodies = [delivery.body for delivery in context.workspace.table(Delivery).values()]
    assert [(body["type"], body["minute_rate_limited"]) for body in bodies] == [
        ("app_rate_limited", int(START)),
        ("app_rate_limited", int(START) + 60),
    ]


def test_nothing_is_limited_unless_it_is_switched_on(clock: Clock) -> None:
    rates = Rates(clock)
    assert {rates.wait("T1", "conversations.list") for _ in range(1_000)} == {0}


def test_every_method_has_a_tier_or_limits_of_its_own() -> None:
    assert {method for method in METHODS if tier(method) is None} <= {
        "auth.test",
        "chat.getPermalink",
        "chat.postMessage",
    }


def test_a_call_too_many_says_when_to_come_again(workspace: Workspace) -> None:
    headers = {"authorization": f"Bearer {workspace.bot_token}"}

    def post() -> httpx.Response:
        return httpx.post(
            f"{workspace.api}chat.postMessage", json={"channel": "C0GENERAL", "text": "x"}, headers=headers
        )

    workspace.faults.limits_rates()
    assert workspace.faults.listed() == {"faults": [], "rates": True}
    answers = [post() for _ in range(POST_BURST + 1)]
    assert [answer.status_code for answer in answers] == [200] * POST_BURST + [429]
    assert answers[-1].headers["retry-after"] == "1"
    assert workspace.log("call")[-1]["status"] == 429
    workspace.clock.advance("PT1S")
    assert post().status_code == 200
    workspace.faults.limits_rates(on=False)
    assert {post().status_code for _ in range(10)} == {200}
