"""A slash command's whole request beside a bare Bolt listener that does the same inserts, and beside a no-op."""

import http.client
import itertools
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from slack_sdk.signature import SignatureVerifier
from sqlmodel import Session

from bot.bench import Figure
from bot.bench.servers import SECRET
from bot.errors import BotError
from bot.store import schema
from bot.store.engine import connect
from bot.store.tables import Model, Workspace

ROUNDS = 5
SECONDS = 2.0
CLIENTS = 8
NAME = "Smart fridge"


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Run the three in turn, ``ROUNDS`` times; ratios are taken within a round, then the median."""
    rates: dict[str, list[float]] = {"ours": [], "bare": [], "noop": []}
    for turn in range(1, ROUNDS + 1):
        for kind, measured in rates.items():
            with tempfile.TemporaryDirectory() as folder:
                measured.append(_rate(kind, Path(folder)))
        say(f"round {turn} of {ROUNDS}: " + ", ".join(f"{kind} {found[-1]:.0f}/s" for kind, found in rates.items()))
    ratios = [mine / theirs for mine, theirs in zip(rates["ours"], rates["bare"], strict=True)]
    scale = [mine / theirs for mine, theirs in zip(rates["ours"], rates["noop"], strict=True)]
    rate = statistics.median(rates["ours"])
    return [
        Figure("slash command", rate, "requests/s", "a bare listener, same inserts", statistics.median(ratios), 0.7),
        Figure("slash command", rate, "requests/s", "a no-op listener", statistics.median(scale), 0.0),
    ]


def _rate(kind: str, folder: Path) -> float:
    database = folder / "bench.db"
    _prepare(database)
    with _server(kind, database) as port:
        _run(port, 0.3)
        return _run(port, SECONDS)


def _prepare(database: Path) -> None:
    engine = connect(f"sqlite:///{database}")
    schema.upgrade(engine)
    now = datetime.now(UTC)
    with Session(engine) as session:
        session.add(Workspace(id="W", team_id="T1", name="bench", bot_user_id="UBOT", created_at=now))
        session.flush()
        session.add(
            Model(
                workspace_id="W",
                id="M",
                name=NAME,
                folded=NAME.casefold(),
                owner="U1",
                channel="C1",
                structure={},
                created_by="U1",
                created_at=now,
            )
        )
        session.commit()
    engine.dispose()


@contextmanager
def _server(kind: str, database: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "bot.bench.servers", kind, str(port), str(database)]
    process = subprocess.Popen(command, start_new_session=True)  # noqa: S603  our own module
    try:
        _wait(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            _post(connection, "ready")
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise BotError("The benchmark's server did not start.")


def _run(port: int, seconds: float) -> float:
    until = time.perf_counter() + seconds
    counts = [0] * CLIENTS
    run = f"{time.time_ns()}"

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for turn in itertools.count():
            if time.perf_counter() >= until:
                break
            _post(connection, f"{run}.{number}.{turn}")
            counts[number] += 1
        connection.close()

    started = time.perf_counter()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - started)


_signer = SignatureVerifier(SECRET)


def _post(connection: http.client.HTTPConnection, trigger: str) -> None:
    fields = {
        "command": "/threatmodel",
        "text": f"show {NAME}",
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": "U1",
        "trigger_id": trigger,
    }
    body, now = urllib.parse.urlencode(fields), str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": _signer.generate_signature(timestamp=now, body=body) or "",
    }
    connection.request("POST", "/slack/events", body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise BotError(f"The benchmark's server answered {answer.status} ({json.dumps(fields['trigger_id'])}).")
