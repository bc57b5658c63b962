"""How it starts: its one line, its port, its token; and slack_sdk's own client at its address."""

import json
from pathlib import Path

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.driver import free_port
from tests.contract.client import DESIGN, Local
from tests.contract.processes import Sandbox, sandbox
from tests.support import warm

TOLD = {"page", "api", "act", "state", "token", "bot_token", "app_token", "signing_secret"}


def client(local: Local, token: str = "") -> WebClient:
    """Slack's client for Python with another address, and nothing else changed."""
    return WebClient(token or local.told["bot_token"], base_url=local.told["api"])


def test_the_line_has_the_addresses_and_the_secrets(local: Local) -> None:
    assert set(local.told) == TOLD
    assert local.told["page"].startswith(f"{local.root}/")
    assert local.told["bot_token"].startswith("xoxb-")
    assert local.told["app_token"].startswith("xapp-")
    assert len(local.told["token"]) >= 16, "a token that nobody gave is made anew, and not to be guessed"


def test_port_and_token_are_taken_as_given_and_the_end_is_clean(tmp_path: Path) -> None:
    port = free_port()
    with sandbox(tmp_path, "--port", str(port), "--token", "chosen-by-hand", start=warm.cold) as made:
        assert made.local.root == f"http://127.0.0.1:{port}"
        assert made.local.told["token"] == "chosen-by-hand"
        made.local.done("developer", "message", channel=DESIGN, text="Kept")
        assert made.rest() == "", "nothing but the one line"
        assert made.end() == 0
    with sandbox(tmp_path, THREATBOT_SANDBOX_TOKEN="chosen-by-hand") as again:
        told = {name: again.local.told[name] for name in TOLD - {"page", "api", "act", "state"}}
        assert told == {name: made.local.told[name] for name in told}
        assert again.local.channel("developer", DESIGN)["messages"][-1]["plain"] == "Kept"
        again.end()
    with sandbox(tmp_path, "--fresh", "--token", "other", THREATBOT_SANDBOX_TOKEN="chosen-by-hand") as fresh:
        assert fresh.local.told["token"] == "other", "what is typed goes before the environment"
        assert fresh.local.channel("developer", DESIGN)["messages"] == []


def test_slacks_own_client_is_a_client_like_any(local: Local) -> None:
    slack = client(local)
    who = slack.auth_test()
    assert who["team_id"]
    place = next(one["id"] for one in slack.conversations_list()["channels"] if one["name"] == "checkout-design")
    ts = slack.chat_postMessage(channel=place, text="From the client")["ts"]
    seen = local.message("developer", str(ts))
    assert (seen["plain"], seen["user"]) == ("From the client", who["user_id"])
    slack.chat_update(channel=place, ts=str(ts), text="Changed")
    assert local.message("developer", str(ts))["plain"] == "Changed"
    slack.files_upload_v2(channel=place, content="a: 1", filename="model.yaml", title="The model")
    (file,) = local.channel("developer", DESIGN)["messages"][-1]["files"]
    assert local.asked(f"files/{file['id']}").text == "a: 1"


def test_it_pages_as_slack_does(local: Local) -> None:
    slack = client(local)
    names = [user["name"] for page in slack.users_list(limit=3) for user in page["members"]]
    assert {"developer", "guest", "threatbot"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("token", "error"), [("xoxb-nobody", "invalid_auth"), ("app", "not_allowed_token_type")])
def test_another_token_is_refused_as_slack_refuses_it(local: Local, token: str, error: str) -> None:
    with pytest.raises(SlackApiError) as refusal:
        client(local, local.told["app_token"] if token == "app" else token).auth_test()
    assert refusal.value.response["error"] == error


def test_what_slack_would_refuse_is_refused(local: Local) -> None:
    place = local.channel("developer", DESIGN)["id"]
    for blocks in (json.dumps([{"type": "nonsense"}]), [{"type": "header", "text": "not an object"}]):
        with pytest.raises(SlackApiError) as refusal:
            client(local).chat_postMessage(channel=place, text="x", blocks=blocks)
        assert refusal.value.response["error"] == "invalid_blocks"


def test_a_port_that_is_taken_is_told_and_nothing_starts(local: Local, running: Sandbox, tmp_path: Path) -> None:
    port = local.root.rpartition(":")[2]
    with pytest.raises(AssertionError, match=f"Port {port} cannot be had"):
        Sandbox(tmp_path, "--port", port)
