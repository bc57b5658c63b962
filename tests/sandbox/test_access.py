"""Who may use the workspace: tokens, scopes, hosts, origins, the page's cookie."""

from functools import partial

import httpx
import pytest
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from tests.sandbox.make import refusal


def status(workspace: Workspace, path: str = "/_workspace/ready", **headers: str) -> int:
    """How a request with these headers is answered; without a token unless one is given."""
    return httpx.get(workspace.url + path, headers=headers).status_code


def test_the_workspaces_own_endpoints_need_its_token(workspace: Workspace) -> None:
    good = f"Bearer {workspace.token}"
    assert status(workspace, authorization=good) == 200
    assert status(workspace) == 401
    assert status(workspace, authorization="Bearer other") == 401
    assert status(workspace, authorization=good, host="evil.example") == 403
    assert status(workspace, authorization=good, origin="http://evil.example") == 403
    assert status(workspace, authorization=good, origin=workspace.url) == 200
    assert status(workspace, "/_workspace/files/F404", authorization=good) == 404


def test_the_page_gets_a_cookie_for_the_token_in_its_address(workspace: Workspace) -> None:
    with httpx.Client(base_url=workspace.url) as browser:
        assert browser.get("/").status_code == 401
        assert browser.get("/?token=wrong").status_code == 401
        answer = browser.get(f"/?token={workspace.token}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert browser.get("/_workspace/page").json()["roles"][0] == "developer"
        assert browser.get("/_workspace/page", headers={"origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-other", "invalid_auth"), ("xapp-workspace", "not_allowed_token_type")],
)
def test_the_api_needs_the_bots_token(workspace: Workspace, token: str, error: str) -> None:
    body = {"token": token} if token else {}
    assert httpx.post(f"{workspace.api}auth.test", data=body).json()["error"] == error


def test_scopes_and_methods_that_are_not_there(client: WebClient) -> None:
    assert refusal(partial(client.usergroups_list)) == "missing_scope"
    assert refusal(partial(client.api_call, "dnd.info")) == "unknown_method"
    assert client.auth_test()["bot_id"] == "B0THREATBOT"
    assert client.auth_test().headers["x-oauth-scopes"].startswith("commands,chat:write")


def test_arguments_come_in_any_form(workspace: Workspace) -> None:
    headers = {"authorization": f"Bearer {workspace.bot_token}"}
    url = f"{workspace.api}users.info"
    answers = [
        httpx.get(url, params={"user": "U0GUEST"}, headers=headers),
        httpx.post(url, data={"user": "U0GUEST"}, headers=headers),
        httpx.post(url, json={"user": "U0GUEST"}, headers=headers),
    ]
    assert [answer.json()["user"]["is_restricted"] for answer in answers] == [True] * 3
    broken = httpx.post(url, content=b"{", headers={**headers, "content-type": "application/json"})
    assert broken.json() == {"ok": False, "error": "invalid_json"}


def test_who_is_there(client: WebClient) -> None:
    members = client.users_list()["members"]
    assert {member["name"] for member in members} >= {"developer", "guest", "threatbot"}
    assert client.users_info(user="U0REDTEAM")["user"]["tz"] == "America/Los_Angeles"
    assert refusal(partial(client.users_info, user="U404")) == "user_not_found"
    assert client.bots_info(bot="B0THREATBOT")["bot"]["user_id"] == "U0THREATBOT"
    channels = client.conversations_list(types="public_channel")["channels"]
    assert {channel["name"]: channel["is_member"] for channel in channels} == {
        "general": True, "checkout-design": True, "security": False,
    }  # fmt: skip
    assert "U0GUEST" not in client.conversations_members(channel="C0SECURITY")["members"]


def test_no_token_is_in_the_log(workspace: Workspace) -> None:
    httpx.post(f"{workspace.api}auth.test", data={"token": workspace.bot_token})
    assert workspace.bot_token not in str(workspace.log("call", "auth.test"))
