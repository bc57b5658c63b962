"""What a close reading found: each of these once went wrong."""

from pathlib import Path

import pytest

from bot.sandbox import modals, scheduled
from bot.sandbox.contents import may_read
from bot.sandbox.driver import Workspace
from bot.sandbox.errors import ApiError
from bot.sandbox.records import File, Installation
from tests.sandbox.calls import NOW, TOKEN, Calls

DESIGN = "C0CHECKOUT"
MODAL = {"type": "home", "external_id": "one", "blocks": []}


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    return Calls(tmp_path, partner=True)


def test_a_scheduled_message_loses_a_file_that_is_gone_and_the_next_one_is_posted(calls: Calls) -> None:
    workspace = calls.workspace
    file = File("F1", "a.md", "a.md", "text/markdown", 1, "U0THREATBOT", int(NOW), uploaded=True, completed=True)
    workspace.save(file)
    link = f"{workspace.settings.base_url}/files-pri/T0LOCAL-F1/a.md"
    assert calls("chat.scheduleMessage", channel=DESIGN, text=f"See <{link}>", post_at=int(NOW) + 60)["ok"]
    assert calls("chat.scheduleMessage", channel=DESIGN, text="And then", post_at=int(NOW) + 61)["ok"]
    assert calls("files.delete", file="F1")["ok"]
    workspace.clock.move(NOW + 120)
    scheduled.post_due(calls.context)
    said = [message["text"] for message in calls("conversations.history", channel=DESIGN)["messages"]]
    assert said[0] == "And then"
    assert "See" in said[1]


def test_after_a_revocation_no_earlier_token_works(calls: Calls) -> None:
    app = calls.workspace.table(Installation)["T0LOCAL"]
    app.earlier["xoxb-before"] = NOW + 3_600
    assert calls("auth.test", token="xoxb-before")["ok"]
    assert calls("auth.revoke")["ok"]
    assert calls.refused("auth.test", token="xoxb-before") == "token_revoked"
    assert not may_read(calls.workspace, "xoxb-before", "F1")
    assert app.token == TOKEN


def test_a_hash_alone_is_no_channel(calls: Calls) -> None:
    assert calls("conversations.open", users="U0DEVELOPER")["ok"]
    assert calls.refused("chat.postMessage", channel="#", text="x") == "channel_not_found"


def test_a_guest_takes_nobody_and_nothing_away(workspace: Workspace) -> None:
    guest = workspace.person("guest")
    for kind, fields in (("deactivate", {"name": "developer"}), ("uninstall", {}), ("install", {})):
        assert guest.act(kind, **fields)["error"]["code"] == "restricted_action"
    assert not workspace.person("developer").state()["me"]["deleted"]


@pytest.mark.parametrize("seconds", [1e12, float("inf"), -1])
def test_a_fault_lasts_a_year_at_most(workspace: Workspace, seconds: float) -> None:
    fault = {"kind": "late", "of": "events", "seconds": str(seconds) if seconds == float("inf") else seconds}
    told = workspace.post("fault", fault)
    assert told["ok"] is False
    assert workspace.post("fault", {"kind": "token_revoked", "team": []})["ok"] is False


def test_an_external_id_is_taken_in_its_own_team_only(calls: Calls) -> None:
    app = calls.workspace.table(Installation)["T0LOCAL"]
    other = Installation("T0PARTNER", "U0OTHER", "B0OTHER", "xoxb-other", app.scopes)
    modals.new_view(calls.workspace, app, "U0DEVELOPER", MODAL)
    assert modals.new_view(calls.workspace, other, "U0PARTNER", MODAL).team == "T0PARTNER"
    with pytest.raises(ApiError, match="duplicate_external_id"):
        modals.new_view(calls.workspace, app, "U0SECURITY", MODAL)


def test_the_address_of_link_shared_is_one_that_unfurl_takes(calls: Calls) -> None:
    ts = calls("chat.postMessage", channel=DESIGN, text="<https://example.org/?a=1&amp;b=2>")["ts"]
    unfurls = {"https://example.org/?a=1&b=2": {"text": "A page"}}
    assert calls("chat.unfurl", channel=DESIGN, ts=ts, unfurls=unfurls)["ok"]
