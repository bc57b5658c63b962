"""The inspector's log: the last calls and deliveries with their bodies. Tokens are never in it."""

from collections import deque
from dataclasses import asdict, dataclass

from bot.sandbox.records import Json

_SECRETS = {"token", "access_token", "refresh_token", "client_secret", "code"}


@dataclass
class Entry:
    """One call of the bot to Slack's API, or one delivery to the bot."""

    number: int
    at: str
    kind: str
    name: str
    request: Json
    status: int | None = None
    response: Json | str | None = None


class Log:
    """Entries in the order in which they began."""

    def __init__(self, keep: int = 1_000) -> None:
        self._entries: deque[Entry] = deque(maxlen=keep)
        self._count = 0

    def begin(self, at: str, kind: str, name: str, request: Json) -> Entry:
        """A new entry; whoever began it fills in the end."""
        self._count += 1
        shown = {key: value for key, value in request.items() if key not in _SECRETS}
        entry = Entry(self._count, at, kind, name, shown)
        self._entries.append(entry)
        return entry

    def latest(self, count: int) -> list[Json]:
        """The last entries, oldest first."""
        return [_without_secrets(asdict(entry)) for entry in list(self._entries)[-count:]]


def _without_secrets(entry: Json) -> Json:
    answer = entry["response"]
    if isinstance(answer, dict):
        entry["response"] = {key: value for key, value in answer.items() if key not in _SECRETS}
    return entry
