"""Runs the command line in this process, as its entry point does, and says what came out."""

import sys
from dataclasses import dataclass

import pytest

from bot.cli import main


@dataclass(frozen=True)
class Ran:
    """An exit code and what was written to both streams."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """``threatbot`` as a person calls it."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object, **environment: str) -> Ran:
        for name, value in environment.items():
            self.monkeypatch.setenv(name, value)
        self.monkeypatch.setattr(sys, "argv", ["threatbot", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        written = self.capsys.readouterr()
        return Ran(int(ended.value.code or 0), written.out, written.err)
