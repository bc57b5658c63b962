"""Somebody in the workspace, doing what people do; what they cannot do tells their whole screen."""

import base64
import time
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from bot.sandbox.driver.shown import Message, View, as_text, boxes_with, messages
from bot.sandbox.records import Json

T = TypeVar("T")
_LOOK_EVERY = 0.05


class Desk(Protocol):
    """Where acts are done and what is seen is told: the workspace's own endpoints.

    `patience` is how many seconds somebody waits for what is not there yet, of an app that does not report its work.
    """

    patience: float

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """What an endpoint tells."""

    def post(self, path: str, body: Json, timeout: float = 10) -> Json:
        """What an endpoint does."""


class Refused(AssertionError):
    """What a person met instead of what they wanted; `code` says what."""

    def __init__(self, reply: Json, screen: str) -> None:
        self.code = reply["error"]["code"]
        self.message = reply["error"]["message"]
        super().__init__(f"{self.code}: {self.message}\n{screen}")


class Person:
    """Somebody in a role, doing what people do; what they cannot do raises Refused."""

    def __init__(self, workspace: Desk, role: str) -> None:
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
        if not reply["settled"]:
            raise self._unmet(f"still pending: {reply['pending']}")
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
        place = in_ or self._as_soon_as(lambda: self._place_of(label))
        self.does("click", target=place.target, label=label, value=value, confirm=confirm)

    def chooses(self, label: str, value: object, in_: Message | View | None = None) -> None:
        """A choice or an entry in an element by its label; without `in_` in the modal on top."""
        self.does("set", target=(in_ or self.view()).target, label=label, value=value)

    def fills(self, entries: Mapping[str, object]) -> None:
        """Entries in the modal on top, by label."""
        for label, value in entries.items():
            self.chooses(label, value)

    def ticks(self, option: str, in_: Message | View | None = None, *, on: bool = True) -> None:
        """A box or a radio button by its text, or with `on=False` no longer; without `in_` in the modal on top."""
        place = in_ or self.view()
        if (boxes := boxes_with(place.shown, option)) is None:
            raise self._unmet(f"nothing has a box {option!r}")
        self.does("set", target=place.target, **boxes.names, value=boxes.after(on=on))

    def submits(self) -> None:
        """The modal on top."""
        self.does("submit", view_id=self.view().id)

    def closes(self) -> None:
        """The modal on top."""
        self.does("close", view_id=self.view().id)

    def opens_home(self) -> View:
        """The app's Home tab."""
        self.does("home")

        def home() -> View:
            shown = self.state()["home"]
            if not shown:
                raise self._unmet("the app shows no Home tab")
            return View(shown)

        return self._as_soon_as(home)

    def uses_shortcut(self, callback_id: str, on: Message | None = None) -> None:
        """A message shortcut, or a global one."""
        place = {"channel": on.channel, "ts": on.ts} if on else {}
        self.does("shortcut", callback_id=callback_id, **place)

    def view(self) -> View:
        """The modal on top."""

        def top() -> View:
            views = self.state()["views"]
            if not views:
                raise self._unmet("no window is open")
            return View(views[-1])

        return self._as_soon_as(top)

    def message_with(self, text: str, channel: str = "") -> Message:
        """The newest message that shows a text."""
        query = {"channel": channel} if channel else {}

        def newest() -> Message:
            found = [message for message in messages(self.state(**query)) if text in message.plain]
            if not found:
                raise self._unmet(f"no message shows {text!r}")
            return max(found, key=lambda message: message.ts)

        return self._as_soon_as(newest)

    def sees(self, text: str) -> None:
        """A text somewhere on the screen."""
        self._as_soon_as(lambda: self._expect(f"{self.role} does not see {text!r}", lambda screen: text in screen))

    def does_not_see(self, text: str) -> None:
        """No such text on the screen."""
        self._as_soon_as(lambda: self._expect(f"{self.role} sees {text!r}", lambda screen: text not in screen))

    def screen(self) -> str:
        """All that they see, as plain text."""
        return as_text(self.state())

    def _place_of(self, label: str) -> Message | View:
        state = self.state()
        window = [View(view) for view in state["views"][-1:]]
        newest_first = sorted(messages(state), key=lambda message: message.ts, reverse=True)
        home = [View(state["home"])] if state["home"] else []
        places: tuple[Message | View, ...] = (*window, *newest_first, *home)
        for place in places:
            if f"[{label}]" in place.plain:
                return place
        raise self._unmet(f"nothing has a button {label!r}")

    def _expect(self, unmet: str, holds: Callable[[str], bool]) -> None:
        if not holds(self.screen()):
            raise self._unmet(unmet)

    def _as_soon_as(self, look: Callable[[], T]) -> T:
        end = time.monotonic() + self._workspace.patience
        while True:
            try:
                return look()
            except AssertionError:
                if time.monotonic() >= end:
                    raise
            time.sleep(_LOOK_EVERY)

    def _unmet(self, what: str) -> AssertionError:
        return AssertionError(f"{what}\n{self.screen()}")
