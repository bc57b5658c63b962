"""Events on their way to the bot: stored until acknowledged, tried again as Slack does.

The three retries follow the workspace's clock (at once, after one minute, after five), so that in
a workspace whose clock stands still they wait for the clock to be moved.
"""

import asyncio
import logging
from contextlib import suppress

from bot.sandbox.api.faults import Fault, Faults
from bot.sandbox.api.rates import Rates
from bot.sandbox.clock import iso
from bot.sandbox.deliveries.bot_client import BotClient
from bot.sandbox.deliveries.parcels import NoAnswerError
from bot.sandbox.log import Log
from bot.sandbox.records import Delivery, Installation, Json
from bot.sandbox.workspace import Workspace

RETRY_AFTER = (0.0, 60.0, 300.0)
HELD_SECONDS = 60.0
"""How long an event that is to come after the next one waits for it."""
_ENDINGS = ("app_uninstalled", "tokens_revoked")
_log = logging.getLogger(__name__)


class Outbox:
    """Sends what is due, each delivery in a task of its own."""

    def __init__(self, workspace: Workspace, bot: BotClient, log: Log, faults: Faults, rates: Rates) -> None:
        self._workspace = workspace
        self._bot = bot
        self._log = log
        self._faults = faults
        self._rates = rates
        self._held: list[str] = []
        self._behind: dict[str, list[str]] = {}
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send, also what an earlier process left."""
        self._pump = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what is not acknowledged stays stored."""
        tasks = [*self._sending.values(), *([self._pump] if self._pump else [])]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    def emit(self, app: Installation, subscription: str, event: Json, *, shared: bool = False) -> None:
        """Deliver an event to an app, if it subscribes to its kind; `shared` where it happened in a shared channel."""
        if app.revoked and event["type"] not in _ENDINGS:
            return
        if subscription not in self._workspace.manifest.events:
            return
        if not self._rates.event(app.id):
            self._tell_limited(app)
            return
        now = self._workspace.clock.seconds()
        event_id = self._workspace.next_id("Ev")
        event = {"event_ts": self._workspace.next_ts(), **event}
        body = self._envelope(app, event_id, event, int(now)) | {"is_ext_shared_channel": shared}
        fault = self._faults.take_delivery("events", str(event["type"]))
        if fault:
            self._log.fail(self._log.begin(iso(now), "event", str(event["type"]), body), f"fault: {fault.kind}")
        self._add(Delivery(event_id, body, due=now, created=now), fault)

    def _add(self, delivery: Delivery, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        if kind == "lost":
            return
        if kind == "late" and fault:
            delivery.due += fault.seconds
        if kind == "reordered":
            delivery.due += HELD_SECONDS
            self._held.append(delivery.id)
        elif self._held:
            self._behind[delivery.id], self._held = self._held, []
        self._workspace.save(delivery)
        if kind == "duplicate":
            self._workspace.save(Delivery(f"{delivery.id}/2", delivery.body, delivery.due, delivery.created))
        self.wake()

    def _tell_limited(self, app: Installation) -> None:
        minute = self._rates.minute_to_tell(app.id)
        if minute is None:
            return
        now = self._workspace.clock.seconds()
        names = {"team_id": app.id, "api_app_id": self._workspace.manifest.app_id}
        body = {"token": "unused", "type": "app_rate_limited", **names, "minute_rate_limited": minute}
        self._workspace.save(Delivery(self._workspace.next_id("Ev"), body, due=now, created=now))
        self.wake()

    def wake(self) -> None:
        """Look again for what is due: something was added, or the clock was moved."""
        self._wake.set()

    def due(self) -> list[Delivery]:
        """What has to be sent now or is being sent."""
        return [delivery for delivery in self._waiting() if delivery.due <= self._workspace.clock.seconds()]

    def next_due(self) -> float | None:
        """When the next retry is due that is not due yet."""
        now = self._workspace.clock.seconds()
        return min((delivery.due for delivery in self._waiting() if delivery.due > now), default=None)

    def report(self) -> list[Json]:
        """The unacknowledged deliveries, in the form of the bot's own report."""
        now = self._workspace.clock.seconds()
        return [
            {
                "kind": "event",
                "id": delivery.id,
                "age": max(0.0, now - delivery.created),
                "next_at": delivery.due,
            }
            for delivery in self._waiting()
        ]

    def _waiting(self) -> list[Delivery]:
        return list(self._workspace.table(Delivery).values())

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            for delivery in self.due():
                if delivery.id not in self._sending:
                    self._sending[delivery.id] = asyncio.create_task(self._send(delivery))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._patience())

    def _patience(self) -> float | None:
        next_due = self.next_due()
        if next_due is None or self._workspace.clock.frozen:
            return None
        return max(0.0, next_due - self._workspace.clock.seconds())

    async def _send(self, delivery: Delivery) -> None:
        self._workspace.commit()
        try:
            await self._bot.event(delivery.body, delivery.attempt, delivery.reason)
            self._workspace.drop(delivery)
        except NoAnswerError as failure:
            self._again(delivery, failure)
        finally:
            del self._sending[delivery.id]
            self._release(delivery)
            self._workspace.commit()
            self.wake()

    def _release(self, delivery: Delivery) -> None:
        """What was to come after a delivery is due now that this one has been sent."""
        for name in self._behind.pop(delivery.id, []):
            held = self._workspace.table(Delivery).get(name)
            if held and name not in self._sending:
                held.due = min(held.due, self._workspace.clock.seconds())
                self._workspace.save(held)

    def _again(self, delivery: Delivery, failure: NoAnswerError) -> None:
        if delivery.attempt == len(RETRY_AFTER) or not failure.retry:
            _log.warning("gave up on event %s after %d attempts", delivery.id, delivery.attempt + 1)
            self._workspace.drop(delivery)
            return
        delivery.due = self._workspace.clock.seconds() + RETRY_AFTER[delivery.attempt]
        delivery.attempt += 1
        delivery.reason = failure.reason
        self._workspace.save(delivery)

    def _envelope(self, app: Installation, event_id: str, event: Json, event_time: int) -> Json:
        return {
            "token": "unused",
            "team_id": app.id,
            "context_team_id": app.id,
            "context_enterprise_id": None,
            "api_app_id": self._workspace.manifest.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": event_time,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": app.id,
                    "user_id": app.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "event_context": f"4-{event_id}",
        }
