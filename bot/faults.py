"""Logging a fault of ours: its kind and where, under a short id, and never what anybody wrote.

An exception's own text may hold a token or an answer (a database error quotes its parameters, a validation error its
input), so only types and frames are logged.
"""

import logging
import secrets
import traceback

log = logging.getLogger("threatbot.faults")


def report(error: BaseException, where: str) -> str:
    """Log ``error``; gives the id that a person is shown and an operator finds in the log."""
    fault = secrets.token_hex(4)
    log.error("fault %s in %s: %s", fault, where, _outline(error))
    return fault


def _outline(error: BaseException) -> str:
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None and len(parts) < 5:
        frames = traceback.extract_tb(current.__traceback__)[-6:]
        places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
        parts.append(f"{type(current).__name__} at {places or 'no frame'}")
        current = current.__cause__ or current.__context__
    return "; from ".join(parts)
