"""The Bolt app: middleware, listeners, one error handler.

Listeners run before the response (``process_before_response``) and never lazily: each verifies, writes one
transaction and acknowledges; whatever else is to be done is a row that the worker carries out.
"""

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import faults
from bot.errors import BotError
from bot.listeners import register_all
from bot.services import Services
from bot.workspaces import Workspaces
from flows.errors import FlowsError

log = logging.getLogger(__name__)
STALE = "This button or form is from an older Threatbot and does nothing any more. Type `/threatmodel list`."


def build(services: Services, workspaces: Workspaces, client: WebClient, signing_secret: str) -> App:
    """An app with every listener; the same on HTTP and on Socket Mode."""
    quiet = logging.getLogger("threatbot.bolt")
    quiet.setLevel(logging.ERROR)  # below it Bolt logs whole request bodies

    def authorize() -> AuthorizeResult:  # Bolt looks at the names of a plain function's arguments
        return workspaces.authorize()

    app = App(
        logger=quiet,
        client=client,
        authorize=authorize,
        signing_secret=signing_secret or "socket mode has no signatures",
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        attaching_function_token_enabled=False,
    )

    @app.middleware
    def bind_workspace(context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002  Bolt's name
        context["workspace_id"] = workspaces.installed().workspace_id
        return next()

    @app.error
    def explain(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
        return _explain(error, body, client)

    register_all(app, services)
    return app


def _explain(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
    if isinstance(error, BoltUnhandledRequestError):
        return _tell(body, STALE, client) if "actions" in body else BoltResponse(status=200, body="")
    if isinstance(error, BotError | FlowsError):
        return _tell(body, str(error), client)
    fault = faults.report(error, str(body.get("type") or body.get("command") or "request"))
    if isinstance(error, SQLAlchemyError):
        return BoltResponse(status=503, body="")
    text = f"Something went wrong on our side, and nothing was changed. Please try again; if it stays, quote `{fault}`."
    return _tell(body, text, client)


def _tell(body: dict[str, Any], text: str, client: WebClient) -> BoltResponse:
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body={"response_action": "update", "view": _notice(text)})
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})
    channel = (body.get("channel") or {}).get("id")
    user = (body.get("user") or {}).get("id")
    if channel and user:
        try:
            client.chat_postEphemeral(channel=channel, user=user, text=text)
        except (SlackApiError, OSError) as error:
            faults.report(error, "telling a person what went wrong")
    elif body.get("trigger_id"):
        return BoltResponse(status=500, body="")
    return BoltResponse(status=200, body="")


def _notice(text: str) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Not done"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": [{"type": "section", "text": {"type": "plain_text", "text": text[:3000]}}],
    }
