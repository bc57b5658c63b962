"""What the state tells, as a person sees it: messages, windows, the whole screen as text."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.elements import Found, all_elements, options
from bot.sandbox.records import Json


@dataclass(frozen=True)
class Message:
    """A message as a person sees it; an ephemeral one has an id."""

    channel: str
    shown: Json

    @property
    def ts(self) -> str:
        """Its ts."""
        return str(self.shown["ts"])

    @property
    def plain(self) -> str:
        """What a person reads."""
        return str(self.shown["plain"])

    @property
    def target(self) -> Json:
        """How an act aims at it."""
        return {"ephemeral": self.shown["id"]} if "id" in self.shown else {"channel": self.channel, "ts": self.ts}


@dataclass(frozen=True)
class View:
    """A modal or the Home tab as a person sees it."""

    shown: Json

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.shown["id"])

    @property
    def plain(self) -> str:
        """What a person reads."""
        return f"{self.shown['title']}\n{self.shown['plain']}"

    @property
    def target(self) -> Json:
        """How an act aims at it."""
        return {"view_id": self.id}


@dataclass(frozen=True)
class Boxes:
    """Checkboxes or radio buttons, one of which has a wanted text, with the values of what is chosen."""

    found: Found
    value: str
    chosen: list[str]

    @property
    def names(self) -> Json:
        """How an act names them."""
        return {"block_id": self.found.block["block_id"], "action_id": self.found.element["action_id"]}

    def after(self, *, on: bool) -> list[str]:
        """What is chosen when the wanted one is, or is no longer."""
        others = [] if self.found.element["type"] == "radio_buttons" else self.chosen
        return [*(value for value in others if value != self.value), *([self.value] if on else [])]


def boxes_with(shown: Json, text: str) -> Boxes | None:
    """The boxes of a message or a view that offer a text."""
    for found in all_elements(shown["blocks"]):
        if found.element["type"] in ("checkboxes", "radio_buttons"):
            chosen = shown["values"].get(found.name) or []
            for option in options(found.element):
                if text in (option["text"]["text"], option["value"]):
                    return Boxes(found, option["value"], [chosen] if isinstance(chosen, str) else list(chosen))
    return None


def messages(state: Json) -> Iterator[Message]:
    """All messages of a state, those that one person sees included."""
    for channel in (*state["channels"], *state["dms"]):
        yield from (Message(channel["id"], shown) for shown in channel["messages"])
    yield from (Message(shown["channel"], shown) for shown in state["ephemerals"])


def as_text(state: Json) -> str:
    """The whole screen of a state."""
    return "\n".join(_lines(state))


def _lines(state: Json) -> Iterator[str]:
    yield f"--- {state['me']['name']} at {state['clock']}"
    for channel in (*state["channels"], *state["dms"]):
        if channel["messages"]:
            yield f"== {'@' if channel['kind'] == 'im' else '#'}{channel['name']}"
        for shown in channel["messages"]:
            indent = "    " if shown["thread_ts"] not in (None, shown["ts"]) else ""
            yield _indented(f"{shown['name']}: {shown['plain']}", indent)
            yield from (f"{indent}  (file {file['name']})" for file in shown["files"])
            yield from (f"{indent}  (:{reaction['name']}: {reaction['count']})" for reaction in shown["reactions"])
    for shown in state["ephemerals"]:
        yield f"== only visible to you\n{shown['plain']}"
    for view in (*state["views"], *([state["home"]] if state["home"] else [])):
        yield f"== {view['type']}: {view['title']}\n{view['plain']}"
        yield from (f"  ! {block}: {error}" for block, error in view["errors"].items())


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line for line in text.splitlines())
