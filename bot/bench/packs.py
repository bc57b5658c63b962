"""Loading our packs, beside libyaml's own parse of the same bytes: from their files, and from what is remembered."""

import statistics
import time
from collections.abc import Callable, Sequence

import yaml

from bot.bench import Figure
from bot.packs import OWN
from flows.packs.cache import restored
from flows.packs.loader import forget, load_library, remembering

ROUNDS = 7


def measure(say: Callable[[str], None]) -> list[Figure]:
    """The three in turn; ratios are taken within a round, then the median."""
    texts = [file.read_bytes() for file in sorted(OWN.glob("*.yaml"))]
    forget()
    remembered = remembering((), load_library())
    peer, full, warm = [], [], []
    for _ in range(ROUNDS):
        peer.append(_seconds(lambda: _parsed(texts)))
        forget()
        full.append(_seconds(load_library))
        forget()
        warm.append(_seconds(lambda: load_library((), restored(remembered))))
    say(f"{len(texts)} packs, {sum(map(len, texts)) / 1000:.0f} kB; libyaml {statistics.median(peer) * 1000:.0f} ms")
    return [
        _figure("loading packs", full, peer, 1 / 3),
        _figure("loading packs, remembered", warm, peer, 1 / 0.3),
    ]


def _figure(name: str, ours: Sequence[float], peer: Sequence[float], goal: float) -> Figure:
    ratio = statistics.median(theirs / mine for mine, theirs in zip(ours, peer, strict=True))
    return Figure(name, statistics.median(ours) * 1000, "ms", "libyaml's C parse of the same bytes", ratio, goal)


def _parsed(texts: Sequence[bytes]) -> None:
    for text in texts:
        yaml.load(text, Loader=yaml.CSafeLoader)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
