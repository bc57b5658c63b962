"""The command line, in an environment of its own."""

from pathlib import Path

import pytest

from tests.bot.commands.command_line import CommandLine

CLEAN = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "THREATBOT_PACKS", "THREATBOT_DEBUG")


@pytest.fixture
def threatbot(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> CommandLine:
    """``threatbot`` without tokens, in a folder of this test alone, with a database that is not there yet."""
    monkeypatch.chdir(tmp_path)
    for name in CLEAN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THREATBOT_DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    return CommandLine(monkeypatch, capsys)
