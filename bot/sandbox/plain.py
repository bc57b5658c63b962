"""Blocks and mrkdwn as a person reads them, in plain text: buttons in [brackets], selects as [… v]."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from bot.sandbox.records import Json, Message, UserGroup
from bot.sandbox.workspace import Workspace

_TOKEN = re.compile(r"<([^<>]*)>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


class Reader:
    """Reads aloud; knows the names behind ids."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def message(self, message: Message) -> str:
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
            group = self._workspace.table(UserGroup).get(target.split("^")[1])
            return f"@{group.handle}" if group else label or "@group"
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
            return "\n".join(f"• {item}" for item in inside)
        if inside or kind not in _INLINE:
            return "".join(inside)
        return _INLINE[kind](self, node)

    def table(self, block: Json) -> str:
        """A table, one row a line."""
        return "\n".join(" | ".join(self._cell(cell) for cell in row) for row in block.get("rows", []))

    def _cell(self, cell: Json) -> str:
        return self.rich(cell) if cell["type"] == "rich_text" else str(cell.get("text", ""))

    def title(self, block: Json) -> str:
        """A picture or a video stands for itself by its words."""
        return f"[{self.text(block.get('title')) or block.get('alt_text', '')}]"

    def alert(self, block: Json) -> str:
        """An alert's text."""
        return self.text(block.get("text"))

    def container(self, block: Json) -> str:
        """A container: its title, then what it holds."""
        inside = self.blocks(block.get("child_blocks") or block.get("elements") or [])
        return "\n".join(part for part in (self.text(block.get("title")), inside) if part)

    def card(self, block: Json) -> str:
        """A card with its actions."""
        words = [self.text(block.get(name)) for name in ("title", "subtitle", "body")]
        words.append(" ".join(map(self.element, block.get("actions", []))))
        return "\n".join(word for word in words if word)

    def element(self, element: Json) -> str:
        """An element as it looks before it is touched."""
        kind = element["type"]
        if kind in {"plain_text", "mrkdwn"}:
            return self.text(element)
        if kind == "image":
            return f"[{element.get('alt_text', '')}]"
        if kind in {"button", "workflow_button"}:
            return f"[{self.text(element['text'])}]"
        if kind == "overflow":
            return "[…]"
        if kind in {"checkboxes", "radio_buttons"}:
            mark = "[ ]" if kind == "checkboxes" else "( )"
            return " ".join(f"{mark} {self.text(option['text'])}" for option in element["options"])
        return f"[{self._standing(element)} v]" if _drops_down(kind) else f"[{self._standing(element)}]"

    def _standing(self, element: Json) -> str:
        option = element.get("initial_option")
        if option:
            return self.text(option["text"])
        dated = element.get("initial_date") or element.get("initial_time")
        value = element.get("initial_value")
        written = value if isinstance(value, str) else ""
        return str(dated or written or self.text(element.get("placeholder")))


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
    "video": Reader.title,
    "alert": Reader.alert,
    "container": Reader.container,
    "carousel": Reader.container,
    "card": Reader.card,
}
_INLINE: dict[str, Callable[[Reader, Json], str]] = {
    "text": lambda _reader, node: str(node["text"]),
    "link": lambda _reader, node: str(node.get("text") or node["url"]),
    "user": lambda reader, node: reader.mrkdwn(f"<@{node['user_id']}>"),
    "channel": lambda reader, node: reader.mrkdwn(f"<#{node['channel_id']}>"),
    "broadcast": lambda _reader, node: f"@{node['range']}",
    "usergroup": lambda reader, node: reader.mrkdwn(f"<!subteam^{node['usergroup_id']}>"),
    "emoji": lambda _reader, node: f":{node['name']}:",
    "date": lambda _reader, node: str(node.get("fallback") or node["timestamp"]),
}
