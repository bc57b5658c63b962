"""How long the smart fridge's whole journey takes, acts and looks alone, and where: `python -m tests.fridge_time`.

Prints the wall-clock time of acts and of looks at the state, and the processor time of the workspace, the bot and
this script; start-up is apart. What is left of the wall-clock time of an act is waiting: for each other, for the disk.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.sandbox.driver import Json, Workspace
from tests.journeys.test_fridge import test_the_fridge_from_the_first_form_to_the_nudge as journey
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT

_TICKS = os.sysconf("SC_CLK_TCK")


class Timed(Workspace):
    """A workspace that knows how long each act and each look took."""

    taken: dict[str, list[float]]

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """A look."""
        return self._kept("look", lambda: super(Timed, self).get(path, query))

    def post(self, path: str, body: Json, timeout: float = 10) -> Json:
        """An act."""
        return self._kept(next(iter(body.get("do", {path: 0}))), lambda: super(Timed, self).post(path, body, timeout))

    def _kept(self, name: str, work: "object") -> Json:
        started = time.perf_counter()
        answer: Json = work()  # type: ignore[operator]
        self.taken.setdefault(name, []).append(time.perf_counter() - started)
        return answer


def processor(pid: int) -> float:
    """Seconds of processor time that a process has used, and its children that run."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS + sum(map(processor, children(pid)))


def children(pid: int) -> Iterator[int]:
    """The processes that another started."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        yield from map(int, (task / "children").read_text().split())


def main() -> None:
    """Play it once."""
    with tempfile.TemporaryDirectory() as folder:
        bot = Bot(f"sqlite:///{folder}/bot.db", Path(folder))
        workspace = Timed(bot.url, Path(folder) / "workspace.db", THREATBOT)
        workspace.taken = {}
        with workspace, bot:
            bot.start(workspace)
            pids = {"workspace": workspace._process.pid, "bot": bot._process.pid}  # type: ignore[union-attr]
            workspace.taken.clear()
            before = {name: processor(pid) for name, pid in pids.items()} | {"script": time.process_time()}
            started = time.perf_counter()
            journey(workspace)
            whole = time.perf_counter() - started
            after = {name: processor(pid) for name, pid in pids.items()} | {"script": time.process_time()}
    for kind, seconds in sorted(workspace.taken.items(), key=lambda one: -sum(one[1])):
        each = sum(seconds) / len(seconds) * 1000
        sys.stdout.write(f"{kind:8} {len(seconds):4} times {sum(seconds):6.2f} s {each:6.1f} ms each\n")
    told = ", ".join(f"{name} {after[name] - before[name]:.2f} s" for name in before)
    sys.stdout.write(f"whole    {whole:.2f} s; processor time: {told}\n")


if __name__ == "__main__":
    main()
