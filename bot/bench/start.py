"""``threatbot --help`` beside ``python -c "import typer"``: what a person waits for at every start."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from bot.bench import Figure

RUNS = 9


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Whole processes in turn; the median of ratios pair by pair."""
    pairs = [
        (_seconds([*_python("import typer")]), _seconds([sys.executable, "-m", "bot", "--help"])) for _ in range(RUNS)
    ]
    ours = statistics.median(mine for _, mine in pairs)
    say(f"--help: {ours * 1000:.0f} ms, import typer: {statistics.median(t for t, _ in pairs) * 1000:.0f} ms")
    ratio = statistics.median(theirs / mine for theirs, mine in pairs)
    return [Figure("threatbot --help", ours * 1000, "ms", 'python -c "import typer"', ratio, 0.5)]


def _python(code: str) -> Sequence[str]:
    return (sys.executable, "-c", code)


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own interpreter
    return time.perf_counter() - started
