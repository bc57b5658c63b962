"""Things that were told in two ways, or under two names, and are one."""

from pathlib import Path
from typing import cast

import httpx
import pytest

from bot.sandbox import posting
from bot.sandbox.acts.typed import as_mrkdwn
from bot.sandbox.api.rates import POST_BURST
from bot.sandbox.installs.installing import install, revoke, uninstall
from bot.sandbox.page.routes import configuration
from bot.sandbox.records import File, Installation, Json, Message, User, UserGroup
from tests.sandbox.calls import NOW, TOKEN, Calls

DESIGN, SECURITY = "C0CHECKOUT", "C0SECURITY"


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    return Calls(tmp_path, partner=True)


def post(calls: Calls, channel: str) -> int:
    """How a call that posts is answered."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    return calls.http(
        "POST", "/api/chat.postMessage", json={"channel": channel, "text": "x"}, headers=headers
    ).status_code


@pytest.mark.parametrize(
    "spellings", [("C0GENERAL", "#general", "general"), ("D0000000001", "U0DEVELOPER", "D0000000001")]
)
def test_a_place_has_one_limit_however_it_is_spelled(calls: Calls, spellings: tuple[str, ...]) -> None:
    assert calls("conversations.open", users="U0DEVELOPER")["channel"]["id"] == "D0000000001"
    calls.context.rates.switch(on=True)
    assert [post(calls, channel) for channel in spellings] == [200] * POST_BURST
    assert [post(calls, channel) for channel in spellings] == [429] * POST_BURST
    assert post(calls, DESIGN) == 200, "another place has a limit of its own"


def test_a_conversation_that_a_post_opens_is_the_same_place(calls: Calls) -> None:
    calls.context.rates.switch(on=True)
    assert [post(calls, "U0GUEST") for _ in range(POST_BURST)] == [200] * POST_BURST
    assert post(calls, "D0000000001") == 429


def read(calls: Calls, file: str, token: str = TOKEN) -> httpx.Response:
    """The bytes of a file, as the app asks for them."""
    return calls.http("GET", f"/files-pri/T0LOCAL-{file}/a.txt", headers={"authorization": f"Bearer {token}"})


def test_the_bytes_of_a_file_are_for_a_token_that_holds(calls: Calls) -> None:
    app = calls.workspace.table(Installation)["T0LOCAL"]
    app.earlier["xoxb-rotated"] = NOW + 60
    assert read(calls, "F404").status_code == 404
    assert read(calls, "F404", "xoxb-rotated").status_code == 404
    assert {read(calls, "F404", token).status_code for token in ("", "xoxb-other")} == {403}
    calls.pass_time(60)
    assert read(calls, "F404", "xoxb-rotated").status_code == 403
    assert calls.refused("auth.test", token="xoxb-rotated") == "token_expired"
    for end in (revoke, uninstall):
        install(calls.context, "T0LOCAL")
        assert read(calls, "F404").status_code == 404
        end(calls.context, app)
        assert read(calls, "F404").status_code == 403
    assert calls.refused("auth.test") == "account_inactive"


def said(calls: Calls, user: str, channel: str, thread: str | None = None) -> tuple[Message, File]:
    """A message with a file."""
    workspace = calls.workspace
    number = workspace.next_id("F")
    file = File(number, "a.txt", "a.txt", "text/plain", 1, user, int(NOW), uploaded=True, completed=True)
    workspace.save(file)
    message = Message(workspace.next_ts(), channel, user, "See", files=[file.id], thread_ts=thread)
    return posting.post(calls.context, message), file


def test_a_file_is_shared_no_more_where_its_message_is_gone(calls: Calls) -> None:
    first, file = said(calls, "U0DEVELOPER", DESIGN)
    assert calls("files.info", file=file.id)["file"]["channels"] == [DESIGN]
    posting.delete(calls.context, first)
    assert file.places == {}
    assert calls.refused("files.info", file=file.id) == "file_not_found", "it was not given to the app"
    assert calls("files.list", channel=DESIGN)["files"] == []
    root, other = said(calls, "U0DEVELOPER", DESIGN)
    said(calls, "U0DEVELOPER", DESIGN, root.ts)
    posting.delete(calls.context, root)
    assert root.subtype == "tombstone"
    assert other.places == {}


def test_who_is_in_a_shared_channel_is_told_in_one_order(calls: Calls) -> None:
    install(calls.context, "T0PARTNER")
    room = calls.workspace.channels["C0JOINT"]
    assert calls.workspace.present(room) == []
    for team in ("T0PARTNER", "T0LOCAL"):
        room.members.append(calls.workspace.table(Installation)[team].bot_user)
    assert [app.id for app in calls.workspace.present(room)] == ["T0LOCAL", "T0PARTNER"]


TYPED = [
    ("U0DEVELOPER", "@design", "<!subteam^S0DESIGN>"),
    ("U0DEVELOPER", "(@design), @design.", "(<!subteam^S0DESIGN>), <!subteam^S0DESIGN>."),
    ("U0DEVELOPER", "@security-champions @security", "<!subteam^S0CHAMPIONS> <@U0SECURITY>"),
    ("U0DEVELOPER", "a@design @designers <@U0GUEST> &", "a@design @designers <@U0GUEST> &amp;"),
    ("U0PARTNER", "@design @buyers", "@design <!subteam^S0BUYERS>"),
    ("U0DEVELOPER", "@buyers", "@buyers"),
]


@pytest.mark.parametrize(("user", "typed", "kept"), TYPED)
def test_a_group_is_called_by_its_own_team(calls: Calls, user: str, typed: str, kept: str) -> None:
    calls.workspace.save(UserGroup("S0BUYERS", "T0PARTNER", "buyers", "Buyers", ["U0PARTNER"], int(NOW)))
    assert as_mrkdwn(calls.workspace, calls.workspace.table(User)[user], typed) == kept
    told = configuration(calls.context)
    groups = cast("dict[str, Json]", told["groups"])
    teams = {group: one["team"] for group, one in groups.items()}
    assert teams == {"S0DESIGN": "T0LOCAL", "S0CHAMPIONS": "T0LOCAL", "S0BUYERS": "T0PARTNER"}
