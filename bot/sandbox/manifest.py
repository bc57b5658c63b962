"""The app as the workspace knows it: what stands in its manifest (a test compares the two)."""

APP_ID = "A0THREATBOT"
BOT_USER = "U0THREATBOT"
BOT_ID = "B0THREATBOT"
BOT_NAME = "threatbot"
TEAM_ID = "T0LOCAL"
TEAM_NAME = "Local workspace"

COMMANDS = ("/threatmodel",)
MESSAGE_SHORTCUTS = {"threatmodel_thread": "Threat-model this"}

SCOPES = (
    "commands",
    "chat:write",
    "channels:read",
    "channels:join",
    "channels:history",
    "groups:read",
    "groups:history",
    "files:read",
    "files:write",
    "users:read",
    "im:write",
    "app_mentions:read",
)
EVENTS = ("app_mention", "app_uninstalled", "tokens_revoked")
ALSO_TOLD = ("app_home_opened", "message.channels", "message.groups")
"""Events that other apps subscribe to: an app in the workspace is told them too, and acknowledges what it ignores."""
