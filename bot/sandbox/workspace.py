"""The workspace's state: records in memory, written through to the store, and their ids.

All of it runs on one event loop and changes only between two awaits, so nothing needs a lock.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from heapq import merge
from itertools import islice, takewhile
from typing import TypeVar, cast

from bot.sandbox import seed
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.manifest import Manifest
from bot.sandbox.records import (
    Canvas,
    Channel,
    ClockSetting,
    Content,
    Counter,
    Delivery,
    Entered,
    Ephemeral,
    File,
    Grant,
    Installation,
    Json,
    Message,
    Read,
    Record,
    ResponseUrl,
    Scheduled,
    SocketMode,
    Suggested,
    Team,
    Trigger,
    User,
    UserGroup,
    View,
)
from bot.sandbox.settings import Settings
from bot.sandbox.store import Store
from bot.sandbox.timeline import Timelines, is_root

R = TypeVar("R", bound=Record)

_KINDS: tuple[type[Record], ...] = (
    Canvas, Channel, ClockSetting, Content, Counter, Delivery, Entered, Ephemeral, File, Grant, Installation,
    Message, Read, ResponseUrl, Scheduled, SocketMode, Suggested, Team, Trigger, User, UserGroup, View,
)  # fmt: skip
_SEEN = (Channel, Ephemeral, Message, Read, User, View)


class Workspace:
    """Everything that is kept, and the one way to change it: `save` and `drop`."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.changes = Changes()
        self._store = store
        self._tables: dict[type[Record], dict[str, Record]] = {kind: {} for kind in _KINDS}
        self.timelines = Timelines()
        self._by_channel: dict[str, dict[str, Message]] = {}
        self._broadcasts: dict[str, set[str]] = {}
        self._by_thread: dict[tuple[str, str], dict[str, Message]] = {}
        self._load()
        self.clock = Clock(self._clock_setting())
        self._seed()

    def _load(self) -> None:
        kinds = {kind.__name__: kind for kind in _KINDS}
        for name, document in self._store.load():
            kind = kinds[name]
            known = {field.name for field in fields(kind)}
            self._keep(kind(**{name: value for name, value in document.items() if name in known}))

    def _clock_setting(self) -> ClockSetting:
        setting = self.table(ClockSetting).get("clock") or ClockSetting("clock")
        if self.settings.frozen_at is None and setting.frozen_at is not None:
            setting = ClockSetting("clock", offset=setting.frozen_at - time.time())
        elif self.settings.frozen_at is not None and setting.frozen_at is None:
            setting = ClockSetting("clock", frozen_at=self.settings.frozen_at)
        self.save(setting)
        return setting

    def _seed(self) -> None:
        created, settings = int(self.clock.seconds()), self.settings
        if not self.users:
            self.save_all(seed.home(settings.manifest, settings.bot_token, created))
        if settings.with_partner and seed.PARTNER.id not in self.table(Team):
            self.save_all(seed.partner(created))
        home = self.table(Installation)[seed.HOME.id]
        replaced = settings.bot_token in home.earlier
        if not settings.manifest.token_rotation and home.token != settings.bot_token and not replaced:
            home.token = settings.bot_token
            self.save(home)
        self.commit()

    def _keep(self, record: Record) -> None:
        self._tables[type(record)][record.key] = record
        if isinstance(record, Message):
            self._by_channel.setdefault(record.channel, {})[record.ts] = record
            self.timelines.keep(record)
            self._note_broadcast(record, sent=record.subtype == "thread_broadcast")
            if not is_root(record):
                self._by_thread.setdefault((record.channel, record.thread_ts or ""), {})[record.ts] = record

    def _note_broadcast(self, message: Message, *, sent: bool) -> None:
        noted = self._broadcasts.setdefault(message.channel, set())
        (noted.add if sent else noted.discard)(message.ts)

    def table(self, kind: type[R]) -> dict[str, R]:
        """All records of a class by key, oldest first."""
        return cast("dict[str, R]", self._tables[kind])

    def save(self, record: Record) -> None:
        """Keep a new or changed record; durable from the next `commit` on."""
        if isinstance(record, Message | Ephemeral):
            record.changed = self.next_ts() if record.changed else record.ts
        # first, as what cannot be written must not be shown either
        self._store.put(type(record).__name__, record.key, record.document())
        self._keep(record)
        if isinstance(record, _SEEN):
            self.changes.note(type(record).__name__.lower(), record.id)

    def save_all(self, records: Iterable[Record]) -> None:
        """Keep several."""
        for record in records:
            self.save(record)

    def drop(self, record: Record) -> None:
        """Forget a record."""
        self._tables[type(record)].pop(record.key, None)
        if isinstance(record, Message):
            self._by_channel[record.channel].pop(record.ts, None)
            self._by_thread.get((record.channel, record.thread_ts or ""), {}).pop(record.ts, None)
            self.timelines.drop(record)
            self._note_broadcast(record, sent=False)
        self._store.drop(type(record).__name__, record.key)
        if isinstance(record, _SEEN):
            self.changes.note(type(record).__name__.lower(), record.id)

    def keep_latest(self, kind: type[R], most: int, is_over: Callable[[R], bool] | None = None) -> None:
        """Forget the oldest of many records of a class; with `is_over` only as far as they are."""
        table = self.table(kind)
        for record in list(takewhile(is_over or bool, islice(table.values(), max(0, len(table) - most)))):
            self.drop(record)

    def commit(self) -> None:
        """Make the changes so far durable; called before anyone is told of them."""
        self._store.commit()

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    @property
    def users(self) -> dict[str, User]:
        """People and the bot by id."""
        return self.table(User)

    @property
    def channels(self) -> dict[str, Channel]:
        """Channels and direct conversations by id."""
        return self.table(Channel)

    @property
    def manifest(self) -> Manifest:
        """The app."""
        return self.settings.manifest

    def installation(self, team: str) -> Installation | None:
        """The app as installed in a team."""
        return self.table(Installation).get(team)

    def installation_of(self, bot_user: str) -> Installation | None:
        """The installation that a bot user speaks for; nothing for a person."""
        return next((item for item in self.table(Installation).values() if item.bot_user == bot_user), None)

    def present(self, channel: Channel) -> list[Installation]:
        """The installations whose bots are in a channel, that of the team which owns it first."""
        found = [item for team in channel.teams if (item := self.installation(team)) and not item.revoked]
        return [item for item in found if item.bot_user in channel.members]

    def is_bot(self, user: str) -> bool:
        """Whether a user is the app's."""
        return self.users[user].is_bot

    def messages(self, channel: str) -> Iterator[Message]:
        """A channel's messages with those in its threads, oldest first."""
        yield from list(self._by_channel.get(channel, {}).values())

    def newest_first(self, channel: str, until: str) -> Iterator[Message]:
        """What stands in a channel itself, replies that were sent there too among it, from a ts back."""
        roots = self.timelines.before(channel, f"{until}~")  # with what has that ts itself
        sent = sorted((ts for ts in self._broadcasts.get(channel, ()) if ts <= until), reverse=True)
        return filter(None, (self.message(channel, ts) for ts in merge(roots, sent, reverse=True)))

    def message(self, channel: str, ts: str) -> Message | None:
        """One message, or nothing."""
        return self._by_channel.get(channel, {}).get(ts)

    def replies(self, message: Message) -> list[Message]:
        """What hangs on a message, without itself."""
        return list(self._by_thread.get((message.channel, message.ts), {}).values())

    def next_number(self, name: str) -> int:
        """The next number of a sequence; the first is 1."""
        counter = self.table(Counter).get(name) or Counter(name)
        counter.value += 1
        self.save(counter)
        return counter.value

    def next_id(self, prefix: str) -> str:
        """The next id with a prefix; the same history gives the same ids."""
        return f"{prefix}{self.next_number(prefix):010d}"

    def next_ts(self) -> str:
        """A ts later than all given out before, even when the clock was set back."""
        counter = self.table(Counter).get("ts") or Counter("ts")
        now = round(self.clock.seconds() * 1_000_000)
        counter.value = max(now, counter.value) + 100
        self.save(counter)
        return f"{counter.value // 1_000_000}.{counter.value % 1_000_000:06d}"

    def secret(self, *parts: str) -> str:
        """A word that nobody can guess, yet the same for the same parts."""
        text = "/".join(parts).encode()
        return hmac.new(self.settings.signing_secret.encode(), text, hashlib.sha256).hexdigest()[:24]

    def payload_team(self, team: str) -> Json:
        """A team as interactions name it."""
        return {"id": team, "domain": self.table(Team)[team].domain}
