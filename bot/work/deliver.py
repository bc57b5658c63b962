"""Carrying surfaces to Slack: claim, render, send, mark. Nothing is lost by a kill, nothing is posted twice."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlmodel import col, select

from bot import faults
from bot.failpoints import reach
from bot.slack import NETWORK_ERRORS, error_code, retry_after, status_of
from bot.store import queue
from bot.store.away import is_away
from bot.store.queue import Claim
from bot.store.tables import Surface
from bot.store.unit_of_work import Store
from bot.work.rendered import Message, Renderer
from bot.work.send import Afresh, Found, Joined, NotFoundOnce, Outcome, Shown, Step, TooLate, Turn, send

log = logging.getLogger(__name__)

MOST_FAULTS = 8
LONGEST_WAIT = 300.0
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
TRANSIENT = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "unknown_error"}
)


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
            if self._stopping() or time.monotonic() > until:  # never sent under a lease that may have ended
                self._give_back(claims[number:])
                break
            try:
                self._deliver(claimed, until)
            except Exception as error:
                if is_away(error):
                    self._give_back(claims[number:])
                    raise
                self._fault(claimed, f"fault {faults.report(error, 'showing a surface')}")
        return len(claims)

    def _give_back(self, claims: Sequence[Claim]) -> None:
        with self.store.queue() as connection:
            queue.give_back(connection, Surface, claims)

    def _deliver(self, claimed: Claim, until: float) -> None:
        turn = self._turn(claimed, until)
        if isinstance(turn.rendered, Message):
            if (wait := self._too_soon(turn.surface.channel)) > 0:
                self._later(claimed, wait, "", attempts=claimed.attempts - 1)
                return
            self._last_post[turn.surface.channel] = time.monotonic()
        try:
            outcome = send(self.client_for(claimed.workspace_id), turn)
        except SlackApiError as error:
            self._refused(turn, error)
        except (*NETWORK_ERRORS, httpx.HTTPError) as error:
            self._ambiguous(claimed, type(error).__name__)
        else:
            self._settle(turn, outcome)

    def _turn(self, claimed: Claim, until: float) -> Turn:
        with self.store.read(claimed.workspace_id) as unit:
            surface = unit.session.exec(select(Surface).where(col(Surface.id) == claimed.id)).one()
            parent_ts = None
            if surface.parent_id is not None:
                parent = select(Surface.ts).where(col(Surface.id) == surface.parent_id)
                parent_ts = unit.session.exec(parent).one()
            rendered = self.renderers[surface.kind](unit, surface)
            note = partial(self._note, claimed)
            return Turn(claimed, surface, rendered, parent_ts, surface.wanted_rev, until, note)

    def _note(self, claimed: Claim) -> bool:
        with self.store.queue() as connection:
            return queue.mark_begun(connection, claimed)

    def _too_soon(self, channel: str) -> float:
        last = self._last_post.get(channel)
        return 0.0 if last is None else last + self.post_interval - time.monotonic()

    def _settle(self, turn: Turn, outcome: Outcome) -> None:
        claimed, before = turn.claimed, {"maybe_sent": turn.surface.maybe_sent}
        match outcome:
            case Shown(ts):
                self._shown(turn, ts)
            case Found(ts):
                self._later(claimed, 0, "", ts=ts, maybe_sent=False, looked=0)
            case NotFoundOnce():
                self._later(claimed, max(self.post_interval, 0.2), "looked once", looked=1)
            case Step(payload):
                self._later(claimed, 0, "", payload=payload, attempts=0)
            case Afresh(payload):
                self._fault(claimed, "its bytes were refused", payload=payload, **before)
            case Joined():
                self._fault(claimed, "not_in_channel, and joined", **before)
            case TooLate():
                with self.store.queue() as connection:
                    queue.give_back(connection, Surface, [claimed], **before)

    def _shown(self, turn: Turn, ts: str | None) -> None:
        with self.store.queue() as connection:
            held = queue.mark_sent(connection, turn.claimed, turn.revision, ts)
        if not held:
            log.warning("surface %s: another worker holds it now, our mark was dropped", turn.claimed.id)

    def _refused(self, turn: Turn, error: SlackApiError) -> None:
        """Whichever call it was, this turn has posted nothing: what may stand in Slack is what might before it."""
        claimed, code = turn.claimed, error_code(error)
        before = {"maybe_sent": turn.surface.maybe_sent}
        if status_of(error) == 429 or code in RATE_LIMITED:
            self._later(claimed, retry_after(error), "ratelimited", attempts=claimed.attempts - 1, **before)
        elif status_of(error) >= 500 or code in TRANSIENT or not code.isidentifier():  # a sentence: no JSON came
            self._ambiguous(claimed, code)
        elif code in GONE and turn.surface.ts is not None:
            self._later(claimed, 0, code, ts=None, attempts=0)
        else:
            self._dead(claimed, code, **before)

    def _ambiguous(self, claimed: Claim, what: str) -> None:
        """However long it lasts: Slack or the network may be back at any time."""
        self._later(claimed, _wait(claimed.attempts), what)

    def _fault(self, claimed: Claim, what: str, **values: object) -> None:
        """Something that trying again may not mend: a few times, then no more."""
        count = claimed.faults + 1
        if count >= MOST_FAULTS:
            self._dead(claimed, what, **values)
        else:
            self._later(claimed, max(1.0, _wait(count)), what, faults=count, **values)

    def _later(self, claimed: Claim, wait: float, error: str, **values: object) -> None:
        with self.store.queue() as connection:
            queue.mark_later(connection, Surface, claimed, wait, error, **values)

    def _dead(self, claimed: Claim, code: str, **values: object) -> None:
        log.error("surface %s (%s) given up: %s", claimed.id, claimed.kind, code)
        with self.store.queue() as connection:
            queue.mark_dead(connection, Surface, claimed, code, **values)


def _wait(tries: int) -> float:
    return min(0.25 * 2.0 ** min(tries, 20), LONGEST_WAIT)
