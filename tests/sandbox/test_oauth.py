"""A person lets the app into a team: the page, the code, the tokens, and how these end."""

import html
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.sandbox.records import Grant
from tests.sandbox.calls import SECRET, TOKEN, Calls, Json, app_with

BACK = "http://127.0.0.1:3000/slack/oauth_redirect"
KEY = {"authorization": "Bearer key"}
AUTHORIZE = "/oauth/v2/authorize"


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """An app that may send people back to itself, and a second team without it."""
    manifest = app_with(("chat:write", "users:read"), redirect_urls=(BACK,))
    return Calls(tmp_path, manifest, partner=True)


@pytest.fixture
def rotating(tmp_path: Path) -> Calls:
    """The same, with tokens that are rotated."""
    manifest = app_with(("chat:write", "users:read"), redirect_urls=(BACK,), token_rotation=True)
    return Calls(tmp_path, manifest, partner=True)


def ask(calls: Calls, **asked: str) -> httpx.Response:
    """The page that asks for consent."""
    query = {"client_id": calls.workspace.manifest.client_id, "scope": "chat:write", "state": "s", **asked}
    return calls.http("GET", AUTHORIZE, params=query, headers=KEY)


def answer(calls: Calls, page: httpx.Response, **choice: str) -> httpx.Response:
    """The page's form, sent."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)
    form = {name: html.unescape(value) for name, value in fields} | {"user": "U0PARTNER", "decision": "allow"} | choice
    return calls.http("POST", AUTHORIZE, data=form, headers=KEY)


def sent_back(response: httpx.Response) -> Mapping[str, str]:
    """What stands in the address to which somebody is sent."""
    assert response.status_code == 302
    address = urlsplit(response.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == BACK
    return {name: value for name, (value,) in parse_qs(address.query).items()}


def access(calls: Calls, **arguments: str) -> Json:
    """The answer of oauth.v2.access to the app."""
    client = (calls.workspace.manifest.client_id, SECRET)
    told: Json = calls.http("POST", "/api/oauth.v2.access", data=arguments, auth=client).json()
    return told


def installed(calls: Calls, user: str = "U0PARTNER", scope: str = "chat:write") -> Json:
    """The app let in by somebody: what it is told."""
    code = sent_back(answer(calls, ask(calls, scope=scope), user=user))["code"]
    return access(calls, code=code, redirect_uri=BACK)


def test_somebody_lets_the_app_into_their_team(calls: Calls) -> None:
    page = ask(calls)
    assert "chat.postMessage" in page.text
    assert "form-action 'self' http://127.0.0.1:3000" in page.headers["content-security-policy"]
    assert page.text.index("Local workspace") < page.text.index("Partner company")
    back = sent_back(answer(calls, page))
    assert back["state"] == "s"
    told = access(calls, code=back["code"], redirect_uri=BACK)
    assert (told["team"], told["scope"]) == ({"id": "T0PARTNER", "name": "Partner company"}, "chat:write")
    assert (told["token_type"], told["authed_user"], told["app_id"]) == ("bot", {"id": "U0PARTNER"}, "A0THREATBOT")
    assert "refresh_token" not in told
    who = calls("auth.test", token=told["access_token"])
    assert (who["team_id"], who["user_id"]) == ("T0PARTNER", told["bot_user_id"])
    assert who["user_id"] != calls("auth.test")["user_id"]
    assert calls.refused("users.list", token=told["access_token"]) == "missing_scope"


def test_a_refusal_is_told_to_the_app(calls: Calls) -> None:
    assert sent_back(answer(calls, ask(calls), decision="cancel")) == {"error": "access_denied", "state": "s"}


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scope": "chat:write,files:read"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"user_scope": "chat:write"}, "invalid_scope"),
        ({"redirect_uri": "http://evil.example/slack/oauth_redirect"}, "bad_redirect_uri"),
        ({"redirect_uri": BACK + "/../../evil"}, "bad_redirect_uri"),
        ({"redirect_uri": BACK + "ed"}, "bad_redirect_uri"),
        ({"redirect_uri": "http://[broken"}, "bad_redirect_uri"),
    ],
)
def test_what_cannot_be_asked_leads_nowhere(calls: Calls, asked: dict[str, str], error: str) -> None:
    page = ask(calls, **asked)
    assert (page.status_code, error in page.text, "<form" in page.text) == (400, True, False)


def test_the_form_is_the_pages_own(calls: Calls) -> None:
    page = ask(calls)
    for choice in ({"consent": "made up"}, {"scope": "chat:write,users:read"}, {"state": "other"}):
        assert "invalid_consent" in answer(calls, page, **choice).text
    for user in ("U0GUEST", "U0THREATBOT", "U404"):
        assert answer(calls, page, user=user).status_code == 400
    query = {"client_id": calls.workspace.manifest.client_id, "scope": "chat:write"}
    assert calls.http("GET", AUTHORIZE, params=query).status_code == 401
    assert calls.http("POST", AUTHORIZE, data={}, headers=KEY | {"origin": "http://evil.example"}).status_code == 403


def test_what_an_app_sends_is_only_shown(calls: Calls) -> None:
    page = ask(calls, state='"><script>alert(1)</script>')
    assert "<script>" not in page.text
    assert sent_back(answer(calls, page))["state"] == '"><script>alert(1)</script>'


def test_a_code_works_once_and_for_ten_minutes(calls: Calls) -> None:
    code = sent_back(answer(calls, ask(calls)))["code"]
    assert access(calls, code=code, redirect_uri=BACK + "/other")["error"] == "bad_redirect_uri"
    assert access(calls, code=code)["ok"]
    assert access(calls, code=code)["error"] == "invalid_code"
    late = sent_back(answer(calls, ask(calls)))["code"]
    calls.pass_time(601)
    assert access(calls, code=late)["error"] == "invalid_code"
    assert access(calls, grant_type="password")["error"] == "invalid_grant_type"


def test_codes_that_are_over_are_forgotten(calls: Calls) -> None:
    first = sent_back(answer(calls, ask(calls)))["code"]
    calls.pass_time(601)
    second, third = (sent_back(answer(calls, ask(calls)))["code"] for _ in range(2))
    assert access(calls, code=third)["ok"]
    assert first not in calls.workspace.table(Grant)
    assert list(calls.workspace.table(Grant)) == [second]


def test_the_app_has_to_know_its_secret(calls: Calls) -> None:
    client_id = calls.workspace.manifest.client_id
    assert calls.refused("oauth.v2.access", client_id="1.2", client_secret=SECRET) == "invalid_client_id"
    assert calls.refused("oauth.v2.access", client_id=client_id, client_secret="no") == "bad_client_secret"
    code = sent_back(answer(calls, ask(calls)))["code"]
    assert calls("oauth.v2.access", client_id=client_id, client_secret=SECRET, code=code)["ok"]
    logged = str(calls.context.log.latest(5))
    assert SECRET not in logged
    assert code not in logged
    assert "xoxb-" not in logged


def test_scopes_add_up_and_a_token_stays(calls: Calls) -> None:
    first, second = installed(calls), installed(calls, scope="users:read")
    assert second["access_token"] == first["access_token"]
    assert second["scope"] == "chat:write,users:read"


def test_after_a_revocation_a_new_token_comes(calls: Calls) -> None:
    assert calls("auth.revoke", test=True) == {"ok": True, "revoked": False}
    assert calls("auth.revoke")["revoked"]
    assert calls.refused("auth.test") == "token_revoked"
    told = installed(calls, user="U0DEVELOPER")
    assert told["access_token"] != TOKEN
    assert calls("auth.test", token=told["access_token"])["user_id"] == "U0THREATBOT"
    assert calls.refused("auth.test") == "token_revoked"


def test_an_app_takes_itself_out(calls: Calls) -> None:
    told = installed(calls)
    client: Json = {"client_id": calls.workspace.manifest.client_id, "client_secret": SECRET}
    assert calls.refused("apps.uninstall", **client | {"client_secret": "no"}) == "bad_client_secret"
    assert calls("apps.uninstall", token=told["access_token"], **client)["ok"]
    assert calls.refused("auth.test", token=told["access_token"]) == "account_inactive"
    assert calls("auth.test")["ok"]
    assert calls("auth.test", token=installed(calls)["access_token"])["ok"]


def test_a_rotated_token_ends_after_twelve_hours_and_a_refresh_works_once(rotating: Calls) -> None:
    told = installed(rotating)
    first, refresh = told["access_token"], told["refresh_token"]
    assert (first.startswith("xoxe.xoxb-1-"), told["expires_in"]) == (True, 43_200)
    rotating.pass_time(43_000)
    new = access(rotating, grant_type="refresh_token", refresh_token=refresh)
    assert (new["ok"], new["team"]["id"], "authed_user" in new) == (True, "T0PARTNER", False)
    assert access(rotating, grant_type="refresh_token", refresh_token=refresh)["error"] == "invalid_refresh_token"
    assert rotating("auth.test", token=first)["ok"]
    rotating.pass_time(200)
    assert rotating.refused("auth.test", token=first) == "token_expired"
    assert rotating("auth.test", token=new["access_token"])["expires_in"] == 43_000
    assert access(rotating, grant_type="refresh_token", refresh_token="")["error"] == "invalid_refresh_token"


def test_a_lasting_token_is_exchanged_once(rotating: Calls, calls: Calls) -> None:
    client: Json = {"client_id": calls.workspace.manifest.client_id, "client_secret": SECRET, "token": TOKEN}

    def exchange(of: Calls) -> Json:
        told: Json = of.http("POST", "/api/oauth.v2.exchange", data=client).json()
        return told

    new = exchange(rotating)
    assert rotating("auth.test", token=new["access_token"])["team_id"] == "T0LOCAL"
    assert rotating.refused("auth.test") == "token_revoked"
    assert exchange(rotating)["error"] == "token_already_exchanged"
