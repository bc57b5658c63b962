"""When the worker rests: whoever waits for it hears it as soon as it has nothing to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event

from bot.work.worker import Worker

SOON = 20.0
"""Seconds within which something happens that happens at all."""


@contextmanager
def at_work(hand: "SimpleQueue[int]") -> "Iterator[tuple[Worker, SimpleQueue[None]]]":
    """A worker whose turns do as much as they are told, and wait to be told; each says that it has begun."""
    begun: SimpleQueue[None] = SimpleQueue()

    def turn() -> int:
        begun.put(None)
        return hand.get(timeout=SOON)

    worker = Worker([turn], SOON, Event())
    worker.start()
    try:
        yield worker, begun
    finally:
        hand.put(0)
        worker.stop(SOON)


def test_it_rests_once_a_turn_found_nothing() -> None:
    hand: SimpleQueue[int] = SimpleQueue()
    with at_work(hand) as (worker, begun):
        begun.get(timeout=SOON)
        assert not worker.rests(0), "the turn in hand may do something"
        hand.put(1)
        begun.get(timeout=SOON)
        assert not worker.rests(0), "it did something, so it looks again"
        hand.put(0)
        assert worker.rests(SOON)


def test_who_is_woken_does_not_rest() -> None:
    hand: SimpleQueue[int] = SimpleQueue()
    with at_work(hand) as (worker, _):
        hand.put(0)
        assert worker.rests(SOON)
        worker.wake()
        assert not worker.rests(0)
        hand.put(0)
        assert worker.rests(SOON)
