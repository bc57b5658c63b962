"""A script's view of the local workspace: people's acts, what they see, and Slack's API, by plain HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]
ROLES = ("developer", "architect", "security", "compliance", "redteam", "operations", "product", "guest")
CHANNELS = ("checkout-design", "security", "general")
DESIGN = "#checkout-design"


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def options(*texts: str) -> list[Json]:
    """Options whose values are their texts in lower case."""
    return [{"text": plain(text), "value": text.lower()} for text in texts]


def button(action_id: str, text: str, **more: object) -> Json:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def actions(block_id: str, *elements: Json) -> Json:
    """A row of elements."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def entry(block_id: str, label: str, element: Json, **more: object) -> Json:
    """An input."""
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


@dataclass(frozen=True)
class Local:
    """A running workspace as its first line of JSON describes it."""

    told: Json

    @property
    def root(self) -> str:
        """The workspace's address."""
        return str(self.told["act"]).removesuffix("/_workspace/act")

    @property
    def bearer(self) -> dict[str, str]:
        """The right to use what is under `/_workspace/`."""
        return {"Authorization": f"Bearer {self.told['token']}"}

    def posted(self, body: object) -> httpx.Response:
        """The answer to any body that is posted as an act."""
        return httpx.post(self.told["act"], json=body, headers=self.bearer, timeout=90)

    def act(self, role: str, kind: str, **fields: object) -> Json:
        """What somebody does, with the whole reply."""
        reply: Json = self.posted({"as": role, "do": {kind: fields}}).json()
        return reply

    def done(self, role: str, kind: str, **fields: object) -> Json:
        """What somebody does, which goes well and settles."""
        reply = self.act(role, kind, **fields)
        assert reply["ok"], reply["error"]
        assert reply["settled"], reply["pending"]
        return reply

    def refused(self, role: str, kind: str, **fields: object) -> Json:
        """Code and message of what somebody meets who cannot do it."""
        reply = self.act(role, kind, **fields)
        assert not reply["ok"], reply
        error: Json = reply["error"]
        assert error["code"]
        assert error["message"]
        return error

    def asked(self, path: str, **query: str) -> httpx.Response:
        """An endpoint under `/_workspace/`."""
        return httpx.get(f"{self.root}/_workspace/{path}", params=query, headers=self.bearer, timeout=30)

    def state(self, role: str, **query: str) -> Json:
        """All that somebody sees."""
        answer = self.asked("state", **{"as": role}, **query)
        assert answer.status_code == 200, answer.text
        state: Json = answer.json()
        return state

    def api(self, method: str, **arguments: object) -> Json:
        """A call of Slack's API by the app."""
        headers = {"Authorization": f"Bearer {self.told['bot_token']}"}
        body: Json = httpx.post(f"{self.told['api']}{method}", json=arguments, headers=headers, timeout=30).json()
        return body

    def called(self, method: str, **arguments: object) -> Json:
        """A call that Slack takes."""
        body = self.api(method, **arguments)
        assert body["ok"], body
        return body

    def channel(self, role: str, name: str) -> Json:
        """A channel as somebody sees it."""
        found = [one for one in self.state(role, channel=name)["channels"] if one["name"] == name.lstrip("#")]
        assert len(found) == 1, found
        channel: Json = found[0]
        return channel

    def message(self, role: str, ts: str, channel: str = DESIGN) -> Json:
        """A message as somebody sees it."""
        found: Json = next(one for one in self.channel(role, channel)["messages"] if one["ts"] == ts)
        return found

    def heard(self, kind: str) -> list[Json]:
        """What was delivered to the app so far, the newest last."""
        return [entry["request"] for entry in self.asked("log").json()["log"] if entry["kind"] == kind]

    def shown(self, *blocks: Json, channel: str = DESIGN) -> Json:
        """The app's message of some blocks, as a target."""
        place = self.channel("developer", channel)["id"]
        ts = self.called("chat.postMessage", channel=place, text="A surface", blocks=list(blocks))["ts"]
        return {"channel": channel, "ts": ts}

    def window(self, role: str, *blocks: Json, **more: object) -> str:
        """The id of a window that the app opens before somebody, in answer to their click."""
        view = {"type": "modal", "title": plain("A window"), "submit": plain("Send"), "callback_id": "contract"}
        door = self.shown(actions("row", button("door", "Open")))
        for _ in range(5):  # a trigger lasts three seconds
            self.done(role, "click", target=door, action_id="door")
            trigger = self.heard("interaction")[-1]["trigger_id"]
            opened = self.api("views.open", trigger_id=trigger, view={**view, "blocks": list(blocks), **more})
            if opened.get("error") not in ("expired_trigger_id", "trigger_expired"):
                break
        assert opened["ok"], opened
        return str(opened["view"]["id"])

    def view(self, role: str, view_id: str) -> Json:
        """A window as somebody sees it."""
        found: Json = next(view for view in self.state(role)["views"] if view["id"] == view_id)
        return found

    def close_all(self, role: str) -> None:
        """Close every window before somebody, the top one first."""
        for view in reversed(self.state(role)["views"]):
            self.done(role, "close", view_id=view["id"])
