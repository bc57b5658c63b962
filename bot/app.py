"""The Bolt app: middleware, listeners, one error handler.

Listeners run before the response (``process_before_response``) and never lazily: each verifies, writes one
transaction and acknowledges; whatever else is to be done is a row that the worker carries out.
"""

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.explain import Explainer
from bot.listeners import endings, register_all
from bot.manifest import ENDINGS
from bot.services import Services
from bot.workspaces import Workspaces


def build(services: Services, workspaces: Workspaces, client: WebClient, signing_secret: str) -> App:
    """An app with every listener; the same on HTTP and on Socket Mode."""
    quiet = logging.getLogger("threatbot.bolt")
    quiet.setLevel(logging.ERROR)  # below it Bolt logs whole request bodies

    def authorize() -> AuthorizeResult:  # Bolt looks at the names of a plain function's arguments
        return workspaces.authorize()

    app = App(
        name="threatbot",  # else Bolt looks through the whole stack for one
        logger=quiet,
        client=client,
        authorize=authorize,
        signing_secret=signing_secret or "socket mode has no signatures",
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        attaching_function_token_enabled=False,
    )

    @app.middleware
    def bind_workspace(
        body: dict[str, Any],
        context: BoltContext,
        next: Callable[[], BoltResponse],  # noqa: A002  Bolt's name
    ) -> BoltResponse:
        if body.get("event", {}).get("type") not in ENDINGS:  # a token that ended can no longer be asked whose it was
            context["workspace_id"] = workspaces.installed().workspace_id
        return next()

    app.error(Explainer(services.store).explain)
    register_all(app, services)
    endings.register(app, workspaces.forget)
    return app
