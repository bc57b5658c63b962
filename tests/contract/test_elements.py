"""On what the app shows: click, set and suggest, each kind of element, however it is named, and what cannot be done."""

import base64

import pytest

from tests.contract.client import DESIGN, Json, Local, actions, button, entry, options, plain
from tests.contract.processes import Sandbox

COLOURS = options("Red", "Green", "Blue")
CONFIRM = {"title": plain("Sure?"), "text": plain("It cannot be undone."), "confirm": plain("Yes"), "deny": plain("No")}


def test_a_button_by_its_action_id_and_by_its_label(local: Local) -> None:
    ts = local.shown(actions("row", button("go", "Go on", value="7"), button("halt", "Halt")))["ts"]
    local.done("developer", "click", target={"channel": DESIGN, "ts": ts}, action_id="go")
    heard = local.heard("interaction")[-1]
    assert (heard["type"], heard["user"]["name"], heard["message"]["ts"]) == ("block_actions", "developer", ts)
    assert (heard["actions"][0]["action_id"], heard["actions"][0]["value"]) == ("go", "7")
    local.done("architect", "click", target={"channel": DESIGN, "ts": ts}, label="Halt")
    assert local.heard("interaction")[-1]["actions"][0]["action_id"] == "halt"


def test_a_block_id_tells_two_of_one_action_id_apart(local: Local) -> None:
    target = local.shown(actions("first", button("go", "Left")), actions("second", button("go", "Right")))
    error = local.refused("developer", "click", target=target, action_id="go")
    assert "first/go" in error["message"]
    assert "second/go" in error["message"]
    local.done("developer", "click", target=target, action_id="go", block_id="second")
    assert local.heard("interaction")[-1]["actions"][0]["block_id"] == "second"


def test_a_label_that_two_have_lists_them(local: Local) -> None:
    target = local.shown(actions("first", button("a", "Open")), actions("second", button("b", "Open")))
    error = local.refused("developer", "click", target=target, label="Open")
    assert "first/a" in error["message"]
    assert "second/b" in error["message"]


def test_a_button_that_is_not_there_names_those_that_are(local: Local) -> None:
    target = local.shown(actions("row", button("go", "Go on")))
    before = len(local.heard("interaction"))
    error = local.refused("developer", "click", target=target, label="Launch")
    assert "Launch" in error["message"]
    assert "Go on" in error["message"]
    assert len(local.heard("interaction")) == before


def test_a_message_that_is_not_there(local: Local) -> None:
    error = local.refused("developer", "click", target={"channel": DESIGN, "ts": "1.000000"}, label="Go")
    assert error["code"] == "message_not_found"


def test_a_target_is_needed(local: Local) -> None:
    error = local.refused("developer", "click", label="Go")
    assert "target" in error["message"]


def test_an_overflow_takes_the_option_as_its_value(local: Local) -> None:
    target = local.shown(actions("row", {"type": "overflow", "action_id": "more", "options": COLOURS}))
    local.done("developer", "click", target=target, action_id="more", value="green")
    assert local.heard("interaction")[-1]["actions"][0]["selected_option"]["value"] == "green"
    local.refused("developer", "click", target=target, action_id="more", value="mauve")


def test_a_confirmation_is_given_unless_it_is_declined(local: Local) -> None:
    target = local.shown(actions("row", button("drop", "Drop it", confirm=CONFIRM)))
    before = len(local.heard("interaction"))
    local.done("developer", "click", target=target, label="Drop it", confirm=False)
    assert len(local.heard("interaction")) == before
    local.done("developer", "click", target=target, label="Drop it", confirm=True)
    local.done("developer", "click", target=target, label="Drop it")
    assert len(local.heard("interaction")) == before + 2


def test_what_one_person_alone_sees_is_a_target_for_them_alone(local: Local) -> None:
    channel, user = local.channel("developer", DESIGN)["id"], local.state("developer")["me"]["id"]
    blocks = [actions("row", button("go", "Go on"))]
    local.called("chat.postEphemeral", channel=channel, user=user, text="For you", blocks=blocks)
    shown = local.state("developer")["ephemerals"][-1]["id"]
    local.done("developer", "click", target={"ephemeral": shown}, label="Go on")
    assert local.heard("interaction")[-1]["container"]["is_ephemeral"] is True
    local.refused("architect", "click", target={"ephemeral": shown}, label="Go on")


def test_the_home_tab_is_a_target(local: Local) -> None:
    local.refused("security", "click", target={"home": True}, label="Go on")
    user = local.state("security")["me"]["id"]
    view = {"type": "home", "blocks": [actions("row", button("go", "Go on"))]}
    local.called("views.publish", user_id=user, view=view)
    local.done("security", "click", target={"home": True}, label="Go on")
    assert local.heard("interaction")[-1]["view"]["type"] == "home"


def picker(kind: str, **more: object) -> Json:
    """An element that is set."""
    return {"type": kind, "action_id": "value", **more}


SET = [
    ("plain_text_input", {}, "A word", "A word"),
    ("email_text_input", {}, "a@example.com", "a@example.com"),
    ("url_text_input", {}, "https://example.com", "https://example.com"),
    ("number_input", {"is_decimal_allowed": True}, "1.5", "1.5"),
    ("datepicker", {}, "2026-02-28", "2026-02-28"),
    ("timepicker", {}, "09:30", "09:30"),
    ("datetimepicker", {}, "2026-02-28T09:30:00Z", 1_772_271_000),
    ("static_select", {"options": COLOURS}, "green", "green"),
    ("static_select", {"options": COLOURS}, "Green", "green"),
    ("radio_buttons", {"options": COLOURS}, "blue", "blue"),
    ("checkboxes", {"options": COLOURS}, ["red", "blue"], ["red", "blue"]),
    ("multi_static_select", {"options": COLOURS}, ["red", "green"], ["red", "green"]),
    ("users_select", {}, "security", "U0SECURITY"),
    ("users_select", {}, "U0SECURITY", "U0SECURITY"),
    ("multi_users_select", {}, ["security", "guest"], ["U0SECURITY", "U0GUEST"]),
    ("channels_select", {}, "#general", "C0GENERAL"),
    ("multi_channels_select", {}, ["C0GENERAL"], ["C0GENERAL"]),
    ("conversations_select", {}, "#general", "C0GENERAL"),
    ("multi_conversations_select", {}, ["#general"], ["C0GENERAL"]),
]


@pytest.mark.parametrize(("kind", "more", "given", "kept"), SET)
def test_an_entry_is_kept_as_it_was_meant(local: Local, kind: str, more: Json, given: object, kept: object) -> None:
    view_id = local.window("developer", entry("it", "The entry", picker(kind, **more)))
    before = len(local.heard("interaction"))
    reply = local.done("developer", "set", target={"view_id": view_id}, label="The entry", value=given)
    assert reply["changed"] == [view_id]
    assert local.view("developer", view_id)["values"] == {"it/value": kept}
    assert len(local.heard("interaction")) == before, "Slack tells the app nothing of an input before it is submitted"
    local.done("developer", "close", view_id=view_id)


def test_rich_text_is_written_as_text(local: Local) -> None:
    view_id = local.window("developer", entry("it", "The entry", picker("rich_text_input")))
    local.done("developer", "set", target={"view_id": view_id}, action_id="value", value="Two words")
    assert "Two words" in str(local.view("developer", view_id)["values"]["it/value"])
    local.done("developer", "close", view_id=view_id)


def test_a_file_is_put_in(local: Local) -> None:
    view_id = local.window("developer", entry("it", "The entry", picker("file_input", max_files=1)))
    file = {"name": "a.txt", "base64": base64.b64encode(b"abc").decode()}
    local.done("developer", "set", target={"view_id": view_id}, action_id="value", value=[file])
    (file_id,) = local.view("developer", view_id)["values"]["it/value"]
    assert local.asked(f"files/{file_id}").content == b"abc"
    local.done("developer", "close", view_id=view_id)


@pytest.mark.parametrize(
    ("kind", "more", "given"),
    [
        ("datepicker", {}, "28 February"),
        ("timepicker", {}, "noon"),
        ("static_select", {"options": COLOURS}, "Mauve"),
        ("multi_static_select", {"options": COLOURS, "max_selected_items": 1}, ["red", "blue"]),
        ("users_select", {}, "nobody"),
        ("channels_select", {}, "#nowhere"),
    ],
)
def test_what_cannot_be_entered_is_refused(local: Local, kind: str, more: Json, given: object) -> None:
    view_id = local.window("developer", entry("it", "The entry", picker(kind, **more)))
    local.refused("developer", "set", target={"view_id": view_id}, label="The entry", value=given)
    local.done("developer", "close", view_id=view_id)


def test_a_choice_outside_an_input_is_told_at_once(local: Local) -> None:
    target = local.shown(actions("row", picker("static_select", options=COLOURS, placeholder=plain("Colour"))))
    local.done("developer", "set", target=target, label="Colour", block_id="row", value="red")
    heard = local.heard("interaction")[-1]
    assert (heard["type"], heard["actions"][0]["selected_option"]["value"]) == ("block_actions", "red")
    assert heard["state"]["values"]["row"]["value"]["selected_option"]["value"] == "red"
    assert local.message("developer", target["ts"])["values"] == {"row/value": "red"}
    assert local.message("architect", target["ts"])["values"] == {"row/value": None}


def test_an_input_tells_at_once_where_it_asks_for_that(local: Local) -> None:
    block = entry("it", "The entry", picker("static_select", options=COLOURS), dispatch_action=True)
    view_id = local.window("developer", block)
    local.done("developer", "set", target={"view_id": view_id}, label="The entry", value="red")
    assert local.heard("interaction")[-1]["actions"][0]["selected_option"]["value"] == "red"
    local.close_all("developer")  # the app may have answered with a window of its own


@pytest.fixture(scope="module")
def cloud(running: Sandbox) -> str:
    """A platform's model, which the app's own look-up of a select offers."""
    local = running.local
    (view_id,) = local.done("architect", "command", channel=DESIGN, text="/threatmodel new Cloud")["changed"]
    values = {"description/value": "Where all runs.", "kind/value": "platform"}
    local.done("architect", "submit", view_id=view_id, values=values)
    return "Cloud"


def look_up(*kinds: str) -> list[Json]:
    """External selects that Threatbot answers."""
    return [entry("extends", "Builds on", picker(kind, min_query_length=1), optional=True) for kind in kinds]


@pytest.mark.parametrize("kind", ["external_select", "multi_external_select"])
def test_an_external_select_is_asked_and_chosen_from(local: Local, cloud: str, kind: str) -> None:
    view_id = local.window("developer", *look_up(kind))
    reply = local.done("developer", "suggest", target={"view_id": view_id}, label="Builds on", query="Clo")
    assert [option["text"]["text"] for option in reply["options"]] == [cloud]
    same = local.done(
        "developer", "suggest", target={"view_id": view_id}, action_id="value", block_id="extends", query="Clo"
    )
    assert same["options"] == reply["options"]
    local.done("developer", "set", target={"view_id": view_id}, label="Builds on", value=cloud)
    value = reply["options"][0]["value"]
    assert local.view("developer", view_id)["values"]["extends/value"] in (value, [value])
    local.done("developer", "close", view_id=view_id)
