"""The worker: a thread that carries out what is wanted, woken after each commit and by polling."""

import logging
from collections.abc import Callable, Sequence
from threading import Event, Thread

from bot import faults
from bot.store.away import is_away

log = logging.getLogger(__name__)


class Worker:
    """Runs ``hands`` (each does what is due and says how much it did) until stopped."""

    def __init__(self, hands: Sequence[Callable[[], int]], poll: float, stopping: Event) -> None:
        """``poll`` is how many seconds an idle worker waits, at most; ``stopping`` tells a hand to begin no more."""
        self._hands = hands
        self._poll = poll
        self._wake = Event()
        self._rest = Event()
        self._stopping = stopping
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread = Thread(target=self._run, name="threatbot-worker", daemon=True)  # a fork would mark one as ended
        self._thread.start()

    def wake(self) -> None:
        """There may be something to do."""
        self._rest.clear()
        self._wake.set()

    def rests(self, within: float) -> bool:
        """Wait until it has nothing to do, for so many seconds at most; says whether that is so."""
        return self._rest.wait(within)

    def stop(self, within: float) -> None:
        """Finish the row in hand, then end; give up after ``within`` seconds."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(within)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._rest.clear()
            self._wake.clear()
            if self._turn() == 0:
                self._rest.set()
                self._wake.wait(self._poll)

    def _turn(self) -> int:
        done = 0
        for hand in self._hands:
            try:
                done += hand()
            except Exception as error:  # noqa: BLE001  the thread must live; the row comes back
                if is_away(error):
                    log.warning("the database is not to be had (%s); trying again", type(error).__name__)
                else:
                    faults.report(error, "the worker; the row is tried again when its lease ends")
        return done
