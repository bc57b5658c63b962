"""Who may use the workspace's own endpoints: the token's holder, or the page in its own browser.

The workspace is for one machine: requests for another host, or from another site, are refused.

A browser sends a cookie to every port of a host, so whatever listens on this machine may come to hold the page's. It is
therefore not the token, and nothing can be computed from it: it opens what the page needs, and no more.
"""

import hashlib
import hmac
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.errors import ActError
from bot.sandbox.settings import Settings

AUTHORIZE = "/oauth/v2/authorize"
_OPEN_TO_THE_PAGE = frozenset(
    ("act", "app", "changes", "files", "find", "inspector", "page", "read", "reset", "snapshot", "state", "tour")
)
"""What stands after `/_workspace/` where the page's cookie is enough."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_LOCKED = Path(__file__).parent / "page" / "templates" / "locked.html"
_LOCKED_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"


class Access:
    """Checks host, origin and token before the application sees a request."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._token = settings.token
        # The port is in the name because two workspaces on one host would else take each other's cookie away.
        self._cookie = f"workspace_page_{urlsplit(settings.base_url).port}"
        self._page = hmac.new(settings.token.encode(), b"the page's cookie", hashlib.sha256).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here. Slack's API has tokens of its own."""
        answer = self._answer(Request(scope)) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        if not _is_local(request):
            return _refusal("invalid_host", "This workspace answers on the loopback address only.", 403)
        if not _same_origin(request):
            return _refusal("invalid_origin", "Another site may not use this workspace.", 403)
        is_page = request.scope["path"] == "/" or request.scope["path"].startswith("/archives/")
        if is_page and (given := request.query_params.get("token")):
            return self._let_in(request.scope["path"], given)
        if (is_page or request.scope["path"] == AUTHORIZE) and not self._is_known(request):
            return _locked()
        if request.scope["path"].startswith("/_workspace/") and not self._is_known(request):
            return _refusal("invalid_token", "This needs the workspace's token.", 401)
        return None

    def _let_in(self, path: str, given: str) -> Response:
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            return _locked()
        response = RedirectResponse(path, status_code=303)
        response.set_cookie(self._cookie, self._page, httponly=True, samesite="strict")
        return response

    def _is_known(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return hmac.compare_digest(token.encode(), self._token.encode())
        given = request.cookies.get(self._cookie, "")
        return _is_for_the_page(request) and hmac.compare_digest(given.encode(), self._page.encode())


def _is_for_the_page(request: Request) -> bool:
    """Whether the page may ask this, and no page of another port had the browser ask it."""
    _, _, rest = request.scope["path"].partition("/_workspace/")
    if not rest:
        return True  # the shell, and what leads to it from anywhere: a link, an app that wants to be let in
    from_here = request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return from_here and rest.partition("/")[0] in _OPEN_TO_THE_PAGE


def _is_local(request: Request) -> bool:
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname in _LOOPBACK
    except ValueError:
        return False


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin is None or origin == f"http://{request.headers['host']}"


def _locked() -> Response:
    """A page that says how to get in."""
    headers = {"content-security-policy": _LOCKED_POLICY, "cache-control": "no-store"}
    return Response(_LOCKED.read_bytes(), status_code=401, media_type="text/html", headers=headers)


def _refusal(code: str, message: str, status: int) -> Response:
    return JSONResponse(ActError(code, message).body(), status_code=status)
