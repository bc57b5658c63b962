"""What somebody typed, as it is read: the mrkdwn of a message turned back into plain text.

People are not looked up: a mention without a name becomes a word, because an id means nothing to a reader.
"""

import re

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_NAMELESS = {"@": "@someone", "#": "#a-channel", "!": "@a-group"}


def as_read(text: str) -> str:
    """A message's ``text`` without Slack's marks: names of people and channels, links with their address."""
    read = _MARKED.sub(lambda mark: _word(mark[1], mark[2] or ""), text)
    for escaped, character in _ESCAPES:
        read = read.replace(escaped, character)
    return read.replace("\x00", "�").strip()


def _word(target: str, label: str) -> str:
    kind = target[:1]
    if kind == "!" and target.startswith("!date^"):
        return label
    if kind == "!" and not target.startswith("!subteam"):
        return f"@{target[1:]}"
    if kind in _NAMELESS:
        return (kind if kind == "#" else "@") + label.lstrip("@#") if label else _NAMELESS[kind]
    address = target.removeprefix("mailto:")
    return f"{label} ({address})" if label and label != address else address
