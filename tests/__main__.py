"""Everything that has to hold: lint, format, types, import contracts, tests. `python -m tests`; words go to pytest."""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent

QUICK = {
    "lint": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
}
BESIDE = {
    "types": [str(BIN / "mypy")],
    "imports": [str(BIN / "lint-imports")],
}
"""What is run while the tests are, and told when both have ended."""
MOST = 4
"""Processes that share the tests, at most; one more than cores: many wait for a lease, a time-out or each other."""


def main() -> int:
    """Run all of it, the quick checks first; 1 when any failed."""
    # Every process that a test starts would translate all sources again: compiled ones are kept, as Python does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    failed = [name for name, command in QUICK.items() if not _holds(name, command)]
    with ExitStack() as running:
        beside = {name: running.enter_context(_started(command)) for name, command in BESIDE.items()}
        workers = ["-n", str(min(MOST, 1 + (os.cpu_count() or 1))), "--dist", "loadfile", "--no-loadscope-reorder"]
        if not _holds("tests", [sys.executable, "-m", "pytest", *workers, *sys.argv[1:]]):
            failed.append("tests")
        failed += [name for name, process in beside.items() if not _held(name, process)]
    sys.stdout.write(f"\nfailed: {', '.join(failed)}\n" if failed else "\nall holds\n")
    return 1 if failed else 0


def _holds(name: str, command: list[str]) -> bool:
    sys.stdout.write(f"== {name}\n")
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def _started(command: list[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _held(name: str, process: "subprocess.Popen[str]") -> bool:
    told, _ = process.communicate()
    sys.stdout.write(f"== {name}\n{told}")
    return process.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
