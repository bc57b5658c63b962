"""What the workspace's process is told at its start."""

from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.manifest import Manifest


@dataclass(frozen=True)
class Settings:
    """Addresses and secrets; `base_url` is the workspace's own address."""

    base_url: str
    bot_url: str
    database: Path
    manifest: Manifest
    token: str
    bot_token: str
    app_token: str
    signing_secret: str
    client_secret: str = ""
    frozen_at: float | None = None
    with_partner: bool = False
