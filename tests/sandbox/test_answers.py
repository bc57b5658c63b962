"""What an app answers at a response_url: composed as any message, and what is over is forgotten."""

from pathlib import Path

import httpx
import pytest

from bot.sandbox import answers, interact, modals, posting
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Entered, Ephemeral, Installation, Message, ResponseUrl, Trigger, View
from tests.sandbox.calls import Calls, Json
from tests.sandbox.make import modal, section

DESIGN, DEVELOPER = "C0CHECKOUT", "U0DEVELOPER"
NOTE: Json = {"text": "Note"}


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    return Calls(tmp_path)


def app(calls: Calls) -> Installation:
    """The app in the first team."""
    return calls.workspace.table(Installation)["T0LOCAL"]


def url(calls: Calls, shown: Message | Ephemeral | None = None) -> ResponseUrl:
    """A right to answer."""
    channel = calls.workspace.channels[DESIGN]
    return answers.new_url(calls.context, app(calls), calls.workspace.users[DEVELOPER], channel, shown)


def say(calls: Calls, right: ResponseUrl, **body: object) -> httpx.Response:
    """The app answers."""
    return calls.http("POST", f"/response/{right.id}", json=body)


def ephemerals(calls: Calls) -> list[Ephemeral]:
    """What single people see."""
    return list(calls.workspace.table(Ephemeral).values())


def clicked(calls: Calls) -> Message:
    """A message of the app with blocks and an attachment."""
    fields: Json = {"text": "Old", "blocks": [section("Card")], "attachments": [NOTE]}
    ts = calls("chat.postMessage", channel=DESIGN, **fields)["ts"]
    found = calls.workspace.message(DESIGN, ts)
    assert found
    return found


def test_attachments_alone_are_an_answer(calls: Calls) -> None:
    assert say(calls, url(calls), attachments=[NOTE]).text == "ok"
    (shown,) = ephemerals(calls)
    assert shown.attachments == [{"id": 1, "text": "Note"}]
    seen = calls.http("GET", "/_workspace/state", headers={"authorization": "Bearer key"}).json()["ephemerals"]
    assert (seen[0]["plain"], seen[0]["attachments"]) == ("Note", shown.attachments)
    assert calls("chat.postEphemeral", channel=DESIGN, user=DEVELOPER, attachments=[NOTE])["ok"]
    assert ephemerals(calls)[1].attachments == shown.attachments


def test_an_answer_for_all_is_a_message_like_any(calls: Calls) -> None:
    metadata = {"event_type": "card", "event_payload": {}}
    answer: Json = {"response_type": "in_channel", "metadata": metadata, "attachments": [NOTE], "mrkdwn": False}
    assert say(calls, url(calls), text="Hi <!here>", **answer).status_code == 200
    (message,) = calls("conversations.history", channel=DESIGN, include_all_metadata=True)["messages"]
    assert (message["attachments"], message["metadata"], message["mrkdwn"]) == ([{"id": 1, **NOTE}], metadata, False)


def test_an_original_is_replaced_as_a_whole(calls: Calls) -> None:
    message = clicked(calls)
    assert say(calls, url(calls, message), replace_original=True, text="New").text == "ok"
    assert (message.text, message.blocks, message.attachments, bool(message.edited)) == ("New", [], [], True)
    assert say(calls, url(calls, message), replace_original=True, blocks=[section("Card")]).text == "ok"
    posting.show(calls.workspace, Ephemeral("E1", DESIGN, "1.000001", DEVELOPER, "T0LOCAL", "x", attachments=[NOTE]))
    (shown,) = ephemerals(calls)
    assert say(calls, url(calls, shown), replace_original=True, text="New").text == "ok"
    assert (shown.text, shown.attachments) == ("New", [])


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({}, 400, "no_text"),
        ({"text": {"type": "plain_text"}}, 400, "invalid_payload"),
        ({"attachments": [{"blocks": [section("a" * 3_001)]}]}, 400, "invalid_attachments"),
        ({"attachments": [{}] * 101}, 400, "too_many_attachments"),
        ({"text": "x", "metadata": {"event_type": "a"}, "response_type": "in_channel"}, 400, "invalid_metadata_format"),
    ],
)
def test_it_is_refused_as_a_message_is(calls: Calls, body: Json, status: int, error: str) -> None:
    told = say(calls, url(calls), **body)
    assert (told.status_code, told.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    "more", [{}, {"response_type": "in_channel"}, {"replace_original": True}, {"delete_original": True}]
)
def test_nothing_is_answered_in_an_archived_channel(calls: Calls, more: Json) -> None:
    right = url(calls, clicked(calls))
    assert calls("conversations.archive", channel=DESIGN)["ok"]
    told = say(calls, right, text="New", **more)
    assert (told.status_code, told.json()["error"]) == (410, "channel_is_archived")


def test_triggers_and_urls_that_are_over_are_forgotten_once_there_are_many(calls: Calls) -> None:
    person, most = calls.workspace.users[DEVELOPER], 1_000
    for _ in range(most):
        interact.new_trigger(calls.context, app(calls), person)
        url(calls)
    first_trigger, first_url = (
        next(iter(calls.workspace.table(Trigger))),
        next(iter(calls.workspace.table(ResponseUrl))),
    )
    url(calls)
    assert calls.workspace.table(ResponseUrl)[first_url], "what may still be used stays"
    calls.pass_time(1_801)
    assert calls.http("POST", f"/response/{first_url}", json={"text": "x"}).json()["error"] == "expired_url"
    assert calls.refused("views.open", trigger_id=first_trigger, view=modal()) == "expired_trigger_id"
    url(calls)
    interact.new_trigger(calls.context, app(calls), person)
    assert {len(calls.workspace.table(kind)) for kind in (Trigger, ResponseUrl)} == {most}
    assert calls.refused("views.open", trigger_id=first_trigger, view=modal()) == "invalid_trigger_id"
    assert calls.http("POST", f"/response/{first_url}", json={"text": "x"}).json()["error"] == "invalid_url"


def test_closed_windows_and_old_ephemerals_are_forgotten_once_there_are_many(calls: Calls) -> None:
    workspace = calls.workspace
    kept = modals.open_first(workspace, app(calls), "U0SECURITY", modal())
    for _ in range(120):
        modals.close_all(workspace, [modals.open_first(workspace, app(calls), DEVELOPER, modal())])
    assert len(workspace.table(View)) == 101
    assert modals.stack(workspace, "U0SECURITY") == [kept]
    workspace.save(Entered(f"E0:{DEVELOPER}", {}))
    for number in range(posting.MOST_EPHEMERALS + 5):
        posting.show(workspace, Ephemeral(f"E{number}", DESIGN, workspace.next_ts(), DEVELOPER, "T0LOCAL", "x"))
    assert len(ephemerals(calls)) == posting.MOST_EPHEMERALS
    assert ephemerals(calls)[0].id == "E5"
    assert not workspace.table(Entered)


def test_the_name_of_a_window_that_was_closed_is_free(calls: Calls) -> None:
    named = modal(external_id="one")
    view = modals.open_first(calls.workspace, app(calls), DEVELOPER, named)
    with pytest.raises(ApiError, match="duplicate_external_id"):
        modals.new_view(calls.workspace, app(calls), "U0SECURITY", named)
    modals.close_all(calls.workspace, [view])
    assert modals.open_first(calls.workspace, app(calls), DEVELOPER, named).external_id == "one"
