"""The app as the workspace knows it: what would stand in its manifest. Keep it like deploy's one."""

APP_ID = "A0THREATBOT"
BOT_USER = "U0THREATBOT"
BOT_ID = "B0THREATBOT"
BOT_NAME = "threatbot"
TEAM_ID = "T0LOCAL"
TEAM_NAME = "Local workspace"

COMMANDS = ("/threatmodel",)
MESSAGE_SHORTCUTS = {"threatmodel_thread": "Threat-model this thread"}

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
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "tokens_revoked",
)
