"""`threatbot sandbox` itself is killed, or started twice on one database."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.contract.client import DESIGN
from tests.contract.processes import Sandbox, command, runs, sandbox, settings
from tests.support import warm

TOKEN = ("--token", "the-same-each-time")


def ran(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """One that ends at once."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *command(folder / "bot.db", *options)],
        env=settings({"PYTHONPATH": str(warm.ROOT)}),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_second_one_on_the_same_database_is_told_where_the_first_is(tmp_path: Path) -> None:
    with sandbox(tmp_path, *TOKEN) as first:
        second = ran(tmp_path, *TOKEN)
        assert second.returncode == 4
        said = f"A local workspace runs on this database already: {first.local.told['page']}\n"
        assert said in second.stderr
        assert "--db takes another database." in second.stderr
        assert first.local.done("developer", "command", channel=DESIGN, text="/threatmodel help")


def test_its_processes_end_with_it_and_the_next_one_goes_on(tmp_path: Path) -> None:
    killed = Sandbox(tmp_path, *TOKEN, start=warm.cold)
    both = [killed.process(name) for name in ("bot.sandbox", "run")]
    assert all(map(runs, both))
    os.kill(killed.pid, signal.SIGKILL)  # and nobody has asked yet how it ended
    with sandbox(tmp_path, *TOKEN) as following:
        assert not any(map(runs, both)), "the next one waits for what the first one left"
        assert following.local.act("developer", "command", channel=DESIGN, text="/threatmodel help")["ok"]
