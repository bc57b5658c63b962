"""Each app as a process beside a workspace of its own."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from bot.sandbox.driver import App, Workspace, free_port

HERE = Path(__file__).parent
PATIENCE = 20
"""Seconds until what an app does after its acknowledgement has to be there; a loaded machine needs some."""


class Starts(Protocol):
    """Starts an app and its workspace; all that the app complains of has to be what is expected."""

    def __call__(
        self, name: str, *arguments: str, socket_mode: bool = False, expected: str = ""
    ) -> AbstractContextManager[tuple[Workspace, App]]: ...


@pytest.fixture
def starts(tmp_path: Path) -> Starts:
    """The app of a name, with the manifest of the same name."""

    @contextmanager
    def start(
        name: str, *arguments: str, socket_mode: bool = False, expected: str = ""
    ) -> Iterator[tuple[Workspace, App]]:
        bot_url, manifest = f"http://127.0.0.1:{free_port()}", HERE / f"{name}.yaml"
        command = [sys.executable, str(HERE / f"{name}.py"), *arguments]
        with (
            Workspace(bot_url, tmp_path / "workspace.db", manifest, patience=PATIENCE) as workspace,
            App(workspace, command, socket_mode=socket_mode) as app,
        ):
            yield workspace, app
            assert app.log.count("Traceback") == (app.log.count(expected) if expected else 0), app.log

    return start
