"""A help desk on Socket Mode: tickets from mentions and from a shortcut, kept in a tracker that fails now and then."""

import os
import sys
from collections.abc import Callable
from logging import Logger
from threading import Lock
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler as WebsocketClientHandler
from slack_sdk import WebClient

Json = dict[str, Any]

app = App(
    client=WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ.get("SLACK_API_URL", WebClient.BASE_URL)),
    # An event is acknowledged when its work is done, so that Slack tries again what failed.
    process_before_response=True,
)
CUSTOMERS = ("Northern Dairy", "Northern Lights", "Southern Fruit", "Western Wool")


class Tracker:
    """Somebody else's service; the first call of its day meets a connection that has gone."""

    def __init__(self) -> None:
        self.tickets: dict[str, str] = {}
        self.done: set[str] = set()
        self._connected = False

    def open(self, subject: str) -> str:
        number = f"HELP-{len(self.tickets) + 1}"
        self.tickets[number] = subject
        return number

    def close(self, number: str) -> None:
        if not self._connected:
            self._connected = True
            raise ConnectionError("the tracker's connection has gone")
        self.done.add(number)


tracker = Tracker()
handled: set[str] = set()
lock = Lock()
announced: dict[str, str] = {}


@app.middleware
def once(body: Json, next: Callable[[], None]) -> BoltResponse | None:  # noqa: A002 - Bolt calls it so
    """Slack may deliver an event more than once."""
    event_id = body.get("event_id")
    with lock:
        if event_id in handled:
            return BoltResponse(status=200)
        if event_id:
            handled.add(event_id)
    next()
    return None


@app.error
def failed(error: Exception, body: Json, logger: Logger) -> BoltResponse:
    """What failed is done when it comes again."""
    logger.error("failed", exc_info=error)
    handled.discard(body.get("event_id", ""))
    return BoltResponse(status=500)


@app.event("app_mention")
def mentioned(event: Json, say: Say, context: BoltContext) -> None:
    subject = event["text"].replace(f"<@{context.bot_user_id}>", "").strip()
    if not subject:
        say("What is it about?", thread_ts=event["ts"])
        return
    number = tracker.open(subject)
    answer = say(f"{number}: {subject}", thread_ts=event.get("thread_ts") or event["ts"])
    announced[answer["ts"]] = number


@app.event("reaction_added")
def closed(event: Json, say: Say) -> None:
    number = announced.get(event["item"]["ts"])
    if event["reaction"] != "white_check_mark" or number is None:
        return
    tracker.close(number)
    say(f"<@{event['user']}> closed {number}.", channel=event["item"]["channel"], thread_ts=event["item"]["ts"])


@app.shortcut("new_ticket")
def new_ticket(ack: Ack, shortcut: Json, client: WebClient) -> None:
    client.views_open(
        trigger_id=shortcut["trigger_id"],
        view={
            "type": "modal",
            "callback_id": "ticket",
            "title": {"type": "plain_text", "text": "New ticket"},
            "submit": {"type": "plain_text", "text": "Send"},
            "blocks": [
                {
                    "type": "input",
                    "block_id": "customer",
                    "label": {"type": "plain_text", "text": "Customer"},
                    "element": {"type": "external_select", "action_id": "customer", "min_query_length": 2},
                },
                {
                    "type": "input",
                    "block_id": "where",
                    "label": {"type": "plain_text", "text": "Where"},
                    "element": {
                        "type": "conversations_select",
                        "action_id": "where",
                        "default_to_current_conversation": True,
                    },
                },
                {
                    "type": "input",
                    "block_id": "subject",
                    "label": {"type": "plain_text", "text": "Subject"},
                    "element": {"type": "plain_text_input", "action_id": "subject"},
                },
            ],
        },
    )
    ack()


@app.options("customer")
def customers(ack: Ack, payload: Json) -> None:
    found = [name for name in CUSTOMERS if payload["value"].lower() in name.lower()]
    ack(options=[{"text": {"type": "plain_text", "text": name}, "value": name} for name in found])


@app.view("ticket")
def sent(ack: Ack, view: Json, client: WebClient, body: Json) -> None:
    values = view["state"]["values"]
    subject = values["subject"]["subject"]["value"]
    if subject in tracker.tickets.values():
        ack(response_action="errors", errors={"subject": "There is a ticket of this name."})
        return
    customer = values["customer"]["customer"]["selected_option"]["value"]
    number = tracker.open(subject)
    text = f"{number} for {customer}: {subject}"
    posted = client.chat_postMessage(
        channel=values["where"]["where"]["selected_conversation"],
        text=text,
        blocks=[
            {"type": "section", "text": {"type": "mrkdwn", "text": text}},
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "take",
                        "text": {"type": "plain_text", "text": "I take it"},
                        "value": number,
                        "confirm": {
                            "title": {"type": "plain_text", "text": "Sure?"},
                            "text": {"type": "plain_text", "text": "It will be yours."},
                            "confirm": {"type": "plain_text", "text": "Yes"},
                            "deny": {"type": "plain_text", "text": "No"},
                        },
                    }
                ],
            },
        ],
    )
    announced[posted["ts"]] = number
    ack()


@app.action("take")
def taken(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
    client.chat_update(
        channel=body["channel"]["id"],
        ts=body["message"]["ts"],
        text=f"{body['message']['text']}\nTaken by <@{body['user']['id']}>",
        blocks=[],
    )
    ack()


if __name__ == "__main__":
    handler = WebsocketClientHandler if "websocket_client" in sys.argv else SocketModeHandler
    handler(app, os.environ["SLACK_APP_TOKEN"]).start()
