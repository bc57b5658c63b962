"""What a test orders of the workspace that people do not do: faults, limited rates, ends of connections."""

from bot.sandbox.driver.person import Desk
from bot.sandbox.records import Json


class Faults:
    """Orders faults, each for the next `count` of what it is for. What is wrongly ordered raises AssertionError."""

    def __init__(self, workspace: Desk) -> None:
        self._workspace = workspace

    def call(self, method: str, kind: str, **fields: object) -> None:
        """What happens to the next calls of a method of Slack's API, `*` for any."""
        self._order(method=method, kind=kind, **fields)

    def duplicates(self, of: str = "events", name: str = "", count: int = 1) -> None:
        """The next deliveries come twice: an event with the same event_id."""
        self._order(kind="duplicate", of=of, name=name, count=count)

    def delays(self, seconds: float, of: str = "events", name: str = "", count: int = 1) -> None:
        """The next events come so much later by the workspace's clock, interactions by real time."""
        self._order(kind="late", of=of, name=name, count=count, seconds=seconds)

    def reorders(self, name: str = "", count: int = 1) -> None:
        """The next event comes after the one that follows it, or a minute later where none does."""
        self._order(kind="reordered", of="events", name=name, count=count)

    def loses(self, of: str = "events", name: str = "", count: int = 1) -> None:
        """The next deliveries never come."""
        self._order(kind="lost", of=of, name=name, count=count)

    def limits_rates(self, *, on: bool = True) -> None:
        """Rates are limited as Slack does, or not any more."""
        self._order(kind="rates", on=on)

    def refreshes_sockets(self, seconds: float = 10) -> None:
        """All connections are warned and end so many seconds later; with 0 they end at once."""
        self._order(kind="refresh_sockets", seconds=seconds)

    def disables_sockets(self) -> None:
        """Socket Mode is turned off."""
        self._order(kind="link_disabled")

    def listed(self) -> Json:
        """What is still ordered, and whether rates are limited."""
        return self._workspace.get("fault")

    def verified(self) -> Json:
        """Whether the app's address answers a challenge, as when it is saved."""
        return self._workspace.post("verify", {})

    def _order(self, **fields: object) -> None:
        answer = self._workspace.post("fault", fields)
        if not answer["ok"]:
            raise AssertionError(answer["error"]["message"])
