"""Who may use the workspace: the token's bearer or the page's own cookie, here alone, from no other site."""

from urllib.parse import urlsplit

import httpx
import pytest

from tests.contract.client import DESIGN, Local

PATHS = ("ready", "state?as=developer", "changes", "clock", "log", "files/F0000000001")


def cookie(local: Local) -> httpx.Response:
    """The answer to the page's own address, which lets the browser in."""
    return httpx.get(local.told["page"], follow_redirects=False, timeout=30)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic dG9r"}])
def test_nothing_without_the_token(local: Local, path: str, headers: dict[str, str]) -> None:
    answer = httpx.get(f"{local.root}/_workspace/{path}", headers=headers, timeout=30)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"]


def test_no_act_without_the_token(local: Local) -> None:
    body = {"as": "developer", "do": {"message": {"channel": DESIGN, "text": "Unseen"}}}
    assert httpx.post(local.told["act"], json=body, timeout=30).status_code == 401
    assert "Unseen" not in [one["plain"] for one in local.channel("developer", DESIGN)["messages"]]


def test_the_tokens_of_slacks_api_open_nothing_here(local: Local) -> None:
    for name in ("bot_token", "app_token"):
        headers = {"Authorization": f"Bearer {local.told[name]}"}
        assert httpx.get(local.told["state"], headers=headers, timeout=30).status_code == 401


def test_the_pages_cookie_is_its_own_and_lets_it_in(local: Local) -> None:
    answer = cookie(local)
    told = answer.headers["set-cookie"].lower()
    assert "samesite=strict" in told
    assert "httponly" in told
    with httpx.Client(cookies=answer.cookies, timeout=30) as browser:
        assert browser.get(local.told["state"], params={"as": "developer"}).status_code == 200
        body = {"as": "developer", "do": {"message": {"channel": DESIGN, "text": "By cookie"}}}
        assert browser.post(local.told["act"], json=body).json()["ok"]


def test_a_wrong_token_gets_no_cookie(local: Local) -> None:
    answer = httpx.get(f"{local.root}/?token=wrong", follow_redirects=False, timeout=30)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]", ""])
def test_another_host_is_refused(local: Local, host: str) -> None:
    headers = {**local.bearer, "Host": host}
    assert httpx.get(local.told["state"], headers=headers, timeout=30).status_code in (400, 403)


def test_localhost_is_this_machine_too(local: Local) -> None:
    headers = {**local.bearer, "Host": f"localhost:{urlsplit(local.root).port}"}
    assert httpx.get(local.told["state"], headers=headers, timeout=30).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"])
def test_another_origin_is_refused_even_with_the_cookie(local: Local, origin: str) -> None:
    body = {"as": "developer", "do": {"message": {"channel": DESIGN, "text": "Forged"}}}
    with httpx.Client(cookies=cookie(local).cookies, headers={"Origin": origin}, timeout=30) as browser:
        assert browser.post(local.told["act"], json=body).status_code == 403
    assert "Forged" not in [one["plain"] for one in local.channel("developer", DESIGN)["messages"]]


def test_the_pages_own_origin_is_let_in(local: Local) -> None:
    headers = {**local.bearer, "Origin": local.root}
    assert httpx.get(local.told["state"], headers=headers, timeout=30).status_code == 200
