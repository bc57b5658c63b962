"""Who may use the workspace's own endpoints: the token's holder, or the page in its own browser.

The workspace is for one machine: requests for another host, or from another site, are refused.
"""

import hmac
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.errors import ActError
from bot.sandbox.settings import Settings

AUTHORIZE = "/oauth/v2/authorize"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_LOCKED = Path(__file__).parent / "page" / "templates" / "locked.html"
_LOCKED_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"


class Access:
    """Checks host, origin and token before the application sees a request."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._token = settings.token
        # A browser sends cookies to every port of a host, so the port is in the name.
        self._cookie = f"threatbot_workspace_{urlsplit(settings.base_url).port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here. Slack's API has tokens of its own."""
        answer = self._answer(Request(scope)) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        if not _is_local(request):
            return _refusal("invalid_host", "This workspace answers on the loopback address only.", 403)
        if not _same_origin(request):
            return _refusal("invalid_origin", "Another site may not use this workspace.", 403)
        is_page = request.url.path == "/" or request.url.path.startswith("/archives/")
        if is_page and (given := request.query_params.get("token")):
            return self._let_in(request.url.path, given)
        if (is_page or request.url.path == AUTHORIZE) and not self._is_known(request):
            return _locked()
        if request.url.path.startswith("/_workspace/") and not self._is_known(request):
            return _refusal("invalid_token", "This needs the workspace's token.", 401)
        return None

    def _let_in(self, path: str, given: str) -> Response:
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            return _locked()
        response = RedirectResponse(path, status_code=303)
        response.set_cookie(self._cookie, given, httponly=True, samesite="strict")
        return response

    def _is_known(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        given = token if scheme.lower() == "bearer" else request.cookies.get(self._cookie, "")
        return hmac.compare_digest(given.encode(), self._token.encode())


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
