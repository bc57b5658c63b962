"""The clients of slack_sdk, whole: each form of arguments, uploads, pages, retries, webhooks, signatures, sockets."""

import json
import queue
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode import builtin, websocket_client
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.webhook import WebhookClient

from bot.sandbox.driver import Workspace
from tests.sandbox.calls import EVERY_SCOPE
from tests.sandbox.make import Json
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import EVENTS, small_file

GENERAL, DESIGN, DEVELOPER = "C0GENERAL", "C0CHECKOUT", "U0DEVELOPER"
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Größe* &amp; &lt;more&gt;"}}]
HOME = {"type": "home", "blocks": BLOCKS}
FAMILIES: dict[str, Json] = {
    "api.test": {"foo": "bar"},
    "auth.test": {},
    "bots.info": {"bot": "B0THREATBOT"},
    "chat.postMessage": {"channel": GENERAL, "text": "a & b", "blocks": BLOCKS, "unfurl_links": False},
    "conversations.history": {"channel": GENERAL, "limit": 1},
    "conversations.info": {"channel": GENERAL, "include_num_members": True},
    "conversations.list": {"types": "public_channel,private_channel", "exclude_archived": True},
    "conversations.members": {"channel": GENERAL},
    "conversations.open": {"users": DEVELOPER},
    "emoji.list": {},
    "files.list": {"count": 5},
    "team.info": {},
    "usergroups.list": {"include_users": True},
    "users.info": {"user": DEVELOPER},
    "users.list": {"limit": 2},
    "views.publish": {"user_id": DEVELOPER, "view": HOME},
}


@pytest.fixture
def workspace(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    """An app with every scope, which answers whatever it is sent."""
    bot.answer = lambda _body: (200, {})
    with Workspace(bot.url, tmp_path / "workspace.db", small_file(tmp_path, EVERY_SCOPE, EVENTS)) as workspace:
        yield workspace


def as_form(arguments: Mapping[str, object]) -> dict[str, object]:
    """What is no plain value stands in forms as JSON."""
    return {name: json.dumps(item) if isinstance(item, list | dict) else item for name, item in arguments.items()}


@pytest.mark.parametrize("form", ["json", "data", "params"])
def test_each_family_takes_each_form_of_arguments(client: WebClient, workspace: Workspace, form: str) -> None:
    for method, arguments in FAMILIES.items():
        given = arguments if form == "json" else as_form(arguments)
        answer = client.api_call(method, **{form: given})
        assert answer.status_code == 200
        assert answer["ok"], method
        assert not {"warning", "response_metadata.warnings"} & answer.data.keys(), method
    shown = workspace.person("developer").message_with("*Größe* & <more>", "#general").shown
    assert (shown["text"], shown["blocks"][0]["text"]) == ("a & b", BLOCKS[0]["text"])


def test_the_methods_by_name_do_what_they_say(client: WebClient, workspace: Workspace) -> None:
    first = client.chat_postMessage(channel=DESIGN, text="First", metadata={"event_type": "e", "event_payload": {}})
    second = client.chat_postMessage(channel=DESIGN, text="Second", thread_ts=first["ts"], reply_broadcast=False)
    client.chat_update(channel=DESIGN, ts=first["ts"], text="First, changed")
    client.reactions_add(channel=DESIGN, timestamp=first["ts"], name="eyes")
    assert client.chat_getPermalink(channel=DESIGN, message_ts=first["ts"])["permalink"].startswith("http")
    client.chat_postEphemeral(channel=DESIGN, user=DEVELOPER, text="For you alone")
    replies = client.conversations_replies(channel=DESIGN, ts=first["ts"], include_all_metadata=True)
    assert [message["text"] for message in replies["messages"]] == ["First, changed", "Second"]
    assert replies["messages"][0]["metadata"]["event_type"] == "e"
    client.chat_delete(channel=DESIGN, ts=second["ts"])
    made = client.conversations_create(name="new-room")["channel"]["id"]
    client.conversations_invite(channel=made, users=[DEVELOPER, "U0SECURITY"])
    client.conversations_setTopic(channel=made, topic="What is new")
    assert client.conversations_info(channel=made)["channel"]["topic"]["value"] == "What is new"
    developer = workspace.person("developer")
    developer.sees("threatbot: First, changed\n  (:eyes: 1)")
    developer.sees("For you alone")
    developer.does_not_see("Second")


def test_a_refusal_has_the_response_with_it(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=GENERAL, text="x", blocks=[{"type": "header", "text": {"type": "mrkdwn"}}])
    assert refused.value.response["error"] == "invalid_blocks"
    assert "json-pointer:/blocks/0/text" in "".join(refused.value.response["response_metadata"]["messages"])


def test_headers_tell_of_scopes(client: WebClient) -> None:
    headers = {name.lower(): value for name, value in client.auth_test().headers.items()}
    assert headers["content-type"].startswith("application/json")
    assert "chat:write" in headers["x-oauth-scopes"].split(",")


def test_files_go_up_as_bytes_from_a_path_and_together(client: WebClient, workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "Größe.csv"
    path.write_bytes(b"\xef\xbb\xbfa,b\r\n1,2\r\n")
    parent = client.chat_postMessage(channel=DESIGN, text="Files")["ts"]
    one = client.files_upload_v2(channel=DESIGN, content=b"\x00\xff", filename="raw.bin", initial_comment="Bytes")
    two = client.files_upload_v2(channel=DESIGN, file=str(path), title="Sizes", thread_ts=parent)
    many = client.files_upload_v2(
        channel=DESIGN,
        initial_comment="Together",
        file_uploads=[
            {"content": "# Text", "filename": "a.md", "title": "A"},
            {"file": str(path), "filename": "b.csv"},
            {"file": b"{}", "filename": "c.json"},
        ],
    )
    assert (one["file"]["name"], two["file"]["title"]) == ("raw.bin", "Sizes")
    assert [file["name"] for file in many["files"]] == ["a.md", "b.csv", "c.json"]
    assert client.files_info(file=one["file"]["id"])["file"]["size"] == 2
    developer = workspace.person("developer")
    together = developer.message_with("Together")
    assert [file["name"] for file in together.shown["files"]] == ["a.md", "b.csv", "c.json"]
    assert workspace.read(together.shown["files"][0]["url"].removeprefix("/_workspace/")) == "# Text"
    developer.sees("\n    threatbot: \n      (file Größe.csv)")


def test_pages_follow_each_other_by_iteration(client: WebClient) -> None:
    for number in range(5):
        client.chat_postMessage(channel=GENERAL, text=f"Message {number}")
    pages = [page["messages"] for page in client.conversations_history(channel=GENERAL, limit=2)]
    assert [[message["text"][-1] for message in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
    people = [member["id"] for page in client.users_list(limit=3) for member in page["members"]]
    assert len(people) == len(set(people)) == 9
    members = [member for page in client.conversations_members(channel=GENERAL, limit=4) for member in page["members"]]
    assert set(members) == set(people)
    channels = [item["name"] for page in client.conversations_list(limit=1) for item in page["channels"]]
    assert sorted(channels) == ["checkout-design", "general", "security"]


def test_a_limited_call_comes_again_when_it_may(client: WebClient, workspace: Workspace) -> None:
    patient = WebClient(client.token, base_url=workspace.api, retry_handlers=[RateLimitErrorRetryHandler()])
    workspace.faults.call("chat.postMessage", "ratelimited", retry_after=1)
    assert patient.chat_postMessage(channel=GENERAL, text="At last")["ok"]
    limited, answered = workspace.log("call", "chat.postMessage")
    assert (limited["status"], answered["status"]) == (429, 200)
    workspace.faults.call("chat.postMessage", "ratelimited", retry_after=7)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=GENERAL, text="Never")
    response = refused.value.response
    told = {name.lower(): value for name, value in response.headers.items()}
    assert (response.status_code, response["error"], told["retry-after"]) == (429, "ratelimited", "7")


def test_a_webhook_answers_a_command_five_times(bot: SmallBot, workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel", "#general")
    webhook = WebhookClient(parse_qs(bot.requests[-1][1])["response_url"][0])
    answer = webhook.send(text="Only you", blocks=BLOCKS)
    assert (answer.status_code, answer.body) == (200, "ok")
    assert webhook.send(text="All of you", response_type="in_channel").status_code == 200
    assert webhook.send_dict({"text": "As a dict"}).status_code == 200
    assert webhook.send(text="x", blocks=[{"type": "nonsense"}]).status_code == 400
    assert webhook.send(text="The fifth").body == "ok"
    assert webhook.send(text="The sixth").status_code == 404
    workspace.person("security").sees("threatbot: All of you")
    developer.sees("*Größe* & <more>")
    developer.does_not_see("The sixth")


def test_deliveries_are_signed_as_the_verifier_wants_it(bot: SmallBot, workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel Größe & mehr", "#general")
    developer.says("@threatbot hello", "#general")
    developer.uses_shortcut("threatmodel_thread", developer.message_with("hello"))
    assert len(bot.requests) >= 3
    for shown, body in bot.requests:
        headers = {name.removeprefix("HTTP_").replace("_", "-"): value for name, value in shown.items()}
        assert SignatureVerifier(workspace.signing_secret).is_valid_request(body, headers)
        assert not SignatureVerifier(workspace.signing_secret).is_valid_request(body + " ", headers)
        assert not SignatureVerifier("another").is_valid_request(body, headers)


@pytest.fixture(params=[builtin.SocketModeClient, websocket_client.SocketModeClient])
def socket(request: pytest.FixtureRequest, client: WebClient, workspace: Workspace) -> Iterator[BaseSocketModeClient]:
    """Either of the clients, connected."""
    client = request.param(app_token=workspace.app_token, web_client=client)
    client.connect()
    while not workspace.get("ready")["sockets"]:
        assert not client.closed
    yield client
    client.close()


def test_a_socket_brings_each_kind_of_envelope(socket: BaseSocketModeClient, workspace: Workspace) -> None:
    heard: queue.Queue[SocketModeRequest] = queue.Queue()

    def answer(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.put(request)
        payload = {"text": "Over the socket"} if request.type == "slash_commands" else None
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))

    socket.socket_mode_request_listeners.append(answer)
    developer = workspace.person("developer")
    developer.types("/threatmodel now", "#general")
    developer.sees("Over the socket")
    said = developer.says("@threatbot hello", "#general")
    developer.uses_shortcut("threatmodel_thread", said)
    came = [heard.get(timeout=5) for _ in range(4)]
    assert sorted(request.type for request in came) == ["events_api", "events_api", "interactive", "slash_commands"]
    command = next(request for request in came if request.type == "slash_commands")
    assert (command.payload["text"], command.accepts_response_payload) == ("now", True)
    event = next(request for request in came if request.type == "events_api")
    assert (event.retry_attempt, event.payload["type"]) == (0, "event_callback")
