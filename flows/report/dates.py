"""Days and moments as reports write them: always in UTC."""

from datetime import UTC, date, datetime

from flows.workload.model import day_of


def iso_day(at: date) -> str:
    """A day as 2026-04-30; a moment as its day in UTC."""
    return day_of(at).isoformat()


def moment_of(at: datetime) -> str:
    """A moment as 2026-04-30 13:05 UTC."""
    return f"{at.astimezone(UTC).isoformat(' ')[:16]} UTC"
