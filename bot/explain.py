"""What a person is told when a request did not do what they wanted, and what is kept of it.

A refusal is told as it is; asking for what is not here is also audited, in a transaction of its own, because the
request's own was rolled back; any other fault is logged under a short id. What stands in a listener is not known here.
"""

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltContext, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import faults
from bot.blocks.forms import notice
from bot.blocks.text import cut, plain
from bot.errors import BotError, NotFound
from bot.slack import NETWORK_ERRORS, error_code
from bot.store.unit_of_work import Store
from flows.errors import FlowsError

log = logging.getLogger(__name__)
Body = Mapping[str, Any]

STALE = "This button or form is from an older Threatbot and does nothing any more. Type `/threatmodel list`."
OURS = "Something went wrong on our side, and nothing was changed. Please try again; if it stays, quote `{}`."
NOT_HERE = "refused: not found here"
TOO_LATE = "That took too long, so Slack did not let the window open. Nothing was changed: please do the same again."
SLACK_REFUSED = {
    **dict.fromkeys(("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"), TOO_LATE),
    "hash_conflict": "This window changed while you clicked. Nothing was lost: please look again, then click again.",
    "push_limit_reached": "Too many windows lie on top of each other. Close one, then click again.",
}


class Explainer:
    """The one error handler of the app."""

    def __init__(self, store: Store) -> None:
        """``store`` takes the audit entries."""
        self._store = store

    def explain(self, error: Exception, body: Body, context: BoltContext, client: WebClient) -> BoltResponse:
        """Tell the person, and answer Slack."""
        if isinstance(error, NotFound):
            self._audit(body, context)
        if isinstance(error, BoltUnhandledRequestError):
            old = "actions" in body or body.get("type") == "view_submission"
            return _tell(body, STALE, client) if old else BoltResponse(status=200, body="")
        if "event" in body:  # nobody waits for a word, and Slack delivers it again
            faults.report(error, str(body["event"].get("type")))
            return BoltResponse(status=503, body="")
        if isinstance(error, BotError | FlowsError):
            return _tell(body, str(error) if isinstance(error, BotError) else plain(str(error)), client)
        if isinstance(error, SlackApiError) and (known := SLACK_REFUSED.get(error_code(error))):
            return _tell(body, known, client)
        fault = faults.report(error, str(body.get("type") or body.get("command") or "request"))
        if isinstance(error, SQLAlchemyError):
            return BoltResponse(status=503, body="")
        return _tell(body, OURS.format(fault), client)

    def _audit(self, body: Body, context: BoltContext) -> None:
        by = str(body.get("user_id") or (body.get("user") or {}).get("id"))
        subject, asked = _asked(body)
        try:
            with self._store.write(context["workspace_id"]) as unit:
                unit.record(by, NOT_HERE, subject, {"asked": cut(asked.replace("\x00", "�"), 500)})
        except (SQLAlchemyError, BotError) as error:
            faults.report(error, "auditing a refusal")


def _asked(body: Body) -> tuple[str, str]:
    """Which button, form or command it was, and what it carried."""
    if actions := body.get("actions"):
        return str(actions[0].get("action_id")), str(actions[0].get("value"))
    if view := body.get("view"):
        return str(view.get("callback_id")), str(view.get("private_metadata"))
    return str(body.get("command") or body.get("callback_id")), str(body.get("text"))


def _tell(body: Body, text: str, client: WebClient) -> BoltResponse:
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body={"response_action": "update", "view": notice(text).to_dict()})
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})
    try:
        told = _aside(body, text, client)
    except (SlackApiError, *NETWORK_ERRORS) as error:
        faults.report(error, "telling a person what went wrong")
        told = False
    return BoltResponse(status=200 if told else 500, body="")


def _aside(body: Body, text: str, client: WebClient) -> bool:
    """Say it where the person clicked: beside the message, or on top of the window."""
    channel, user = (body.get("channel") or {}).get("id"), (body.get("user") or {}).get("id")
    if channel and user:
        thread = (body.get("message") or {}).get("thread_ts")
        client.chat_postEphemeral(channel=channel, user=user, text=text, thread_ts=thread)
    elif (body.get("view") or {}).get("type") == "modal":
        client.views_push(trigger_id=body.get("trigger_id", ""), view=notice(text))
    elif "trigger_id" in body:
        client.views_open(trigger_id=body["trigger_id"], view=notice(text))
    return True
