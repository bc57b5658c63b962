"""The records of a workspace. They hold data only; what happens to them is told elsewhere.

Every record has a `key`, unique among the records of its class, under which it is stored.
"""

import hmac
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

# Slack's payloads are open-ended JSON; `bot.blocks.limits` checks them where they come in.
Json = dict[str, Any]
Values = dict[str, dict[str, Json]]
"""Slack's `state.values`: block_id -> action_id -> the element's value."""


@dataclass
class Record:
    """Something that has an id and is kept."""

    id: str

    @property
    def key(self) -> str:
        """Under what it is stored."""
        return self.id

    def document(self) -> Json:
        """What is stored."""
        return asdict(self)


@dataclass
class Counter(Record):
    """The last number given out for a prefix of ids, or the last message's ts in microseconds."""

    value: int = 0


@dataclass
class ClockSetting(Record):
    """The workspace's clock: how far from real time, or where it stands still (seconds since 1970)."""

    offset: float = 0.0
    frozen_at: float | None = None


@dataclass
class SocketMode(Record):
    """Whether the app is spoken with over its own connections; without one, or once turned off, over HTTP."""

    used: bool = False


@dataclass
class Team(Record):
    """A workspace of Slack's, as its people call it: whom it employs, and what channels it owns."""

    name: str
    domain: str


@dataclass
class Installation(Record):
    """The app as installed in a team, whose id it bears: its bot user, its token, whether that still holds.

    `expires` is when the token ends, in seconds since 1970, where tokens are rotated; `refresh` works once.
    `earlier` has the tokens before with their ends: a rotated one lives on until its own, a revoked one ended at 0.
    """

    bot_user: str
    bot_id: str
    token: str
    scopes: list[str] = field(default_factory=list)
    revoked: bool = False
    expires: float | None = None
    refresh: str = ""
    earlier: dict[str, float] = field(default_factory=dict)

    def knows(self, token: str) -> bool:
        """Whether a token is this installation's, or once was."""
        return any(
            hmac.compare_digest(known.encode(), token.encode()) for known in (self.token, *self.earlier) if known
        )

    def end_of(self, token: str) -> float | None:
        """When one of its tokens ends; nothing for one that does not, 0 for one that was revoked."""
        if self.revoked:
            return 0.0
        if token == self.token:
            return self.expires
        return self.earlier.get(token, 0.0)


@dataclass
class Grant(Record):
    """A person's consent to install the app, on its way: `id` is the code, which works once and for ten minutes."""

    team: str
    user: str
    scopes: list[str]
    redirect_uri: str
    at: float


@dataclass
class User(Record):
    """A person, or the bot."""

    name: str
    real_name: str
    tz: str = "Europe/London"
    is_bot: bool = False
    is_restricted: bool = False
    deleted: bool = False
    team: str = ""


@dataclass
class Channel(Record):
    """A public or private channel, or a direct conversation of two or of several.

    Of topic and purpose, `set_by` has who set them last and when: `{"topic": ["U1", 1767603600]}`. `read` has the ts up
    to which somebody has read.
    """

    name: str
    kind: Literal["channel", "group", "im", "mpim"] = "channel"
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    created: int = 0
    team: str = ""
    shared_with: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    creator: str = ""
    previous_names: list[str] = field(default_factory=list)
    set_by: dict[str, tuple[str, int]] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams whose channel it is: more than one where it is shared."""
        return (self.team, *self.shared_with)


@dataclass
class Message(Record):
    """A message in a channel; `id` is its ts. `changed` is the ts at which it last changed."""

    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited: str | None = None
    changed: str = ""
    attachments: list[Json] = field(default_factory=list)
    username: str = ""
    icons: Json = field(default_factory=dict)
    mrkdwn: bool = True

    @property
    def key(self) -> str:
        """A ts is unique in its channel only."""
        return f"{self.channel}/{self.id}"

    @property
    def ts(self) -> str:
        """Slack's name for the message's id."""
        return self.id


@dataclass
class Scheduled(Record):
    """A message that is posted at a time, in seconds since 1970; `message` holds the message's own fields."""

    team: str
    channel: str
    post_at: int
    created: int
    message: Json


@dataclass
class UserGroup(Record):
    """People who can be called by one name, without its @."""

    team: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    created: int = 0


@dataclass
class Ephemeral(Record):
    """A message that one person sees, from the app in a team; `ts` is its place among the others."""

    channel: str
    ts: str
    user: str
    team: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    changed: str = ""
    attachments: list[Json] = field(default_factory=list)


@dataclass
class View(Record):
    """A modal or a Home tab. `content` is the view as the bot wrote it, its blocks' ids filled in.

    `team` is the team for which the app opened it.
    """

    user: str
    team: str
    content: Json
    hash: str
    root: str = ""
    previous: str | None = None
    is_open: bool = True
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def external_id(self) -> str:
        """The bot's own name for it, or nothing."""
        return str(self.content.get("external_id") or "")


@dataclass
class Entered(Record):
    """What a person has entered or chosen in a message; `id` is `message key or ephemeral id:user`."""

    values: Values = field(default_factory=dict)


@dataclass
class Read(Record):
    """Up to which ts a person has read; `id` is `user/channel`, or `user/channel/thread`."""

    ts: str


@dataclass
class Suggested(Record):
    """Options that the bot offered a person for an external select; `id` is `action_id:user`."""

    options: list[Json] = field(default_factory=list)


@dataclass
class File(Record):
    """A file: its facts, and where it was shared (channel -> ts of messages; none where they are gone)."""

    name: str
    title: str
    mimetype: str
    size: int
    user: str
    created: int
    uploaded: bool = False
    completed: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, list[str]]:
        """Where it stands now."""
        return {channel: messages for channel, messages in self.shares.items() if messages}


@dataclass
class Content(Record):
    """The bytes of a file, apart from its facts because they seldom change."""

    base64: str


@dataclass
class Canvas(Record):
    """A canvas, whose file bears the same id: its sections of Markdown, `{"id", "markdown"}`, and whose tab it is."""

    channel: str = ""
    sections: list[Json] = field(default_factory=list)


@dataclass
class Trigger(Record):
    """The right to open one view, for three seconds; `team` is the one in which the app heard of it."""

    user: str
    team: str
    at: float
    real: float
    view: str | None = None
    used: bool = False


@dataclass
class ResponseUrl(Record):
    """The right to answer an interaction, five times in thirty minutes."""

    team: str
    channel: str
    user: str
    at: float
    message: str | None = None
    ephemeral: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Delivery(Record):
    """An event that the bot has not acknowledged; `due` is when it is sent next."""

    body: Json
    due: float
    created: float
    attempt: int = 0
    reason: str = ""
