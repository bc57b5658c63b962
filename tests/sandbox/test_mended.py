"""What a close reading found: each of these once went wrong."""

from pathlib import Path

import pytest

from bot.sandbox import scheduled
from bot.sandbox.api.files import may_read
from bot.sandbox.records import File, Installation
from tests.sandbox.calls import NOW, TOKEN, Calls

DESIGN = "C0CHECKOUT"


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
