"""A small bot with a bit of everything that Threatbot shows, for the page's tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from slack_bolt import Ack, App
from slack_sdk import WebClient

from tests.sandbox.every_block import EVERY
from tests.sandbox.small_bot import Json

ZONES = ["Home network", "Internet", "Vendor cloud"]


def text(words: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": words, "emoji": True}


def option(words: str) -> Json:
    """An option whose value is its words in lower case."""
    return {"text": text(words), "value": words.lower()}


def field_of(block_id: str, label: str, element: Json, **more: object) -> Json:
    """An input block."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": text(label),
        "element": {"action_id": "value", **element},
        **more,
    }


def line(block_id: str, label: str) -> Json:
    """An input block for a line of text."""
    return field_of(block_id, label, {"type": "plain_text_input", "placeholder": text("Smart fridge")})


def new_model() -> Json:
    """A modal with every kind of input."""
    options = [option(name) for name in ZONES]
    return {
        "type": "modal",
        "callback_id": "new",
        "title": text("New threat model"),
        "submit": text("Create"),
        "close": text("Cancel"),
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "What is being built? :bulb:"}},
            line("name", "Name"),
            field_of(
                "zone", "Zone", {"type": "static_select", "options": options, "placeholder": text("Choose a zone")}
            ),
            field_of("facing", "Reachable from", {"type": "multi_static_select", "options": options}, optional=True),
            field_of("service", "Service", {"type": "external_select", "min_query_length": 1}, optional=True),
            field_of("due", "Review on", {"type": "datepicker", "initial_date": "2026-04-01"}, optional=True),
            field_of("kinds", "Assets", {"type": "checkboxes", "options": options[:2]}, optional=True),
            field_of(
                "kind",
                "Kind",
                {"type": "radio_buttons", "options": [option("System"), option("Feature")]},
                optional=True,
            ),
            field_of("owner", "Owner", {"type": "users_select"}, optional=True),
            field_of("place", "Channel", {"type": "channels_select"}, optional=True),
            field_of(
                "about",
                "Description",
                {"type": "plain_text_input", "multiline": True},
                optional=True,
                hint=text("A sentence or two."),
            ),
            {
                "type": "actions",
                "block_id": "more",
                "elements": [{"type": "button", "action_id": "deeper", "text": text("Add a component")}],
            },
        ],
    }


def every_input() -> Json:
    """A modal with every block and element that only a modal may hold."""
    blocks = [example.block for example in EVERY if example.on == "modal"]
    return {
        "type": "modal",
        "callback_id": "second",
        "title": text("Everything"),
        "submit": text("Send"),
        "blocks": blocks,
    }


def loading() -> Json:
    """A modal that says to wait."""
    words = {"type": "section", "text": {"type": "mrkdwn", "text": "Loading"}}
    return {"type": "modal", "external_id": "waiting", "title": text("One moment"), "blocks": [words]}


def threats() -> list[Json]:
    """A message with a bit of every block."""
    menu = {"type": "overflow", "action_id": "menu", "options": [option("Explain"), option("Assign")]}
    confirm = {
        "title": text("Accept the risk?"),
        "text": {"type": "mrkdwn", "text": "It stays *open for a year*."},
        "confirm": text("Accept"),
        "deny": text("Not now"),
    }
    runs = [{"type": "text", "text": "Rich "}, {"type": "text", "text": "bold", "style": {"bold": True}}]
    row = ["T-1", "Spoofed firmware", "High"]
    return [
        {"type": "header", "text": text("3 threats for Smart fridge")},
        {
            "type": "section",
            "text": {
                "type": "mrkdwn",
                "text": ":red_circle: *T-1* Spoofed _firmware_ update, see <https://example.com/a_b_c|the rule>",
            },
            "accessory": menu,
        },
        {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": "*Likelihood*\n`high`"},
                {"type": "mrkdwn", "text": "*Owner*\n<@U0DEVELOPER>"},
            ],
        },
        {
            "type": "actions",
            "block_id": "decide",
            "elements": [
                {"type": "button", "action_id": "mitigate", "style": "primary", "text": text("Mitigate")},
                {
                    "type": "button",
                    "action_id": "accept",
                    "style": "danger",
                    "text": text("Accept"),
                    "confirm": confirm,
                },
                {
                    "type": "static_select",
                    "action_id": "level",
                    "options": [option("Low"), option("High")],
                    "placeholder": text("Level"),
                },
            ],
        },
        {"type": "divider"},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": runs}]},
        {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": cell} for cell in cells] for cells in (["Id", "Threat", "Risk"], row)
            ],
        },
        {
            "type": "context",
            "elements": [
                {"type": "mrkdwn", "text": ":lock: decided by <@U0SECURITY> <!date^1767603600^{date_short}|then>"}
            ],
        },
    ]


@dataclass
class Heard:
    """What the bot was told."""

    submitted: list[Json] = field(default_factory=list)
    clicked: list[Json] = field(default_factory=list)


def build(app: App) -> Heard:
    """Give an app its listeners."""
    heard = Heard()
    _commands(app)
    _modals(app, heard)
    _decisions(app, heard)
    _the_rest(app)
    return heard


def _commands(app: App) -> None:
    @app.command("/threatmodel")
    def _command(ack: Ack, body: Json, client: WebClient) -> None:
        if body["text"] == "new":
            client.views_open(trigger_id=body["trigger_id"], view=new_model())
            ack()
        elif body["text"] == "wait":
            client.views_open(trigger_id=body["trigger_id"], view=loading())
            ack()
        elif body["text"] == "every":
            client.views_open(trigger_id=body["trigger_id"], view=every_input())
            ack()
        elif body["text"] == "show":
            client.chat_postMessage(channel=body["channel_id"], text="Threats", blocks=threats())
            ack()
        else:
            ack(text="Try `/threatmodel new` :wave:")


def _modals(app: App, heard: Heard) -> None:
    @app.view("new")
    def _submit(ack: Ack, body: Json, client: WebClient) -> None:
        values = body["view"]["state"]["values"]
        name = values["name"]["value"]["value"]
        wrong = {"bad": "That name is taken.", "taken": "There is `taken` already."}.get(name)
        if wrong:
            ack(response_action="errors", errors={"name": wrong})
            return
        heard.submitted.append(values)
        if name == "two steps":
            second = {"callback_id": "second", "title": text("And then?")}
            ack(response_action="update", view=new_model() | second | {"blocks": [line("next", "Next step")]})
            return
        ack()
        posted = client.chat_postMessage(channel="C0CHECKOUT", text=f"Started *{name}*")
        client.chat_postMessage(channel="C0CHECKOUT", thread_ts=posted["ts"], text="First question: which zone?")

    @app.view("second")
    def _second(ack: Ack, body: Json) -> None:
        heard.submitted.append(body["view"]["state"]["values"])
        ack()

    @app.action("deeper")
    def _deeper(ack: Ack, body: Json, client: WebClient) -> None:
        heard.clicked.append(body)
        view = new_model() | {"callback_id": "second", "title": text("Add a component")}
        client.views_push(trigger_id=body["trigger_id"], view=view | {"blocks": view["blocks"][:2]})
        ack()

    @app.options("value")
    def _options(ack: Ack, body: Json) -> None:
        found = [name for name in ("AWS Lambda", "AWS S3", "Azure Blob") if body["value"].lower() in name.lower()]
        ack(options=[option(name) for name in found])


def _decisions(app: App, heard: Heard) -> None:
    def _decided(ack: Ack, body: Json) -> None:
        heard.clicked.append(body)
        ack()

    for name in ("mitigate", "accept", "menu", "level"):
        app.action(name)(_decided)


def _the_rest(app: App) -> None:
    @app.event("app_home_opened")
    def _home(event: Json, client: WebClient) -> None:
        view = {"type": "home", "blocks": [{"type": "header", "text": text("Your threat models")}, *threats()[1:4]]}
        client.views_publish(user_id=event["user"], view=view)

    @app.shortcut("threatmodel_thread")
    def _thread(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text="Reading the thread")
