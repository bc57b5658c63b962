"""The workspace's clock: real time plus a stored offset, or standing still; and ISO durations.

Signatures, time-outs and the three seconds of an acknowledgement use real time instead.
"""

import re
import time
from datetime import UTC, datetime, timedelta

from bot.sandbox.errors import MalformedActError
from bot.sandbox.records import ClockSetting

FROZEN_START = "2026-01-05T09:00:00+00:00"
_DURATION = re.compile(
    r"P(?!$)(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


class Clock:
    """Tells the time from a setting that it also changes; the caller stores the setting."""

    def __init__(self, setting: ClockSetting) -> None:
        self.setting = setting

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self.setting.frozen_at is not None

    def seconds(self) -> float:
        """Now, in seconds since 1970."""
        if self.setting.frozen_at is not None:
            return self.setting.frozen_at
        return time.time() + self.setting.offset

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def move(self, seconds: float) -> None:
        """Set it to a time, either way."""
        if self.setting.frozen_at is not None:
            self.setting.frozen_at = seconds
        else:
            self.setting.offset = seconds - time.time()


def parse_time(text: str) -> datetime:
    """An ISO date-time as an aware UTC one; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise MalformedActError(f"{text!r} is not an ISO date-time such as 2026-02-28T09:00:00Z") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def parse_duration(text: str) -> timedelta:
    """An ISO duration of weeks, days and times: months and years have no fixed length."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise MalformedActError(f"{text!r} is not an ISO duration such as P90D or PT5M (no months or years)")
    try:
        return timedelta(**{unit: float(count) for unit, count in match.groupdict().items() if count})
    except OverflowError as error:
        raise MalformedActError(f"{text!r} is too long a time") from error


def iso(seconds: float) -> str:
    """Seconds since 1970 as an ISO date-time."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
