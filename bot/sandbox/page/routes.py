"""The page's addresses: the shell and its script and style. Who may see it is left to the server that mounts them.

The shell is rendered once a request from what the workspace is made of (roles, commands, shortcuts); everything
that changes comes to the script through `/_workspace/state`.
"""

from dataclasses import asdict
from itertools import takewhile
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.sandbox.context import Context
from bot.sandbox.manifest import Command
from bot.sandbox.records import Channel, Team, UserGroup

HERE = Path(__file__).parent
STATIC = HERE / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_files = {path.name: path for path in sorted(STATIC.iterdir()) if path.suffix in TYPES}
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
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
_templates = Jinja2Templates(HERE / "templates")
# in the order of `/_workspace/page`, with which the script compares it
_templates.env.policies["json.dumps_kwargs"] = {"sort_keys": False}


def configuration(context: Context, *, restarts: bool = False) -> dict[str, object]:
    """What the script must know that the state does not tell: people, the app, its commands and shortcuts.

    `restarts` is whether an app that ended is started again by whoever started the workspace.
    """
    workspace, manifest = context.workspace, context.workspace.manifest
    people = workspace.users.values()
    return {
        "workspace": next(iter(workspace.table(Team).values())).name,
        "teams": {team.id: team.name for team in workspace.table(Team).values()},
        "app": {
            "name": manifest.name,
            "description": manifest.description,
            "home": manifest.home_tab,
            "restarts": restarts,
        },
        "bot": next(user.id for user in people if user.is_bot),
        "roles": [user.name for user in people if not user.is_bot],
        "people": {
            user.id: {
                "name": user.name,
                "real_name": user.real_name,
                "tz": user.tz,
                "bot": user.is_bot,
                "guest": user.is_restricted,
                "deleted": user.deleted,
                "team": user.team,
            }
            for user in people
        },
        "shared": {room.id: room.teams for room in workspace.table(Channel).values() if room.shared_with},
        "groups": {
            group.id: {"handle": group.handle, "team": group.team, "people": group.users}
            for group in workspace.table(UserGroup).values()
        },
        "commands": [spelled for command in manifest.commands for spelled in _spellings(command)],
        "shortcuts": [asdict(shortcut) for shortcut in manifest.shortcuts if shortcut.type == "message"],
        "global_shortcuts": [asdict(shortcut) for shortcut in manifest.shortcuts if shortcut.type == "global"],
        "start": "checkout-design",
    }


def _spellings(command: Command) -> list[dict[str, str]]:
    """A command with each of the alternatives that its hint names: `[new | show NAME]` are two.

    What stands there in capitals, or in brackets of its own, is for the person to fill in: it is told, not written.
    """
    ways = [part.split() for part in command.usage_hint.strip("[]").split("|")]
    return [_spelled(command, words) for words in ways if words] or [_spelled(command, [])]


def _spelled(command: Command, words: list[str]) -> dict[str, str]:
    written = list(takewhile(lambda word: word.islower(), words))
    rest = " ".join(words[len(written) :])
    text = " ".join([command.command, *written])
    return {"text": f"{text} " if rest else text, "hint": rest or ("" if written else command.description)}


def _modules() -> list[str]:
    """All scripts: asked for at once, rather than as each module that imports them has come."""
    return [name for name in _files if name.endswith(".js")]


async def _file(request: Request) -> Response:
    """Answer with a script or style. A page asks for some sixty at once: small ones, read without a thread for each."""
    path = _files.get(request.path_params["name"])
    if path is None:
        return Response("There is no such file.", status_code=404, media_type="text/plain")
    told = path.stat()
    headers = {"ETag": f'"{told.st_mtime_ns:x}-{told.st_size:x}"', "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(path.read_bytes(), media_type=TYPES[path.suffix], headers=headers)


def routes(context: Context, *, restarts: bool = False) -> list[BaseRoute]:
    """The page's addresses for a workspace; `restarts` as for `configuration`."""

    async def index(request: Request) -> Response:
        """Answer with the shell of the page."""
        told = {"configuration": configuration(context, restarts=restarts), "modules": _modules()}
        return _templates.TemplateResponse(request, "index.html", told, headers=HEADERS)

    async def told(request: Request) -> Response:
        """Answer with what the shell was rendered from, for a page on which somebody has come or changed since."""
        del request
        return JSONResponse(configuration(context, restarts=restarts), headers=HEADERS)

    async def app(request: Request) -> Response:
        """Answer whether the app listens, of which a page need not wait to find out."""
        del request
        return JSONResponse({"listens": await context.bot.listens()}, headers=HEADERS)

    return [
        Route("/", index),
        Route("/_workspace/app", app),
        Route("/_workspace/page", told),
        # where chat.getPermalink's links lead; the script reads the address
        Route("/archives/{place}", index),
        Route("/archives/{place}/{message}", index),
        Route("/static/{name}", _file),
    ]
