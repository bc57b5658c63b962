"""What the workspace's process is told at its start."""

from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.manifest import SCOPES


@dataclass(frozen=True)
class Settings:
    """Addresses and secrets; `base_url` is the workspace's own address."""

    base_url: str
    bot_url: str
    database: Path
    token: str
    bot_token: str
    app_token: str
    signing_secret: str
    scopes: tuple[str, ...] = SCOPES
    frozen_at: float | None = None
