"""Starts the local workspace: `python -m bot.sandbox --port 8766 --db FILE --bot-url URL`.

Secrets may come from the environment, so that they do not show in the list of processes.
"""

import argparse
import asyncio
import logging
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from bot.sandbox import inspector, tour
from bot.sandbox.clock import FROZEN_START, parse_time
from bot.sandbox.context import Context, build
from bot.sandbox.deliveries.connections import KnownConnection
from bot.sandbox.errors import MalformedActError
from bot.sandbox.manifest import Manifest, ManifestError, read
from bot.sandbox.page.routes import routes
from bot.sandbox.records import Json
from bot.sandbox.server import Server
from bot.sandbox.settings import Settings
from bot.sandbox.snapshots import whole
from bot.sandbox.snapshots.again import RESET_STATUS, Again, forget, take_over
from bot.sandbox.snapshots.front import Front
from bot.sandbox.store import Store, StoreError
from bot.sandbox.workspace import Workspace

_SECRETS = {
    "token": "THREATBOT_SANDBOX_TOKEN",
    "bot_token": "SLACK_BOT_TOKEN",
    "app_token": "SLACK_APP_TOKEN",
    "signing_secret": "SLACK_SIGNING_SECRET",
    "client_secret": "SLACK_CLIENT_SECRET",
}
_OPTIONAL = {"client_secret"}
_HOST = "127.0.0.1"


def _frozen(text: str) -> float:
    try:
        return parse_time(text).timestamp()
    except MalformedActError as error:
        raise argparse.ArgumentTypeError(error.message) from error


def _manifest(text: str) -> Manifest:
    try:
        return read(Path(text))
    except ManifestError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _tour(text: str) -> Json:
    try:
        return tour.read(Path(text))
    except tour.NoTourError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line, secrets from the environment filled in."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="The local Slack workspace.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--db", type=Path, required=True, help="the workspace's SQLite file")
    parser.add_argument("--bot-url", required=True, help="where the bot listens")
    parser.add_argument("--frozen", type=_frozen, nargs="?", const=FROZEN_START, metavar="ISO",
                        help="the clock stands still; a new workspace begins at this time")  # fmt: skip
    parser.add_argument("--manifest", type=_manifest, required=True, help="the app's Slack manifest, YAML or JSON")
    parser.add_argument("--partner", action="store_true", help="a second team, and a channel that both share")
    parser.add_argument("--rates", action="store_true", help="limit rates as Slack does")
    parser.add_argument("--tour", type=_tour, metavar="FILE", help="a tour through the app, as JSON")
    parser.add_argument("--supervised", action="store_true", help="a reset ends the process with status 75")
    parser.add_argument("--fresh", action="store_true", help="begin anew, without what was")
    for name, variable in _SECRETS.items():
        flag = "--" + name.replace("_", "-")
        parser.add_argument(flag, default=os.environ.get(variable), help=f"by default from {variable}")
    options = parser.parse_args(arguments)
    for name, variable in _SECRETS.items():
        if name not in _OPTIONAL and not getattr(options, name):
            parser.error(f"--{name.replace('_', '-')} or {variable} is needed")
    return options


def _listen(port: int) -> socket.socket:
    # asyncio turns Nagle's delay off (40 ms a call) only where the protocol is named.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((_HOST, port))
    # From here on connections wait until the server takes them, so that the address can be told.
    listener.listen(128)
    return listener


def _context(options: argparse.Namespace, port: int) -> Context:
    settings = Settings(
        base_url=f"http://{_HOST}:{port}",
        bot_url=options.bot_url.rstrip("/"),
        database=options.db,
        manifest=options.manifest,
        token=options.token,
        bot_token=options.bot_token,
        app_token=options.app_token,
        signing_secret=options.signing_secret,
        client_secret=options.client_secret or "",
        frozen_at=options.frozen,
        with_partner=options.partner,
    )
    return build(Workspace(settings, Store(options.db)))


class _Server(uvicorn.Server):
    """Ends the pages' streams at a shutdown, which would otherwise wait for them."""

    def __init__(self, config: uvicorn.Config, front: Front) -> None:
        super().__init__(config)
        self._front = front

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._front.stop_streams()
        await super().shutdown(sockets)

    def end(self) -> None:
        """Stop as soon as the present request is answered."""
        self.should_exit = True


def _front(options: argparse.Namespace, port: int, again: Again) -> Front:
    def made() -> tuple[Context, Starlette]:
        take_over(options.db)
        context = _context(options, port)
        context.rates.switch(on=options.rates)
        beside = [*inspector.routes(context), *whole.routes(context, again), *tour.routes(options.tour)]
        return context, Server(context).application([*routes(context, restarts=again.supervised), *beside])

    return Front(made)


async def _serve(front: Front, listener: socket.socket, again: Again) -> None:
    config = uvicorn.Config(
        front, http=KnownConnection, lifespan="on", log_config=None, access_log=False, timeout_graceful_shutdown=2
    )
    server = _Server(config, front)
    again.swap, again.end = front.swap, server.end
    await server.serve(sockets=[listener])


def main() -> None:
    """Serve until interrupted; the first line on standard output is the address."""
    options = parse()
    logging.basicConfig(level=logging.WARNING, format="workspace: %(levelname)s %(name)s: %(message)s")
    listener = _listen(options.port)
    if options.fresh:
        forget(options.db)
    port = listener.getsockname()[1]
    again = Again(options.db, supervised=options.supervised)
    try:
        front = _front(options, port, again)
    except StoreError as error:
        sys.exit(f"workspace: {error}")
    sys.stdout.write(f"http://{_HOST}:{port}\n")
    sys.stdout.flush()
    # uvicorn raises the signal that ended it once more when all is closed.
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(front, listener, again))
        if again.ends:
            sys.exit(RESET_STATUS)


if __name__ == "__main__":
    main()
