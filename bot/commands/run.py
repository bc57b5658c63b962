"""``threatbot run``: the bot on Slack, by Socket Mode or over HTTP."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from bot import failpoints
from bot.bootstrap import Bot, bootstrap
from bot.commands.exits import say
from bot.errors import NotConfigured
from bot.http import Router
from bot.settings import Settings


def serve(*, http: bool) -> None:
    """Run until interrupted.

    Raises:
        NotConfigured: a token or secret that this way of running needs is missing.
    """
    settings = Settings.from_environment()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("alembic", "apscheduler", "httpx", "slack_bolt", "slack_sdk"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    failpoints.stand_alone()
    if http:
        if not settings.signing_secret:
            raise NotConfigured("SLACK_SIGNING_SECRET is not set; over HTTP it proves that a request is Slack's.")
        Http(settings).run()
    else:
        _socket_mode(settings)


def _socket_mode(settings: Settings) -> None:
    from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler  # noqa: PLC0415  its client alone

    if not settings.app_token:
        raise NotConfigured("SLACK_APP_TOKEN is not set; Socket Mode needs it. Or use `threatbot run --http`.")
    bot = bootstrap(settings)
    bot.workspaces.installed()
    handler = SocketModeHandler(bot.app, app_token=settings.app_token)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    bot.start()
    handler.connect()  # type: ignore[no-untyped-call]
    say("Threatbot is connected. Type /threatmodel help in Slack; Ctrl-C ends it here.")
    ended.wait()
    handler.close()  # type: ignore[no-untyped-call]
    bot.stop()


class Http(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with one process and threads; app, worker and ticks start in the child, after the fork."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is started before ``run``."""
        self._settings = settings
        self._bot: Bot | None = None
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
        """Compose and start the bot; called in the child."""
        self._bot = bootstrap(self._settings)
        self._bot.start()
        return self._bot.router()

    def _stop(self) -> None:
        if self._bot is not None:
            self._bot.stop()
