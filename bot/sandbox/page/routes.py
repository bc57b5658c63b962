"""The page's addresses: the shell and its script and style. Who may see it is left to the server that mounts them.

The shell is rendered once a request from what the workspace is made of (roles, commands, shortcuts); everything
that changes comes to the script through `/_workspace/state`.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.sandbox import manifest, seed

HERE = Path(__file__).parent
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
SUBCOMMANDS = {
    "new": "start a threat model in this channel",
    "list": "show the threat models of this channel",
    "show": "show one threat model",
    "help": "say what can be done",
}

_templates = Jinja2Templates(HERE / "templates")


def configuration() -> dict[str, object]:
    """What the script must know that the state does not tell: people, the bot, its commands and shortcuts."""
    return {
        "workspace": manifest.TEAM_NAME,
        "bot": manifest.BOT_USER,
        "roles": seed.ROLES,
        "people": {
            user.id: {"name": user.name, "tz": user.tz, "bot": user.is_bot, "guest": user.is_restricted}
            for user in seed.users()
        },
        "commands": [
            {"text": f"{command} {word}", "hint": hint}
            for command in manifest.COMMANDS
            for word, hint in SUBCOMMANDS.items()
        ],
        "shortcuts": [{"callback_id": key, "name": name} for key, name in manifest.MESSAGE_SHORTCUTS.items()],
        "start": "checkout-design",
    }


async def index(request: Request) -> Response:
    """Answer with the shell of the page."""
    return _templates.TemplateResponse(request, "index.html", {"configuration": configuration()}, headers=HEADERS)


routes: list[BaseRoute] = [
    Route("/", index),
    # where chat.getPermalink's links lead; the script reads the address
    Route("/archives/{place}", index),
    Route("/archives/{place}/{message}", index),
    Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
]
