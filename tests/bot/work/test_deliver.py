"""Deliveries under scripted faults of Slack: nothing lost, nothing twice, and nothing given up that may still work."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.models.blocks import SectionBlock
from slack_sdk.web import SlackResponse
from sqlalchemy import Row, text
from sqlmodel import Session

from bot.clock import Clock
from bot.services import surfaces
from bot.slack import web_client
from bot.store import schema
from bot.store.away import Busy
from bot.store.engine import connect
from bot.store.tables import Surface, Workspace
from bot.store.unit_of_work import Store, UnitOfWork
from bot.work.deliver import Deliverer
from bot.work.rendered import Ephemeral, File, Message, Rendered
from tests.bot.work.fake_slack import CUT, CUT_AFTER, HIDDEN, Order, Slack

HOME, MODEL = "01HOME", "01MODEL"
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
POST, UPDATE, EPHEMERAL, JOIN = "chat.postMessage", "chat.update", "chat.postEphemeral", "conversations.join"
HISTORY, INFO, COMPLETE = "conversations.history", "files.info", "files.completeUploadExternal"
DEFINITE = (429, "not_in_channel")
AMBIGUOUS = (CUT, CUT_AFTER, 503, "internal_error", "fatal_error")


def message(_unit: UnitOfWork, _surface: Surface) -> Rendered:
    return Message("Text", [SectionBlock(text="Text")])


def broken(_unit: UnitOfWork, _surface: Surface) -> Rendered:
    raise KeyError("a fault of ours")


@dataclass
class Desk:
    """A store, a scripted Slack and a hand on the surfaces between them."""

    store: Store
    slack: Slack
    kinds: dict[str, Any] = field(
        default_factory=lambda: {
            "card": message,
            "question": message,
            "broken": broken,
            "ephemeral": lambda _u, _s: Ephemeral("U1", "Text"),
            "report": lambda _u, _s: File("a.md", "A", b"body", "A report."),
        }
    )

    def __post_init__(self) -> None:
        self.client = web_client("xoxb-1", self.slack.url)

    def worker(self, client: WebClient | None = None, lease: float = 60.0) -> Deliverer:
        return Deliverer(self.store, lambda _: client or self.client, self.kinds, owner="me", lease=lease)

    def show(self, kind: str = "card", channel: str = "C1", **values: Any) -> int:  # noqa: ANN401  columns
        with self.store.write(HOME) as unit:
            return surfaces.show(unit, kind, channel, model_id=MODEL, **values)

    def order(self, method: str, *orders: Order) -> None:
        self.slack.orders[method] += orders

    def row(self, surface: int) -> Row[Any]:
        with self.store.queue() as connection:
            return connection.execute(text("SELECT * FROM surface WHERE id = :id"), {"id": surface}).one()

    def overdue(self) -> None:
        """Let every wait and every lease be over."""
        with self.store.queue() as connection:
            connection.execute(text("UPDATE surface SET next_at = 0, lease_until = 0"))

    def run(self, turns: int = 12) -> None:
        worker = self.worker()
        for _ in range(turns):
            worker.run_once()
            self.overdue()

    def count(self, method: str) -> int:
        return self.slack.calls.count(method)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A desk on each database in turn."""
    engine, slack = connect(database_url), Slack()
    schema.upgrade(engine)
    with Session(engine) as session:
        session.add(Workspace(id=HOME, team_id="T1", name="Home", bot_user_id="B", created_at=NOW))
        session.commit()
    yield Desk(Store(engine, Clock(frozen_at=NOW)), slack)
    slack.server.shutdown()
    slack.server.server_close()
    engine.dispose()


def wait_of(desk: Desk, surface: int) -> float:
    """How many seconds a surface was put off, nearly: some went by meanwhile."""
    return float(desk.row(surface).next_at) - time.time()


@pytest.mark.parametrize("between", [429, 503, CUT])
def test_a_fault_between_a_lost_post_and_its_look_up_posts_nothing_twice(desk: Desk, between: Order) -> None:
    desk.order(POST, CUT_AFTER)
    desk.order(HISTORY, between)
    shown = desk.show()
    desk.run()
    assert (desk.row(shown).state, desk.row(shown).ts) == ("sent", "1.0")
    assert len(desk.slack.messages) == 1


def test_a_rate_limit_between_a_lost_completion_and_its_look_up_shares_a_file_once(desk: Desk) -> None:
    desk.order(COMPLETE, CUT_AFTER)
    desk.order(INFO, 429)
    shown = desk.show("report")
    desk.run()
    assert (desk.row(shown).state, desk.count(COMPLETE)) == ("sent", 1)


def test_a_file_not_shared_yet_is_looked_for_twice(desk: Desk) -> None:
    desk.order(COMPLETE, CUT_AFTER)
    desk.order(INFO, HIDDEN)
    shown = desk.show("report")
    desk.run()
    assert (desk.row(shown).state, desk.count(COMPLETE)) == ("sent", 1)


class Killed(BaseException):
    """As if the process had ended."""


@pytest.mark.parametrize("after", [True, False])
def test_a_worker_killed_at_its_post_posts_once(desk: Desk, after: bool) -> None:
    class Dies(WebClient):
        def api_call(self, api_method: str, **values: Any) -> SlackResponse:  # noqa: ANN401  as the SDK's
            if after:
                super().api_call(api_method, **values)
            raise Killed

    shown = desk.show()
    with pytest.raises(Killed):
        desk.worker(Dies("xoxb-1", desk.slack.url, retry_handlers=[])).run_once()
    desk.overdue()
    desk.order(HISTORY, 429)
    desk.run()
    assert (desk.row(shown).state, len(desk.slack.messages)) == ("sent", 1)
    assert desk.count(HISTORY) == (2 if after else 3), "absent twice before it is posted again"


def test_absent_twice_holds_before_every_further_post(desk: Desk) -> None:
    desk.order(POST, CUT, CUT_AFTER)
    desk.order(HISTORY, HIDDEN, HIDDEN, HIDDEN)
    shown = desk.show()
    desk.run()
    assert (desk.row(shown).state, len(desk.slack.messages)) == ("sent", 1)


def test_a_refused_second_post_forgets_no_lost_first_one(desk: Desk) -> None:
    desk.order(POST, CUT_AFTER, 429)
    desk.order(HISTORY, HIDDEN, HIDDEN)
    shown = desk.show()
    desk.run()
    assert (desk.row(shown).ts, len(desk.slack.messages)) == ("1.0", 1)


def test_a_post_that_slack_refused_is_posted_again_without_a_look(desk: Desk) -> None:
    desk.order(POST, 429)
    shown = desk.show()
    desk.worker().run_once()
    assert 5 < wait_of(desk, shown) <= 8, "as long as Slack said"
    desk.overdue()
    desk.run()
    assert (desk.row(shown).state, desk.slack.calls) == ("sent", [POST, POST])


@pytest.mark.parametrize("fault", [503, CUT, "internal_error", "team_added_to_org"])
def test_an_outage_of_any_length_gives_nothing_up(desk: Desk, fault: Order) -> None:
    shown = desk.show(ts="1.0")
    desk.order(UPDATE, *[fault] * 15)
    waits = []
    for _ in range(15):
        desk.worker().run_once()
        waits.append(wait_of(desk, shown))
        desk.overdue()
    assert desk.row(shown).state == "wanted"
    assert all(first < second for first, second in pairwise(waits[:10])), waits
    assert 290 < max(waits) <= 301
    desk.run(1)
    assert desk.row(shown).state == "sent"


def test_an_answer_that_is_no_json_is_ambiguous(desk: Desk) -> None:
    desk.order(POST, "Received a response in a non-JSON format: <html>")
    shown = desk.show()
    desk.run()
    assert (desk.row(shown).state, desk.count(HISTORY)) == ("sent", 2)


def test_a_fault_of_ours_is_tried_a_few_times_and_stops_no_other(desk: Desk) -> None:
    bad, good = desk.show("broken"), desk.show(channel="C2")
    desk.order(POST, *[503] * 12)
    desk.run(20)
    assert (desk.row(bad).state, desk.row(good).state) == ("dead", "wanted")
    assert desk.row(bad).faults == 7


def test_a_dead_card_keeps_its_children_and_is_revived_with_them(desk: Desk) -> None:
    card = desk.show()
    early = desk.show("question", parent_id=card)
    desk.order(POST, "channel_not_found")
    desk.run(2)
    late = desk.show("question", parent_id=card)
    assert [desk.row(one).state for one in (card, early, late)] == ["dead", "parked", "parked"]
    with desk.store.write(HOME) as unit:
        assert surfaces.first(unit, MODEL, "card") == card
        surfaces.refresh(unit, MODEL, "card")
    desk.run(6)
    assert [desk.row(one).state for one in (card, early, late)] == ["sent"] * 3
    assert [m.get("thread_ts") for m in desk.slack.messages] == [None, "1.0", "1.0"]


def test_a_change_below_a_dead_card_revives_the_card(desk: Desk) -> None:
    card = desk.show()
    below = desk.show("question", parent_id=card)
    desk.order(POST, "channel_not_found")
    desk.run(2)
    with desk.store.write(HOME) as unit:
        surfaces.refresh(unit, MODEL, "question")
    desk.run(4)
    assert [desk.row(one).state for one in (card, below)] == ["sent"] * 2


def test_a_card_that_is_shown_and_cannot_be_updated_parks_nothing(desk: Desk) -> None:
    card = desk.show(ts="1.0")
    below = desk.show("question", parent_id=card)
    desk.order(UPDATE, "invalid_blocks")
    desk.run(2)
    later = desk.show("question", parent_id=card)
    desk.run(2)
    assert [desk.row(one).state for one in (card, below, later)] == ["dead", "sent", "sent"]


def test_a_child_that_is_shown_does_not_wait_for_its_parent(desk: Desk) -> None:
    card = desk.show()
    below = desk.show("question", parent_id=card, ts="2.0")
    desk.order(POST, 429)
    desk.worker().run_once()
    assert (desk.row(card).state, desk.row(below).state) == ("wanted", "sent")


def test_rows_for_which_no_time_is_left_are_given_back_untried(desk: Desk) -> None:
    both = [desk.show(), desk.show(channel="C2")]
    assert desk.worker(lease=0.0).run_once() == len(both)
    for row in map(desk.row, both):
        assert (row.state, row.attempts, row.owner, row.lease_until) == ("wanted", 0, "", 0.0)
    assert desk.slack.calls == []
    desk.run(1)
    assert desk.slack.calls == [POST, POST], "and nobody looks for what was never sent"


def past(lease: float) -> None:
    """Stand still until nothing may be sent under a lease any more."""
    until = time.monotonic() + 0.6 * lease
    while time.monotonic() < until:
        pass


def test_a_surface_whose_rendering_took_too_long_is_given_back_untried(desk: Desk) -> None:
    def slow(unit: UnitOfWork, surface: Surface) -> Rendered:
        past(0.05)
        return message(unit, surface)

    desk.kinds["question"] = slow
    shown = desk.show("question")
    desk.worker(lease=0.05).run_once()
    assert (desk.row(shown).state, desk.row(shown).attempts, desk.row(shown).lease_until) == ("wanted", 0, 0.0)
    assert desk.slack.calls == []


def test_a_file_is_not_completed_after_a_look_that_took_too_long(desk: Desk) -> None:
    desk.order(COMPLETE, CUT)
    desk.order(INFO, HIDDEN, HIDDEN)
    shown = desk.show("report", payload={"file_id": "F1"})
    desk.slack.files["F1"] = ""
    desk.run(2)
    desk.slack.orders[INFO] = [lambda: past(0.2)]
    desk.worker(lease=0.2).run_once()
    assert (desk.row(shown).state, desk.count(COMPLETE)) == ("wanted", 1)
    desk.overdue()
    desk.run(4)
    assert (desk.row(shown).state, desk.count(COMPLETE)) == ("sent", 2)


@pytest.mark.parametrize("refusal", DEFINITE)
def test_an_ephemeral_that_slack_refused_is_still_wanted(desk: Desk, refusal: Order) -> None:
    desk.order(EPHEMERAL, refusal)
    shown = desk.show("ephemeral")
    desk.run()
    assert (desk.row(shown).state, desk.count(EPHEMERAL), len(desk.slack.messages)) == ("sent", 2, 1)


@pytest.mark.parametrize("end", AMBIGUOUS)
def test_an_ephemeral_that_may_have_been_seen_is_never_sent_again(desk: Desk, end: Order) -> None:
    desk.order(EPHEMERAL, end)
    shown = desk.show("ephemeral")
    desk.run()
    assert (desk.row(shown).state, desk.count(EPHEMERAL)) == ("sent", 1)


def test_after_joining_it_waits_and_counts_on(desk: Desk) -> None:
    desk.order(POST, "not_in_channel")
    shown = desk.show()
    desk.worker().run_once()
    assert wait_of(desk, shown) > 0.5
    assert (desk.row(shown).attempts, desk.count(JOIN)) == (1, 1)
    desk.overdue()
    desk.run(1)
    assert (desk.row(shown).state, desk.slack.calls) == ("sent", [POST, JOIN, POST])


def test_joining_that_never_helps_ends(desk: Desk) -> None:
    desk.order(POST, *["not_in_channel"] * 50)
    shown = desk.show()
    desk.run(20)
    assert (desk.row(shown).state, desk.count(JOIN)) == ("dead", 8)


@pytest.mark.parametrize("fault", [429, 503, CUT])
def test_a_fault_of_joining_is_no_refusal(desk: Desk, fault: Order) -> None:
    desk.order(POST, "not_in_channel", "not_in_channel")
    desk.order(JOIN, fault)
    shown = desk.show()
    desk.run()
    assert (desk.row(shown).state, len(desk.slack.messages)) == ("sent", 1)


def test_a_channel_that_cannot_be_joined_ends_at_once(desk: Desk) -> None:
    desk.order(POST, "not_in_channel")
    desk.order(JOIN, "method_not_supported_for_channel_type")
    shown = desk.show()
    desk.run(2)
    assert (desk.row(shown).state, desk.count(POST)) == ("dead", 1)


def test_an_upload_address_that_is_refused_is_asked_for_anew(desk: Desk) -> None:
    desk.order("upload", 404)
    shown = desk.show("report")
    desk.run()
    assert (desk.row(shown).state, desk.row(shown).ts) == ("sent", "F2")
    assert desk.slack.files == {"F1": "", "F2": "C1"}


def test_a_file_that_slack_lost_is_uploaded_anew(desk: Desk) -> None:
    desk.order(COMPLETE, "file_not_found")
    shown = desk.show("report")
    desk.run()
    assert (desk.row(shown).state, desk.slack.files) == ("sent", {"F1": "", "F2": "C1"})


def test_uploads_that_are_always_refused_end(desk: Desk) -> None:
    desk.order("upload", *[404] * 50)
    shown = desk.show("report")
    desk.run(40)
    assert (desk.row(shown).state, desk.count("upload")) == ("dead", 8)


def test_an_upload_waits_no_longer_than_any_call(desk: Desk) -> None:
    over = threading.Event()
    desk.client.timeout = 0.05  # type: ignore[assignment]
    desk.order("upload", lambda: bool(over.wait(5)))
    shown = desk.show("report", payload={"file_id": "F1", "upload_url": f"{desk.slack.url}upload"})
    desk.worker().run_once()
    over.set()
    assert desk.row(shown).last_error == "ReadTimeout"


def test_a_message_deleted_between_finding_and_updating_it_is_posted_again(desk: Desk) -> None:
    desk.order(POST, CUT_AFTER)
    desk.order(UPDATE, "message_not_found")
    shown = desk.show()
    desk.run()
    assert (desk.row(shown).state, desk.row(shown).ts) == ("sent", "2.0")


def test_a_database_that_is_away_for_a_moment_leaves_no_surface_under_a_lease(desk: Desk) -> None:
    def away(_unit: UnitOfWork, _surface: Surface) -> Rendered:
        raise Busy("Another change held the database for too long.")

    desk.kinds["card"] = away
    shown = [desk.show(channel=f"C{n}") for n in range(3)]
    with pytest.raises(Busy):
        desk.worker().run_once()
    rows = [desk.row(one) for one in shown]
    assert [(one.owner, one.lease_until, one.attempts, one.faults) for one in rows] == [("", 0.0, 0, 0)] * 3
    desk.kinds["card"] = message
    desk.worker().run_once()
    assert [desk.row(one).state for one in shown] == ["sent"] * 3
