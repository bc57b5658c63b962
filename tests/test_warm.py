"""What is forked for a test behaves as what the interpreter starts; run as a module this file tells of itself."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import failpoints
from bot.sandbox.driver import Workspace
from tests.support import warm

ME = "tests.test_warm"
linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every process begins from nothing")


def told(started: warm.Started) -> dict[str, object]:
    assert started.stdout is not None
    with started.stdout:
        found: dict[str, object] = json.loads(started.stdout.readline())
    return found


def cold(arguments: list[str], environment: dict[str, str]) -> dict[str, object]:
    command = [sys.executable, "-m", ME, *arguments]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(ran.stdout)
    return found


def test_it_has_its_own_arguments_environment_and_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(warm.ROOT))
    environment = {**os.environ, "THREATBOT_PORT": "4321", "TZ": "Asia/Tokyo"}
    environment.pop("HOME", None)
    started = warm.start(ME, ["tell", "me"], environment)
    found = told(started)
    assert started.wait() == 0
    assert found.pop("pid") == started.pid
    expected = cold(["tell", "me"], environment)
    expected.pop("pid")
    assert found == expected
    assert found["folder"] == str(tmp_path)
    assert found["zone"] == "JST"


@linux
def test_it_is_forked_and_its_imports_are_there() -> None:
    started = warm.start(ME, ["tell"], os.environ)
    assert isinstance(started, warm.Process)
    told(started)
    assert started.wait() == 0


def test_what_the_interpreter_reads_takes_a_process_that_begins_from_nothing() -> None:
    started = warm.start(ME, ["tell"], {**os.environ, "PYTHONHASHSEED": "1"})
    assert isinstance(started, subprocess.Popen)
    told(started)
    assert started.wait() == 0


@pytest.mark.parametrize("chosen", [failpoints.NAMES[0], failpoints.NAMES[1]])
def test_a_failpoint_is_the_process_s_own(chosen: str, tmp_path: Path) -> None:
    environment = {**os.environ, "THREATBOT_FAILPOINT": chosen}
    with (tmp_path / "log").open("wb") as log:
        started = warm.start(ME, ["reach", failpoints.NAMES[0]], environment, log=log, new_session=True)
    assert started.wait() == (-signal.SIGKILL if chosen == failpoints.NAMES[0] else 0)


@linux
@pytest.mark.parametrize(("arguments", "code"), [(["fail"], 1), (["exit"], 7), (["say"], 1), (["term"], -15)])
def test_what_a_forked_one_starts_is_its_child_and_ends_as_any(arguments: list[str], code: int, tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+b") as log:
        started = warm.start(ME, ["start", *arguments], os.environ, errors=log)
    assert started.stdout is not None
    with started.stdout:
        assert json.loads(started.stdout.read()) == {"code": code, "kind": "Child"}
    assert started.wait() == 0
    written = (tmp_path / "log").read_text()
    assert ("ValueError: it fails" in written) == (arguments == ["fail"]), written
    assert ("said as it ends" in written) == (arguments == ["say"]), written


@pytest.mark.parametrize(("arguments", "code"), [(["fail"], 1), (["exit"], 7), (["term"], -signal.SIGTERM)])
def test_how_it_ends_is_told(arguments: list[str], code: int, tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        started = warm.start(ME, arguments, os.environ, log=log)
    assert started.wait() == code
    assert started.poll() == code
    written = (tmp_path / "log").read_text()
    assert ("ValueError: it fails" in written) == (arguments == ["fail"]), written


def test_one_that_runs_is_waited_for_and_killed_with_its_session(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        started = warm.start(ME, ["sleep"], os.environ, log=log, new_session=True)
    assert started.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        started.wait(0)
    assert os.getpgid(started.pid) == os.getsid(started.pid) == started.pid
    os.killpg(started.pid, signal.SIGKILL)
    assert started.wait() == -signal.SIGKILL
    started.send_signal(signal.SIGTERM)


def test_two_run_at_once_and_each_ends_alone() -> None:
    first, second = (warm.start(ME, ["sleep"], os.environ) for _ in range(2))
    first.terminate()
    assert first.wait() == -signal.SIGTERM
    assert second.poll() is None
    second.terminate()
    assert second.wait() == -signal.SIGTERM
    for each in (first, second):
        assert each.stdout is not None
        each.stdout.close()


def test_workspaces_are_started_so() -> None:
    assert Workspace.launch is warm.start


def starts(arguments: list[str]) -> None:
    """Start this module once more, as ``threatbot sandbox`` starts its two, and tell how it ended."""
    command = [sys.executable, "-m", ME, *arguments]
    child = subprocess.Popen(
        command,
        env=dict(os.environ),
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        pass_fds=[],
    )
    ours = [int(word) for word in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    assert child.pid in ours
    code = child.wait(20)
    sys.stdout.write(json.dumps({"code": code, "kind": type(child).__name__}))


def main(what: str) -> None:
    """Do what the test asks."""
    if what == "tell":
        me = {"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": str(Path.cwd()), "pid": os.getpid()}
        sys.stdout.write(json.dumps({**me, "zone": time.tzname[0], "package": __package__}) + "\n")
    elif what == "fail":
        raise ValueError("it fails")
    elif what == "exit":
        sys.exit(7)
    elif what == "say":
        sys.exit("said as it ends")
    elif what == "reach":
        failpoints.reach(sys.argv[2])
    elif what == "start":
        starts(sys.argv[2:])
    elif what == "term":
        os.kill(os.getpid(), signal.SIGTERM)
    else:
        signal.pause()


if __name__ == "__main__":
    main(sys.argv[1])
