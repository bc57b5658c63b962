"""The app as its own Slack manifest tells it: names, commands, shortcuts, scopes, events.

A manifest is YAML or JSON, as Slack's page of an app exports it. What the workspace has no use for is left unread.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

_LETTERS = re.compile(r"[^A-Z0-9]+")


class ManifestError(ValueError):
    """A manifest that cannot be used; the message says where and what was expected."""


@dataclass(frozen=True)
class Command:
    """A slash command with its slash."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A shortcut on a message, or a global one."""

    callback_id: str
    name: str
    type: Literal["message", "global"]
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    """One app. `events` are its bot events; an event that it does not name is not delivered to it."""

    name: str
    bot_name: str
    description: str = ""
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    metadata_events: tuple[str, ...] = ()
    redirect_urls: tuple[str, ...] = ()
    token_rotation: bool = False
    home_tab: bool = False
    unfurl_domains: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The bot's name as it stands in ids."""
        return _LETTERS.sub("", self.bot_name.upper()) or "APP"

    @property
    def app_id(self) -> str:
        """Slack's name for the app."""
        return f"A0{self.word}"

    @property
    def client_id(self) -> str:
        """Slack's other name for the app, in OAuth: two numbers, the same for the same app."""
        number = int.from_bytes(hashlib.sha256(self.app_id.encode()).digest()[:10])
        return f"{number % 10**10:010d}.{number // 10**10 % 10**13:013d}"

    def command(self, word: str) -> Command | None:
        """The command that begins with this word."""
        return next((command for command in self.commands if command.command == word), None)


def read(path: Path) -> Manifest:
    """The manifest in a file; raises ManifestError."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ManifestError(f"{path}: a Slack manifest in YAML or JSON was expected: {error}") from error
    try:
        return parse(document)
    except ManifestError as error:
        raise ManifestError(f"{path}: {error}") from error


def parse(document: object) -> Manifest:
    """A manifest from its document; raises ManifestError."""
    root = _Node(document, "")
    features, settings, oauth = root.node("features"), root.node("settings"), root.node("oauth_config")
    information, bot = root.node("display_information"), features.node("bot_user")
    name = information.text("name", required=True)
    return Manifest(
        name=name,
        bot_name=bot.text("display_name") or name,
        description=information.text("description"),
        commands=tuple(_command(item) for item in features.items("slash_commands")),
        shortcuts=tuple(_shortcut(item) for item in features.items("shortcuts")),
        scopes=oauth.node("scopes").words("bot"),
        events=settings.node("event_subscriptions").words("bot_events"),
        metadata_events=tuple(
            item.text("event_type", required=True)
            for item in settings.node("event_subscriptions").items("metadata_subscriptions")
        ),
        redirect_urls=oauth.words("redirect_urls"),
        token_rotation=settings.flag("token_rotation_enabled"),
        home_tab=features.node("app_home").flag("home_tab_enabled"),
        unfurl_domains=features.words("unfurl_domains"),
    )


def _command(item: "_Node") -> Command:
    word = item.text("command", required=True)
    if not word.startswith("/"):
        raise ManifestError(f"{item.place}/command: a command begins with a slash, not {word!r}")
    return Command(word, item.text("description"), item.text("usage_hint"), item.flag("should_escape"))


def _shortcut(item: "_Node") -> Shortcut:
    kind: Literal["message", "global"] = "message" if item.text("type") == "message" else "global"
    return Shortcut(
        item.text("callback_id", required=True), item.text("name", required=True), kind, item.text("description")
    )


class _Node:
    """An object of the document, with its place for complaints."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, Mapping):
            raise ManifestError(f"{place or '/'}: an object was expected, not {_kind(value)}")
        self._value: Mapping[str, Any] = value
        self.place = place

    def node(self, name: str) -> "_Node":
        """The object of this name; a missing one is empty."""
        return _Node({} if self._value.get(name) is None else self._value[name], f"{self.place}/{name}")

    def items(self, name: str) -> "list[_Node]":
        """The objects of a list; a missing one is empty."""
        return [_Node(item, f"{self.place}/{name}/{number}") for number, item in enumerate(self._list(name))]

    def words(self, name: str) -> tuple[str, ...]:
        """The texts of a list; a missing one is empty."""
        found = self._list(name)
        if not all(isinstance(item, str) for item in found):
            raise ManifestError(f"{self.place}/{name}: a list of texts was expected")
        return tuple(found)

    def text(self, name: str, *, required: bool = False) -> str:
        """A text; a missing one is empty."""
        value = self._value.get(name)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value):
            raise ManifestError(f"{self.place}/{name}: a text was expected, not {_kind(value)}")
        return value

    def flag(self, name: str) -> bool:
        """A truth value; a missing one is false."""
        value = self._value.get(name, False)
        if not isinstance(value, bool):
            raise ManifestError(f"{self.place}/{name}: true or false was expected, not {_kind(value)}")
        return value

    def _list(self, name: str) -> list[Any]:
        value = self._value.get(name)
        if value is not None and not isinstance(value, list):
            raise ManifestError(f"{self.place}/{name}: a list was expected, not {_kind(value)}")
        return value or []


def _kind(value: object) -> str:
    return "nothing" if value is None else f"{type(value).__name__} {value!r}"[:80]
