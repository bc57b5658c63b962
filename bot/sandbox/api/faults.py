"""Faults that a test has ordered: what Slack, or the way to it, can do to a call or to a delivery.

What a fault does to a call is told in `endpoint.py`; to an event in `outbox.py`, to an interaction in `interact.py`.
"""

from dataclasses import asdict, dataclass
from typing import Final

from bot.sandbox.errors import MalformedActError
from bot.sandbox.records import Json

CALLS: Final = (
    "ratelimited", "server_error", "timeout_before", "timeout_after", "reset_before", "reset_after", "slow",
    "not_json", "truncated",
)  # fmt: skip
DELIVERIES: Final = ("duplicate", "late", "reordered", "lost")
_OF: Final = ("events", "interactions")
_LONGEST = 31_536_000
_SECONDS: Final = {"slow": 1.0, "late": 60.0}


@dataclass
class Fault:
    """What happens to the next `count` calls of `method`, or to the next `count` deliveries `of` a kind.

    A `method` of `*` is any, and so is a delivery's empty `name`. `seconds` is how long it keeps what it meets.
    """

    kind: str
    method: str = ""
    of: str = ""
    name: str = ""
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
        if kind in DELIVERIES:
            place: Json = {"of": _of(body), "name": str(body.get("name") or "")}
        elif kind in CALLS and isinstance(body.get("method"), str):
            place = {"method": body["method"]}
        else:
            raise MalformedActError(
                f"a fault needs a `method` and a `kind`, one of {', '.join(CALLS)}; "
                f"or `of` ({' or '.join(_OF)}) and a `kind`, one of {', '.join(DELIVERIES)}"
            )
        fault = Fault(kind, **place, **_numbers(body, kind))
        self._ordered.append(fault)
        return fault

    def take(self, method: str) -> Fault | None:
        """The fault that a call of this method meets now, used up by one."""
        return self._use(next((fault for fault in self._ordered if fault.method in (method, "*")), None))

    def take_delivery(self, of: str, name: str) -> Fault | None:
        """The fault that a delivery meets now, used up by one."""
        return self._use(next((fault for fault in self._ordered if fault.of == of and fault.name in ("", name)), None))

    def _use(self, fault: Fault | None) -> Fault | None:
        if fault is not None:
            fault.count -= 1
            if fault.count <= 0:
                self._ordered.remove(fault)
        return fault

    def listed(self) -> list[Json]:
        """What is still ordered."""
        return [{name: value for name, value in asdict(fault).items() if value != ""} for fault in self._ordered]

    def clear(self) -> None:
        """Forget all of them."""
        self._ordered.clear()


def _of(body: Json) -> str:
    of = body.get("of", "events")
    if of not in _OF:
        raise MalformedActError(f"`of` must be {' or '.join(_OF)}, not {of!r}")
    if of == "interactions" and body["kind"] == "reordered":
        raise MalformedActError("only events are reordered: a person waits for the answer to each thing they do")
    return str(of)


def _numbers(body: Json, kind: str) -> Json:
    given = {
        "count": body.get("count", 1),
        "retry_after": body.get("retry_after", 1),
        "seconds": body.get("seconds", _SECONDS.get(kind, 30.0)),
    }
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in given.values()):
        raise MalformedActError("`count`, `retry_after` and `seconds` are numbers")
    if not (given["count"] >= 1 and 0 <= given["retry_after"] <= _LONGEST and 0 <= given["seconds"] <= _LONGEST):
        raise MalformedActError("`count` is at least 1; `retry_after` and `seconds` are from 0 to a year of seconds")
    return {"count": int(given["count"]), "retry_after": int(given["retry_after"]), "seconds": float(given["seconds"])}
