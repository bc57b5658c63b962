"""Tokens and codes never come twice, whatever state is loaded: what was spent or revoked stays so."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.installs.oauth import client_secret, new_grant
from bot.sandbox.records import Counter, Grant, Installation
from tests.sandbox.running import BOT_TOKEN, Json, Running
from tests.support.manifests import small_file

PARTNER = "T0PARTNER"
BACK = "http://127.0.0.1:3000/back"


def started(folder: Path, *, rotation: bool) -> Running:
    """A workspace of two teams; in the home team is the app."""
    document = json.loads(small_file(folder).read_text(encoding="utf-8"))
    document["oauth_config"]["redirect_urls"] = [BACK]
    document["settings"]["token_rotation_enabled"] = rotation
    (folder / "own.json").write_text(json.dumps(document), encoding="utf-8")
    return Running(folder, "--partner", "--manifest", str(folder / "own.json"))


@pytest.fixture
def rotating(tmp_path: Path) -> Iterator[Running]:
    """With tokens that are rotated."""
    running = started(tmp_path, rotation=True)
    yield running
    running.stop()


@pytest.fixture
def lasting(tmp_path: Path) -> Iterator[Running]:
    """With tokens that last."""
    running = started(tmp_path, rotation=False)
    yield running
    running.stop()


def asked(running: Running, method: str, **arguments: str) -> Json:
    """The answer to the app, which knows its secret."""
    workspace = running.context.workspace
    client = {"client_id": workspace.manifest.client_id, "client_secret": client_secret(workspace)}
    # as a form: in JSON no `token` is read
    sent = running.run(running._http.post(f"/api/{method}", data=client | arguments))
    told: Json = sent.json()
    return told


def refreshed(running: Running, token: str) -> Json:
    """The answer to a refresh token."""
    return asked(running, "oauth.v2.access", grant_type="refresh_token", refresh_token=token)


def installed_again(running: Running) -> str:
    """The app taken out of the partner's team, if it is there, and let in again: its token."""
    partner = running.context.workspace.users["U0PARTNER"].name
    if PARTNER in running.context.workspace.table(Installation):
        assert running.act("uninstall", partner)["ok"]
    assert running.act("install", partner)["ok"]
    return running.context.workspace.table(Installation)[PARTNER].token


def test_a_spent_refresh_token_stays_spent_after_a_load(rotating: Running) -> None:
    before = rotating.taken()
    first = asked(rotating, "oauth.v2.exchange", token=BOT_TOKEN)
    second = refreshed(rotating, first["refresh_token"])
    assert rotating.loaded(before).json()["ok"]
    third = refreshed(rotating, second["refresh_token"])
    for field in ("access_token", "refresh_token"):
        assert len({told[field] for told in (first, second, third)}) == 3
    for spent in (first, second):
        assert refreshed(rotating, spent["refresh_token"])["error"] == "invalid_refresh_token"
    assert refreshed(rotating, third["refresh_token"])["ok"]


def test_a_revoked_token_stays_revoked_after_a_load(lasting: Running) -> None:
    tokens = [installed_again(lasting)]
    before = lasting.taken()
    for _ in range(2):
        tokens.append(installed_again(lasting))
        assert lasting.loaded(before).json()["ok"]
    tokens.append(installed_again(lasting))
    assert len(set(tokens)) == len(tokens)
    assert [lasting.api("auth.test", token)["ok"] for token in tokens] == [False, False, False, True]


def test_a_reset_gives_no_token_twice(rotating: Running) -> None:
    first = asked(rotating, "oauth.v2.exchange", token=BOT_TOKEN)
    rotating.run(rotating.ask("POST", "/_workspace/reset"))
    second = refreshed(rotating, first["refresh_token"])
    assert second["access_token"] != first["access_token"]
    assert refreshed(rotating, first["refresh_token"])["error"] == "invalid_refresh_token"


def test_a_code_of_consent_comes_once(lasting: Running) -> None:
    def consented() -> str:
        return new_grant(lasting.context, Grant("", PARTNER, "U0PARTNER", ["chat:write"], BACK, 0.0)).id

    before = lasting.taken()
    spent = consented()
    lasting.loaded(before)
    assert consented() != spent


def test_the_numbers_are_in_no_snapshot_and_of_an_older_one_the_larger_holds(rotating: Running) -> None:
    before = rotating.taken()
    asked(rotating, "oauth.v2.exchange", token=BOT_TOKEN)
    rotating.loaded(before)
    assert rotating.taken() == before
    for written, held in ((40, 40), (7, 40)):
        document = json.loads(before)
        document["records"]["Counter"] = [{"id": "token", "value": written}]
        assert rotating.loaded(json.dumps(document).encode()).json()["ok"]
        numbers = rotating.context.workspace.table(Counter)
        assert numbers["token"].value == held
