"""Days and moments as reports write them: always in UTC."""

from datetime import UTC, date, datetime

from flows.words import day_in_words
from flows.workload.model import day_of


def day(at: date) -> str:
    """A day as 30 April 2026; a moment as its day in UTC."""
    return day_in_words(day_of(at))


def iso_day(at: date) -> str:
    """A day as 2026-04-30, for files that other tools read; a moment as its day in UTC."""
    return day_of(at).isoformat()


def moment_of(at: datetime) -> str:
    """A moment as 30 April 2026, 13:05 UTC."""
    return f"{day(at)}, {at.astimezone(UTC):%H:%M} UTC"
