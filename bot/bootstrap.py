"""Composes everything, once: settings -> store, app, worker, scheduler."""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Event, Lock

import httpx
from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from ulid import ULID

from bot.app import build
from bot.clock import Clock
from bot.errors import NotConfigured
from bot.http import Router
from bot.packs import Watched, library, settled
from bot.renderers import renderers
from bot.scheduler import scheduler
from bot.services import Services
from bot.services.generation import refresh_lists
from bot.services.ticks import pass_to, tick, upcoming
from bot.settings import Settings
from bot.slack import web_client
from bot.store import queue, schema
from bot.store.engine import connect
from bot.store.queue import Claim
from bot.store.tables import Surface, Work
from bot.store.unit_of_work import Store
from bot.work.deliver import Deliverer
from bot.work.jobs import Jobs
from bot.work.lists import make_anew
from bot.work.render import Renders
from bot.work.worker import Worker
from bot.workspaces import Workspaces

log = logging.getLogger(__name__)
PACKS_SECONDS = 1.0
_FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class Bot:
    """The running parts of one process."""

    settings: Settings
    services: Services
    workspaces: Workspaces
    app: App
    worker: Worker
    ticks: BackgroundScheduler
    packs: Watched | None = None
    _reading: Lock = field(default_factory=Lock, repr=False)
    _following: bool = field(default=False, repr=False)
    _late: dict[str, datetime] = field(default_factory=dict, repr=False)

    def start(self) -> None:
        """Start the worker and the ticks; lists that other packs have made are made anew, once."""
        self._following = True
        self.worker.start()
        self.ticks.start()
        self.ticks.add_job(self.follow_packs, id="lists", misfire_grace_time=None)

    def stop(self, within: float = 5.0) -> None:
        """Finish the row in hand; stop; ``within`` is how many seconds that row may take."""
        self.ticks.shutdown(wait=False)
        self.worker.stop(within)
        self.services.store.engine.dispose()

    def router(self) -> Router:
        """The bot as a WSGI application."""
        router = Router(self.app, max_body=self.settings.max_body, healthy=self.healthy)
        if self.settings.sandbox_token:
            router.allow(self, self.settings.sandbox_token)
        return router

    def healthy(self) -> bool:
        """Whether the database answers."""
        try:
            with self.services.store.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def follow_packs(self) -> None:
        """Make the lists anew that other packs have made.

        At a start alone: two versions that run side by side would make each other's lists anew without end.
        """
        try:
            with self._reading:
                if made := refresh_lists(self.services):
                    log.info("%d lists made anew by the rule packs of this version.", made)
        finally:
            self._following = False

    def read_packs(self) -> None:
        """Where a pack has changed, judge by the new ones from now on, and make every list anew."""
        with self._reading:
            changed = self.packs.changed() if self.packs is not None else None
            if changed is not None:
                self.services.library = changed
                log.info("Rule packs read anew: %d packs, %d rules.", len(changed.packs), len(changed.rules))
                refresh_lists(self.services)

    def pending(self, wait: float) -> list[dict[str, object]]:
        """What is wanted and not yet done, and when the next thing of each kind falls due.

        It is told once the worker rests, for which it waits ``wait`` seconds at most. What is due by now is done first:
        whoever asks does not wait for the next tick.
        """
        self.read_packs()
        self.worker.rests(wait)
        due = upcoming(self.services, _FOREVER)
        late = {name: at for name, at in due.items() if at <= self.services.clock.now()}
        if late and late != self._late:  # what a tick leaves as it is waits for the next one of its own
            tick(self.services)
            due = upcoming(self.services, _FOREVER)
        self._late = late
        with self.services.store.engine.connect() as connection:
            rows = [*queue.pending(connection, Surface), *queue.pending(connection, Work)]
        planned: list[dict[str, object]] = [
            {"kind": name, "age": 0.0, "next_at": at.isoformat()} for name, at in due.items()
        ]
        if self._following:
            planned.append({"kind": "lists", "age": 0.0, "next_at": None})
        now = self.services.clock.now()
        waiting: list[dict[str, object]] = [
            {
                "kind": row.kind,
                "age": (now - row.created_at).total_seconds(),
                "next_at": datetime.fromtimestamp(row.next_at, UTC).isoformat() if row.next_at else None,
            }
            for row in rows
        ]
        return waiting + planned

    def move_clock(self, to: datetime) -> None:
        """Let the time up to ``to`` pass."""
        pass_to(self.services, to)


def bootstrap(settings: Settings) -> Bot:
    """Everything, composed but not started.

    Raises:
        NotConfigured: a setting without which nothing can run.
    """
    if not settings.bot_token:
        raise NotConfigured("SLACK_BOT_TOKEN is not set. `threatbot sandbox` runs without any token.")
    clock = _clock(settings)
    store = Store(connect(settings.database_url), clock)
    schema.ready(store.engine)
    services = Services(store, settled(library(settings.packs, settings.cache)), clock, lambda: str(ULID()))
    client = web_client(settings.bot_token, settings.slack_api_url, settings.lease_seconds / 3)
    workspaces = Workspaces(store, client, clock, services.new_id)
    services.address = workspaces.address
    stopping = Event()
    owner = f"{socket.gethostname()}:{os.getpid()}"
    deliverer = Deliverer(
        store,
        workspaces.client_for,
        renderers(services),
        owner=owner,
        lease=settings.lease_seconds,
        post_interval=settings.post_interval,
        stopping=stopping.is_set,
    )
    kinds: dict[str, Callable[[Claim], None]] = {
        "report": Renders(services, workspaces.client_for).render,
        "list": partial(make_anew, services),
    }
    jobs = Jobs(store, kinds, owner=owner, lease=settings.lease_seconds)
    worker = Worker([jobs.run_once, deliverer.run_once], settings.poll_seconds, stopping)
    store.on_commit = worker.wake
    in_time = web_client(settings.bot_token, settings.slack_api_url)  # a listener has 3 s in all
    app = build(services, workspaces, in_time, settings.signing_secret)
    every: dict[str, tuple[float, Callable[[], object]]] = {"reviews": (30.0, lambda: tick(services))}
    bot = Bot(settings, services, workspaces, app, worker, scheduler({}), _watched(settings))
    if bot.packs is not None:
        every["packs"] = (PACKS_SECONDS, bot.read_packs)
    bot.ticks = scheduler(every)
    return bot


def _watched(settings: Settings) -> Watched | None:
    """In the local workspace authors of packs see what they change; elsewhere a start reads them."""
    return Watched(settings.packs) if settings.sandbox_url else None


def _clock(settings: Settings) -> Clock:
    if not settings.sandbox_url:
        return Clock()
    answer = httpx.get(
        f"{settings.sandbox_url}/_workspace/clock",
        headers={"Authorization": f"Bearer {settings.sandbox_token}"},
        timeout=5,
    )
    answer.raise_for_status()
    told = answer.json()
    now = datetime.fromisoformat(told["now"])
    return Clock(frozen_at=now) if told["frozen"] else Clock(offset=now - datetime.now(UTC))
