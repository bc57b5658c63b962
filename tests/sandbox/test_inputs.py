"""What people enter: each kind of element, as the app gets it, and as Slack checks it."""

from collections.abc import Iterator

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Refused, Workspace
from tests.sandbox.make import Json, entry, modal, option, plain, section
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.test_modals import opens, submitted
from tests.support.manifests import small_file

OPTIONS = {"options": [option("Home"), option("Office")]}


@pytest.fixture(scope="module")
def bot() -> Iterator[SmallBot]:
    """One bot for all tests here; each connects an app of its own."""
    bot = SmallBot()
    yield bot
    bot.stop()


@pytest.fixture(scope="module")
def workspace(bot: SmallBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One workspace for all tests here: each of them opens windows of its own."""
    folder = tmp_path_factory.mktemp("inputs")
    with Workspace(bot.url, folder / "workspace.db", small_file(folder)) as workspace:
        yield workspace


@pytest.mark.parametrize(
    ("element", "given", "value"),
    [
        ({"type": "plain_text_input"}, "Fridge", {"value": "Fridge"}),
        ({"type": "plain_text_input", "initial_value": "x"}, None, {"value": "x"}),
        ({"type": "email_text_input"}, "a@example.org", {"value": "a@example.org"}),
        ({"type": "url_text_input"}, "https://example.org", {"value": "https://example.org"}),
        ({"type": "number_input", "is_decimal_allowed": False}, 7, {"value": "7"}),
        ({"type": "datepicker"}, "2026-02-28", {"selected_date": "2026-02-28"}),
        ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
        ({"type": "datetimepicker"}, "2026-01-05T09:00:00Z", {"selected_date_time": 1767603600}),
        ({"type": "static_select", **OPTIONS}, "Home", {"selected_option": option("Home")}),
        ({"type": "static_select", **OPTIONS}, "office", {"selected_option": option("Office")}),
        (
            {"type": "static_select", "option_groups": [{"label": plain("All"), **OPTIONS}]},
            "Home",
            {"selected_option": option("Home")},
        ),
        ({"type": "multi_static_select", **OPTIONS}, ["home", "Office"], {"selected_options": OPTIONS["options"]}),
        ({"type": "checkboxes", **OPTIONS}, ["Home"], {"selected_options": [option("Home")]}),
        ({"type": "radio_buttons", **OPTIONS}, "Office", {"selected_option": option("Office")}),
        ({"type": "users_select"}, "architect", {"selected_user": "U0ARCHITECT"}),
        ({"type": "multi_users_select"}, ["@architect"], {"selected_users": ["U0ARCHITECT"]}),
        ({"type": "channels_select"}, "#security", {"selected_channel": "C0SECURITY"}),
        ({"type": "conversations_select"}, "C0GENERAL", {"selected_conversation": "C0GENERAL"}),
        ({"type": "multi_channels_select"}, ["general"], {"selected_channels": ["C0GENERAL"]}),
        ({"type": "multi_conversations_select"}, ["general"], {"selected_conversations": ["C0GENERAL"]}),
    ],
)
def test_each_kind_of_element_has_its_value(
    app: App, developer: Person, element: Json, given: object, value: Json
) -> None:
    opens(app, modal("New", entry("zone", "Zone", element)))
    seen = submitted(app)
    developer.types("/threatmodel new")
    if given is not None:
        developer.chooses("Zone", given)
    developer.submits()
    assert seen[0]["view"]["state"]["values"] == {"zone": {"value": {"type": element["type"], **value}}}


def test_rich_text_and_files(app: App, client: WebClient, developer: Person) -> None:
    opens(
        app,
        modal("New", entry("text", "Text", {"type": "rich_text_input"}), entry("file", "File", {"type": "file_input"})),
    )
    seen = submitted(app)
    developer.types("/threatmodel new")
    developer.fills({"Text": "Hello", "File": [{"name": "a.yaml", "base64": "YTogMQ=="}]})
    developer.submits()
    values = seen[0]["view"]["state"]["values"]
    words = values["text"]["value"]["rich_text_value"]["elements"][0]["elements"]
    assert words == [{"type": "text", "text": "Hello"}]
    (file,) = values["file"]["value"]["files"]
    assert client.files_info(file=file["id"])["file"]["size"] == 4


@pytest.mark.parametrize(
    ("element", "given", "complaint"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "ab", "at least 3 characters"),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "at most 3 characters"),
        ({"type": "email_text_input"}, "nobody", "valid email"),
        ({"type": "url_text_input"}, "example", "valid URL"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "valid number"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "5"}, "5.5", "at most 5"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "5"}, "4", "at least 5"),
        ({"type": "checkboxes", **OPTIONS}, [], "required field"),
    ],
)
def test_slack_checks_before_the_app_does(
    app: App, developer: Person, element: Json, given: object, complaint: str
) -> None:
    opens(app, modal("New", entry("zone", "Zone", element)))
    seen = submitted(app)
    developer.types("/threatmodel new")
    developer.chooses("Zone", given)
    with pytest.raises(Refused, match=complaint):
        developer.submits()
    assert seen == []


@pytest.mark.parametrize(
    ("element", "given", "code"),
    [
        ({"type": "static_select", **OPTIONS}, "Moon", "option_not_found"),
        ({"type": "multi_static_select", "max_selected_items": 1, **OPTIONS}, ["Home", "Office"], "too_many"),
        ({"type": "datepicker"}, "tomorrow", "invalid_value"),
        ({"type": "timepicker"}, "noon", "invalid_value"),
        ({"type": "users_select"}, "nobody", "invalid_act"),
        ({"type": "channels_select"}, "#nowhere", "channel_not_found"),
    ],
)
def test_what_cannot_be_chosen(app: App, developer: Person, element: Json, given: object, code: str) -> None:
    opens(app, modal("New", entry("zone", "Zone", element)))
    developer.types("/threatmodel new")
    with pytest.raises(Refused) as refused:
        developer.chooses("Zone", given)
    assert refused.value.code == code


def test_an_input_tells_the_app_only_where_it_asked(app: App, developer: Person) -> None:
    fired: list[Json] = []

    @app.action("value")
    def _entered(ack: Ack, body: Json) -> None:
        fired.append(body)
        ack()

    opens(app, modal("New", entry("quiet", "Quiet"), entry("loud", "Loud", dispatch_action=True)))
    developer.types("/threatmodel new")
    developer.fills({"Quiet": "one", "Loud": "two"})
    (body,) = fired
    assert body["actions"][0]["value"] == "two"
    assert body["view"]["state"]["values"]["quiet"]["value"]["value"] == "one"


def test_choices_in_a_message_tell_the_app_with_the_messages_state(
    app: App, client: WebClient, developer: Person, architect: Person
) -> None:
    fired: list[Json] = []

    @app.action("zone")
    def _chosen(ack: Ack, body: Json) -> None:
        fired.append(body)
        ack()

    menu = {"type": "static_select", "action_id": "zone", "placeholder": plain("Zone"), **OPTIONS}
    blocks = [section("Where?", block_id="where", accessory=menu), entry("why", "Why")]
    client.chat_postMessage(channel="C0CHECKOUT", text="Where?", blocks=blocks)
    message = developer.message_with("Where?")
    developer.chooses("Why", "It is cold", message)
    assert fired == []
    developer.chooses("Zone", "Home", message)
    assert fired[0]["actions"][0]["selected_option"] == option("Home")
    assert fired[0]["state"]["values"]["why"]["value"]["value"] == "It is cold"
    assert developer.message_with("Where?").shown["values"] == {"where/zone": "home", "why/value": "It is cold"}
    assert architect.message_with("Where?").shown["values"] == {"where/zone": None, "why/value": None}


def test_an_external_select_asks_the_app(app: App, developer: Person) -> None:
    queries: list[str] = []

    @app.options("value")
    def _options(ack: Ack, body: Json) -> None:
        queries.append(body["value"])
        ack(options=[option(word) for word in ("Fridge", "Freezer") if body["value"].lower() in word.lower()])

    opens(app, modal("New", entry("thing", "Thing", {"type": "external_select", "min_query_length": 2})))
    seen = submitted(app)
    developer.types("/threatmodel new")
    target = developer.view().target
    reply = developer.does("suggest", target=target, label="Thing", query="fr")
    assert [item["value"] for item in reply["options"]] == ["fridge", "freezer"]
    assert developer.does("suggest", target=target, label="Thing", query="f")["options"] == []
    developer.chooses("Thing", "Freezer")
    developer.submits()
    assert queries == ["fr"]
    assert seen[0]["view"]["state"]["values"]["thing"]["value"]["selected_option"]["value"] == "freezer"
