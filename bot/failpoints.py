"""Places at which a test lets the bot die as by ``kill -9`` (``THREATBOT_FAILPOINT``, one of ``NAMES``)."""

import os
import signal

NAMES = ("before-commit", "after-commit", "after-claim", "after-post")
_chosen = os.environ.get("THREATBOT_FAILPOINT", "")


def reach(name: str) -> None:
    """Kill the bot's whole process group when ``name`` is the chosen failpoint."""
    if name == _chosen:
        os.killpg(os.getpgrp(), signal.SIGKILL)


def stand_alone() -> None:
    """Take a process group of our own where a failpoint is set, so that only the bot dies."""
    if _chosen and os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
