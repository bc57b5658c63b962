"""Among people: command, message, edit, delete, react, join, leave, deactivate."""

import base64

import pytest

from tests.contract.client import DESIGN, Local


def said(local: Local, role: str, text: str, **more: object) -> str:
    """The ts of what somebody says in the channel."""
    reply = local.done(role, "message", channel=DESIGN, text=text, **more)
    mine = [one for one in local.channel(role, DESIGN)["messages"] if one["ts"] in reply["changed"]]
    return str(max(one["ts"] for one in mine))


def test_a_command_is_answered_in_the_channel_to_that_person_alone(local: Local) -> None:
    reply = local.done("operations", "command", channel=DESIGN, text="/threatmodel role operations")
    (answer,) = reply["state"]["ephemerals"]
    assert answer["id"] in reply["changed"]
    assert "operations" in answer["plain"]
    assert answer["id"] not in [one["id"] for one in local.state("developer")["ephemerals"]]


def test_a_command_that_nobody_has_says_so(local: Local) -> None:
    error = local.refused("developer", "command", channel=DESIGN, text="/teatmodel new")
    assert "/teatmodel" in error["message"]


@pytest.mark.parametrize("name", [DESIGN, "checkout-design"])
def test_a_message_stands_for_all_under_its_writer(local: Local, name: str) -> None:
    reply = local.done("developer", "message", channel=name, text="Who signs it, @security?")
    (ts,) = reply["changed"]
    seen = local.message("architect", ts)
    assert seen["user"] == local.state("developer")["me"]["id"]
    assert seen["plain"] == "Who signs it, @security?"
    assert seen["text"] == f"Who signs it, <@{local.state('security')['me']['id']}>?"


def test_a_reply_stands_in_its_thread(local: Local) -> None:
    parent = said(local, "developer", "A question")
    reply = local.done("architect", "message", channel=DESIGN, thread_ts=parent, text="An answer")
    assert parent in reply["changed"]
    thread = local.state("security", channel=DESIGN, thread=parent)["channels"][0]["messages"]
    assert [(one["plain"], one["thread_ts"]) for one in thread][1:] == [("An answer", parent)]
    assert local.message("security", parent)["reply_count"] == 1


def test_a_file_is_kept_byte_by_byte(local: Local) -> None:
    content = bytes(range(256))
    files = [{"name": "design.bin", "base64": base64.b64encode(content).decode()}]
    local.done("developer", "message", channel=DESIGN, text="The design", files=files)
    message = local.channel("architect", DESIGN)["messages"][-1]
    (file,) = message["files"]
    assert (file["name"], file["size"]) == ("design.bin", 256)
    answer = local.asked(f"files/{file['id']}")
    assert answer.content == content
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_there_is_no_file_of_another_id(local: Local) -> None:
    assert local.asked("files/F9999999999").status_code == 404


def test_ones_own_message_is_edited_and_deleted(local: Local) -> None:
    ts = said(local, "developer", "Smart frigde")
    reply = local.done("developer", "edit", channel=DESIGN, ts=ts, text="Smart fridge")
    assert reply["changed"] == [ts]
    assert (local.message("architect", ts)["plain"], local.message("architect", ts)["edited"]) == ("Smart fridge", True)
    assert ts in local.done("developer", "delete", channel=DESIGN, ts=ts)["changed"]
    assert ts not in [one["ts"] for one in local.channel("architect", DESIGN)["messages"]]
    local.refused("developer", "edit", channel=DESIGN, ts=ts, text="Too late")


def test_anothers_message_is_not(local: Local) -> None:
    ts = said(local, "developer", "Mine")
    local.refused("architect", "edit", channel=DESIGN, ts=ts, text="Ours")
    local.refused("architect", "delete", channel=DESIGN, ts=ts)
    assert local.message("developer", ts)["plain"] == "Mine"


def test_a_reaction_is_put_and_taken_away(local: Local) -> None:
    ts = said(local, "developer", "Look")
    assert local.done("security", "react", channel=DESIGN, ts=ts, name="eyes")["changed"] == [ts]
    (reaction,) = local.message("developer", ts)["reactions"]
    assert (reaction["name"], reaction["count"]) == ("eyes", 1)
    assert reaction["users"] == [local.state("security")["me"]["id"]]
    local.done("security", "react", channel=DESIGN, ts=ts, name="eyes")
    assert local.message("developer", ts)["reactions"] == []


def test_who_is_not_in_a_channel_cannot_write_there_until_they_join(local: Local) -> None:
    local.done("compliance", "leave", channel="#general")
    assert not local.channel("compliance", "general")["is_member"]
    error = local.refused("compliance", "message", channel="#general", text="Hello")
    assert error["code"] == "not_in_channel"
    local.done("compliance", "join", channel="#general")
    assert local.channel("compliance", "general")["is_member"]
    local.done("compliance", "message", channel="#general", text="Hello")


def test_a_guest_knows_their_own_channels_alone(local: Local) -> None:
    assert "security" not in [one["name"] for one in local.state("guest")["channels"]]
    local.refused("guest", "join", channel="#security")


def test_a_deactivated_person_does_nothing_any_more(local: Local) -> None:
    local.done("security", "deactivate", name="redteam")
    assert local.state("redteam")["me"]["deleted"]
    error = local.refused("redteam", "message", channel=DESIGN, text="Still here?")
    assert error["code"] == "account_inactive"


def test_one_closes_ones_own_account_where_no_name_is_given(local: Local) -> None:
    local.done("product", "deactivate")
    assert local.state("product")["me"]["deleted"]
    assert not local.state("architect")["me"]["deleted"]


def test_an_archived_channel_takes_nothing_more(local: Local) -> None:
    local.done("security", "deactivate", channel="#security")
    assert local.channel("developer", "security")["is_archived"]
    assert local.refused("security", "message", channel="#security", text="Anyone?")["code"] == "is_archived"
