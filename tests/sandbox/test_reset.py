"""A start afresh: of a workspace alone, and of workspace and bot where `threatbot sandbox` keeps both."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.sandbox.driver import Person, Workspace
from bot.sandbox.records import Json
from bot.sandbox.snapshots.again import RESET_STATUS
from tests.sandbox.small_bot import SmallBot
from tests.support import warm
from tests.support.manifests import small_file

WAIT_SECONDS = 60


def test_alone_it_forgets_everything_and_the_app_keeps_what_it_has(
    workspace: Workspace, bot: SmallBot, developer: Person
) -> None:
    bot.answer = lambda body: (200, {})
    blank = workspace.read("snapshot")
    developer.says("Hello", files={"a.txt": b"one"})
    workspace.clock.advance("P9D")
    told = workspace.get("reset")
    assert (told["lost"]["messages"], told["lost"]["files"], told["app"]) == (1, 1, False)
    assert workspace.post("reset", {}) == {"ok": True, "app": False}
    assert workspace.read("snapshot") == blank
    developer.does_not_see("Hello")
    developer.says("As new")
    assert bot.clocks[-1] == "2026-01-05T09:00:00+00:00"


def test_supervised_it_ends_with_a_status_of_its_own(bot: SmallBot, tmp_path: Path) -> None:
    file, manifest = str(tmp_path / "w.db"), str(small_file(tmp_path))
    arguments = ["--db", file, "--bot-url", bot.url, "--supervised", "--manifest", manifest]
    environment = {**os.environ, **Workspace(bot.url, tmp_path, tmp_path).environment}
    process = warm.start("bot.sandbox", arguments, environment)
    assert process.stdout is not None
    with process.stdout:
        url = process.stdout.readline().strip()
        headers = {"authorization": f"Bearer {Workspace.token}"}
        assert httpx.post(f"{url}/_workspace/reset", headers=headers).json() == {"ok": True, "app": True}
        assert process.wait(WAIT_SECONDS) == RESET_STATUS


class Both:
    """`threatbot sandbox` as somebody starts it; a desk to act at."""

    patience = 0.0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        names = ("THREATBOT_SANDBOX_TOKEN", "THREATBOT_DATABASE_URL")
        environment = {name: value for name, value in os.environ.items() if name not in names}
        words = ["sandbox", "--port", "0", "--json", "--db", f"sqlite:///{folder / 'bot.db'}"]
        self._process = warm.start("bot", words, environment)
        assert self._process.stdout is not None
        self.told: Json = json.loads(self._process.stdout.readline())
        self.url = self.told["act"].removesuffix("/_workspace/act")
        self._headers = {"authorization": f"Bearer {self.told['token']}"}

    def get(self, path: str, query: object = None) -> Json:
        """What an endpoint tells."""
        answer = httpx.get(f"{self.url}/_workspace/{path}", params=query, headers=self._headers)  # type: ignore[arg-type]
        return dict(answer.json())

    def post(self, path: str, body: Json, timeout: float = 20) -> Json:
        """What an endpoint does."""
        url = f"{self.url}/_workspace/{path}"
        return dict(httpx.post(url, json=body, headers=self._headers, timeout=timeout).json())

    def comes_back(self) -> None:
        """Wait until the bot answers a command in a workspace that is as new."""
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            try:
                if self.post("act", {"do": {"command": {"channel": "#general", "text": "/threatmodel help"}}})["ok"]:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("workspace and bot did not come back")

    def stop(self) -> None:
        """Ctrl-C."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(WAIT_SECONDS)
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    """Workspace and bot."""
    both = Both(tmp_path)
    yield both
    both.stop()


def test_the_page_s_reset_empties_the_bot_as_well_and_the_key_stays(both: Both) -> None:
    developer = Person(both, "developer")
    developer.types("/threatmodel new")
    developer.closes()
    developer.says("Hello")
    assert both.get("tour")["tour"]["title"] == "The fridge in two minutes"
    assert both.get("reset")["app"] is True
    inode = (both.folder / "bot.db").stat().st_ino
    assert both.post("reset", {}) == {"ok": True, "app": True}
    until = time.monotonic() + WAIT_SECONDS
    while (both.folder / "bot.db").exists() and (both.folder / "bot.db").stat().st_ino == inode:
        assert time.monotonic() < until
        time.sleep(0.05)
    both.comes_back()
    developer.does_not_see("Hello")
    assert not (both.folder / "bot.db.workspace-forgetting").exists()


def test_the_key_is_kept_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    first = Both(tmp_path)
    first.stop()
    file = tmp_path / "bot.db.workspace-token"
    assert file.read_text() == first.told["token"]
    assert file.stat().st_mode & 0o777 == 0o600
    second = Both(tmp_path)
    second.stop()
    assert second.told["token"] == first.told["token"]
    assert second.told["bot_token"] == first.told["bot_token"]
