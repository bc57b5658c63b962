"""The ticks. APScheduler only says when; what is due stands in our own tables and fires once wherever it ticks."""

from collections.abc import Callable, Mapping

from apscheduler.schedulers.background import BackgroundScheduler


def scheduler(ticks: Mapping[str, tuple[float, Callable[[], object]]]) -> BackgroundScheduler:
    """A scheduler on a memory store, not yet started; ``ticks`` is name -> (every so many seconds, what to do)."""
    made = BackgroundScheduler(timezone="UTC")
    for name, (every, tick) in ticks.items():
        made.add_job(tick, "interval", seconds=every, id=name, misfire_grace_time=None, coalesce=True, max_instances=1)
    return made
