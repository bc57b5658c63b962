"""What buttons and forms carry back: short JSON, checked when it returns."""

import json
from collections.abc import Mapping

from bot.errors import Refused


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
        raise Refused("This button is from an older Threatbot. Type `/threatmodel list` to go on.")
    return {str(key): str(value) for key, value in found.items()}
