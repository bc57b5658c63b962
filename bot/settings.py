"""What the environment says: ``THREATBOT_*`` for the process, ``SLACK_*`` as Slack names its secrets."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from bot.errors import NotConfigured

_ENVIRONMENT = {
    "database_url": "THREATBOT_DATABASE_URL",
    "bot_token": "SLACK_BOT_TOKEN",
    "app_token": "SLACK_APP_TOKEN",
    "signing_secret": "SLACK_SIGNING_SECRET",
    "slack_api_url": "THREATBOT_SLACK_API_URL",
    "sandbox_url": "THREATBOT_SANDBOX_URL",
    "sandbox_token": "THREATBOT_SANDBOX_TOKEN",
    "host": "THREATBOT_HOST",
    "port": "THREATBOT_PORT",
    "lease_seconds": "THREATBOT_LEASE_SECONDS",
    "poll_seconds": "THREATBOT_POLL_SECONDS",
    "post_interval": "THREATBOT_POST_INTERVAL",
    "max_body": "THREATBOT_MAX_BODY",
    "threads": "THREATBOT_THREADS",
    "packs": "THREATBOT_PACKS",
    "cache": "THREATBOT_CACHE",
    "log_level": "THREATBOT_LOG_LEVEL",
}


def _cache() -> Path:
    """Where this system keeps what can be made again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "threatbot"


@dataclass(frozen=True)
class Settings:
    """One process's settings; secrets never show in ``repr``."""

    database_url: str = "sqlite:///threatbot.db"
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    sandbox_url: str = ""
    sandbox_token: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 3000
    lease_seconds: float = 60.0
    poll_seconds: float = 1.0
    post_interval: float = 1.0  # seconds between posts to one channel; Slack allows one a second
    max_body: int = 1_000_000  # bytes; Slack's own payloads stay far below
    threads: int = 16
    cache: Path = field(default_factory=_cache)  # folder for what is made from packs, and can be made again
    packs: tuple[Path, ...] = ()  # folders of an organisation's own packs, separated as in PATH
    log_level: str = "INFO"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; a value of the wrong kind is named with what was expected."""
        given = os.environ if environment is None else environment
        kinds = {f.name: type(f.default) for f in fields(cls)} | {"cache": Path}
        values: dict[str, object] = {}
        for name, variable in _ENVIRONMENT.items():
            if text := given.get(variable, ""):
                values[name] = _converted(variable, text, kinds[name])
        return cls(**values)  # type: ignore[arg-type]


def _converted(variable: str, text: str, kind: type) -> object:
    if kind is tuple:
        return tuple(Path(part) for part in text.split(os.pathsep) if part)
    try:
        return kind(text)
    except ValueError as error:
        raise NotConfigured(f"{variable} is {text!r}, but a number was expected.") from error
