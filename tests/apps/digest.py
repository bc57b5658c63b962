"""Makes a file of what was said in a thread, and reads the files that people share."""

import csv
import io
import json
import os
import urllib.request
from typing import Any

from slack_bolt import Ack, App, Say
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

Json = dict[str, Any]

app = App(
    client=WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ.get("SLACK_API_URL", WebClient.BASE_URL)),
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
)
FORMS = {"markdown": ("md", "Markdown"), "csv": ("csv", "Table")}


@app.shortcut("digest_thread")
def asked(ack: Ack, shortcut: Json, client: WebClient) -> None:
    ack()
    message = shortcut["message"]
    place = {"channel": shortcut["channel"]["id"], "thread": message.get("thread_ts") or message["ts"]}
    options = [{"text": {"type": "plain_text", "text": word}, "value": form} for form, (_, word) in FORMS.items()]
    client.views_open(
        trigger_id=shortcut["trigger_id"],
        view={
            "type": "modal",
            "callback_id": "digest",
            "private_metadata": json.dumps(place),
            "title": {"type": "plain_text", "text": "Digest"},
            "submit": {"type": "plain_text", "text": "Make it"},
            "blocks": [
                {
                    "type": "input",
                    "block_id": "form",
                    "label": {"type": "plain_text", "text": "As"},
                    "element": {
                        "type": "radio_buttons",
                        "action_id": "form",
                        "options": options,
                        "initial_option": options[0],
                    },
                }
            ],
        },
    )


@app.view("digest")
def make(ack: Ack, view: Json, client: WebClient) -> None:
    ack()
    place = json.loads(view["private_metadata"])
    channel, thread = place["channel"], place["thread"]
    form = view["state"]["values"]["form"]["form"]["selected_option"]["value"]
    messages = collect(client, channel, thread)
    said = named(client, messages)
    client.files_upload_v2(
        channel=channel,
        thread_ts=thread,
        content=written(form, said),
        filename=f"digest.{FORMS[form][0]}",
        title=f"What {len(said)} messages say",
        initial_comment="Here is the digest.",
    )
    if not any(item["name"] == "memo" for item in messages[0].get("reactions", [])):
        client.reactions_add(channel=channel, timestamp=thread, name="memo")
    before = sum(message.get("metadata", {}).get("event_type") == "digest_made" for message in messages)
    client.chat_postMessage(
        channel=channel,
        thread_ts=thread,
        text=f"Digest {before + 1} of this thread, of {len(said)} messages.",
        metadata={"event_type": "digest_made", "event_payload": {"messages": len(said), "form": form}},
    )


def collect(client: WebClient, channel: str, thread: str) -> list[Json]:
    messages: list[Json] = []
    cursor = None
    while True:
        page = client.conversations_replies(
            channel=channel, ts=thread, limit=2, cursor=cursor, include_all_metadata=True
        )
        messages += page["messages"]
        cursor = page.get("response_metadata", {}).get("next_cursor")
        if not cursor:
            return messages


def named(client: WebClient, messages: list[Json]) -> list[tuple[str, str]]:
    users = {message["user"] for message in messages}
    names = {user: client.users_info(user=user)["user"]["real_name"] for user in users}
    return [(names[message["user"]], message["text"]) for message in messages]


def written(form: str, said: list[tuple[str, str]]) -> str:
    if form == "markdown":
        return "# Digest\n\n" + "\n".join(f"- **{name}**: {text}" for name, text in said)
    out = io.StringIO()
    csv.writer(out).writerows([("who", "what"), *said])
    return out.getvalue()


@app.event({"type": "message", "subtype": "file_share"})
def shared(event: Json, client: WebClient, say: Say) -> None:
    for file in event["files"]:
        content = download(file["url_private"], client.token or "")
        words = len(content.decode().split())
        say(text=f"{file['name']} has {words} words.", thread_ts=event["ts"])


def download(url: str, token: str) -> bytes:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as response:
        content: bytes = response.read()
    return content


@app.event("file_shared")
def noted(event: Json, client: WebClient) -> None:
    file = client.files_info(file=event["file_id"])["file"]
    for shares in file["shares"].get("public", {}).get(event["channel_id"], []):
        try:
            client.reactions_add(channel=event["channel_id"], timestamp=shares["ts"], name="floppy_disk")
        except SlackApiError as error:
            if error.response["error"] != "already_reacted":
                raise


@app.event("message")
def other_messages() -> None:
    """People talk; there is nothing to do."""


if __name__ == "__main__":
    app.start(port=int(os.environ.get("PORT", "3000")))
