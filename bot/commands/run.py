"""``threatbot run``: the bot on Slack, by Socket Mode or over HTTP."""

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import failpoints
from bot.bootstrap import Bot, bootstrap
from bot.commands.db import NoDatabase
from bot.commands.exits import say
from bot.errors import BotError, NotConfigured
from bot.http import Router
from bot.settings import Settings
from bot.slack import error_code, web_client

if TYPE_CHECKING:
    from slack_sdk.socket_mode.websocket_client import SocketModeClient


log = logging.getLogger(__name__)
CONNECT_SECONDS = 10.0
END_SECONDS = 9.0
ENDINGS = (signal.SIGINT, signal.SIGTERM)


class NotLetIn(BotError):
    """Slack refuses a token at the start."""


def serve(*, http: bool) -> None:
    """Run until interrupted.

    Raises:
        NotConfigured: a token or secret that this way of running needs is missing.
    """
    settings = _prepared()
    if http:
        if not settings.signing_secret:
            raise NotConfigured("SLACK_SIGNING_SECRET is not set; over HTTP it proves that a request is Slack's.")
        Http(settings, _composed(settings)).run()
    else:
        _socket_mode(settings)


def work() -> None:
    """Run a worker and the ticks alone, beside other processes that answer Slack, until interrupted."""
    bot = _composed(_prepared())
    with _signals_held():
        bot.start()
        say("A worker runs. Ctrl-C ends it.")
        signal.sigwait(ENDINGS)
    bot.stop()


def _prepared() -> Settings:
    settings = Settings.from_environment()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("alembic", "apscheduler", "httpx", "slack_bolt", "slack_sdk"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    failpoints.stand_alone()
    return settings


def _composed(settings: Settings) -> Bot:
    try:
        return bootstrap(settings)
    except SQLAlchemyError as error:
        raise NoDatabase.because(error) from error


@contextmanager
def _signals_held() -> Iterator[None]:
    """Keep the signals that end us for ``sigwait``; threads started in here hold them as well.

    A handler would not do: a signal that another thread receives, or that comes as the main thread falls asleep,
    wakes nobody. Afterwards a second signal ends the process at once.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)


def _socket_mode(settings: Settings) -> None:
    if not settings.app_token:
        raise NotConfigured("SLACK_APP_TOKEN is not set; Socket Mode needs it. Or use `threatbot run --http`.")
    bot = _composed(settings)
    with _signals_held():
        client = _connected(bot)
        bot.start()
        say("Threatbot runs. Type /threatmodel help in Slack; Ctrl-C ends it here.")
        signal.sigwait(ENDINGS)
    until = time.monotonic() + END_SECONDS
    bot.worker.stop(within=0)
    _leave(client)
    bot.stop(within=max(0.0, until - time.monotonic()))


def _connected(bot: Bot) -> "SocketModeClient":
    """Slack's socket, over which requests come from now on.

    Raises:
        NotLetIn: Slack refuses the bot's token or the app's.
    """
    from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler  # noqa: PLC0415  its client alone

    settings = bot.settings
    own = web_client(settings.bot_token, settings.slack_api_url, CONNECT_SECONDS)
    try:
        bot.workspaces.installed()
        handler = SocketModeHandler(bot.app, app_token=settings.app_token, web_client=own)
        handler.client.on_open_listeners.append(lambda _: log.info("connected to Slack"))
        handler.connect()  # type: ignore[no-untyped-call]
    except SlackApiError as error:
        raise NotLetIn(f"Slack refuses a token: {error_code(error)}. `threatbot doctor` tells which.") from error
    return handler.client


def _leave(client: "SocketModeClient") -> None:
    """Take nothing more, acknowledge what is in hand, then disconnect.

    The client's own ``close`` disconnects first, and may wait 10 s for a thread that listens on a closed socket.
    """
    client.closed = True
    client.auto_reconnect_enabled = False
    client.message_processor.shutdown()  # type: ignore[no-untyped-call]
    client.message_workers.shutdown()
    client.disconnect()


class Http(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with one process and threads; app, worker and ticks start in the child, after the fork."""

    def __init__(self, settings: Settings, bot: Bot) -> None:
        """``bot`` is composed before the fork, so that what is wrong is said once and in a sentence."""
        self._settings = settings
        self._bot = bot
        self._started = False
        bot.services.store.engine.dispose()  # no connection may cross the fork
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn needs to know."""
        stop: Callable[[Any, Any], None] = lambda _server, _worker: self._stop()  # noqa: E731  gunicorn counts arguments
        chosen: dict[str, object] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._settings.threads,
            "graceful_timeout": 8,
            "loglevel": "warning",
            "worker_exit": stop,
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Router:
        """Start the bot; called in the child."""
        self._started = True
        self._bot.start()
        return self._bot.router()

    def _stop(self) -> None:
        if self._started:  # gunicorn may call this in its first process too
            self._bot.stop()
