"""SIGTERM under load, over HTTP and by Socket Mode: what is in hand is finished, what was only claimed is given up."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.sandbox.driver import Json, Workspace, messages
from bot.services import surfaces
from tests.faults.conftest import EAGER, House
from tests.support.bot import Bot, SocketBot
from tests.support.manifests import THREATBOT
from tests.support.stories import begins

LEASE = {**EAGER, "THREATBOT_LEASE_SECONDS": "30"}
CHANNELS = ("C0CHECKOUT", "C0GENERAL", "C0SECURITY")
COPIES = "SELECT channel, state, owner, attempts, lease_until, ts FROM surface WHERE subject = 'copy' ORDER BY id"

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(params=["http", "socket-mode"])
def house(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[House]:
    """A bot that runs one way or the other, with a model."""
    bot = (Bot if request.param == "http" else SocketBot)(database_url, tmp_path)
    address = bot.url if request.param == "http" else "http://127.0.0.1:9"
    with Workspace(address, tmp_path / "workspace.db", THREATBOT) as workspace, bot:
        bot.start(workspace, **LEASE)
        house = House(bot, workspace, database_url)
        begins(workspace.person("developer"))
        wait(lambda: house.number("SELECT count(*) FROM surface WHERE state <> 'sent'") == 0, house)
        yield house
        house.close()


def wait(look: Callable[[], bool], house: House) -> None:
    """Look until it is so."""
    until = time.monotonic() + 20
    while not look():
        assert time.monotonic() < until, f"{house.rows('SELECT * FROM surface')}\n{house.bot.logged()}"


def under_way(house: House, method: str, before: int) -> Callable[[], bool]:
    """Whether a method was called after the first ``before`` calls."""
    return lambda: len(house.workspace.log("call", method)) > before


def want_copies(house: House) -> None:
    """Want the card in three channels: three lanes, one claim."""
    model = house.model("Picture shop")
    with house.services.store.write(house.workspace_id) as unit:
        for channel in CHANNELS:
            surfaces.show(unit, "card", channel, model_id=model, subject="copy")


def shown(house: House) -> list[str]:
    """The channels of all cards."""
    seen = messages(house.workspace.person("developer").state())
    return sorted(m.channel for m in seen if "Threat model: Picture shop" in m.plain)


def test_the_row_in_hand_is_finished_and_the_others_are_given_up(house: House) -> None:
    house.workspace.fault("chat.postMessage", "slow", seconds=3)
    before = len(house.workspace.log("call", "chat.postMessage"))
    want_copies(house)
    wait(under_way(house, "chat.postMessage", before), house)
    assert house.bot.ended_by_sigterm(within=10) == 0, house.bot.logged()
    first, *others = house.rows(COPIES)
    assert (first.state, first.ts is not None) == ("sent", True), f"{first} {house.bot.logged()}"
    assert [tuple(row) for row in others] == [(channel, "wanted", "", 0, 0.0, None) for channel in CHANNELS[1:]]
    house.bot.start(house.workspace, **LEASE)
    wait(lambda: all(row.state == "sent" for row in house.rows(COPIES)), house)
    assert shown(house) == sorted([*CHANNELS, CHANNELS[0]])


@on_one_database
def test_a_request_in_hand_is_answered(house: House) -> None:
    developer = house.workspace.person("developer")
    house.workspace.fault("views.open", "slow", seconds=1.0)
    before = len(house.workspace.log("call", "views.open"))

    def ask() -> Json:
        return developer.act("command", channel="#general", text="/threatmodel new")

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        wait(under_way(house, "views.open", before), house)
        assert house.bot.ended_by_sigterm(within=10) == 0, house.bot.logged()
        assert asked.result(timeout=20)["ok"], house.bot.logged()
    assert "New threat model" in developer.view().plain


@on_one_database
def test_an_idle_bot_ends_at_once_and_without_complaint(house: House) -> None:
    written = len(house.bot.logged())
    assert house.bot.ended_by_sigterm(within=10) == 0
    assert "Traceback" not in house.bot.logged()[written:]
    assert house.number("SELECT count(*) FROM surface WHERE owner <> ''") == 0
