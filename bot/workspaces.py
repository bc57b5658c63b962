"""Which workspace a request belongs to, and the token that speaks for the bot there.

With a static token there is one workspace: the token's own. Its key is a ULID of ours, made at the first
``auth.test``; events from a shared channel's other side belong to it as well, because our token answers them.
"""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.slack import NETWORK_ERRORS, web_client
from bot.store.engine import IMMEDIATE
from bot.store.tables import Workspace
from bot.store.unit_of_work import Store, table_of

log = logging.getLogger(__name__)
TIME_TO_LIVE = 600.0
"""Seconds for which an ``auth.test`` is believed."""
AGAIN = 30.0
"""Seconds until the next try where asking anew failed; what is known stays."""


@dataclass(frozen=True)
class Installed:
    """A workspace in which the bot is installed."""

    workspace_id: str
    team_id: str
    enterprise_id: str
    bot_user_id: str
    bot_id: str
    url: str = ""


class Workspaces:
    """Answers Bolt's question who a request is from, from a cache."""

    def __init__(self, store: Store, client: WebClient, clock: Clock, new_id: Callable[[], str]) -> None:
        """``client`` carries the static token; ``new_id`` makes ULIDs."""
        self._store = store
        self._client = client
        self._clock = clock
        self._new_id = new_id
        self._lock = Lock()
        self._known: Installed | None = None
        self._asked = 0.0
        self._tried = -math.inf

    def installed(self) -> Installed:
        """The static token's workspace; when the answer is older than ``TIME_TO_LIVE``, one caller asks Slack anew.

        Meanwhile, and where that fails, what is known stays: only ``forget`` clears it.
        """
        with self._lock:
            known = self._known
            if known is None:
                self._known = self._ask(self._client)
                self._asked = time.monotonic()
                return self._known
            now = time.monotonic()
            if now - self._asked <= TIME_TO_LIVE or now - self._tried <= AGAIN:
                return known
            self._tried = now  # the others go on with what is known, while this one asks
        return self._asked_anew(known)

    def _asked_anew(self, known: Installed) -> Installed:
        in_time = web_client(str(self._client.token), self._client.base_url)  # the caller may be a listener
        try:
            answer = self._ask(in_time)
        except (SlackApiError, *NETWORK_ERRORS, SQLAlchemyError) as error:
            log.warning(
                "auth.test failed (%s); the known answer stays, asked again in %d s", type(error).__name__, AGAIN
            )
            return known
        with self._lock:
            if self._known is known:  # or it was forgotten meanwhile
                self._known, self._asked, self._tried = answer, time.monotonic(), -math.inf
        return answer

    def address(self) -> str:
        """The workspace's own, such as ``https://team.slack.com/``; empty until Slack was asked. Asks nobody itself."""
        return self._known.url if self._known is not None else ""

    def forget(self) -> None:
        """Ask Slack anew at the next request: the token was revoked, or the app taken away."""
        with self._lock:
            self._known = None

    def authorize(self) -> AuthorizeResult:
        """What Bolt asks for at each request."""
        known = self.installed()
        return AuthorizeResult(
            enterprise_id=known.enterprise_id or None,
            team_id=known.team_id,
            bot_token=self._client.token,
            bot_id=known.bot_id,
            bot_user_id=known.bot_user_id,
        )

    def client_for(self, workspace_id: str) -> WebClient:  # noqa: ARG002  installations will need it
        """The client that speaks in a workspace."""
        return self._client

    def _ask(self, client: WebClient) -> Installed:
        answer = client.auth_test()
        team, enterprise = str(answer["team_id"]), str(answer.get("enterprise_id") or "")
        bot_user, bot = str(answer["user_id"]), str(answer.get("bot_id") or "")
        key = self._key(team, enterprise, str(answer.get("team", team)), bot_user)
        return Installed(key, team, enterprise, bot_user, bot, str(answer.get("url") or ""))

    def _key(self, team: str, enterprise: str, name: str, bot_user: str) -> str:
        """Our key of a workspace, made where there is none; of two processes that make one at once, one is heard."""
        table = table_of(Workspace)
        ours = (table.c.team_id == team) & (table.c.enterprise_id == enterprise)
        wanted = select(table.c.id).where(ours)
        with self._store.engine.execution_options(**IMMEDIATE).begin() as connection:
            if (found := connection.execute(wanted).scalar()) is not None:
                return str(found)
            row = {"id": self._new_id(), "team_id": team, "enterprise_id": enterprise, "name": name}
            builder = postgresql if connection.dialect.name == "postgresql" else sqlite
            made = builder.insert(table).values(**row, bot_user_id=bot_user, created_at=self._clock.now())
            connection.execute(made.on_conflict_do_nothing())
            return str(connection.execute(wanted).scalar_one())
