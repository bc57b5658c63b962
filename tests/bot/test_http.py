"""The WSGI router: health, the cap on bodies, unknown paths, and who may use ``/_threatbot``."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.http import LONGEST_WAIT, Router
from bot.manifest import SLACK_PATH

CAP = 1000
TOKEN = "the-workspace's-token"


@dataclass
class Hand:
    """What the local workspace may ask."""

    moved: list[datetime] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def pending(self, wait: float) -> list[dict[str, object]]:
        self.waits.append(wait)
        return [{"kind": "card", "age": 1.0, "next_at": None}]

    def move_clock(self, to: datetime) -> None:
        self.moved.append(to)


@dataclass
class Asked:
    """An answer of the router."""

    status: int
    body: Any


def ask(router: Router, path: str, body: bytes = b"", method: str = "GET", **headers: str) -> Asked:
    """One request."""
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": BytesIO(body)}
    environ |= {"CONTENT_LENGTH": str(len(body)), "QUERY_STRING": "", "CONTENT_TYPE": "application/json", **headers}
    told: list[str] = []
    chunks = router(environ, lambda status, _headers, *_: told.append(status))  # type: ignore[arg-type, func-returns-value, return-value]
    text = b"".join(chunks)
    return Asked(int(told[0].split()[0]), json.loads(text) if text.startswith(b"{") else text)


def router(healthy: Callable[[], bool] = lambda: True) -> Router:
    """A router before an app without listeners."""
    app = App(
        signing_secret="s",
        client=WebClient("xoxb-1", base_url="http://127.0.0.1:9/"),
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T"),
    )
    return Router(app, max_body=CAP, healthy=healthy)


def opened() -> tuple[Router, Hand]:
    """A router with the workspace's way in."""
    made, hand = router(), Hand()
    made.allow(hand, TOKEN)
    return made, hand


BEARER = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


@pytest.mark.parametrize(("healthy", "status"), [(True, 200), (False, 503)])
def test_health_is_the_databases(healthy: bool, status: int) -> None:
    asked = ask(router(lambda: healthy), "/health")
    assert (asked.status, asked.body) == (status, {"ok": healthy})


@pytest.mark.parametrize("path", ["", "/", "/slack", "/slack/events/", "/slack/install", "/healthy", "/_threatbot/x"])
def test_an_unknown_path_is_not_found(path: str) -> None:
    assert ask(router(), path).status == 404


@given(st.integers(CAP + 1, 10**12))
def test_a_body_over_the_cap_is_not_read(length: int) -> None:
    asked = ask(router(), SLACK_PATH, b"x", "POST", CONTENT_LENGTH=str(length))
    assert (asked.status, asked.body) == (413, {"error": f"at most {CAP} bytes"})


@pytest.mark.parametrize("length", ["-1", "many", "1e3", " 5"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    assert ask(router(), SLACK_PATH, b"x", "POST", CONTENT_LENGTH=length).status == 413


def test_a_body_at_the_cap_is_looked_at() -> None:
    assert ask(router(), SLACK_PATH, b"x" * CAP, "POST").status == 401


@pytest.mark.parametrize(
    "headers",
    [{}, {"HTTP_X_SLACK_SIGNATURE": "v0=1"}, {"HTTP_X_SLACK_REQUEST_TIMESTAMP": "now", "HTTP_X_SLACK_SIGNATURE": "v0"}],
)
def test_what_is_not_signed_is_turned_away(headers: dict[str, str]) -> None:
    assert ask(router(), SLACK_PATH, b"{}", "POST", **headers).status == 401


def test_the_workspaces_way_in_is_shut_unless_it_was_opened() -> None:
    assert ask(router(), "/_threatbot/pending", **BEARER).status == 404
    made, _ = opened()
    assert ask(made, "/_threatbot/pending", **BEARER).body["pending"][0]["kind"] == "card"


@pytest.mark.parametrize(
    ("query", "waits"),
    [("", 0), ("wait=1", 1), ("wait=0.25", 0.25), ("wait=999", LONGEST_WAIT), ("wait=-1", 0), ("wait=nan", 0)],
)
def test_the_report_is_held_back_as_long_as_is_asked_and_not_longer(query: str, waits: float) -> None:
    made, hand = opened()
    assert ask(made, "/_threatbot/pending", QUERY_STRING=query, **BEARER).status == 200
    assert hand.waits == [waits]


@pytest.mark.parametrize("given_", ["", TOKEN, "Bearer", "Bearer ", f"bearer {TOKEN}", f"Bearer {TOKEN} ", "Bearer é"])
def test_only_the_token_opens_it(given_: str) -> None:
    made, hand = opened()
    for method, path in (("GET", "/_threatbot/pending"), ("POST", "/_threatbot/clock"), ("GET", "/_threatbot/any")):
        assert ask(made, path, b'{"to": "2026-01-05T09:00:00Z"}', method, HTTP_AUTHORIZATION=given_).status == 401
    assert hand.moved == []


def test_the_clock_is_moved_to_a_moment() -> None:
    made, hand = opened()
    body = b'{"to": "2026-01-05T10:00:00+01:00"}'
    assert ask(made, "/_threatbot/clock", body, "POST", **BEARER).status == 200
    assert hand.moved == [datetime(2026, 1, 5, 9, tzinfo=UTC)]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"{}", b'{"to": 7}', b'{"to": "soon"}', b'{"to": "2026-01-05T09:00"}']
)
def test_what_is_no_moment_is_refused(body: bytes) -> None:
    made, hand = opened()
    asked = ask(made, "/_threatbot/clock", body, "POST", **BEARER)
    assert (asked.status, hand.moved) == (400, [])
    assert "a date-time with a zone" in asked.body["error"]


def test_another_method_or_path_is_not_found_even_with_the_token() -> None:
    made, _ = opened()
    assert ask(made, "/_threatbot/clock", **BEARER).status == 404
    assert ask(made, "/_threatbot/elsewhere", **BEARER).status == 404
