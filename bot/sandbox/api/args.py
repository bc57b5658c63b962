"""The arguments of a call, from wherever they came: JSON, a form or the query."""

import json
import re
from collections.abc import Mapping

from bot.sandbox.errors import ApiError
from bot.sandbox.incoming import decoded
from bot.sandbox.records import Json

_TS = re.compile(r"\d{1,10}(\.\d{1,6})?")


class Args:
    """Arguments by name, read as the method needs them."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        """Whether it was given at all."""
        return self._values.get(name) is not None

    def given(self) -> Json:
        """All of them, as api.test gives them back."""
        return {name: value for name, value in self._values.items() if name != "token"}

    def text(self, name: str, default: str = "") -> str:
        """A text; a missing one is the default, numbers and truth values are spelled as JSON spells them."""
        value = self._values.get(name)
        return default if value is None else _as_text(name, value)

    def required(self, name: str, error: str = "") -> str:
        """A text that has to be there; `error` is the method's own name for one that is not."""
        if text := self.text(name):
            return text
        if error:
            raise ApiError(error)
        raise ApiError("invalid_arguments", [f"[ERROR] missing required field: {name}"])

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        text = self.text(name, str(default)) or str(default)
        try:
            return int(text)
        except ValueError as error:
            message = f"[ERROR] must be an integer [json-pointer:/{name}]"
            raise ApiError("invalid_arguments", [message]) from error

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value, in any of the spellings that clients use."""
        value = self._values.get(name)
        return default if value is None else str(value).lower() in {"1", "true"}

    def moment(self, name: str, default: str, error: str = "") -> float:
        """A ts, or seconds since 1970."""
        text = self.text(name) or default
        if not _TS.fullmatch(text):
            raise ApiError(error or f"invalid_ts_{name}")
        return float(text)

    def words(self, name: str) -> list[str]:
        """Several texts: a list, as JSON or as a text that holds JSON, or parted by commas."""
        value = self._values.get(name)
        if isinstance(value, str) and value.lstrip().startswith("["):
            value = self._decoded(name, "invalid_arguments")
        items = value if isinstance(value, list) else self.text(name).split(",")
        return [text for item in items if (text := _as_text(name, item).strip())]

    def list_of_objects(self, name: str, error: str = "invalid_arguments") -> list[Json]:
        """A list of objects, as JSON or as a text that holds JSON."""
        value = self._decoded(name, error)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ApiError(error, [f"[ERROR] must be an array of objects [json-pointer:/{name}]"])
        return value

    def mapping(self, name: str, error: str = "invalid_arguments") -> Json | None:
        """An object, as JSON or as a text that holds JSON."""
        value = self._decoded(name, error)
        if value is not None and not isinstance(value, dict):
            raise ApiError(error, [f"[ERROR] must be an object [json-pointer:/{name}]"])
        return value

    def _decoded(self, name: str, error: str) -> object:
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return decoded(value)
        except ValueError as problem:
            raise ApiError(error, [f"[ERROR] is not JSON [json-pointer:/{name}]"]) from problem


def _as_text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        raise ApiError("invalid_arguments", [f"[ERROR] must provide a string [json-pointer:/{name}]"])
    return json.dumps(value)
