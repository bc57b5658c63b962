"""N servers, N databases and 2N flows: our generation beside pytm's in the same run, and how both grow."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from bot.bench import Figure
from bot.errors import NotFound
from flows.packs.loader import Library, load_library
from flows.threats.generate import generate
from flows.threats.priority import first
from flows.workload.model import Asset, Component, Flow, Workload, Zone

SIZES = (10, 100, 1000)
ROUNDS = 5


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Both in turn; ratios are taken within a round, then the median.

    Ours is all threats in order with the short list in words, from a library that has judged nothing yet; pytm's is
    ``TM.resolve``. Ours with every threat in words stands beside, without a goal.

    Raises:
        NotFound: pytm is not installed.
    """
    library = load_library()
    ours: dict[int, list[float]] = {size: [] for size in SIZES}
    theirs: dict[int, list[float]] = {size: [] for size in SIZES}
    words: list[float] = []
    for turn in range(1, ROUNDS + 1):
        for size in SIZES:
            theirs[size].append(_pytm(size))
            taken, whole = _ours(size, library)
            ours[size].append(taken)
            words += [whole] if size == SIZES[-1] else []
        told = ", ".join(f"N={n} {ours[n][-1] * 1000:.0f} ms against {theirs[n][-1] * 1000:.0f}" for n in SIZES)
        say(f"round {turn} of {ROUNDS}: {told}")
    figures = [_against(size, ours[size], theirs[size], 20.0 if size == SIZES[-1] else 0.0) for size in SIZES]
    growth = statistics.median(big / small for big, small in zip(ours[1000], ours[100], strict=True))
    every = statistics.median(words)
    return [
        *figures,
        Figure("generate, N = 100 to 1000", growth, "times as long", "10 times, linear", 10 / growth, 0.8),
        _against(SIZES[-1], words, theirs[SIZES[-1]], 0.0, f"all in words, {every * 1000:.0f} ms"),
    ]


def _against(size: int, ours: list[float], theirs: list[float], goal: float, what: str = "") -> Figure:
    ratio = statistics.median(their / mine for mine, their in zip(ours, theirs, strict=True))
    name = f"generate, N = {size}{f', {what}' if what else ''}"
    return Figure(name, statistics.median(ours) * 1000, "ms", "pytm 1.4, TM.resolve", ratio, goal)


def _ours(size: int, library: Library) -> tuple[float, float]:
    """Seconds for the list with its first threats in words, and for all of it in words."""
    workload, fresh = drawn(size), replace(library)
    started = time.perf_counter()
    found = generate(workload, fresh)
    first(found)
    taken = time.perf_counter() - started
    list(found.threats)
    return taken, time.perf_counter() - started


def drawn(size: int) -> Workload:
    """N web applications, every other one on the internet, each with a bucket that it writes to and reads from."""
    parts = []
    flows = []
    for n in range(size):
        parts.append(Component(id=f"s{n}", name=f"Server {n}", type="web.app", zone="net" if n % 2 else "acct"))
        parts.append(Component(id=f"d{n}", name=f"Database {n}", type="aws.s3", zone="acct", holds=("data",)))
        flows.append(Flow(id=f"w{n}", from_=f"s{n}", to=f"d{n}", carries=("data",)))
        flows.append(Flow(id=f"r{n}", from_=f"d{n}", to=f"s{n}", carries=("data",)))
    zones = (Zone(id="net", kind="internet"), Zone(id="acct", kind="account"))
    data = Asset(id="data", name="Personal details", category=("personal",))
    return Workload(id="bench", name="Bench", zones=zones, assets=(data,), components=tuple(parts), flows=tuple(flows))


def _pytm(size: int) -> float:
    try:
        from pytm import TM, Boundary, Dataflow, Datastore, Server  # noqa: PLC0415  an extra, for this alone
    except ImportError:
        raise NotFound("pytm is not installed, which this is measured against: pip install '.[test]'") from None
    TM.reset()
    model = TM("bench")
    inside, outside = Boundary("account"), Boundary("internet")
    for n in range(size):
        server, store = Server(f"Server {n}"), Datastore(f"Database {n}")
        server.inBoundary = outside if n % 2 else inside
        store.inBoundary = inside
        Dataflow(server, store, f"writes {n}")
        Dataflow(store, server, f"reads {n}")
    started = time.perf_counter()
    model.resolve()
    taken = time.perf_counter() - started
    TM.reset()  # what it has found must not weigh on what is measured next
    gc.collect()
    return taken
