"""Everything that has to hold: lint, format, types, import contracts, tests. `python -m tests`; words go to pytest."""

import os
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent

CHECKS = {
    "lint": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "types": [str(BIN / "mypy")],
    "imports": [str(BIN / "lint-imports")],
}


def main() -> int:
    """Run all of it, the quick checks first; 1 when any failed."""
    failed = [name for name, command in CHECKS.items() if not _holds(name, command)]
    workers = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    if not _holds("tests", [sys.executable, "-m", "pytest", *workers, *sys.argv[1:]]):
        failed.append("tests")
    sys.stdout.write(f"\nfailed: {', '.join(failed)}\n" if failed else "\nall holds\n")
    return 1 if failed else 0


def _holds(name: str, command: list[str]) -> bool:
    sys.stdout.write(f"== {name}\n")
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
