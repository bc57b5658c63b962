"""The inspector's log: the last calls and deliveries with their bodies.

Tokens are never shown; addresses that let in whoever knows them to the holder of the workspace's token alone.
"""

import re
import time
from collections import deque
from dataclasses import dataclass, field

from bot.sandbox.changes import Changes
from bot.sandbox.clock import iso
from bot.sandbox.records import Json

HIDDEN = "[secret]"
_SECRET_KEYS = {
    "token",
    "access_token",
    "refresh_token",
    "client_secret",
    "bot_token",
    "app_token",
    "signing_secret",
    "code",
}
_TOKEN = re.compile(r"\b(?:xox[a-z]|xapp|xoxe\.xox[a-z])-[\w.-]+|(?<=[?&]ticket=)[\w-]+")
_RIGHT = re.compile(r"(?<=/response/)[\w.-]+|(?<=/upload/v1/)[\w-]+/[\w-]+")
"""What makes an address a right of whoever knows it."""


@dataclass
class Entry:
    """One call of the app to Slack's API, or one delivery to the app; `at` is as whoever began it counts time."""

    number: int
    at: str
    kind: str
    name: str
    request: Json
    status: int | None = None
    response: Json | str | None = None
    error: str = ""
    ms: float | None = None
    retry: int = 0
    reason: str = ""
    real: str = ""
    began: float = field(default_factory=time.perf_counter)

    def row(self) -> Json:
        """What a list shows of it, without the bodies; `pointers` is how many places a refusal names."""
        names = ("number", "at", "real", "kind", "name", "status", "error", "ms", "retry", "reason")
        return {name: getattr(self, name) for name in names} | {"pointers": len(self.pointers())}

    def pointers(self) -> list[str]:
        """The places in the request that a refusal names."""
        said = self.response.get("response_metadata") if isinstance(self.response, dict) else None
        messages = said.get("messages") if isinstance(said, dict) else None
        return [found for message in messages or [] for found in re.findall(r"\[json-pointer:([^\]]*)\]", str(message))]

    def document(self, *, addresses: bool = False) -> Json:
        """All of it, secrets apart; with ``addresses`` that let in whoever knows them, or without."""
        bodies = {name: without_secrets(getattr(self, name), addresses=addresses) for name in ("request", "response")}
        return self.row() | bodies | {"pointers": self.pointers()}


class Log:
    """Entries in the order in which they began; `changes` tells who listens of each beginning and end."""

    def __init__(self, keep: int = 1_000) -> None:
        self.changes = Changes(keep=0)
        self._entries: deque[Entry] = deque(maxlen=keep)
        self._count = 0

    def begin(self, at: str, kind: str, name: str, request: Json, *, retry: int = 0, reason: str = "") -> Entry:
        """A new entry; whoever began it calls `end`."""
        self._count += 1
        shown = {key: value for key, value in request.items() if key != "token"}
        entry = Entry(self._count, at, kind, name, shown, retry=retry, reason=reason, real=iso(time.time()))
        self._entries.append(entry)
        self.changes.note("log", str(entry.number))
        return entry

    def end(self, entry: Entry, status: int | None, response: Json | str | None, error: str = "") -> None:
        """Note how an entry ended; a refusal in the answer's body is an error too."""
        entry.status, entry.response = status, response
        entry.ms = round((time.perf_counter() - entry.began) * 1000, 1)
        entry.error = error or _error_in(status, response)
        self.changes.note("log", str(entry.number))

    def fail(self, entry: Entry, error: str) -> None:
        """Note that an entry had no answer, and why."""
        self.end(entry, None, None, error)

    def clear(self) -> None:
        """Forget all entries; numbers go on."""
        self._entries.clear()
        self.changes.note("cleared", "")

    def entry(self, number: int) -> Entry | None:
        """One entry, as long as it is kept."""
        return next((entry for entry in self._entries if entry.number == number), None)

    def rows(self) -> list[Json]:
        """All entries as a list shows them, oldest first."""
        return [entry.row() for entry in self._entries]

    def holding(self, text: str) -> list[int]:
        """The numbers of the entries in whose bodies a text stands, in any case of letters."""
        wanted = text.casefold()
        return [entry.number for entry in self._entries if wanted in _text_of(entry)]

    def latest(self, count: int) -> list[Json]:
        """The last entries in full, oldest first."""
        return [entry.document(addresses=True) for entry in list(self._entries)[-count:]] if count else []


def without_secrets(value: object, *, addresses: bool = False) -> object:
    """A copy of JSON in which no token stands, whatever its place, nor an address that is a right in itself."""
    if isinstance(value, dict):
        return {
            key: HIDDEN if key in _SECRET_KEYS and item else without_secrets(item, addresses=addresses)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(item, addresses=addresses) for item in value]
    if not isinstance(value, str):
        return value
    told = _TOKEN.sub(HIDDEN, value)
    return told if addresses else _RIGHT.sub(HIDDEN, told)


def _text_of(entry: Entry) -> str:
    return " ".join(_words(entry.document())).casefold()


def _words(value: object) -> list[str]:
    if isinstance(value, dict):
        return [word for key, item in value.items() for word in (str(key), *_words(item))]
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    return [] if value is None else [str(value)]


def _error_in(status: int | None, response: Json | str | None) -> str:
    if isinstance(response, dict) and response.get("ok") is False:
        return str(response.get("error", "not ok"))
    return f"http_{status}" if status is not None and status >= 400 else ""
