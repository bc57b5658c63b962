"""Carrying surfaces to Slack: claim, render, send, mark. Nothing is lost by a kill, nothing is posted twice."""

import logging
import time
from collections.abc import Callable, Mapping

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot import faults
from bot.failpoints import reach
from bot.slack import NETWORK_ERRORS, error_code, retry_after, status_of
from bot.store import queue
from bot.store.queue import Claim
from bot.store.tables import Surface
from bot.store.unit_of_work import Store
from bot.work.rendered import Ephemeral, File, Filled, Message, Rendered, Renderer
from bot.work.send import Outcome, Shown, Step, TooLate, fill_view, send_ephemeral, send_file, send_message

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
LONGEST_WAIT = 300.0
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
VIEW_CLOSED = frozenset({"not_found", "view_not_found"})
TRANSIENT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


class Deliverer:
    """One worker's hand on the surfaces of all workspaces."""

    def __init__(
        self,
        store: Store,
        client_for: Callable[[str], WebClient],
        renderers: Mapping[str, Renderer],
        *,
        owner: str,
        lease: float,
        post_interval: float = 0.0,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """``lease`` and ``post_interval`` (between posts to one channel) are seconds; ``stopping``: begin no more."""
        self.store = store
        self.client_for = client_for
        self.renderers = renderers
        self.owner = owner
        self.lease = lease
        self.post_interval = post_interval
        self._stopping = stopping
        self._last_post: dict[str, float] = {}

    def run_once(self) -> int:
        """Claim what is due and carry it out; says how many rows were claimed."""
        until = time.monotonic() + 0.6 * self.lease  # this clock goes on while the process stands still
        with self.store.queue() as connection:
            claims = queue.claim(connection, Surface, self.owner, self.lease)
        if claims:
            reach("after-claim")
        for number, claimed in enumerate(claims):
            if self._stopping():
                with self.store.queue() as connection:
                    queue.give_back(connection, Surface, claims[number:])
                break
            if time.monotonic() > until:
                break  # what is left is leased again, and not sent under a lease that may have ended
            try:
                self._deliver(claimed, until)
            except SQLAlchemyError:
                raise
            except Exception as error:  # noqa: BLE001  one surface that cannot be shown must not stop the others
                self._ambiguous(claimed, f"fault {faults.report(error, 'showing a surface')}")
        return len(claims)

    def _deliver(self, claimed: Claim, until: float) -> None:
        surface, rendered, parent_ts, revision = self._render(claimed)
        if isinstance(rendered, Message) and (wait := self._too_soon(surface.channel)) > 0:
            self._later(claimed, wait, "", attempts=claimed.attempts - 1)
            return
        try:
            outcome = self._send(claimed, surface, rendered, parent_ts, until)
        except SlackApiError as error:
            self._refused(claimed, surface, error)
        except (*NETWORK_ERRORS, httpx.HTTPError) as error:
            self._ambiguous(claimed, type(error).__name__)
        else:
            self._settle(claimed, surface, outcome, revision)

    def _render(self, claimed: Claim) -> tuple[Surface, Rendered, str | None, int]:
        with self.store.read(claimed.workspace_id) as unit:
            surface = unit.session.exec(select(Surface).where(col(Surface.id) == claimed.id)).one()
            parent_ts = None
            if surface.parent_id is not None:
                parent = select(Surface.ts).where(col(Surface.id) == surface.parent_id)
                parent_ts = unit.session.exec(parent).one()
            rendered = self.renderers[surface.kind](unit, surface)
            return surface, rendered, parent_ts, surface.wanted_rev

    def _send(
        self, claimed: Claim, surface: Surface, rendered: Rendered, parent_ts: str | None, until: float
    ) -> Outcome:
        if time.monotonic() > until:
            return TooLate()
        client = self.client_for(claimed.workspace_id)
        match rendered:
            case Message():
                self._last_post[surface.channel] = time.monotonic()
                return send_message(client, surface, rendered, parent_ts, until)
            case Ephemeral():
                with self.store.queue() as connection:  # at most once: nothing could find it again
                    held = queue.mark_sent(connection, claimed, surface.wanted_rev, None)
                if not held:
                    return TooLate()
                return send_ephemeral(client, surface, rendered, parent_ts)
            case Filled():
                return fill_view(client, surface, rendered)
            case File():
                return send_file(client, surface, rendered, parent_ts)

    def _too_soon(self, channel: str) -> float:
        last = self._last_post.get(channel)
        return 0.0 if last is None else last + self.post_interval - time.monotonic()

    def _settle(self, claimed: Claim, surface: Surface, outcome: Outcome, revision: int) -> None:
        if isinstance(outcome, TooLate):
            return
        with self.store.queue() as connection:
            match outcome:
                case Shown(ts):
                    held = queue.mark_sent(connection, claimed, revision, ts)
                case Step(payload):
                    held = queue.mark_later(connection, Surface, claimed, 0, "", payload=payload, attempts=0)
                case _:
                    wait = max(self.post_interval, 0.2)
                    held = queue.mark_later(connection, Surface, claimed, wait, "looked once", looked=1)
        if not held and surface.kind != "ephemeral":
            log.warning("surface %s: another worker holds it now, our mark was dropped", claimed.id)

    def _refused(self, claimed: Claim, surface: Surface, error: SlackApiError) -> None:
        code = error_code(error)
        if status_of(error) == 429:
            self._later(claimed, retry_after(error), "ratelimited", attempts=0)
        elif code in GONE and surface.ts is not None:
            self._later(claimed, 0, code, ts=None, attempts=0)
        elif code == "not_in_channel" and claimed.attempts == 1:
            self._join(claimed, surface)
        elif code in VIEW_CLOSED and surface.kind.startswith("modal"):
            with self.store.queue() as connection:
                queue.mark_sent(connection, claimed, surface.wanted_rev, surface.ts)
        elif code in TRANSIENT or status_of(error) >= 500:
            self._ambiguous(claimed, code)
        else:
            self._dead(claimed, surface.kind, code)

    def _join(self, claimed: Claim, surface: Surface) -> None:
        try:
            self.client_for(claimed.workspace_id).conversations_join(channel=surface.channel)
        except SlackApiError as error:
            self._dead(claimed, surface.kind, f"not_in_channel, and joining: {error_code(error)}")
        else:
            self._later(claimed, 0, "", attempts=0)

    def _ambiguous(self, claimed: Claim, what: str) -> None:
        if claimed.attempts >= MOST_ATTEMPTS:
            self._dead(claimed, "surface", what)
        else:
            self._later(claimed, min(0.25 * 2**claimed.attempts, LONGEST_WAIT), what)

    def _later(self, claimed: Claim, wait: float, error: str, **values: object) -> None:
        with self.store.queue() as connection:
            queue.mark_later(connection, Surface, claimed, wait, error, **values)

    def _dead(self, claimed: Claim, kind: str, code: str) -> None:
        log.error("surface %s (%s) given up: %s", claimed.id, kind, code)
        with self.store.queue() as connection:
            queue.mark_dead(connection, Surface, claimed, code)
