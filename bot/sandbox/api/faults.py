"""Faults that a test has ordered: what Slack, or the way to it, can do to a call."""

from dataclasses import dataclass
from typing import Literal, get_args

from bot.sandbox.context import Context
from bot.sandbox.errors import MalformedActError
from bot.sandbox.records import Installation, Json

Kind = Literal["ratelimited", "server_error", "timeout_before", "timeout_after", "reset_after", "slow"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass
class Fault:
    """What happens to the next `count` calls of a method. `seconds` is how long it keeps them."""

    method: str
    kind: Kind
    count: int = 1
    retry_after: int = 1
    seconds: float = 30.0


class Faults:
    """The ordered faults, the first ordered first."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, body: Json) -> Fault:
        """Order a fault as the body of a request describes it."""
        kind = body.get("kind")
        if kind not in KINDS or not isinstance(body.get("method"), str):
            raise MalformedActError(f"a fault needs a `method` and a `kind`, one of {', '.join(KINDS)}")
        count, retry_after = body.get("count", 1), body.get("retry_after", 1)
        seconds = body.get("seconds", 1.0 if kind == "slow" else 30.0)
        if not all(isinstance(number, int | float) for number in (count, retry_after, seconds)):
            raise MalformedActError("`count`, `retry_after` and `seconds` are numbers")
        fault = Fault(body["method"], kind, int(count), int(retry_after), float(seconds))
        self._ordered.append(fault)
        return fault

    def take(self, method: str) -> Fault | None:
        """The fault that a call of this method meets now, used up by one."""
        for fault in self._ordered:
            if fault.method in (method, "*"):
                fault.count -= 1
                if fault.count <= 0:
                    self._ordered.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Forget all of them."""
        self._ordered.clear()


def revoke(context: Context, app: Installation, kind: str) -> None:
    """Take a bot's token away, as an administrator may, and tell it so. Only a new installation brings one."""
    app.revoked = True
    context.workspace.save(app)
    if kind == "app_uninstalled":
        context.outbox.emit(app, "app_uninstalled", {"type": "app_uninstalled"})
    else:
        tokens = {"oauth": [], "bot": [app.bot_user]}
        context.outbox.emit(app, "tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})
    context.workspace.commit()
