"""Files: the app's uploads in three steps, and what people add to messages."""

from functools import partial

import httpx
from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.make import Json, refusal

DESIGN = "C0CHECKOUT"


def download(url: str, token: str) -> httpx.Response:
    """A file, as the holder of a token gets it."""
    return httpx.get(url, headers={"authorization": f"Bearer {token}"})


def test_the_app_uploads_a_report_into_a_thread(
    app: App, client: WebClient, developer: Person, workspace: Workspace
) -> None:
    parent = developer.says("A fridge")
    client.files_upload_v2(
        channel=DESIGN, thread_ts=parent.ts, filename="report.md", title="Report", content="# Threats"
    )
    (message,) = client.conversations_replies(channel=DESIGN, ts=parent.ts)["messages"][1:]
    (file,) = message["files"]
    assert file["title"] == "Report"
    assert file["shares"] == {"public": {DESIGN: [{"ts": message["ts"], "thread_ts": parent.ts}]}}
    (shown,) = developer.state(thread=message["ts"], channel=DESIGN)["channels"][0]["messages"][0]["files"]
    answer = download(workspace.url + shown["url"], workspace.token)
    assert answer.text == "# Threats"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_each_step_of_an_upload_can_be_found_again(app: App, client: WebClient) -> None:
    begun: Json = client.files_getUploadURLExternal(filename="a.json", length=2).data  # type: ignore[assignment]
    info = partial(client.files_info, file=begun["file_id"])
    assert refusal(info) == "file_not_found"
    complete = partial(client.files_completeUploadExternal, files=[{"id": begun["file_id"]}], channel_id=DESIGN)
    assert refusal(complete) == "file_not_found"
    assert httpx.post(begun["upload_url"] + "x", content=b"{}").status_code == 404
    assert httpx.post(begun["upload_url"], content=b"{}").status_code == 200
    assert info()["file"]["shares"] == {}
    complete()
    assert list(info()["file"]["shares"]["public"]) == [DESIGN]


def test_an_upload_to_where_the_bot_is_not_is_refused(app: App, client: WebClient) -> None:
    begun: Json = client.files_getUploadURLExternal(filename="a.json", length=2).data  # type: ignore[assignment]
    httpx.post(begun["upload_url"], content=b"{}")
    files = [{"id": begun["file_id"]}]
    complete = partial(client.files_completeUploadExternal, files=files, channel_id="C0SECURITY")
    assert refusal(complete) == "not_in_channel"


def test_what_people_add_is_read_with_the_bots_token_only(
    app: App, client: WebClient, developer: Person, workspace: Workspace
) -> None:
    message = developer.says("", files={"model.yaml": b"threatbot: 1\n"})
    (file,) = message.shown["files"]
    known = client.files_info(file=file["id"])["file"]
    assert download(known["url_private"], workspace.bot_token).content == b"threatbot: 1\n"
    assert download(known["url_private"], "xoxb-other").status_code == 403
    history: list[Json] = client.conversations_history(channel=DESIGN)["messages"]
    assert history[0]["subtype"] == "file_share"
