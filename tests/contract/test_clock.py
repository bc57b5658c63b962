"""The clock: what it moves, what it leaves alone, and the ticks that fall between, in order."""

from datetime import datetime, timedelta

import httpx
import pytest

from tests.contract.client import DESIGN, Local, actions, button
from tests.contract.stories import approved

SLACK = timedelta(minutes=2)
"""The clock runs while a test does."""


def now(local: Local) -> datetime:
    """The workspace's time."""
    return datetime.fromisoformat(local.state("developer")["clock"])


def spoken(local: Local) -> float:
    """The moment at which a message of now stands."""
    return float(max(local.done("developer", "message", channel=DESIGN, text="Now")["changed"]))


def test_it_is_advanced_by_a_duration_and_by_anyone(local: Local) -> None:
    before = now(local)
    reply = local.done("guest", "clock", advance="P1DT1H")
    moved = datetime.fromisoformat(reply["state"]["clock"]) - before
    assert timedelta(days=1, hours=1) <= moved < timedelta(days=1, hours=1) + SLACK


def test_it_is_set_to_a_moment_and_messages_follow(local: Local) -> None:
    target = now(local).replace(microsecond=0) + timedelta(days=3)
    local.done("developer", "clock", to=target.isoformat())
    assert timedelta(0) <= now(local) - target < SLACK
    assert 0 <= spoken(local) - target.timestamp() < SLACK.total_seconds()


def test_it_runs_on_by_itself(local: Local) -> None:
    assert now(local) < now(local)


def test_it_goes_back_and_no_two_messages_ever_have_one_ts(local: Local) -> None:
    before, last = now(local), spoken(local)
    local.done("developer", "clock", to=(before - timedelta(days=1)).isoformat())
    assert now(local) < before
    assert spoken(local) > last
    local.done("developer", "clock", to=before.isoformat())


@pytest.mark.parametrize("wrong", ["90 days", "P", "P1Y", "P1M", "PT"])
def test_what_is_no_duration_is_refused(local: Local, wrong: str) -> None:
    before = now(local)
    assert wrong in local.refused("developer", "clock", advance=wrong)["message"]
    local.refused("developer", "clock", to=wrong)
    local.refused("developer", "clock")
    assert now(local) - before < SLACK


def test_a_trigger_expires_by_it(local: Local) -> None:
    target = local.shown(actions("row", button("door", "Open")))
    local.done("developer", "click", target=target, label="Open")
    trigger = local.heard("interaction")[-1]["trigger_id"]
    local.done("developer", "clock", advance="PT1M")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Late"}, "blocks": [{"type": "divider"}]}
    assert local.api("views.open", trigger_id=trigger, view=view)["error"] in ("expired_trigger_id", "trigger_expired")


def test_a_response_url_expires_by_it(local: Local) -> None:
    local.done("developer", "command", channel=DESIGN, text="/threatmodel help")
    address = local.heard("command")[-1]["response_url"]
    assert httpx.post(address, json={"text": "In time"}, timeout=30).status_code == 200
    local.done("developer", "clock", advance="PT31M")
    assert httpx.post(address, json={"text": "Too late"}, timeout=30).status_code != 200
    assert [one["plain"] for one in local.state("developer")["ephemerals"]][-1] == "In time"


def test_what_is_due_later_is_pending_and_yet_all_is_settled(local: Local) -> None:
    reply = approved(local, "Cloud")
    (row,) = reply["pending"]
    assert set(row) == {"kind", "age", "next_at"}
    assert datetime.fromisoformat(row["next_at"]) > now(local)


def test_it_goes_on_until_what_is_planned_of_a_kind_comes(local: Local) -> None:
    planned = approved(local, "Barn")["pending"]
    kind = planned[0]["kind"]
    due = min(datetime.fromisoformat(row["next_at"]) for row in planned if row["kind"] == kind)
    local.done("developer", "clock", until=kind)
    assert timedelta(0) <= now(local) - due < SLACK
    assert "'no such kind'" in local.refused("developer", "clock", until="no such kind")["message"]


def test_the_ticks_between_run_in_order_each_at_its_own_time(local: Local) -> None:
    due = [datetime.fromisoformat(approved(local, "House")["pending"][0]["next_at"])]
    local.done("developer", "clock", advance="P3D")
    approved(local, "Garden")
    due.append(due[0] + timedelta(days=3))
    reply = local.done("developer", "clock", to=(due[1] + timedelta(days=3)).isoformat())  # before any is asked again
    nudges = [
        (one["plain"], float(one["ts"]))
        for channel in reply["state"]["channels"]
        for one in channel["messages"]
        if "Time to look at" in one["plain"]
    ]
    order = [name for text, _ in sorted(nudges, key=lambda one: one[1]) for name in ("House", "Garden") if name in text]
    assert order[:2] == ["House", "Garden"]
    for name, moment in zip(("House", "Garden"), due, strict=True):
        first = min(ts for text, ts in nudges if name in text)
        assert abs(datetime.fromtimestamp(first, moment.tzinfo) - moment) < timedelta(days=4), name
