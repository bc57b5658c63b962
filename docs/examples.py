"""Plays one act of each kind in the local workspace and writes request and reply into docs/workspace.md.

`.venv/bin/python docs/examples.py` does so; a test plays them again and compares. The bot behind it is the small
Bolt app below, which knows nothing of Threatbot: any other would do.
"""
# ruff: noqa: INP001  a script beside the documents, not a package

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from tests.sandbox.make import button, entry, modal, option, plain, section
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import small_file

PAGE: Final = Path(__file__).parent / "workspace.md"
BEGIN, END = "<!-- examples: made by docs/examples.py -->", "<!-- end of the examples -->"
CHANNEL: Final = "#checkout-design"
Json = dict[str, Any]


def register(app: App) -> None:
    """A form, a message with a button, a shortcut and a Home tab."""
    service = {"type": "external_select", "min_query_length": 1}
    form = modal("New model", entry("name", "Name"), entry("service", "Service", service, optional=True))

    @app.command("/threatmodel")
    def new(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form)
        ack()

    @app.options("value")
    def services(ack: Ack, body: Json) -> None:
        found = [name for name in ("AWS Lambda", "AWS S3") if body["value"].lower() in name.lower()]
        ack(options=[option(name) for name in found])

    @app.view("new")
    def submitted(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        name = body["view"]["state"]["values"]["name"]["value"]["value"]
        client.chat_postMessage(
            channel="C0CHECKOUT", text=name, blocks=[section(f"*{name}*"), button("why", "Why T-1?")]
        )

    @app.action("why")
    def why(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal("T-1", section("Because."), submit=plain("Done")))
        ack()

    @app.shortcut("threatmodel_thread")
    def shortcut(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text="Reading it.")

    @app.event("app_home_opened")
    def home(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("Your models")]})

    for kind in ("message", "app_uninstalled", "tokens_revoked"):
        app.event(kind)(lambda: None)


class Player:
    """Sends acts as scripts do, and keeps each request with its reply."""

    def __init__(self, workspace: Workspace) -> None:
        """Nothing is sent yet."""
        self._workspace = workspace
        self.played: list[tuple[str, Json, Json]] = []

    def act(self, role: str, kind: str, /, **fields: object) -> Json:
        """One act; its reply."""
        request = {"as": role, "do": {kind: fields}}
        reply = self._workspace.post("act", request, timeout=30)
        self.played.append((kind, request, reply))
        return reply

    def play(self) -> None:
        """Every kind, in an order in which each has something to act on."""
        self.act("developer", "command", channel=CHANNEL, text="/threatmodel new")
        view = self.view()
        target = {"view_id": view}
        self.act("developer", "set", target=target, label="Name", value="Smart fridge")
        self.act("developer", "suggest", target=target, label="Service", query="lam")
        posted = self.act("developer", "submit", view_id=view, values={"service/value": "AWS Lambda"})
        message = next(one for room in posted["state"]["channels"] for one in room["messages"])
        card = {"channel": CHANNEL, "ts": message["ts"]}
        self.act("developer", "click", target=card, label="Why T-1?")
        self.act("developer", "close", view_id=self.view())
        said = self.act("security", "message", channel=CHANNEL, text="Who signs the firmware?", thread_ts=message["ts"])
        reply = {"channel": CHANNEL, "ts": said["changed"][0]}
        self.act("security", "edit", **reply, text="Who signs the firmware, and where?")
        self.act("architect", "react", **reply, name="eyes")
        self.act("developer", "shortcut", callback_id="threatmodel_thread", **reply)
        self.act("security", "delete", **reply)
        self.act("developer", "home")
        self.act("product", "leave", channel="#general")
        self.act("product", "join", channel="#general")
        self.act("developer", "create", name="launch", private=True)
        self.act("developer", "invite", name="kim", tz="Asia/Seoul", channel="#launch")
        self.act("developer", "topic", channel="#launch", topic="The day it goes out")
        self.act("developer", "rename", channel="#launch", name="launch-day")
        self.act("developer", "kick", channel="#launch-day", name="kim")
        self.act("developer", "archive", channel="#launch-day")
        self.act("developer", "unarchive", channel="#launch-day")
        self.act("developer", "profile", real_name="Dana Doe", tz="America/Lima")
        self.act("guest", "deactivate")
        self.act("developer", "reactivate", name="guest")
        self.act("developer", "uninstall")
        self.act("developer", "install")
        self.act("developer", "clock", advance="P90D")
        self.act("developer", "submit", view_id=view)

    def view(self) -> str:
        """The id of the developer's modal on top."""
        return str(self._workspace.get("state", {"as": "developer"})["views"][-1]["id"])


def examples() -> str:
    """All of them, as Markdown."""
    bot = SmallBot()
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            Workspace(bot.url, Path(folder) / "workspace.db", small_file(Path(folder))) as workspace,
        ):
            register(bot.connect(workspace))
            player = Player(workspace)
            player.play()
            state = workspace.get("state", {"as": "product", "channel": CHANNEL})
    finally:
        bot.stop()
    return "\n".join([*_markdown(player.played), *_state(state)])


def _markdown(played: list[tuple[str, Json, Json]]) -> Iterator[str]:
    for kind, request, reply in played[:-1]:
        yield f"#### {kind}\n\n{_block(request)}\n{_block(_short(reply))}"
    _, request, refused = played[-1]
    yield "#### What cannot be done\n\nAn act that a person could not do is refused in their words, with `ok` false:\n"
    yield f"{_block(request)}\n{_block(_short(refused))}"


def _state(state: Json) -> Iterator[str]:
    message = state["channels"][0]["messages"][0]
    message["blocks"] = [{"…": f"{len(message['blocks'])} blocks as Slack has them"}]
    del state["channels"][0]["messages"][1:]
    yield "#### state\n\n`GET /_workspace/state?as=product&channel=%23checkout-design`, the first message only:\n"
    yield _block(state)


def _short(reply: Json) -> Json:
    """The reply, its `state` cut to what can be read."""
    state = reply["state"]
    seen = [one["plain"] for room in (*state["channels"], *state["dms"]) for one in room["messages"]]
    seen += [
        one["plain"] for one in (*state["ephemerals"], *state["views"], *([state["home"]] if state["home"] else []))
    ]
    return {**reply, "state": {"…": seen}}


def _block(value: Json) -> str:
    return f"```json\n{_pretty(value)}\n```\n"


def _pretty(value: object, indent: str = "") -> str:
    """JSON with small things on one line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + len(indent) <= 110 or not value or not isinstance(value, dict | list):
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        rows = [f"{inner}{json.dumps(key, ensure_ascii=False)}: {_pretty(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _pretty(item, inner) for item in value) + f"\n{indent}]"


def page(text: str, made: str) -> str:
    """The document with the examples in it."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{made}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), examples()), encoding="utf-8", newline="\n")
    sys.stdout.write("docs/workspace.md\n")
