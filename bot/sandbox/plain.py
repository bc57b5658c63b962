"""Blocks and mrkdwn as a person reads them, in plain text: buttons in [brackets], selects as [… v]."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from bot.sandbox.records import Ephemeral, Json, Message, UserGroup
from bot.sandbox.workspace import Workspace

_TOKEN = re.compile(r"<([^<>]*)>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


class Reader:
    """Reads aloud; knows the names behind ids."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def message(self, message: Message | Ephemeral) -> str:
        """A message: its blocks, or its text where it has none, then its attachments."""
        shown = self.blocks(message.blocks) if message.blocks else self.mrkdwn(message.text)
        return "\n".join(part for part in (shown, *map(self.attachment, message.attachments)) if part)

    def attachment(self, item: Json) -> str:
        """An attachment of the older kind: its words, or its blocks."""
        if isinstance(blocks := item.get("blocks"), list):
            return self.blocks(blocks)
        words = [self.mrkdwn(str(item[name])) for name in ("pretext", "title", "text") if item.get(name)]
        return "\n".join(words) or str(item.get("fallback") or "")

    def blocks(self, blocks: list[Json]) -> str:
        """Blocks, one below the other."""
        lines = (self.block(block) for block in blocks)
        return "\n".join(line for line in lines if line)

    def mrkdwn(self, text: str) -> str:
        """Text with mentions and links resolved."""
        text = _TOKEN.sub(lambda match: self._token(match[1]), text)
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
        return text

    def _token(self, token: str) -> str:
        target, _, label = token.partition("|")
        if target.startswith("@"):
            user = self._workspace.users.get(target[1:])
            return "@" + (user.name if user else label or target[1:])
        if target.startswith("#"):
            channel = self._workspace.channels.get(target[1:])
            return "#" + (channel.name if channel else label or target[1:])
        if target.startswith("!subteam^"):
            group_id = target.split("^")[1]
            group = self._workspace.table(UserGroup).get(group_id)
            return f"@{group.handle}" if group else label or f"@{group_id or 'group'}"
        if target.startswith("!date^"):
            return label or _date(target)
        if target.startswith("!"):
            return label or "@" + target[1:].partition("^")[0]
        return label or target.removeprefix("mailto:")

    def text(self, text: Json | str | None) -> str:
        """A text object."""
        if not text:
            return ""
        if isinstance(text, str):
            return self.mrkdwn(text)
        return self.mrkdwn(text["text"]) if text.get("type") == "mrkdwn" else str(text["text"])

    def block(self, block: Json) -> str:
        """One block."""
        read = _BLOCKS.get(block["type"])
        return read(self, block) if read else ""

    def section(self, block: Json) -> str:
        """A section: text, fields, accessory."""
        parts = [self.text(block.get("text")), *(self.text(field) for field in block.get("fields", []))]
        if block.get("accessory"):
            parts.append(self.element(block["accessory"]))
        return "\n".join(part for part in parts if part)

    def row(self, block: Json) -> str:
        """Elements side by side: actions, context."""
        return " ".join(part for part in map(self.element, block.get("elements", [])) if part)

    def input(self, block: Json) -> str:
        """An input with its label and hint."""
        optional = " (optional)" if block.get("optional") else ""
        hint = f"\n{self.text(block['hint'])}" if block.get("hint") else ""
        return f"{self.text(block['label'])}{optional}: {self.element(block['element'])}{hint}"

    def rich(self, node: Json) -> str:
        """Rich text, lists one item a line."""
        kind = node["type"]
        inside = [self.rich(child) for child in node.get("elements", [])]
        if kind == "rich_text":
            return "\n".join(inside)
        if kind == "rich_text_list":
            return "\n".join(f"{_bullet(node, index)} {item}" for index, item in enumerate(inside, 1))
        if kind == "rich_text_quote":
            return "\n".join(f"> {line}" for line in "".join(inside).split("\n"))
        if inside or kind not in _INLINE:
            return "".join(inside)
        return _INLINE[kind](self, node)

    def table(self, block: Json) -> str:
        """A table, one row a line, after its caption."""
        rows = [" | ".join(self._cell(cell) for cell in row) for row in block.get("rows", [])]
        return "\n".join([block["caption"], *rows] if block.get("caption") else rows)

    def _cell(self, cell: Json) -> str:
        return self.rich(cell) if cell["type"] == "rich_text" else str(cell.get("text", cell.get("value", "")))

    def title(self, block: Json) -> str:
        """A picture or a video stands for itself by its words."""
        return f"[{self.text(block.get('title')) or block.get('alt_text', '')}]"

    def alert(self, block: Json) -> str:
        """An alert's text."""
        return self.text(block.get("text"))

    def container(self, block: Json) -> str:
        """A container: its title, then what it holds."""
        title = self.rich(block["rich_text_title"]) if block.get("rich_text_title") else self.text(block.get("title"))
        inside = self.blocks(block.get("child_blocks") or block.get("elements") or [])
        return _joined(title, self.text(block.get("subtitle")), inside)

    def card(self, block: Json) -> str:
        """A card with its actions."""
        picture = self.element(block["hero_image"]) if block.get("hero_image") else ""
        words = [self.text(block.get(name)) for name in ("title", "subtitle", "body", "subtext")]
        return _joined(picture, *words, " ".join(map(self.element, block.get("actions", []))))

    def video(self, block: Json) -> str:
        """A video by its words, and where it is."""
        return _joined(f"[{self.text(block['title'])}]", self.text(block.get("description")), str(block["video_url"]))

    def call(self, block: Json) -> str:
        """A call by its name."""
        about = block.get("call", {}).get("v1", {})
        return f"[{about.get('name') or 'Call'}]"

    def account(self, block: Json) -> str:
        """An account elsewhere: whether it is joined, and what can be done."""
        words, act = ("connected", "Disconnect") if block.get("is_connected") else ("not connected", "Connect")
        away = block.get("disconnect_url" if block.get("is_connected") else "auth_url")
        head = f"{self.text(block['name'])} ({words})"
        return _joined(head, self.text(block.get("description")), f"[{act}]" if away else "")

    def task(self, block: Json) -> str:
        """One task: its title, how far it is, what it tells, where it looked."""
        told = [self.rich(block[name]) for name in ("details", "output") if block.get(name)]
        sources = " ".join(f"[{source.get('text') or source.get('url', '')}]" for source in block.get("sources", []))
        state = str(block.get("status", "")).replace("_", " ")
        return _joined(f"{block.get('title', '')} ({state})", *told, sources)

    def plan(self, block: Json) -> str:
        """A plan with its tasks."""
        return _joined(self.text(block.get("title")), *map(self.task, block.get("tasks", [])))

    def element(self, element: Json) -> str:
        """An element as it looks before it is touched."""
        kind = element["type"]
        if kind in _ELEMENTS:
            return _ELEMENTS[kind](self, element)
        return f"[{self._standing(element)} v]" if _drops_down(kind) else f"[{self._standing(element)}]"

    def ticks(self, element: Json) -> str:
        """Checkboxes and radio buttons, none of them chosen."""
        mark = "[ ]" if element["type"] == "checkboxes" else "( )"
        return " ".join(f"{mark} {self.text(option['text'])}" for option in element["options"])

    def button(self, element: Json) -> str:
        """A button."""
        return f"[{self.text(element['text'])}]"

    def feedback(self, element: Json) -> str:
        """Two buttons: it was good, it was not."""
        sides = (element.get("positive_button", {}), element.get("negative_button", {}))
        return " ".join(f"[{self.text(side.get('text'))}]" for side in sides)

    def _standing(self, element: Json) -> str:
        found = next((value for name, value in element.items() if name.startswith("initial_") and value), None)
        listed = found if isinstance(found, list) else [found]
        words = [self._begun(element["type"], item) for item in listed if item is not None]
        return ", ".join(words) or self.text(element.get("placeholder"))

    def _begun(self, kind: str, item: object) -> str:
        if isinstance(item, dict):
            return self.rich(item) if item.get("type") == "rich_text" else self.text(item.get("text"))
        if "users" in kind:
            return self.mrkdwn(f"<@{item}>")
        if "channels" in kind or "conversations" in kind:
            return self.mrkdwn(f"<#{item}>")
        return datetime.fromtimestamp(item, UTC).isoformat() if isinstance(item, int) else str(item)


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _bullet(node: Json, index: int) -> str:
    return f"{node.get('offset', 0) + index}." if node.get("style") == "ordered" else "•"


def _drops_down(kind: str) -> bool:
    return "select" in kind or "picker" in kind


def _date(target: str) -> str:
    """`!date^1392734382^{date}`: the moment, where no fallback text was given."""
    seconds = target.split("^")[1]
    return datetime.fromtimestamp(int(seconds), UTC).isoformat() if seconds.isdecimal() else target


_BLOCKS: dict[str, Callable[[Reader, Json], str]] = {
    "section": Reader.section,
    "header": lambda reader, block: reader.text(block["text"]),
    "markdown": lambda _reader, block: str(block["text"]),
    "divider": lambda _reader, _block: "---",
    "actions": Reader.row,
    "context": Reader.row,
    "context_actions": Reader.row,
    "input": Reader.input,
    "rich_text": Reader.rich,
    "table": Reader.table,
    "data_table": Reader.table,
    "image": Reader.title,
    "video": Reader.video,
    "file": lambda _reader, block: f"[{block['external_id']}]",
    "call": Reader.call,
    "auth_provider": Reader.account,
    "task_card": Reader.task,
    "plan": Reader.plan,
    "alert": Reader.alert,
    "container": Reader.container,
    "carousel": Reader.container,
    "card": Reader.card,
}
_ELEMENTS: dict[str, Callable[[Reader, Json], str]] = {
    "plain_text": Reader.text,
    "mrkdwn": Reader.text,
    "image": lambda _reader, element: f"[{element.get('alt_text', '')}]",
    "button": Reader.button,
    "workflow_button": Reader.button,
    "icon_button": Reader.button,
    "feedback_buttons": Reader.feedback,
    "overflow": lambda _reader, _element: "[…]",
    "checkboxes": Reader.ticks,
    "radio_buttons": Reader.ticks,
}
_INLINE: dict[str, Callable[[Reader, Json], str]] = {
    "text": lambda _reader, node: str(node["text"]),
    "link": lambda _reader, node: str(node.get("text") or node["url"]),
    "user": lambda reader, node: reader.mrkdwn(f"<@{node['user_id']}>"),
    "channel": lambda reader, node: reader.mrkdwn(f"<#{node['channel_id']}>"),
    "team": lambda _reader, node: f"@{node['team_id']}",
    "color": lambda _reader, node: str(node["value"]),
    "broadcast": lambda _reader, node: f"@{node['range']}",
    "usergroup": lambda reader, node: reader.mrkdwn(f"<!subteam^{node['usergroup_id']}>"),
    "emoji": lambda _reader, node: f":{node['name']}:",
    "date": lambda _reader, node: str(node.get("fallback") or node["timestamp"]),
}
