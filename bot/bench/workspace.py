"""What the local workspace itself costs a request, so that no benchmark of a bot measures the workspace.

Each figure is a request to a running workspace by plain HTTP on a kept connection, beside a no-op route of the same
server, or beside a bare signed request to the same app; then the same with ten thousand messages in the channel.
"""

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk.signature import SignatureVerifier

from bot.bench import Figure
from bot.errors import BotError
from bot.manifest import COMMAND, as_yaml, manifest

ROUNDS, TIMES = 5, 40
MANY = 10_000
IDLE_SECONDS = 2.0
"""The server ends a connection that was idle for five."""
SECRETS = {
    "THREATBOT_SANDBOX_TOKEN": "bench-workspace",
    "SLACK_BOT_TOKEN": "xoxb-bench",
    "SLACK_APP_TOKEN": "xapp-bench",
    "SLACK_SIGNING_SECRET": "bench",
}
CHANNEL = "#checkout-design"
NOOP, BARE = "a no-op route of the same server", "a bare signed POST"
GOALS = {
    "auth.test": 0.5,
    "chat.postMessage": 0.35,
    "chat.update": 0.3,
    "conversations.replies": 0.35,
    "views.open": 0.2,
    "an act that the app does not hear of": 0.07,
    "a slash command, acknowledged at once": 0.05,
}
FLAT = 0.7
"""A cost that does not grow with the channel is 1 apart from noise; one that does is far below."""
Json = dict[str, Any]
_VIEW = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Bench"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Bench*"}}],
}
_signer = SignatureVerifier(SECRETS["SLACK_SIGNING_SECRET"])


class Line:
    """A kept connection to a server, with one right."""

    def __init__(self, port: int, token: str = "") -> None:
        """``token`` is sent as bearer."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._used = 0.0
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Json:
        """One request; the JSON of its answer, empty where there is none."""
        data = body if isinstance(body, str) else json.dumps(body)
        if time.monotonic() - self._used > IDLE_SECONDS:
            self._connection.close()  # the next request opens it anew
        self._used = time.monotonic()
        self._connection.request(method, path, data, {**self._headers, **(headers or {})})
        answer = self._connection.getresponse()
        text = answer.read()
        found: Json = json.loads(text) if text else {}
        if answer.status != 200 or found.get("ok") is False:
            raise BotError(f"{path} answered {answer.status} in the benchmark: {text[:200].decode(errors='replace')}")
        return found

    def post(self, path: str, body: Json) -> Json:
        """A post of JSON."""
        return self.ask("POST", path, body)


@dataclass
class Place:
    """A running workspace with a message and a thread in its channel."""

    api: Line
    desk: Line
    app: Line
    channel: str = ""
    ts: str = ""

    def act(self, kind: str, **fields: object) -> Json:
        """Somebody does something."""
        return self.desk.post("/_workspace/act", {"as": "developer", "do": {kind: fields}})

    def call(self, method: str, **arguments: object) -> Json:
        """The app calls Slack's API."""
        return self.api.post(f"/api/{method}", arguments)

    def prepare(self, messages: int) -> None:
        """Fill the channel."""
        listed = self.call("conversations.list")["channels"]
        self.channel = next(one["id"] for one in listed if f"#{one['name']}" == CHANNEL)
        for number in range(messages):
            self.call("chat.postMessage", channel=self.channel, text=f"Message {number} of the bench")
        self.ts = self.call("chat.postMessage", channel=self.channel, text="The thread")["ts"]
        for number in range(20):
            self.call("chat.postMessage", channel=self.channel, text=f"Reply {number}", thread_ts=self.ts)

    def window(self) -> float:
        """Seconds for ``views.open``; the command before it and the closing after it are not counted."""
        self.act("command", channel=CHANNEL, text=COMMAND)
        trigger = self.app.ask("GET", "/trigger")["trigger"]
        taken, opened = _timed(lambda: self.call("views.open", trigger_id=trigger, view=_VIEW))
        self.act("close", view_id=opened["view"]["id"])
        return taken

    def once(self, name: str) -> float:
        """Seconds for one of what is measured."""
        there = {"channel": self.channel, "ts": self.ts}
        requests: dict[str, Callable[[], Json]] = {
            "auth.test": lambda: self.call("auth.test"),
            "chat.postMessage": lambda: self.call("chat.postMessage", channel=self.channel, text="One more"),
            "chat.update": lambda: self.call("chat.update", text="Changed", **there),
            "conversations.replies": lambda: self.call("conversations.replies", limit=10, **there),
            "an act that the app does not hear of": lambda: self.act("react", name="eyes", **there),
            "a slash command, acknowledged at once": lambda: self.act("command", channel=CHANNEL, text=COMMAND),
        }
        return self.window() if name == "views.open" else _timed(requests[name])[0]


def measure(say: Callable[[str], None]) -> list[Figure]:
    """All in turn, ``ROUNDS`` times; ratios are taken within a round from the quickest of each, then the median.

    The quickest of many is what a request costs; the rest is what else the machine had to do.
    """
    taken: dict[tuple[str, str], list[float]] = {}
    with ExitStack() as stack:
        app = stack.enter_context(_app())
        places = {size: stack.enter_context(_place(app, count)) for size, count in (("few", 0), ("many", MANY))}
        say(f"{MANY} messages stand in the channel of one of two workspaces")
        peer = Line(app)
        for turn in range(1, ROUNDS + 1):
            _keep(taken, ("peer", NOOP), lambda: _timed(lambda: peer.post("/noop", {"channel": CHANNEL}))[0])
            _keep(taken, ("peer", BARE), lambda: _timed(lambda: _bare(app))[0])
            for name in GOALS:
                for size, place in places.items():
                    _keep(taken, (size, name), lambda place=place, name=name: place.once(name))  # type: ignore[misc]
            say(f"round {turn} of {ROUNDS}: no-op {taken['peer', NOOP][-1] * 1000:.2f} ms")
    return [figure for name, goal in GOALS.items() for figure in _figures(taken, name, goal)]


def _keep(taken: dict[tuple[str, str], list[float]], key: tuple[str, str], once: Callable[[], float]) -> None:
    taken.setdefault(key, []).append(min(once() for _ in range(TIMES)))


def _figures(taken: Mapping[tuple[str, str], list[float]], name: str, goal: float) -> Iterator[Figure]:
    against = BARE if name.startswith("a slash") else NOOP
    few, many = taken["few", name], taken["many", name]
    yield Figure(f"workspace, {name}", _ms(few), "ms", against, _ratio(few, taken["peer", against]), goal)
    yield Figure(f"workspace, {name}, {MANY} messages", _ms(many), "ms", "an empty channel", _ratio(many, few), FLAT)


def _ms(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1000


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(their / mine for mine, their in zip(ours, theirs, strict=True))


def _timed(work: Callable[[], Json]) -> tuple[float, Json]:
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def _bare(port: int) -> Json:
    """What any sender does: sign, connect, post, read the acknowledgement."""
    body, now = f"command=%2F{COMMAND[1:]}", str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": _signer.generate_signature(timestamp=now, body=body) or "",
    }
    return Line(port).ask("POST", "/slack/events", body, headers)


@contextmanager
def _app() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with _running([sys.executable, "-m", "bot.bench.answering", str(port)]):
        _wait(port)
        yield port


@contextmanager
def _place(app: int, messages: int) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "manifest.yaml"
        described.write_text(as_yaml(manifest(socket_mode=True)), encoding="utf-8")
        command = [sys.executable, "-m", "bot.sandbox", "--db", f"{folder}/workspace.db", "--frozen"]
        with _running([*command, "--bot-url", f"http://127.0.0.1:{app}", "--manifest", str(described)]) as process:
            assert process.stdout is not None
            port = int(process.stdout.readline().decode().rpartition(":")[2])
            api, desk = (Line(port, SECRETS[name]) for name in ("SLACK_BOT_TOKEN", "THREATBOT_SANDBOX_TOKEN"))
            place = Place(api, desk, Line(app))
            place.prepare(messages)
            yield place


@contextmanager
def _running(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, **SECRETS}
    process = subprocess.Popen(  # noqa: S603  our own module
        command, env=environment, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            Line(port).post("/noop", {})
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise BotError("The benchmark's app did not start.")
