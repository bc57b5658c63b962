"""What a person has read, and what is therefore unread.

The marks are the workspace's own records, not the browser's: another browser, another port or a second window knows
them, they go when the workspace begins anew, and a script can ask for them.
"""

from bot.sandbox.records import Channel, Message, Read
from bot.sandbox.timeline import is_root
from bot.sandbox.workspace import Workspace


class Unread:
    """One person's marks."""

    def __init__(self, workspace: Workspace, user: str) -> None:
        self._workspace = workspace
        self._user = user

    def mark(self, channel: str, ts: str, thread: str = "") -> None:
        """They have read a place, or a thread in it, up to a ts; a mark never goes back."""
        if ts > self.last(channel, thread):
            self._workspace.save(Read(self._key(channel, thread), ts))

    def last(self, channel: str, thread: str = "") -> str:
        """The ts up to which they have read."""
        mark = self._workspace.table(Read).get(self._key(channel, thread))
        return mark.ts if mark else ""

    def count(self, place: Channel) -> int:
        """The unread messages of others, threads apart."""
        last, timelines = self.last(place.id), self._workspace.timelines
        return timelines.after(place.id, last) - timelines.after(place.id, last, self._user)

    def mentions(self, place: Channel) -> int:
        """The unread messages that are meant for them: those that name them, in threads too; in a DM all."""
        if place.kind == "im":
            return self.count(place)
        return sum(map(self._is_unread, self._workspace.timelines.naming(place.id, self._user)))

    def mentions_below(self, root: Message) -> int:
        """The unread replies to a message that name them."""
        replies = self._workspace.timelines.naming(root.channel, self._user)
        return sum(self._is_unread(reply) for reply in replies if reply.thread_ts == root.ts != reply.ts)

    def _is_unread(self, message: Message) -> bool:
        thread = "" if is_root(message) else str(message.thread_ts)
        return message.user != self._user and message.ts > self.last(message.channel, thread)

    def _key(self, channel: str, thread: str) -> str:
        return f"{self._user}/{channel}/{thread}" if thread else f"{self._user}/{channel}"
