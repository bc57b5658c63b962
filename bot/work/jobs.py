"""Work that is no delivery, done by its kind; what fails is tried again, and given up at last."""

from collections.abc import Callable, Mapping, Sequence

from bot import faults
from bot.store import queue
from bot.store.away import is_away
from bot.store.queue import Claim
from bot.store.tables import Work
from bot.store.unit_of_work import Store

MOST_FAULTS = 3


class Jobs:
    """One worker's hand on work of these kinds."""

    def __init__(self, store: Store, kinds: Mapping[str, Callable[[Claim], None]], *, owner: str, lease: float) -> None:
        """Each of ``kinds`` does one row and marks it done, in the same transaction; ``lease`` is seconds."""
        self._store = store
        self._kinds = kinds
        self._owner = owner
        self._lease = lease

    def run_once(self) -> int:
        """Do what is wanted; says how many rows."""
        with self._store.queue() as connection:
            claims = queue.claim(connection, Work, self._owner, self._lease, most=2)
        for number, claimed in enumerate(claims):
            try:
                self._kinds[claimed.kind](claimed)
            except Exception as error:
                if is_away(error):
                    self._put_off(claimed, claims[number + 1 :])
                    raise
                self._failed(claimed, faults.report(error, f"work: {claimed.kind}"))
        return len(claims)

    def _put_off(self, claimed: Claim, rest: Sequence[Claim]) -> None:
        """No fault of the row; where this cannot be noted either, it is tried again when the lease ends."""
        with self._store.queue() as connection:
            queue.mark_later(connection, Work, claimed, 5.0, "the database was not to be had")
            queue.give_back(connection, Work, rest)

    def _failed(self, claimed: Claim, fault: str) -> None:
        with self._store.queue() as connection:
            count = claimed.faults + 1
            if count >= MOST_FAULTS:
                queue.mark_dead(connection, Work, claimed, fault)
            else:
                queue.mark_later(connection, Work, claimed, 5.0 * count, fault, faults=count)
