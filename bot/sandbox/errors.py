"""What can go wrong: for a client of the API (ApiError), and for a person (ActError)."""

from collections.abc import Sequence

from bot.sandbox.records import Json


class ApiError(Exception):
    """A refusal of Slack's API, by Slack's own name for it."""

    def __init__(self, error: str, messages: Sequence[str] = (), **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.extra = extra

    def body(self) -> Json:
        """The JSON that Slack answers with."""
        body: Json = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class ActError(Exception):
    """What a person meets instead of what they wanted to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def body(self) -> Json:
        """The JSON that the workspace's own endpoints answer with."""
        return {"ok": False, "error": {"code": self.code, "message": self.message}}


class MalformedActError(ActError):
    """An act that no person could do, because it is not written as the contract says."""

    def __init__(self, message: str) -> None:
        super().__init__("invalid_act", message)
