"""What buttons and forms carry back: short JSON, checked when it returns."""

import json
import re
from collections.abc import Mapping
from typing import Final

from bot.blocks.text import clean
from bot.errors import Refused

OLD: Final = "This button is from an older Threatbot. Type `/threatmodel list` to go on."


NUMBERS: Final = {"p": 10_000, "q": 10_000, "r": 1_000_000, "rows": 40, "item": 2**63 - 1}
"""The values that are whole numbers, and the most that each can be: pages, a revision, rows of a form, an item's id."""


def packed(**values: str | int) -> str:
    """A button's value or a view's private metadata."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str, *names: str) -> dict[str, str]:
    """The values of ``packed`` as text.

    Raises:
        Refused: not ours, or of an older version.
    """
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, Mapping) or any(name not in found for name in names):
        raise Refused(OLD)
    texts = {str(key): clean(str(value)) for key, value in found.items()}
    for name in NUMBERS.keys() & set(names):
        if not re.fullmatch("[0-9]{1,19}", texts[name]) or int(texts[name]) > NUMBERS[name]:
            raise Refused(OLD)
    return texts
