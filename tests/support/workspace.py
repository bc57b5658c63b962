"""Drives the local workspace from tests: starts its process, and lets people act in prose.

    with Workspace(bot_url, database) as workspace:
        developer = workspace.person("developer")
        developer.types("/threatmodel new", "#checkout-design")
        developer.fills({"Name": "Smart fridge"})
        developer.submits()
        developer.sees("Smart fridge")

No call sleeps: an act answers when all that it set off has settled.
"""

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

Json = dict[str, Any]


class Refused(AssertionError):
    """What a person met instead of what they wanted; `code` says what."""

    def __init__(self, reply: Json, screen: str) -> None:
        self.code = reply["error"]["code"]
        self.message = reply["error"]["message"]
        super().__init__(f"{self.code}: {self.message}\n{screen}")


@dataclass(frozen=True)
class Message:
    """A message as a person sees it; an ephemeral one has an id."""

    channel: str
    shown: Json

    @property
    def ts(self) -> str:
        """Its ts."""
        return str(self.shown["ts"])

    @property
    def plain(self) -> str:
        """What a person reads."""
        return str(self.shown["plain"])

    @property
    def target(self) -> Json:
        """How an act aims at it."""
        return {"ephemeral": self.shown["id"]} if "id" in self.shown else {"channel": self.channel, "ts": self.ts}


@dataclass(frozen=True)
class View:
    """A modal or the Home tab as a person sees it."""

    shown: Json

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.shown["id"])

    @property
    def plain(self) -> str:
        """What a person reads."""
        return f"{self.shown['title']}\n{self.shown['plain']}"

    @property
    def target(self) -> Json:
        """How an act aims at it."""
        return {"view_id": self.id}


class Person:
    """Somebody in a role, doing what people do; what they cannot do raises Refused."""

    def __init__(self, workspace: "Workspace", role: str) -> None:
        self._workspace = workspace
        self.role = role
        self.id = f"U0{role.upper()}"

    def act(self, kind: str, /, **fields: object) -> Json:
        """Any act, with the workspace's whole reply."""
        return self._workspace.post("act", {"as": self.role, "do": {kind: fields}}, timeout=60)

    def does(self, kind: str, /, **fields: object) -> Json:
        """Any act, which has to succeed and to settle."""
        reply = self.act(kind, **{name: value for name, value in fields.items() if value is not None})
        if not reply["ok"]:
            raise Refused(reply, self.screen())
        assert reply["settled"], f"still pending: {reply['pending']}\n{self.screen()}"
        return reply

    def state(self, **query: str) -> Json:
        """What they see, as the workspace tells it."""
        return self._workspace.get("state", {"as": self.role, **query})

    def types(self, command: str, channel: str = "#checkout-design") -> None:
        """A slash command."""
        self.does("command", channel=channel, text=command)

    def says(
        self,
        text: str,
        channel: str = "#checkout-design",
        thread: Message | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Message:
        """A message, in a thread or with files where these are given."""
        parent = {"channel": thread.channel, "thread_ts": thread.ts} if thread else {"channel": channel}
        added = [{"name": name, "base64": base64.b64encode(data).decode()} for name, data in (files or {}).items()]
        reply = self.does("message", text=text, files=added, **parent)
        mine = (message for message in messages(reply["state"]) if message.shown.get("user") == self.id)
        return max(mine, key=lambda message: message.ts)

    def clicks(
        self, label: str, in_: Message | View | None = None, *, value: str | None = None, confirm: bool = True
    ) -> None:
        """A button by its label; without `in_` the newest place that has it."""
        self.does("click", target=(in_ or self._place_of(label)).target, label=label, value=value, confirm=confirm)

    def chooses(self, label: str, value: object, in_: Message | View | None = None) -> None:
        """A choice or an entry in an element by its label; without `in_` in the modal on top."""
        self.does("set", target=(in_ or self.view()).target, label=label, value=value)

    def fills(self, entries: Mapping[str, object]) -> None:
        """Entries in the modal on top, by label."""
        for label, value in entries.items():
            self.chooses(label, value)

    def submits(self) -> None:
        """The modal on top."""
        self.does("submit", view_id=self.view().id)

    def closes(self) -> None:
        """The modal on top."""
        self.does("close", view_id=self.view().id)

    def opens_home(self) -> View:
        """The app's Home tab."""
        self.does("home")
        return View(self.state()["home"])

    def uses_shortcut(self, callback_id: str, on: Message | None = None) -> None:
        """A message shortcut, or a global one."""
        place = {"channel": on.channel, "ts": on.ts} if on else {}
        self.does("shortcut", callback_id=callback_id, **place)

    def view(self) -> View:
        """The modal on top."""
        views = self.state()["views"]
        assert views, f"no window is open\n{self.screen()}"
        return View(views[-1])

    def message_with(self, text: str, channel: str = "") -> Message:
        """The newest message that shows a text."""
        query = {"channel": channel} if channel else {}
        found = [message for message in messages(self.state(**query)) if text in message.plain]
        assert found, f"no message shows {text!r}\n{self.screen()}"
        return max(found, key=lambda message: message.ts)

    def sees(self, text: str) -> None:
        """A text somewhere on the screen."""
        screen = self.screen()
        assert text in screen, f"{self.role} does not see {text!r}\n{screen}"

    def does_not_see(self, text: str) -> None:
        """No such text on the screen."""
        screen = self.screen()
        assert text not in screen, f"{self.role} sees {text!r}\n{screen}"

    def screen(self) -> str:
        """All that they see, as plain text."""
        return "\n".join(_screen(self.state()))

    def _place_of(self, label: str) -> Message | View:
        state = self.state()
        window = [View(view) for view in state["views"][-1:]]
        newest_first = sorted(messages(state), key=lambda message: message.ts, reverse=True)
        home = [View(state["home"])] if state["home"] else []
        places: tuple[Message | View, ...] = (*window, *newest_first, *home)
        for place in places:
            if f"[{label}]" in place.plain:
                return place
        raise AssertionError(f"nothing has a button {label!r}\n{self.screen()}")


def messages(state: Json) -> Iterator[Message]:
    """All messages of a state, those that one person sees included."""
    for channel in (*state["channels"], *state["dms"]):
        yield from (Message(channel["id"], shown) for shown in channel["messages"])
    yield from (Message(shown["channel"], shown) for shown in state["ephemerals"])


def _screen(state: Json) -> Iterator[str]:
    yield f"--- {state['me']['name']} at {state['clock']}"
    for channel in (*state["channels"], *state["dms"]):
        if channel["messages"]:
            yield f"== {'@' if channel['kind'] == 'im' else '#'}{channel['name']}"
        for shown in channel["messages"]:
            indent = "    " if shown["thread_ts"] not in (None, shown["ts"]) else ""
            yield _indented(f"{shown['name']}: {shown['plain']}", indent)
            yield from (f"{indent}  (file {file['name']})" for file in shown["files"])
    for shown in state["ephemerals"]:
        yield f"== only visible to you\n{shown['plain']}"
    for view in (*state["views"], *([state["home"]] if state["home"] else [])):
        yield f"== {view['type']}: {view['title']}\n{view['plain']}"
        yield from (f"  ! {block}: {error}" for block, error in view["errors"].items())


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line for line in text.splitlines())


class Clock:
    """The workspace's clock."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    @property
    def now(self) -> str:
        """The time, as an ISO date-time."""
        return str(self._workspace.get("clock")["now"])

    def advance(self, duration: str) -> Json:
        """Let time pass, an ISO duration such as P90D."""
        return Person(self._workspace, "developer").does("clock", advance=duration)

    def to(self, moment: str) -> Json:
        """Set the time, an ISO date-time."""
        return Person(self._workspace, "developer").does("clock", to=moment)


class Workspace:
    """The workspace's process, on a free port; a restart keeps port, database and secrets."""

    token = "workspace-token"
    bot_token = "xoxb-workspace"
    app_token = "xapp-workspace"
    signing_secret = "workspace-signing-secret"

    def __init__(self, bot_url: str, database: Path, *, frozen: bool = True, scopes: str = "") -> None:
        self.bot_url = bot_url
        self.database = database
        self.clock = Clock(self)
        self._options = [*(["--frozen"] if frozen else []), *(["--scopes", scopes] if scopes else [])]
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def api(self) -> str:
        """The base_url for slack_sdk's WebClient."""
        return f"{self.url}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """The secrets, as the bot's and the workspace's processes read them."""
        return {
            "THREATBOT_SANDBOX_TOKEN": self.token,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }

    def start(self) -> Self:
        """Start the process, and wait until it listens."""
        port = self.url.rpartition(":")[2] or "0"
        command = [sys.executable, "-m", "bot.sandbox", "--port", port, "--db", str(self.database)]
        command += ["--bot-url", self.bot_url, *self._options]
        environment = {**os.environ, **self.environment}
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url, "the workspace did not start"
        headers = {"authorization": f"Bearer {self.token}"}
        self._http = httpx.Client(base_url=self.url, headers=headers, trust_env=False)
        self.get("ready")
        return self

    def stop(self) -> None:
        """Ask the process to end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the process as a crash does."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start again."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(timeout=15)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None
        self._http.close()

    def person(self, role: str) -> Person:
        """Somebody in a role."""
        return Person(self, role)

    def fault(self, method: str, kind: str, **fields: object) -> None:
        """Order a fault for the next calls of a method of Slack's API."""
        self.post("fault", {"method": method, "kind": kind, **fields})

    def log(self, kind: str = "", name: str = "") -> list[Json]:
        """The last calls and deliveries, of one kind or name."""
        entries: list[Json] = self.get("log", {"limit": "1000"})["log"]
        return [entry for entry in entries if kind in ("", entry["kind"]) and name in ("", entry["name"])]

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """What an endpoint of the workspace tells."""
        return self._answer(self._http.get(f"/_workspace/{path}", params=query))

    def post(self, path: str, body: Json, timeout: float = 10) -> Json:
        """What an endpoint of the workspace does."""
        return self._answer(self._http.post(f"/_workspace/{path}", json=body, timeout=timeout))

    def read(self, path: str) -> str:
        """The text behind an address of the workspace."""
        return self._http.get(f"/_workspace/{path}").raise_for_status().text

    @staticmethod
    def _answer(response: httpx.Response) -> Json:
        assert response.status_code < 500, response.text
        answer: Json = response.json()
        return answer
