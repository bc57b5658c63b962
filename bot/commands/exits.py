"""Exit codes: 0 done, 1 the check asked for did not hold, 2 wrong use, 3 input refused, 4 outside, 70 ours."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

CHECK_FAILED = 1
WRONG_USE = 2
INPUT_REFUSED = 3
OUTSIDE_FAILED = 4
OUR_FAULT = 70


def say(text: str) -> None:
    """A message for people, on standard error."""
    sys.stderr.write(f"{text}\n")


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turn errors into a sentence on standard error and an exit code; a traceback only with --debug."""
    try:
        yield
    except (SystemExit, KeyboardInterrupt):
        raise
    except Exception as error:
        code, text = _explained(error)
        if os.environ.get("THREATBOT_DEBUG"):
            raise
        say(text)
        sys.exit(code)


def _explained(error: Exception) -> tuple[int, str]:
    from bot.errors import BotError, NotConfigured  # noqa: PLC0415  only when something failed
    from flows.errors import FlowsError, NotKnown  # noqa: PLC0415

    if isinstance(error, NotKnown):
        return WRONG_USE, str(error)
    if isinstance(error, FlowsError):
        return INPUT_REFUSED, str(error)
    if isinstance(error, NotConfigured):
        return WRONG_USE, f"{error}\n`threatbot doctor` tells what else is missing."
    if isinstance(error, BotError | OSError):
        return OUTSIDE_FAILED, _of_system(error) if isinstance(error, OSError) else str(error)
    from bot import faults  # noqa: PLC0415

    fault = faults.report(error, "the command line")
    return OUR_FAULT, f"A fault of ours ({fault}: {type(error).__name__}). `threatbot --debug …` shows where."


def _of_system(error: OSError) -> str:
    """What the system says, without its number: the file first, where it is about one."""
    told = error.strerror or str(error)
    return f"{error.filename}: {told}" if error.filename else told
