"""Text for Slack: escaping what people and files wrote, cutting to a limit, plurals and dates.

Everything that was not written by us goes through ``plain`` before it stands in mrkdwn.
"""

import re
from datetime import datetime
from typing import Final

from slack_sdk.models.blocks import MarkdownTextObject, PlainTextObject

from flows.words import day_in_words

MEMBER: Final = re.compile(r"[UW][A-Z0-9]{2,30}")
STYLING: Final = re.compile(r"(?<=[^\W_])[*_~](?=[^\W_])|([*_~`]+)")
"""What may begin or end a style: not one between two letters, which Slack leaves alone (``some_name``)."""
UNFINISHED: Final = re.compile(r"(?:<[^<>]*|&[a-z]*)$")


def plain(text: str) -> str:
    """``text`` as it is read, inside mrkdwn: no mention, link, channel-wide call or style can come of it.

    Slack has no escape for ``*``, ``_``, ``~`` and a backtick, and a zero-width space beside one makes it style rather
    than keeps it from it. The fallback of a date in no format is what it shows as it is.
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\x00", "�")
    return STYLING.sub(lambda found: f"<!date^00000000^{{_}}|{found[1]}>" if found[1] else found[0], escaped)


def clean(text: str) -> str:
    """``text`` without what no database keeps: NUL, and halves of characters."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def is_blank(text: str) -> bool:
    """Whether nobody could see ``text``."""
    return not any(character.isprintable() and not character.isspace() for character in text)


def cut(text: str, most: int) -> str:
    """``text`` of at most ``most`` code points, with an ellipsis where something was left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def mrkdwn(text: str, most: int = 3000) -> MarkdownTextObject:
    """A mrkdwn object; ``text`` is escaped where it needs to be, and no escape is cut in two."""
    whole = text if len(text) <= most else UNFINISHED.sub("", text[: most - 1]).rstrip() + "…"
    return MarkdownTextObject(text=whole if text.strip() else "–", verbatim=True)


def words(text: str, most: int = 75) -> PlainTextObject:
    """A plain-text object, as buttons, options and labels need."""
    return PlainTextObject(text=cut(text.replace("\x00", "�").strip() or "–", most), emoji=False)


def to_thread(link: str) -> str:
    """The way to a model's thread as mrkdwn; nothing where no link is known."""
    return f"<{link}|Go to its thread>" if link else ""


def count(number: int, one: str, many: str = "") -> str:
    """``1 threat``, ``3 threats``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def day(moment: datetime) -> str:
    """A date in the reader's own zone."""
    return f"<!date^{int(moment.timestamp())}^{{date_long}}|{day_in_words(moment)}>"


def person(user: str) -> str:
    """A mention of a member, shown by name; whoever is no member of Slack's is named as written."""
    return f"<@{user}>" if MEMBER.fullmatch(user) else plain(cut(user, 120)) or "nobody"
