"""What the page's cookie is worth to another server of this machine, to which a browser sends it as well."""

import hashlib
import re
from pathlib import Path

import httpx
import pytest

from bot.sandbox import tour
from bot.sandbox.log import without_secrets
from bot.sandbox.page.routes import routes
from tests.sandbox.calls import Calls

TOKEN = "key"


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """A workspace with its page."""
    return Calls(tmp_path, page=lambda context: [*routes(context), *tour.routes(None)])


@pytest.fixture
def cookie(calls: Calls) -> dict[str, str]:
    """The cookie as a browser sends it, to any port."""
    answer = calls.http("GET", f"/?token={TOKEN}")
    assert answer.status_code == 303
    calls._http.cookies.clear()
    return {"cookie": answer.headers["set-cookie"].partition(";")[0]}


def status(calls: Calls, path: str, method: str = "GET", **headers: str) -> int:
    """How a request with these headers is answered."""
    return calls.http(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    ).status_code


def test_nothing_secret_is_in_it_or_follows_from_it(calls: Calls, cookie: dict[str, str]) -> None:
    name, _, value = cookie["cookie"].partition("=")
    assert name == "workspace_page_8765"
    assert TOKEN not in value
    assert hashlib.sha256(TOKEN.encode()).hexdigest() not in value
    assert status(calls, "/_workspace/state", authorization=f"Bearer {value}") == 401
    assert status(calls, f"/?token={value}") == 401
    assert calls("auth.test", token=value)["error"] == "invalid_auth"


@pytest.mark.parametrize(
    "path", ["/", "/archives/C0GENERAL", "/_workspace/state", "/_workspace/page", "/_workspace/tour"]
)
def test_it_opens_what_the_page_needs(calls: Calls, cookie: dict[str, str], path: str) -> None:
    assert status(calls, path) == 401
    assert status(calls, path, **cookie) == 200


@pytest.mark.parametrize("path", ["fault", "log", "ready", "clock", "statement", "state/%2e%2e/fault"])
def test_it_opens_nothing_else(calls: Calls, cookie: dict[str, str], path: str) -> None:
    assert status(calls, f"/_workspace/{path}", **cookie) in {401, 404}
    assert status(calls, "/_workspace/verify", "POST", **cookie) == 401
    assert status(calls, "/_workspace/fault", authorization=f"Bearer {TOKEN}") == 200


@pytest.mark.parametrize(
    ("site", "answer"), [("same-origin", 200), ("none", 200), ("same-site", 401), ("cross-site", 401)]
)
def test_a_page_of_another_port_cannot_have_the_browser_ask(
    calls: Calls, cookie: dict[str, str], site: str, answer: int
) -> None:
    assert status(calls, "/_workspace/state", **cookie, sec_fetch_site=site) == answer
    assert status(calls, "/", **cookie, sec_fetch_site=site) == 200, "a link may lead here"
    assert status(calls, "/_workspace/state", authorization=f"Bearer {TOKEN}", sec_fetch_site=site) == 200


def test_the_same_token_gives_the_same_cookie_so_an_open_page_goes_on(tmp_path: Path) -> None:
    def given(folder: Path) -> httpx.Cookies:
        folder.mkdir()
        return Calls(folder).http("GET", f"/?token={TOKEN}").cookies

    assert dict(given(tmp_path / "one")) == dict(given(tmp_path / "two"))


def test_every_route_that_the_page_s_scripts_name_is_open_to_it(calls: Calls, cookie: dict[str, str]) -> None:
    static = Path("bot/sandbox/page/static")
    found = {word for file in static.glob("*.js") for word in _named(file.read_text())}
    assert found >= {"act", "state", "inspector", "snapshot", "reset"}
    # by a method that none of them has: streams would not end
    refused = [word for word in sorted(found) if status(calls, f"/_workspace/{word}", "PATCH", **cookie) == 401]
    assert refused == []


def _named(script: str) -> list[str]:
    return re.findall(r"/_workspace/([a-z]+)", script)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://127.0.0.1:1/response/3.0fae-_", "http://127.0.0.1:1/response/[secret]"),
        ("http://127.0.0.1:1/upload/v1/F01/0fae", "http://127.0.0.1:1/upload/v1/[secret]"),
        ("ws://127.0.0.1:1/link?ticket=0fae&x=1", "ws://127.0.0.1:1/link?ticket=[secret]&x=1"),
    ],
)
def test_the_log_that_it_opens_shows_no_address_that_lets_in_who_knows_it(address: str, shown: str) -> None:
    assert without_secrets({"any": [f"at {address}"]}) == {"any": [f"at {shown}"]}
    assert "ticket" in address or without_secrets(address, addresses=True) == address


def test_the_addresses_that_are_given_are_of_that_form(calls: Calls) -> None:
    given = calls("files.getUploadURLExternal", filename="a.md", length=2)["upload_url"]
    assert without_secrets(given) == "http://127.0.0.1:8765/upload/v1/[secret]"


def test_a_path_in_the_name_of_the_host_opens_nothing(calls: Calls) -> None:
    assert status(calls, "/_workspace/log", host="127.0.0.1:8765/x?") in {401, 403}
