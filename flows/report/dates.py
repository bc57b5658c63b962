"""Days and moments as reports write them: always in UTC."""

from datetime import UTC, date, datetime


def day_of(at: date) -> str:
    """A day as 2026-04-30; a moment as its day in UTC."""
    return (at.astimezone(UTC) if isinstance(at, datetime) else at).isoformat()[:10]


def moment_of(at: datetime) -> str:
    """A moment as 2026-04-30 13:05 UTC."""
    return f"{at.astimezone(UTC).isoformat(' ')[:16]} UTC"
