"""Windows, shortcuts and the Home tab: submit, close, shortcut, home."""

from tests.contract.client import DESIGN, Local, actions, button, entry, plain

NAME = entry("name", "Name", {"type": "plain_text_input", "action_id": "value"})
MAIL = entry("mail", "Mail", {"type": "email_text_input", "action_id": "value"}, optional=True)


def open_ids(local: Local, role: str) -> list[str]:
    """The windows before somebody."""
    return [view["id"] for view in local.state(role)["views"]]


def test_a_required_field_is_told_at_its_place_and_nothing_is_sent(local: Local) -> None:
    view_id = local.window("developer", NAME, MAIL)
    before = len(local.heard("interaction"))
    error = local.refused("developer", "submit", view_id=view_id)
    assert error["code"] == "required_field"
    assert "Name" in error["message"]
    assert list(local.view("developer", view_id)["errors"]) == ["name"]
    assert len(local.heard("interaction")) == before
    local.done("developer", "close", view_id=view_id)


def test_what_is_wrongly_written_is_told_at_its_place(local: Local) -> None:
    view_id = local.window("developer", NAME, MAIL)
    values = {"name/value": "Fridge", "mail/value": "nobody"}
    local.refused("developer", "submit", view_id=view_id, values=values)
    assert list(local.view("developer", view_id)["errors"]) == ["mail"]
    local.done("developer", "close", view_id=view_id)


def test_values_go_on_top_of_what_was_set_and_to_the_app(local: Local) -> None:
    (view_id,) = local.done("architect", "command", channel=DESIGN, text="/threatmodel new")["changed"]
    local.done("architect", "set", target={"view_id": view_id}, action_id="value", block_id="name", value="House")
    local.done("architect", "set", target={"view_id": view_id}, action_id="value", block_id="kind", value="system")
    values = {"description/value": "Where all runs.", "kind/value": "platform"}
    reply = local.done("architect", "submit", view_id=view_id, values=values)
    sent = local.heard("interaction")[-1]
    assert sent["type"] == "view_submission"
    state = sent["view"]["state"]["values"]
    assert state["name"]["value"]["value"] == "House"
    assert state["kind"]["value"]["selected_option"]["value"] == "platform"
    assert view_id in reply["changed"]
    assert open_ids(local, "architect") == []
    assert any("House" in one["plain"] for one in local.channel("guest", DESIGN)["messages"])


def test_an_entry_that_the_app_refuses_stays_with_its_words(local: Local) -> None:
    (view_id,) = local.done("developer", "command", channel=DESIGN, text="/threatmodel new Kettle")["changed"]
    values = {"description/value": "Boils water.", "kind/value": "system"}
    reply = local.act("developer", "submit", view_id=view_id, values=values)
    if reply["ok"]:  # a system without parts: the next window asks for more
        (view_id,) = open_ids(local, "developer")
    else:
        shown = local.view("developer", view_id)["errors"]
        assert shown
        assert next(iter(shown.values())) in reply["error"]["message"]
    local.done("developer", "close", view_id=view_id)
    assert open_ids(local, "developer") == []


def test_a_field_that_is_not_in_the_window_names_those_that_are(local: Local) -> None:
    view_id = local.window("developer", NAME)
    error = local.refused("developer", "submit", view_id=view_id, values={"nmae/value": "Fridge"})
    assert "name/value" in error["message"]
    local.done("developer", "close", view_id=view_id)


def test_a_window_that_is_closed_is_gone_and_the_app_hears_of_it_where_it_asked(local: Local) -> None:
    view_id = local.window("developer", NAME, notify_on_close=True, private_metadata="kept")
    reply = local.done("developer", "close", view_id=view_id)
    assert reply["changed"] == [view_id]
    heard = local.heard("interaction")[-1]
    assert (heard["type"], heard["view"]["id"], heard["is_cleared"]) == ("view_closed", view_id, False)
    assert heard["view"]["private_metadata"] == "kept"
    local.refused("developer", "close", view_id=view_id)
    local.refused("developer", "submit", view_id=view_id)


def test_a_window_of_somebody_else_is_out_of_reach(local: Local) -> None:
    view_id = local.window("developer", NAME)
    local.refused("architect", "submit", view_id=view_id, values={"name/value": "Mine"})
    assert open_ids(local, "architect") == []
    local.done("developer", "close", view_id=view_id)


def test_a_shortcut_on_a_message(local: Local) -> None:
    said = local.done("product", "message", channel=DESIGN, text="The fridge orders by itself")["changed"][0]
    reply = local.done("product", "shortcut", callback_id="threatmodel_thread", channel=DESIGN, ts=said)
    heard = local.heard("interaction")[-1]
    assert (heard["type"], heard["callback_id"], heard["message_ts"]) == ("message_action", "threatmodel_thread", said)
    assert heard["message"]["text"] == "The fridge orders by itself"
    for view_id in [one for one in reply["changed"] if one in open_ids(local, "product")]:
        local.done("product", "close", view_id=view_id)


def test_a_shortcut_of_no_message(local: Local) -> None:
    heard = len(local.heard("interaction"))
    error = local.act("product", "shortcut", callback_id="anywhere")["error"]
    assert (error["code"], "global shortcut" in error["message"]) == ("unknown_shortcut", True)
    assert len(local.heard("interaction")) == heard


def test_the_home_tab_is_what_the_app_publishes_for_that_person(local: Local) -> None:
    local.done("operations", "home")
    assert local.state("operations")["home"] == {}
    user = local.state("operations")["me"]["id"]
    view = {"type": "home", "blocks": [{"type": "header", "text": plain("Yours")}, actions("row", button("go", "Go"))]}
    published = local.called("views.publish", user_id=user, view=view)["view"]["id"]
    home = local.state("operations")["home"]
    assert (home["id"], home["type"], home["plain"]) == (published, "home", "Yours\n[Go]")
    assert local.state("developer")["home"] == {}
