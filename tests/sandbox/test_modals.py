"""The life of modals: triggers, stacks, submissions, closings."""

from functools import partial

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.driver import Person, Refused, Workspace
from tests.sandbox.make import Json, button, entry, modal, refusal


def opens(app: App, view: Json) -> None:
    """Have /threatmodel open a modal."""

    @app.command("/threatmodel")
    def _open(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()


def submitted(app: App, **answer: object) -> list[Json]:
    """Have submissions answered in a way; the submitted payloads."""
    seen: list[Json] = []

    @app.view("new")
    def _submit(ack: Ack, body: Json) -> None:
        seen.append(body)
        ack(**answer)  # type: ignore[arg-type]

    return seen


def test_a_command_opens_a_modal_which_is_filled_and_submitted(app: App, developer: Person) -> None:
    opens(app, modal())
    seen = submitted(app)
    developer.types("/threatmodel new")
    assert developer.view().plain == "New model\nName: []"
    developer.fills({"Name": "Smart fridge"})
    developer.submits()
    assert seen[0]["view"]["state"]["values"] == {
        "name": {"value": {"type": "plain_text_input", "value": "Smart fridge"}}
    }
    assert developer.state()["views"] == []


def test_a_required_field_is_asked_for_before_the_app_hears_of_it(app: App, developer: Person) -> None:
    opens(app, modal())
    seen = submitted(app)
    developer.types("/threatmodel new")
    with pytest.raises(Refused, match="Please complete this required field") as refusal:
        developer.submits()
    assert refusal.value.code == "required_field"
    assert developer.view().shown["errors"] == {"name": "Please complete this required field."}
    assert seen == []


def test_a_trigger_works_once(app: App, developer: Person) -> None:
    errors: list[str] = []

    @app.command("/threatmodel")
    def _open_twice(ack: Ack, body: Json, client: WebClient) -> None:
        triggers = (body["trigger_id"], body["trigger_id"], "12.1.guessed")
        errors.extend(refusal(partial(client.views_open, trigger_id=used, view=modal())) for used in triggers)
        ack()

    developer.types("/threatmodel new")
    assert errors == ["", "exchanged_trigger_id", "invalid_trigger_id"]
    assert len(developer.state()["views"]) == 1


def test_a_trigger_expires_by_the_workspaces_clock(
    app: App, client: WebClient, developer: Person, workspace: Workspace
) -> None:
    triggers: list[str] = []

    @app.command("/threatmodel")
    def _remember(ack: Ack, body: Json) -> None:
        triggers.append(body["trigger_id"])
        ack()

    developer.types("/threatmodel new")
    workspace.clock.advance("PT4S")
    assert refusal(lambda: client.views_open(trigger_id=triggers[0], view=modal())) == "expired_trigger_id"


def test_three_views_are_stacked_and_not_one_more(app: App, developer: Person) -> None:
    errors: list[str] = []
    opens(app, modal("First", button("more", "More")))

    @app.action("more")
    def _push(ack: Ack, body: Json, client: WebClient) -> None:
        view = modal("Next", button("more", "More"))
        errors.append(refusal(lambda: client.views_push(trigger_id=body["trigger_id"], view=view)))
        ack()

    developer.types("/threatmodel new")
    for _ in range(3):
        developer.clicks("More")
    assert errors == ["", "", "push_limit_reached"]
    first, second, third = developer.state()["views"]
    assert [first["title"], second["title"], third["title"]] == ["First", "Next", "Next"]
    covered = developer.act("click", target={"view_id": first["id"]}, label="More")
    assert covered["error"]["code"] == "view_covered"
    developer.closes()
    assert len(developer.state()["views"]) == 2


def test_a_view_is_updated_by_its_name_and_keeps_what_was_entered(
    app: App, client: WebClient, developer: Person
) -> None:
    opens(app, modal(external_id="draft"))
    developer.types("/threatmodel new")
    developer.fills({"Name": "Smart fridge"})
    larger = modal("New model", entry("name", "Name"), entry("owner", "Owner", optional=True))
    stale = client.views_update(external_id="draft", view=larger)["view"]["hash"]
    assert developer.view().shown["values"] == {"name/value": "Smart fridge", "owner/value": None}
    client.views_update(external_id="draft", hash=stale, view=larger)
    conflict = refusal(lambda: client.views_update(external_id="draft", hash=stale, view=larger))
    assert conflict == "hash_conflict"
    assert refusal(lambda: client.views_update(view_id="V404", view=larger)) == "not_found"


def test_a_name_is_unique_in_the_workspace(app: App, developer: Person) -> None:
    errors: list[str] = []

    @app.command("/threatmodel")
    def _open(ack: Ack, body: Json, client: WebClient) -> None:
        view = modal(external_id="draft")
        errors.append(refusal(lambda: client.views_open(trigger_id=body["trigger_id"], view=view)))
        ack()

    developer.types("/threatmodel new")
    developer.types("/threatmodel new")
    assert errors == ["", "duplicate_external_id"]


def test_a_refusal_points_to_the_place(app: App, developer: Person) -> None:
    messages: list[str] = []

    @app.command("/threatmodel")
    def _open(ack: Ack, body: Json, client: WebClient) -> None:
        with pytest.raises(SlackApiError) as error:
            client.views_open(trigger_id=body["trigger_id"], view=modal("A title of twenty-five c."))
        messages.extend(error.value.response["response_metadata"]["messages"])
        ack()

    developer.types("/threatmodel new")
    assert messages == ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"]


def test_the_app_answers_a_submission_with_errors(app: App, developer: Person) -> None:
    opens(app, modal())
    submitted(app, response_action="errors", errors={"name": "There is one of that name."})
    developer.types("/threatmodel new")
    developer.fills({"Name": "Smart fridge"})
    with pytest.raises(Refused, match="There is one of that name"):
        developer.submits()
    assert developer.view().shown["errors"] == {"name": "There is one of that name."}
    assert developer.view().shown["values"] == {"name/value": "Smart fridge"}


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "update", "view": modal("Changed")}, ["Changed"]),
        ({"response_action": "push", "view": modal("On top")}, ["New model", "On top"]),
        ({"response_action": "clear"}, []),
        ({}, []),
    ],
)
def test_the_app_answers_a_submission(app: App, developer: Person, answer: Json, titles: list[str]) -> None:
    opens(app, modal())
    submitted(app, **answer)
    developer.types("/threatmodel new")
    developer.does("submit", view_id=developer.view().id, values={"name/value": "Smart fridge"})
    assert [view["title"] for view in developer.state()["views"]] == titles


def test_a_bad_answer_to_a_submission_leaves_the_modal_open(app: App, developer: Person) -> None:
    opens(app, modal())
    submitted(app, response_action="errors", errors={"nowhere": "No."})
    developer.types("/threatmodel new")
    developer.fills({"Name": "Smart fridge"})
    with pytest.raises(Refused) as refused:
        developer.submits()
    assert refused.value.code == "invalid_response"
    assert developer.view().shown["title"] == "New model"


def test_the_app_hears_of_a_close_only_where_it_asked(app: App, developer: Person) -> None:
    closed: list[Json] = []

    @app.view_closed("new")
    def _closed(ack: Ack, body: Json) -> None:
        closed.append(body)
        ack()

    opens(app, modal(notify_on_close=True))
    developer.types("/threatmodel new")
    developer.closes()
    assert closed[0]["is_cleared"] is False
    assert closed[0]["view"]["callback_id"] == "new"
    assert developer.state()["views"] == []


def test_the_home_tab_is_published_and_acted_on(app: App, developer: Person) -> None:
    seen: list[Json] = []

    @app.event("app_home_opened")
    def _opened(event: Json, client: WebClient) -> None:
        view = {"type": "home", "blocks": [button("all", "Show all")]}
        client.views_publish(user_id=event["user"], view=view)

    @app.action("all")
    def _all(ack: Ack, body: Json) -> None:
        seen.append(body)
        ack()

    developer.opens_home()
    developer.clicks("Show all")
    assert seen[0]["view"]["type"] == "home"
    assert seen[0]["container"] == {"type": "view", "view_id": seen[0]["view"]["id"]}


def test_a_value_for_no_element_is_refused_in_words(app: App, developer: Person) -> None:
    opens(app, modal())
    developer.types("/threatmodel new")
    for name in ("name", "name/other", "other/value"):
        reply = developer.act("submit", view_id=developer.view().id, values={name: "Fridge"})
        assert reply["error"] == {
            "code": "element_not_found",
            "message": f"There is no “{name}” here. There is: name/value.",
        }


def test_buttons_can_only_be_clicked_and_inputs_only_be_filled(app: App, developer: Person) -> None:
    opens(app, modal("New", entry("name", "Name"), button("more", "More")))
    seen = submitted(app)
    developer.types("/threatmodel new")
    view_id = developer.view().id
    reply = developer.act(
        "submit", view_id=view_id, values={f"{developer.view().shown['blocks'][1]['block_id']}/more": 1}
    )
    assert reply["error"]["code"] == "element_not_found"
    assert developer.act("click", target={"view_id": view_id}, label="Name")["error"]["code"] == "element_not_found"
    assert seen == []
