"""What can be seen: the state's shape and its four questions, texts as a person reads them, changes, ready."""

import json

import httpx

from tests.contract.client import CHANNELS, DESIGN, ROLES, Json, Local, actions, button, entry, options, plain

MESSAGE = {"ts", "thread_ts", "user", "text", "plain", "blocks", "files", "reactions"}
VIEW = {"id", "type", "title", "blocks", "values", "errors"}


def said(local: Local, text: str, channel: str = DESIGN, **more: object) -> str:
    """The ts of what the developer says."""
    changed: list[str] = local.done("developer", "message", channel=channel, text=text, **more)["changed"]
    return max(changed)


def plains(state: Json) -> list[str]:
    """The messages of a state."""
    return [one["plain"] for channel in state["channels"] for one in channel["messages"]]


def test_the_roles_and_the_channels_at_hand(local: Local) -> None:
    assert [local.state(role)["me"]["name"] for role in ROLES] == list(ROLES)
    assert {one["name"] for one in local.state("developer")["channels"]} == set(CHANNELS)
    assert set(local.asked("ready").json()["roles"]) == set(ROLES)


def test_an_unknown_role_is_told_those_that_there_are(local: Local) -> None:
    answer = local.asked("state", **{"as": "developper"})
    assert answer.status_code == 400
    assert all(role in answer.json()["error"]["message"] for role in ROLES)


def test_the_state_has_the_parts_that_the_contract_names(local: Local) -> None:
    said(local, "One")
    state = local.state("developer")
    assert {"clock", "me", "channels", "dms", "ephemerals", "views", "home"} <= set(state)
    assert {"id", "name", "messages"} <= set(state["channels"][0])
    assert set(local.channel("developer", DESIGN)["messages"][-1]) >= MESSAGE


def test_a_window_and_the_home_tab_have_theirs(local: Local) -> None:
    view_id = local.window("developer", entry("name", "Name", {"type": "plain_text_input", "action_id": "value"}))
    view = local.view("developer", view_id)
    assert set(view) >= VIEW
    assert (view["type"], view["title"], view["values"], view["errors"]) == (
        "modal",
        "A window",
        {"name/value": None},
        {},
    )
    local.done("developer", "close", view_id=view_id)
    blocks = [{"type": "divider"}]
    local.called("views.publish", user_id=local.state("developer")["me"]["id"], view={"type": "home", "blocks": blocks})
    assert set(local.state("developer")["home"]) >= VIEW


def test_a_direct_conversation_is_among_the_dms_of_its_two_alone(local: Local) -> None:
    user = local.state("security")["me"]["id"]
    place = local.called("conversations.open", users=user)["channel"]["id"]
    local.called("chat.postMessage", channel=place, text="For you alone")
    (direct,) = [one for one in local.state("security")["dms"] if one["messages"]]
    assert [one["plain"] for one in direct["messages"]] == ["For you alone"]
    assert "For you alone" not in json.dumps(local.state("architect"))


def test_of_one_channel(local: Local) -> None:
    said(local, "In general", "#general")
    said(local, "In design")
    by_name = local.state("developer", channel="#general")
    assert [one["name"] for one in by_name["channels"]] == ["general"]
    assert "In design" not in plains(by_name)
    assert local.state("developer", channel=by_name["channels"][0]["id"])["channels"] == by_name["channels"]


def test_of_one_thread(local: Local) -> None:
    parent = said(local, "Where?")
    said(local, "There", thread_ts=parent)
    said(local, "Elsewhere")
    assert plains(local.state("developer", channel=DESIGN, thread=parent)) == ["Where?", "There"]


def test_since_a_moment_new_and_changed(local: Local) -> None:
    old, edited = said(local, "Old"), said(local, "Typo")
    last = said(local, "Last")
    said(local, "New")
    local.done("developer", "edit", channel=DESIGN, ts=edited, text="No typo")
    seen = plains(local.state("developer", channel=DESIGN, since=last))
    assert "New" in seen
    assert "No typo" in seen
    assert "Old" not in seen
    assert local.message("developer", old)["plain"] == "Old"
    moment = local.state("developer")["clock"]
    later = said(local, "Later")
    assert [one["ts"] for one in local.state("developer", channel=DESIGN, since=moment)["channels"][0]["messages"]] == [
        later
    ]


def test_plain_is_the_message_as_a_person_reads_it_buttons_in_brackets(local: Local) -> None:
    user = local.state("security")["me"]["id"]
    blocks: list[Json] = [
        {"type": "header", "text": plain("Smart fridge")},
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*Ask* <@{user}> &amp; <https://example.com|read>"}},
        {"type": "divider"},
        actions("row", button("why", "Why T-1?"), button("no", "Not applicable")),
        {"type": "context", "elements": [plain("by the rules")]},
    ]
    ts = local.shown(*blocks)["ts"]
    assert local.message("developer", ts)["plain"].splitlines() == [
        "Smart fridge",
        "*Ask* @security & read",
        "---",
        "[Why T-1?] [Not applicable]",
        "by the rules",
    ]


def test_plain_of_a_window_reads_its_labels(local: Local) -> None:
    menu = {"type": "static_select", "action_id": "value", "options": options("Red"), "placeholder": plain("Pick")}
    view_id = local.window("developer", entry("colour", "Colour", menu, optional=True))
    assert local.view("developer", view_id)["plain"] == "Colour (optional): [Pick v]"
    local.done("developer", "close", view_id=view_id)


def test_changes_are_told_as_they_happen(local: Local) -> None:
    with httpx.stream("GET", f"{local.root}/_workspace/changes", headers=local.bearer, timeout=30) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        next(lines)  # it is connected
        ts = said(local, "News")
        told = (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))
        assert next(change for change in told if change["id"] == ts)["kind"] == "message"


def test_ready_says_that_it_is_up(local: Local) -> None:
    answer = local.asked("ready")
    assert answer.status_code == 200
    assert answer.json()["ok"] is True
