"""`/oauth/v2/authorize`: the page on which a member of a team lets the app in, or does not.

It is for the holder of the workspace's key, as the page of the workspace is (`access.py`). What it shows comes from a
request that anyone may have made up, so the answer carries a word that only this page can have written.
"""

import hmac
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.sandbox.access import AUTHORIZE
from bot.sandbox.api.methods import METHODS
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.installs.oauth import allowed_redirect, new_grant
from bot.sandbox.records import Grant, Json, Team, User

_templates = Jinja2Templates(Path(__file__).parents[1] / "page" / "templates")
_ASKED = ("client_id", "scope", "redirect_uri", "state", "team")
_SENTENCES = {
    "invalid_client_id": "There is no app with this client_id in the workspace.",
    "bad_redirect_uri": "redirect_uri did not match any configured URIs: it must be, or lie below, one of the "
    "manifest's redirect_urls.",
    "invalid_scope": "The app asks for scopes that its manifest does not name.",
    "invalid_team_for_non_distributed_app": "This member cannot install the app.",
    "invalid_consent": "This page is not the one that asked. Begin again from the app.",
}


def routes(context: Context) -> list[BaseRoute]:
    """The page, and the answer to it."""
    page = _Consent(context)
    return [Route(AUTHORIZE, page.ask, methods=["GET"]), Route(AUTHORIZE, page.decide, methods=["POST"])]


class _Consent:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._workspace = context.workspace

    async def ask(self, request: Request) -> Response:
        """Show what the app asks for."""
        try:
            asked = self._asked(request.query_params)
        except ApiError as refusal:
            return self._refused(request, refusal)
        told = {
            "app": self._workspace.manifest,
            "asked": asked,
            "scopes": {scope: _opened_by(scope) for scope in asked["scope"].split(",")},
            "teams": self._teams(asked["team"]),
            "consent": self._consent(asked),
        }
        return _templates.TemplateResponse(request, "authorize.html", told, headers=_headers(asked["redirect_uri"]))

    async def decide(self, request: Request) -> Response:
        """Send the person back to the app, with a code or with their refusal."""
        async with request.form() as form:
            answer = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            asked = self._asked(answer)
            self._refuse_another_page(asked, answer.get("consent", ""))
            if answer.get("decision") != "allow":
                return _back(asked, {"error": "access_denied"})
            return _back(asked, {"code": self._granted(asked, answer.get("user", "")).id})
        except ApiError as refusal:
            return self._refused(request, refusal)

    def _asked(self, given: Mapping[str, str]) -> dict[str, str]:
        """What is asked for, checked: an app may ask for no more than its manifest names."""
        asked = {name: given.get(name, "") for name in _ASKED}
        if asked["client_id"] != self._workspace.manifest.client_id:
            raise ApiError("invalid_client_id")
        asked["redirect_uri"] = allowed_redirect(self._workspace, asked["redirect_uri"])
        scopes = list(dict.fromkeys(asked["scope"].replace(",", " ").split()))
        if not scopes or not set(scopes) <= set(self._workspace.manifest.scopes) or given.get("user_scope"):
            raise ApiError("invalid_scope")
        return asked | {"scope": ",".join(scopes)}

    def _consent(self, asked: Mapping[str, str]) -> str:
        return self._workspace.secret("consent", urlencode(sorted(asked.items())))

    def _refuse_another_page(self, asked: Mapping[str, str], consent: str) -> None:
        if not hmac.compare_digest(consent.encode(), self._consent(asked).encode()):
            raise ApiError("invalid_consent")

    def _teams(self, wanted: str) -> list[Json]:
        """The teams, the one that was asked for first, with who may install there."""
        found = [
            {
                "id": team.id,
                "name": team.name,
                "people": self._installers(team.id),
                "installed": bool((app := self._workspace.installation(team.id)) and not app.revoked),
            }
            for team in self._workspace.table(Team).values()
        ]
        return sorted(found, key=lambda team: team["id"] != wanted)

    def _installers(self, team: str) -> list[User]:
        people = [user for user in self._workspace.users.values() if user.team == team and not user.is_bot]
        return [user for user in people if not (user.is_restricted or user.deleted)]

    def _granted(self, asked: Mapping[str, str], user_id: str) -> Grant:
        user = self._workspace.users.get(user_id)
        if user is None or user not in self._installers(user.team):
            raise ApiError("invalid_team_for_non_distributed_app")
        scopes, now = asked["scope"].split(","), self._workspace.clock.seconds()
        return new_grant(self._context, Grant("", user.team, user.id, scopes, asked["redirect_uri"], now))

    def _refused(self, request: Request, refusal: ApiError) -> Response:
        told = {"app": self._workspace.manifest, "error": refusal.error, "sentence": _SENTENCES[refusal.error]}
        return _templates.TemplateResponse(request, "authorize.html", told, status_code=400, headers=_headers(""))


def _opened_by(scope: str) -> list[str]:
    """The methods that a scope opens."""
    return sorted(name for name, method in METHODS.items() if scope in method.every_scope)


def _back(asked: Mapping[str, str], answer: Json) -> Response:
    uri = urlsplit(asked["redirect_uri"])
    query = [*parse_qsl(uri.query, keep_blank_values=True), *answer.items(), ("state", asked["state"])]
    return RedirectResponse(urlunsplit(uri._replace(query=urlencode(query))), status_code=302)


def _headers(redirect_uri: str) -> dict[str, str]:
    """A form's answer that leads on to the app counts as sent there, so that is allowed as well."""
    uri = urlsplit(redirect_uri)
    goal = f" {uri.scheme}://{uri.netloc}" if uri.netloc else ""
    policy = [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        f"form-action 'self'{goal}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    return {
        "Content-Security-Policy": "; ".join(policy),
        # Without a referrer a browser sends the form from nowhere, and it would be refused.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
