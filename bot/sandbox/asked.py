"""Which part of what a person sees is asked for: the query of GET /_workspace/state, and which records it means."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.sandbox.clock import parse_time
from bot.sandbox.errors import MalformedActError
from bot.sandbox.records import Channel, Ephemeral, Message
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Asked:
    """A channel or thread, what changed after a ts, some records by id, or a page; nothing given means all."""

    channel: str = ""
    thread: str = ""
    since: str = ""
    only: frozenset[str] | None = None
    limit: int | None = None
    before: str = ""
    counts: bool = False

    def place(self, place: Channel) -> bool:
        """Whether a place is meant."""
        return not self.channel or self.channel in (place.id, place.name, f"#{place.name}")

    def view(self, view_id: str) -> bool:
        """Whether a view is meant; a page of a channel tells of that channel alone."""
        if self.only is not None:
            return view_id in self.only
        return self.limit is None or not self.channel

    def messages(self, workspace: Workspace, place: str) -> tuple[list[Message], bool]:
        """The messages of a place, oldest first, and whether a page leaves out earlier ones."""
        if self.limit is None:
            return [item for item in self._all(workspace, place) if self._is_meant(item)], False
        root = self.root(workspace, place)
        if self.thread and root is None:
            return [], False
        earlier = (item for item in self._newest_first(workspace, place, root) if item.changed > self.since)
        page = list(islice(earlier, self.limit))[::-1]
        return [*([root] if root else []), *page], next(earlier, None) is not None

    def root(self, workspace: Workspace, place: str) -> Message | None:
        """What the thread hangs on, even where one of its replies was named."""
        named = workspace.message(place, self.thread) if self.thread else None
        return workspace.message(place, named.thread_ts or named.ts) if named else None

    def ephemerals(self, workspace: Workspace, user: str) -> list[Ephemeral]:
        """What only this person sees, oldest first; of a page as many as it has messages at most."""
        table = workspace.table(Ephemeral)
        if self.only is not None:
            found = (table.get(record_id) for record_id in sorted(self.only))
            return [item for item in found if item and item.user == user and self._is_shown(item)]
        newest_first = (item for item in reversed(table.values()) if item.user == user and self._is_shown(item))
        return list(islice(newest_first, self.limit))[::-1]

    def _all(self, workspace: Workspace, place: str) -> Iterable[Message]:
        if self.only is not None:
            return filter(None, (workspace.message(place, record_id) for record_id in sorted(self.only)))
        if self.thread:
            root = workspace.message(place, self.thread)
            return sorted([root, *workspace.replies(root)], key=lambda item: item.ts) if root else ()
        return workspace.messages(place)

    def _is_meant(self, item: Message | Ephemeral) -> bool:
        return (not self.thread or self.thread in (item.ts, item.thread_ts)) and item.changed > self.since

    def _is_shown(self, item: Ephemeral) -> bool:
        return self.channel in ("", item.channel) and self._is_meant(item)

    def _newest_first(self, workspace: Workspace, place: str, root: Message | None) -> Iterator[Message]:
        if root:
            replies = reversed(workspace.replies(root))
            yield from (reply for reply in replies if not self.before or reply.ts < self.before)
            return
        for ts in workspace.timelines.before(place, self.before):
            if message := workspace.message(place, ts):
                yield message


EVERYTHING = Asked()


def asked(query: Mapping[str, str]) -> Asked:
    """What a query asks for."""
    limit, only = query.get("limit"), query.get("only")
    if limit is not None and not (limit.isdecimal() and limit.isascii()):
        raise MalformedActError(f"`limit` must be a number of messages, not {limit!r}")
    return Asked(
        channel=query.get("channel", ""),
        thread=query.get("thread", ""),
        since=as_ts(query.get("since", "")),
        only=None if only is None else frozenset(only.split(",")),
        limit=None if limit is None else int(limit),
        before=as_ts(query.get("before", "")),
        counts=limit is not None or only is not None,
    )


def as_ts(moment: str) -> str:
    """A ts from a ts or an ISO date-time; all have ten digits before the point until 2286."""
    if not moment or moment.replace(".", "", 1).isdecimal():
        return moment
    return f"{parse_time(moment).timestamp():.6f}"
