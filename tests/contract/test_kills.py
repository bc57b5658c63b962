"""`THREATBOT_FAILPOINT` kills the bot once and it goes on; the lease says how soon what it held is taken up again."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.contract.client import DESIGN, Local
from tests.contract.processes import Sandbox, sandbox, until
from tests.contract.stories import ANSWER, begun, newest, texts
from tests.support import warm

TOKEN = ("--token", "the-same-each-time")
DIED = "The bot ended (-9); starting it again."


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sandbox that has ended with one question open."""
    folder = tmp_path_factory.mktemp("asked")
    with sandbox(folder, *TOKEN) as made:
        begun(made.local, "Cloud")
    return folder


@contextmanager
def failing(asked: Path, folder: Path, failpoint: str, lease: int) -> Iterator[Sandbox]:
    """A sandbox that goes on from there, with a failpoint ahead."""
    shutil.copytree(asked, folder / "copy")
    chosen = {"THREATBOT_FAILPOINT": failpoint, "THREATBOT_LEASE_SECONDS": str(lease)}
    with sandbox(folder / "copy", *TOKEN, **chosen) as made:
        yield made


def is_up(local: Local) -> bool:
    """Whether the bot answers a command."""
    return bool(local.act("developer", "command", channel=DESIGN, text="/threatmodel help")["ok"])


def answer_until_it_dies(made: Sandbox) -> None:
    """Click the answer; wait until the bot has died of it and is up again."""
    target = {"channel": DESIGN, "ts": newest(made.local, f"[{ANSWER}]")["ts"]}
    made.local.act("security", "click", target=target, label=ANSWER)
    until(lambda: DIED in made.said(), "the failpoint kills the bot")
    until(lambda: is_up(made.local), "the bot is up again")


@pytest.mark.parametrize("failpoint", ["before-commit", "after-commit", "after-claim", "after-post"])
def test_each_failpoint_kills_once_and_nothing_is_lost_or_doubled(asked: Path, tmp_path: Path, failpoint: str) -> None:
    with failing(asked, tmp_path, failpoint, lease=1) as made:
        local = made.local
        answer_until_it_dies(made)
        local.done("developer", "clock", advance="PT0S")
        if not any("Threats to Cloud" in text for text in texts(local)):
            assert failpoint == "before-commit", "what was committed is carried out without a second click"
            target = {"channel": DESIGN, "ts": newest(local, f"[{ANSWER}]")["ts"]}
            local.done("security", "click", target=target, label=ANSWER)
        for once in ("*Threat model: Cloud*", "A few questions about Cloud", f":white_check_mark: *{ANSWER}*"):
            assert sum(once in text for text in texts(local)) == 1, once
        assert sum("*Threats to Cloud*" in text for text in texts(local)) == 1
        assert made.said().count(DIED) == 1


def test_a_long_lease_holds_what_a_dead_bot_had_claimed(asked: Path, tmp_path: Path) -> None:
    with failing(asked, tmp_path, "after-claim", lease=60) as made:
        answer_until_it_dies(made)
        reply = made.local.act("developer", "clock", advance="PT0S")
        assert not reply["settled"]
        assert reply["pending"]


def test_each_of_the_two_that_is_killed_is_started_again(asked: Path, tmp_path: Path) -> None:
    shutil.copytree(asked, tmp_path / "copy")
    with sandbox(tmp_path / "copy", *TOKEN, start=warm.cold, THREATBOT_LEASE_SECONDS="1") as made:
        before = texts(made.local)
        for name in ("bot.sandbox", "run"):
            old = made.process(name)
            os.killpg(old, signal.SIGKILL)
            made.restarted(name, old)
            until(lambda: answers(made.local), f"{name} answers")
        assert texts(made.local) == before


def answers(local: Local) -> bool:
    """Whether both are up."""
    try:
        return is_up(local)
    except httpx.TransportError:
        return False
