"""A worker that stood still past its lease: what it held was done by another, and it neither marks nor posts again."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.sandbox.driver import Json, Person, Workspace, messages
from bot.services import surfaces
from bot.store import queue
from bot.store.tables import Surface
from tests.faults.conftest import House, answers, installed, services_on
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT
from tests.support.stories import begins

FAST = {"THREATBOT_LEASE_SECONDS": "1"}
SENT = "SELECT id, ts, state, fence, sent_rev FROM surface WHERE subject = 'copy' AND state = 'sent' ORDER BY id"
BOTH_SENT = (
    "SELECT 1 FROM (SELECT count(*) AS sent FROM surface WHERE subject = 'copy' AND state = 'sent') AS c WHERE sent = 2"
)
CHANNELS = ("C0CHECKOUT", "C0GENERAL")


@pytest.fixture
def pair(database_url: str, tmp_path: Path) -> Iterator[tuple[House, Bot]]:
    """A house, and a second bot on its database that is not started yet."""
    (tmp_path / "second").mkdir()
    first, second = Bot(database_url, tmp_path), Bot(database_url, tmp_path / "second")
    with Workspace(first.url, tmp_path / "workspace.db", THREATBOT) as workspace, first, second:
        first.start(workspace, **FAST)
        house = House(first, workspace, database_url)
        begins(workspace.person("developer"))
        yield house, second
        house.close()


def wait(house: House, statement: str, **values: object) -> None:
    """Look into the database until there is such a row."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if house.rows(statement, **values):
            return
    raise AssertionError(f"never: {statement}\n{house.rows('SELECT * FROM surface')}\n{house.bot.logged()}")


def show(house: House) -> None:
    """Want the card shown once more in two channels, which are two lanes of one claim."""
    model = house.model("Picture shop")
    with house.services.store.write(house.workspace_id) as unit:
        for channel in CHANNELS:
            surfaces.show(unit, "card", channel, model_id=model, subject="copy")


def posts(house: House) -> list[Json]:
    """The calls that post, those under way included."""
    return house.workspace.log("call", "chat.postMessage")


def cards(person: Person, channel: str) -> int:
    """How often the card stands in a channel."""
    return sum("Threat model: Picture shop" in m.plain for m in messages(person.state()) if m.channel == channel)


@contextmanager
def paused(bot: Bot) -> Iterator[None]:
    """The bot's processes stand still meanwhile."""
    bot.send(signal.SIGSTOP)
    try:
        yield
    finally:
        bot.send(signal.SIGCONT)


@pytest.mark.parametrize("fault", ["timeout_after", "slow"])
def test_a_paused_worker_marks_nothing_and_posts_nothing_twice(pair: tuple[House, Bot], fault: str) -> None:
    house, second = pair
    developer = house.workspace.person("developer")
    before = len(posts(house))
    house.workspace.fault("chat.postMessage", fault, seconds=0.7)
    show(house)
    until = time.monotonic() + 30
    while len(posts(house)) == before:
        assert time.monotonic() < until, house.bot.logged()
    with paused(house.bot):
        second.start(house.workspace, **FAST)
        wait(house, BOTH_SENT)
        done = house.rows(SENT)
        assert all(row.fence >= 2 for row in done)
        second.kill()
    answers(developer)
    assert house.rows(SENT) == done
    assert cards(developer, "C0GENERAL") == 1
    assert cards(developer, "C0CHECKOUT") == 2, developer.screen()


def test_a_stale_fence_marks_no_row(database_url: str) -> None:
    services = services_on(database_url)
    with services.store.write(installed(services)) as unit:
        held = unit.insert(Surface, **_row(unit.now, kind="card", channel="C0", lane="test:pause"))
        child = unit.insert(Surface, **_row(unit.now, kind="card", channel="C0", lane="test:pause:c", parent_id=held))
        connection = unit.connection()
        first = next(c for c in queue.claim(connection, Surface, "first", -1.0, most=500) if c.id == held)
        second = next(c for c in queue.claim(connection, Surface, "second", 60.0, most=500) if c.id == held)
        assert (first.fence + 1, first.attempts + 1) == (second.fence, second.attempts)
        look = text("SELECT * FROM surface WHERE id IN (:a, :b) ORDER BY id")
        before = connection.execute(look, {"a": held, "b": child}).all()
        assert not queue.mark_sent(connection, first, 1, "1.1")
        assert not queue.mark_later(connection, Surface, first, 5, "stale")
        assert not queue.mark_done(connection, Surface, first)
        assert not queue.mark_dead(connection, Surface, first, "stale")
        assert connection.execute(look, {"a": held, "b": child}).all() == before
        assert queue.mark_sent(connection, second, 1, "1.1")
        assert not queue.mark_dead(connection, Surface, first, "stale")
    services.store.engine.dispose()


def _row(now: object, **values: object) -> dict[str, object]:
    same = {"state": "wanted", "owner": "", "attempts": 0, "faults": 0, "fence": 0, "lease_until": 0.0}
    return {
        **same,
        "payload": {},
        "wanted_rev": 1,
        "sent_rev": 0,
        "next_at": 0.0,
        "maybe_sent": False,
        "looked": 0,
        "last_error": "",
        "created_at": now,
        **values,
    }
