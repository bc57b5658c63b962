"""An app that does not start says why; one that goes and comes back is found again."""

import sys
from pathlib import Path

import pytest

from bot.sandbox.driver import App, Refused, Workspace, free_port
from tests.apps.conftest import HERE, Starts


def test_an_app_that_does_not_start_tells_what_it_said(tmp_path: Path) -> None:
    bot_url = f"http://127.0.0.1:{free_port()}"
    with Workspace(bot_url, tmp_path / "workspace.db", HERE / "todo.yaml") as workspace:
        script = "import os; raise SystemExit('no database at ' + os.environ['PLACE'] + ' for ' + os.environ['PORT'])"
        app = App(workspace, [sys.executable, "-c", script], PLACE="home")
        with pytest.raises(AssertionError, match=f"no database at home for {bot_url.rpartition(':')[2]}"):
            app.start()
        never = App(workspace, [sys.executable, "-c", "import time; time.sleep(60)"], seconds=0.2)
        with pytest.raises(AssertionError, match="the app did not start"):
            never.start()


def test_an_app_comes_back_where_it_was(starts: Starts) -> None:
    with starts("todo") as (workspace, app):
        developer = workspace.person("developer")
        developer.types("/todo add Buy milk", "#general")
        developer.sees("Added: Buy milk")
        app.stop()
        with pytest.raises(Refused, match="dispatch_failed"):
            developer.types("/todo", "#general")
        developer.act("home")
        app.start()
        workspace.clock.advance("PT6M")
        developer.sees("0 to do")
        developer.types("/todo add Call the plumber", "#general")
        developer.sees("Added: Call the plumber")
        workspace.restart()
        developer.types("/todo", "#general")
        developer.sees("Call the plumber\n[Edit]")
