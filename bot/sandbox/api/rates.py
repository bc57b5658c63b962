"""Slack's rate limits: how often a method may be called, how often a channel written to, how many events come.

Off unless they are switched on. They follow the workspace's clock, so that where it stands still, so do they. Slack
publishes the rates, and of its bursts only that there are some: their sizes here are our choice.
"""

import math
from dataclasses import dataclass
from typing import Final

from bot.sandbox.clock import Clock

PER_MINUTE: Final = {1: 1, 2: 20, 3: 50, 4: 100}
BURST: Final = {1: 10, 2: 20, 3: 50, 4: 100}
POST_BURST: Final = 3
WORKSPACE_POSTS: Final = 300
EVENTS_AN_HOUR: Final = 30_000
_POSTING: Final = ("chat.postMessage", "chat.postEphemeral")
_TIERS: Final = {
    1: ("apps.connections.open",),
    2: (
        "bookmarks.add", "bookmarks.edit", "bookmarks.remove", "canvases.create", "conversations.archive",
        "conversations.close", "conversations.create", "conversations.list", "conversations.rename",
        "conversations.setPurpose", "conversations.setTopic", "conversations.unarchive", "emoji.list", "pins.add",
        "pins.list", "pins.remove", "reactions.list", "reactions.remove", "search.messages", "usergroups.list",
        "usergroups.users.list", "users.list", "users.setPresence",
    ),
    4: (
        "api.test", "chat.postEphemeral", "conversations.members", "files.completeUploadExternal",
        "files.getUploadURLExternal", "files.info", "oauth.v2.access", "users.info", "users.profile.get",
        "views.open", "views.publish", "views.push", "views.update",
    ),
}  # fmt: skip
_TIER_OF: Final = {method: tier for tier, methods in _TIERS.items() for method in methods}
_FREE: Final = ("auth.test", "chat.getPermalink", "chat.postMessage")
"""Methods with limits of their own: the first two allow hundreds a minute."""


def tier(method: str) -> int | None:
    """The tier of a method; most are of the third. Nothing for one that has limits of its own."""
    return None if method in _FREE else _TIER_OF.get(method, 3)


@dataclass
class _Bucket:
    """Fills up to `size`, `speed` a second; each use takes one out."""

    size: float
    speed: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """How many seconds until there is one to take; taken at once where there is."""
        self.level = min(self.size, self.level + max(0.0, now - self.at) * self.speed)
        self.at = now
        # A bucket that fills through thirds must not miss its moment by a rounding.
        if self.level >= 1 - 1e-6:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.speed


class Rates:
    """What has been used of each limit."""

    def __init__(self, clock: Clock) -> None:
        self.on = False
        self._clock = clock
        self._buckets: dict[tuple[str, ...], _Bucket] = {}
        self._hours: dict[str, tuple[float, int]] = {}
        self._told: dict[str, int] = {}

    def switch(self, *, on: bool) -> None:
        """Begin to limit, or stop; what was used is forgotten."""
        self.on = on
        self._buckets.clear()
        self._hours.clear()
        self._told.clear()

    def wait(self, team: str, method: str, channel: str = "") -> int:
        """After how many seconds a call may come again; 0 if it may be made, and it then counts."""
        if not self.on:
            return 0
        number = tier(method)
        if number is not None and (wait := self._wait((team, method), BURST[number], PER_MINUTE[number] / 60)):
            return wait
        if method not in _POSTING:
            return 0
        return self._wait((team, "post", channel), POST_BURST, 1.0) or self._wait(
            (team, "posts"), WORKSPACE_POSTS, WORKSPACE_POSTS / 60
        )

    def _wait(self, key: tuple[str, ...], size: float, speed: float) -> int:
        now = self._clock.seconds()
        bucket = self._buckets.setdefault(key, _Bucket(size, speed, size, now))
        return math.ceil(bucket.wait(now) - 1e-6)

    def event(self, team: str) -> bool:
        """Whether an event may be delivered; it then counts towards the hour."""
        if not self.on:
            return True
        now = self._clock.seconds()
        since, count = self._hours.get(team, (now, 0))
        if not 0 <= now - since < 3_600:
            since, count = now, 0
        if count >= EVENTS_AN_HOUR:
            return False
        self._hours[team] = (since, count + 1)
        return True

    def minute_to_tell(self, team: str) -> int | None:
        """The minute in which events were held back, once: the app is told of each minute one time."""
        minute = int(self._clock.seconds()) // 60 * 60
        if self._told.get(team) == minute:
            return None
        self._told[team] = minute
        return minute
