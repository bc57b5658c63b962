"""Which workspace the token belongs to: asked of Slack, believed for a while, kept under a key of our own."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest
from slack_sdk.errors import SlackApiError
from sqlmodel import Session, select

from bot import workspaces
from bot.clock import Clock
from bot.slack import web_client
from bot.store import schema
from bot.store.engine import connect
from bot.store.tables import Workspace
from bot.store.unit_of_work import Store
from bot.workspaces import Workspaces

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOME = {"ok": True, "team_id": "T1", "team": "Home", "user_id": "U0BOT", "bot_id": "B1"}


@dataclass
class Slack:
    """Answers auth.test as it is told to, and counts."""

    answer: dict[str, object] = field(default_factory=lambda: dict(HOME))
    asked: int = 0
    meanwhile: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                slack.asked += 1
                slack.meanwhile()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(slack.answer).encode())

            def log_message(self, *_: object) -> None:
                """Nothing is logged in tests."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def slack() -> Iterator[Slack]:
    made = Slack()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    engine = connect(database_url)
    schema.ready(engine)
    yield Store(engine, Clock(frozen_at=NOW))
    engine.dispose()


def asking(slack: Slack, store: Store, first: int = 1) -> Workspaces:
    """A process's view, which would make ids from ``first`` on."""
    ids = count(first)
    client = web_client("xoxb-1", f"http://127.0.0.1:{slack.server.server_port}/api/")
    return Workspaces(store, client, store.clock, lambda: f"01{next(ids):024d}")


def rows(store: Store) -> list[Workspace]:
    with Session(store.engine) as session:
        return list(session.exec(select(Workspace)))


def test_the_first_question_makes_the_workspace(slack: Slack, store: Store) -> None:
    found = asking(slack, store).installed()
    (row,) = rows(store)
    assert (row.id, row.team_id, row.enterprise_id, row.name) == (found.workspace_id, "T1", "", "Home")
    assert (row.bot_user_id, row.created_at) == ("U0BOT", NOW)


def test_an_answer_is_believed_for_a_while(slack: Slack, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = asking(slack, store)
    assert known.installed() is known.installed()
    assert slack.asked == 1
    monkeypatch.setattr(workspaces, "TIME_TO_LIVE", -1.0)
    known.installed()
    assert slack.asked == 2


def test_forgetting_asks_anew_and_finds_the_same(slack: Slack, store: Store) -> None:
    known = asking(slack, store)
    before = known.installed()
    known.forget()
    assert known.installed() == before
    assert slack.asked == 2


def test_what_was_forgotten_is_not_used_when_slack_refuses(slack: Slack, store: Store) -> None:
    known = asking(slack, store)
    known.installed()
    known.forget()
    slack.answer = {"ok": False, "error": "token_revoked"}
    for _ in range(2):
        with pytest.raises(SlackApiError, match="token_revoked"):
            known.authorize()


def test_a_refused_token_makes_no_workspace(slack: Slack, store: Store) -> None:
    slack.answer = {"ok": False, "error": "invalid_auth"}
    with pytest.raises(SlackApiError):
        asking(slack, store).installed()
    assert rows(store) == []


def test_a_second_process_finds_the_key_of_the_first(slack: Slack, store: Store) -> None:
    first = asking(slack, store).installed()
    assert asking(slack, store, first=50).installed() == first
    assert len(rows(store)) == 1


def test_the_same_team_of_another_enterprise_is_another_workspace(slack: Slack, store: Store) -> None:
    first = asking(slack, store).installed()
    slack.answer = {**HOME, "enterprise_id": "E1"}
    second = asking(slack, store, first=50).installed()
    assert (first.enterprise_id, second.enterprise_id) == ("", "E1")
    assert first.workspace_id != second.workspace_id


def test_bolt_is_told_who_the_bot_is(slack: Slack, store: Store) -> None:
    known = asking(slack, store).authorize()
    assert (known.team_id, known.enterprise_id, known.bot_token) == ("T1", None, "xoxb-1")
    assert (known.bot_user_id, known.bot_id) == ("U0BOT", "B1")


def test_threads_of_one_process_ask_once(slack: Slack, store: Store) -> None:
    known = asking(slack, store)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: known.installed(), range(8)))
    assert (len(found), slack.asked) == (1, 1)


def test_two_processes_that_start_at_once_make_one_workspace(slack: Slack, store: Store) -> None:
    both = [asking(slack, store), asking(slack, store, first=50)]
    with ThreadPoolExecutor(2) as pool:
        found = {one.workspace_id for one in pool.map(Workspaces.installed, both)}
    assert found == {row.id for row in rows(store)}
    assert len(found) == 1


@pytest.fixture
def stale(slack: Slack, store: Store, monkeypatch: pytest.MonkeyPatch) -> Workspaces:
    """A workspace that is known, by an answer that is too old."""
    known = asking(slack, store)
    known.installed()
    monkeypatch.setattr(workspaces, "TIME_TO_LIVE", -1.0)
    return known


@pytest.mark.parametrize("error", ["ratelimited", "internal_error", "invalid_auth"])
def test_what_is_known_stays_when_asking_anew_fails(
    slack: Slack, stale: Workspaces, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    before = stale.installed()
    slack.answer = {"ok": False, "error": error}
    assert [stale.installed() for _ in range(3)] == [before] * 3
    assert slack.asked == 3, "and Slack is not asked again at once"
    monkeypatch.setattr(workspaces, "AGAIN", -1.0)
    assert stale.installed() == before
    assert slack.asked == 4


def test_nobody_waits_while_another_asks_anew(slack: Slack, stale: Workspaces) -> None:
    asked, answered = threading.Event(), threading.Event()

    def held_up() -> None:
        asked.set()
        answered.wait(2)

    slack.meanwhile = held_up
    with ThreadPoolExecutor(2) as pool:
        asking_anew = pool.submit(stale.installed)
        assert asked.wait(10)
        other = pool.submit(stale.installed)
        assert other.result(timeout=1.5) == stale.installed()
        assert not asking_anew.done()
        answered.set()
        assert asking_anew.result(timeout=10) == other.result()


def test_what_is_forgotten_while_it_is_asked_for_stays_forgotten(slack: Slack, stale: Workspaces) -> None:
    slack.meanwhile = stale.forget
    stale.installed()
    slack.meanwhile, slack.answer = (lambda: None), {"ok": False, "error": "token_revoked"}
    with pytest.raises(SlackApiError, match="token_revoked"):
        stale.installed()
