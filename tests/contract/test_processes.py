"""Two processes that speak HTTP alone: each is killed and started by itself, and the bot's own two endpoints."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.contract.client import DESIGN
from tests.contract.processes import Pair
from tests.contract.stories import approved, begun, newest, texts


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both, each started by itself."""
    made = Pair(tmp_path_factory.mktemp("pair"))
    try:
        made.start_workspace()
        made.start_bot()
        yield made
    finally:
        made.kill_bot()
        made.kill_workspace()


def test_the_workspace_is_killed_and_comes_back_with_all_that_was(pair: Pair) -> None:
    local = pair.local
    local.done("developer", "clock", advance="P30D")
    begun(local, "Cloud")
    files = [{"name": "a.txt", "base64": "YWJj"}]
    local.done("developer", "message", channel=DESIGN, text="Kept", files=files)
    (view_id,) = local.done("product", "command", channel=DESIGN, text="/threatmodel new")["changed"]
    local.done("product", "set", target={"view_id": view_id}, action_id="value", block_id="name", value="Fridge")
    before = {role: local.state(role) for role in ("developer", "product", "guest")}
    pair.kill_workspace()
    pair.start_workspace()
    after = {role: local.state(role) for role in before}
    for role, state in before.items():
        moved = datetime.fromisoformat(after[role].pop("clock")) - datetime.fromisoformat(state.pop("clock"))
        assert timedelta(0) < moved < timedelta(minutes=5)
        assert after[role] == state
    file = newest(local, "Kept")["files"][0]["id"]
    assert local.asked(f"files/{file}").text == "abc"
    local.done("product", "close", view_id=view_id)
    local.done("developer", "command", channel=DESIGN, text="/threatmodel list")


def test_the_bot_is_killed_and_comes_back_with_all_that_it_knew(pair: Pair) -> None:
    local, before = pair.local, texts(pair.local)
    pair.kill_bot()
    assert local.refused("developer", "command", channel=DESIGN, text="/threatmodel list")["code"] == "dispatch_failed"
    reply = local.done("developer", "message", channel=DESIGN, text="People talk on")
    assert reply["changed"]
    pair.start_bot()
    assert texts(local) == [*before, "People talk on"]
    listed = local.done("developer", "command", channel=DESIGN, text="/threatmodel list")
    assert "Cloud" in listed["state"]["ephemerals"][-1]["plain"]


def test_the_bot_reads_the_clock_when_it_starts(pair: Pair) -> None:
    local = pair.local
    pair.kill_bot()
    local.done("developer", "clock", advance="P1000D")
    pair.start_bot()
    now = datetime.fromisoformat(local.state("developer")["clock"])
    (row,) = approved(local, "Late house")["pending"]
    assert row["kind"] == "review"
    assert now < datetime.fromisoformat(row["next_at"]) < now + timedelta(days=500)


def test_the_bots_report_is_what_it_has_yet_to_do(pair: Pair) -> None:
    answer = pair.control("GET", "pending")
    assert answer.status_code == 200
    assert set(answer.json()) == {"pending"}
    (row,) = answer.json()["pending"]
    assert set(row) == {"kind", "age", "next_at"}


def test_the_bots_clock_is_moved_and_its_ticks_run(pair: Pair) -> None:
    (row,) = pair.control("GET", "pending").json()["pending"]
    to = datetime.fromisoformat(row["next_at"]) + timedelta(days=1)
    answer = pair.control("POST", "clock", {"to": to.isoformat()})
    assert answer.status_code == 200
    pair.local.done("developer", "message", channel=DESIGN, text="Whatever it set off has settled")
    assert any("Time to look at Late house" in text for text in texts(pair.local))
    assert pair.control("GET", "pending").json()["pending"] != [row]


@pytest.mark.parametrize("body", [{}, {"to": "tomorrow"}, {"to": 7}, {"to": "2027-01-01T00:00:00"}])
def test_what_is_no_moment_is_refused(pair: Pair, body: dict[str, object]) -> None:
    assert pair.control("POST", "clock", body).status_code == 400


@pytest.mark.parametrize(("method", "path"), [("GET", "pending"), ("POST", "clock")])
def test_the_bots_endpoints_need_the_token(pair: Pair, method: str, path: str) -> None:
    body = {"to": "2199-01-01T00:00:00Z"} if method == "POST" else None
    assert pair.control(method, path, body, token="wrong").status_code == 401
    assert httpx.request(method, f"{pair.bot_url}/_threatbot/{path}", json=body, timeout=30).status_code == 401


def test_the_bots_endpoints_are_there_for_the_local_workspace_alone(pair: Pair, tmp_path: Path) -> None:
    without = {"THREATBOT_SANDBOX_TOKEN": "", "THREATBOT_SANDBOX_URL": ""}
    other = Pair(tmp_path, THREATBOT_SLACK_API_URL=pair.local.told["api"], **without)
    try:
        other.start_bot()
        assert other.control("GET", "pending").status_code == 404
        assert other.control("POST", "clock", {"to": "2199-01-01T00:00:00Z"}).status_code == 404
    finally:
        other.kill_bot()
