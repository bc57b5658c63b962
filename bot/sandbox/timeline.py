"""Where messages stand in their places, kept as they come and go.

A page of messages, what is unread and who is named are then found without a walk through all of them.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence

from bot.sandbox.records import Message

_NAMED = re.compile(r"<(?:@(U\w+)|!(?:channel|here|everyone)\b)")
EVERYONE = ""


class Timelines:
    """For each place: its messages outside threads in order, each person's own too, and those that name a person."""

    def __init__(self) -> None:
        self._roots: dict[tuple[str, str], list[str]] = {}
        self._naming: dict[tuple[str, str], dict[str, Message]] = {}
        self._named: dict[str, set[str]] = {}

    def keep(self, message: Message) -> None:
        """Take in a new or changed message."""
        if is_root(message):
            for owner in (EVERYONE, message.user):
                roots = self._roots.setdefault((message.channel, owner), [])
                # New ones come last, so that this is no search but for those that were there before.
                if not roots or message.ts > roots[-1]:
                    roots.append(message.ts)
                elif not _has(roots, message.ts):
                    insort(roots, message.ts)
        self._name(message, set(_named_in(message)))

    def drop(self, message: Message) -> None:
        """Forget a message."""
        for owner in (EVERYONE, message.user):
            roots = self._roots.get((message.channel, owner), [])
            if _has(roots, message.ts):
                del roots[bisect_left(roots, message.ts)]
        self._name(message, set())

    def _name(self, message: Message, named: set[str]) -> None:
        for user in self._named.pop(message.key, set()) - named:
            del self._naming[message.channel, user][message.ts]
        for user in named:
            self._naming.setdefault((message.channel, user), {})[message.ts] = message
        if named:
            self._named[message.key] = named

    def roots(self, channel: str, user: str = EVERYONE) -> Sequence[str]:
        """The ts of a place's messages outside threads, or of one person's own there, oldest first."""
        return self._roots.get((channel, user), [])

    def before(self, channel: str, ts: str) -> Iterator[str]:
        """Those before a ts (all where it is empty), newest first."""
        roots = self.roots(channel)
        end = bisect_left(roots, ts) if ts else len(roots)
        return (roots[at] for at in range(end - 1, -1, -1))

    def after(self, channel: str, ts: str, user: str = EVERYONE) -> int:
        """How many there are after a ts."""
        roots = self.roots(channel, user)
        return len(roots) - bisect_right(roots, ts)

    def naming(self, channel: str, user: str) -> list[Message]:
        """The messages of a place, threads included, that name a person or everyone."""
        both = self._naming.get((channel, user), {}) | self._naming.get((channel, EVERYONE), {})
        return list(both.values())


def _named_in(message: Message) -> Iterator[str]:
    """Who is named in a message's text or anywhere in its blocks."""
    yield from _named(message.text)
    waiting: list[object] = [message.blocks]
    while waiting:
        match waiting.pop():
            case {"type": "mrkdwn", "text": str(text)}:
                yield from _named(text)
            case {"type": "user", "user_id": str(user)}:
                yield user
            case {"type": "broadcast"}:
                yield EVERYONE
            case dict() as inner:
                waiting.extend(inner.values())
            case list() as inner:
                waiting.extend(inner)


def _named(text: str) -> Iterator[str]:
    return (found[1] or EVERYONE for found in _NAMED.finditer(text))


def is_root(message: Message) -> bool:
    """Whether a message stands in its place itself; replies do not."""
    return message.thread_ts in (None, message.ts)


def _has(ordered: Sequence[str], ts: str) -> bool:
    at = bisect_left(ordered, ts)
    return at < len(ordered) and ordered[at] == ts
