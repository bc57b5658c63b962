"""The arguments of a call, from wherever they came: JSON, a form or the query."""

import json
from collections.abc import Mapping

from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json


class Args:
    """Arguments by name, read as the method needs them."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        """Whether it was given at all."""
        return self._values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A text; a missing one is the default."""
        value = self._values.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """A text that has to be there."""
        if not (text := self.text(name)):
            raise ApiError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return text

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        text = self.text(name, str(default))
        try:
            return int(text)
        except ValueError as error:
            message = f"[ERROR] must be an integer [json-pointer:/{name}]"
            raise ApiError("invalid_arguments", [message]) from error

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value, in any of the spellings that clients use."""
        value = self._values.get(name)
        return default if value is None else str(value).lower() in {"1", "true"}

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
            decoded: object = json.loads(value)
        except ValueError as problem:
            raise ApiError(error, [f"[ERROR] is not JSON [json-pointer:/{name}]"]) from problem
        return decoded
