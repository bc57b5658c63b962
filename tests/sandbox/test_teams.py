"""Two teams at once: what the app in each may see, and the channel that both share."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from slack_bolt import Ack, Say
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from tests.sandbox.calls import EVERY_SCOPE, Calls, Json, app_with
from tests.sandbox.make import button, refusal
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.test_oauth import installed
from tests.support.manifests import EVENTS, small_file

JOINT, DESIGN = "C0JOINT", "C0CHECKOUT"
BACK = "http://127.0.0.1:3000/slack/oauth_redirect"


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """Two teams, and an app that may do anything."""
    return Calls(tmp_path, app_with(redirect_urls=(BACK,)), partner=True)


@pytest.fixture
def partner(calls: Calls) -> str:
    """The app's token in the second team."""
    return str(installed(calls, scope=",".join(EVERY_SCOPE))["access_token"])


def test_each_token_sees_its_own_team(calls: Calls, partner: str) -> None:
    def names(method: str, key: str, token: str) -> set[str]:
        return {item["name"] for item in calls(method, token=token)[key]}

    assert names("users.list", "members", partner) == {"partner", "supplier", "threatbot"}
    assert names("conversations.list", "channels", partner) == {"partner-general", "joint-project"}
    assert calls.refused("conversations.info", token=partner, channel=DESIGN) == "channel_not_found"
    assert calls.refused("chat.postMessage", token=partner, channel="U0PRODUCT", text="Hi") == "channel_not_found"
    assert calls.refused("conversations.info", channel="C0PARTNER") == "channel_not_found"
    assert calls("usergroups.list", token=partner)["usergroups"] == []
    assert calls("team.info", token=partner)["team"]["domain"] == "partner"


def test_a_shared_channel_is_seen_from_both_sides(calls: Calls, partner: str) -> None:
    for token in (partner, ""):
        told = {"token": token} if token else {}
        assert calls("conversations.join", channel=JOINT, **told)["ok"]
        channel = calls("conversations.info", channel=JOINT, **told)["channel"]
        assert (channel["is_ext_shared"], channel["conversation_host_id"]) == (True, "T0LOCAL")
        assert channel["internal_team_ids"] == ["T0PARTNER" if token else "T0LOCAL"]
    ts = calls("chat.postMessage", token=partner, channel=JOINT, text="From afar")["ts"]
    message = calls("conversations.history", channel=JOINT)["messages"][0]
    assert (message["team"], message["user_team"], message["source_team"]) == ("T0PARTNER",) * 3
    assert message["user_profile"]["team"] == "T0PARTNER"
    assert calls.refused("chat.update", channel=JOINT, ts=ts, text="mine") == "cant_update_message"


def test_who_shares_a_channel_is_known_and_who_does_not_is_a_stranger(calls: Calls) -> None:
    supplier = calls("users.info", user="U0SUPPLIER")["user"]
    assert (supplier["team_id"], supplier["tz"], "is_stranger" in supplier) == ("T0PARTNER", "America/Sao_Paulo", False)
    assert "email" not in supplier["profile"]
    assert calls("chat.postMessage", channel="U0SUPPLIER", text="Hello")["ok"]
    calls.workspace.channels[JOINT].members.remove("U0SUPPLIER")
    stranger = calls("users.info", user="U0SUPPLIER")["user"]
    assert (stranger["is_stranger"], "tz" in stranger) == (True, False)
    assert calls.refused("chat.postMessage", channel="U0SUPPLIER", text="Hello") == "channel_not_found"
    assert calls.refused("conversations.invite", channel=DESIGN, users="U0SUPPLIER") == "user_not_found"
    assert calls.refused("conversations.invite", channel=DESIGN, users="U0PARTNER") == "cant_invite"


@pytest.fixture
def shared(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    """Two teams, in a process of their own."""
    manifest = small_file(tmp_path, (*EVERY_SCOPE,), (*EVENTS, "message.im"))
    text = manifest.read_text(encoding="utf-8").replace(
        '"oauth_config": {', f'"oauth_config": {{"redirect_urls": ["{BACK}"], '
    )
    manifest.write_text(text, encoding="utf-8")
    with Workspace(bot.url, tmp_path / "teams.db", manifest, partner=True) as workspace:
        yield workspace


def install(workspace: Workspace, user: str) -> Json:
    """The app let into a team by somebody, as a browser and the app do it."""
    with httpx.Client(base_url=workspace.url, headers={"authorization": f"Bearer {workspace.token}"}) as browser:
        client_id = str(workspace.get("ready")["app"]["client_id"])
        asked = {"client_id": client_id, "scope": ",".join(EVERY_SCOPE), "redirect_uri": BACK}
        page = browser.get("/oauth/v2/authorize", params=asked).text
        consent = page.split('name="consent" value="')[1].split('"')[0]
        form = asked | {"consent": consent, "user": user, "decision": "allow"}
        goal = browser.post("/oauth/v2/authorize", data=form).headers["location"]
    code = httpx.URL(goal).params["code"]
    client = WebClient(base_url=workspace.api)
    told = client.oauth_v2_access(client_id=client_id, client_secret=workspace.client_secret, code=code)
    return dict(told.data)  # type: ignore[arg-type]


def test_one_app_serves_both_teams(bot: SmallBot, shared: Workspace) -> None:
    store: dict[str | None, Json] = {}
    for user in ("U0DEVELOPER", "U0PARTNER"):
        told = install(shared, user)
        store[told["team"]["id"]] = told

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        told = store.get(team_id)
        return told and AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=told["bot_user_id"],
            bot_token=told["access_token"],
        )

    app = bot.connect(shared, authorize)
    heard: list[tuple[str, str, str]] = []

    @app.event("message")
    def _message(event: Json, body: Json) -> None:
        heard.append((body["team_id"], event["user_team"], event["text"]))
        assert body["is_ext_shared_channel"] is True

    @app.action("agree")
    def _agree(ack: Ack, body: Json, say: Say) -> None:
        ack()
        say(f"{body['user']['team_id']} agrees, told to {body['team']['id']}")

    clients = [WebClient(told["access_token"], base_url=shared.api) for told in store.values()]
    for client in clients:
        client.conversations_join(channel=JOINT)
    assert refusal(partial(clients[1].conversations_info, channel=DESIGN)) == "channel_not_found"
    supplier = shared.person("supplier")
    supplier.says("From the partner", channel="#joint-project")
    assert [text for _, _, text in heard].count("From the partner") == 1
    assert heard[0][1] == "T0PARTNER"
    clients[0].chat_postMessage(channel=JOINT, text="Agreed?", blocks=[button("agree", "Agree")])
    supplier.clicks("Agree")
    shared.person("developer").sees("T0PARTNER agrees")


def test_a_guest_sees_only_their_channels(shared: Workspace) -> None:
    shared.person("developer").says("For members", channel="#security")
    guest = shared.person("guest")
    assert {channel["name"] for channel in guest.state()["channels"]} == {"general", "checkout-design"}
    partner = {channel["name"] for channel in shared.person("partner").state()["channels"]}
    assert partner == {"partner-general", "joint-project"}
